// RealtimeScope: marks what runs under a sound device's clock. Nothing by itself; a test's guard that is loaded before
// the program (tests/support/realtime_guard.c) then counts memory, locks, system calls and page faults inside.
#pragma once

extern "C" {
[[gnu::weak]] void tandem_realtime_enter();
[[gnu::weak]] void tandem_realtime_leave();
}

namespace tandem {

class RealtimeScope {
  public:
    RealtimeScope() {
        if (tandem_realtime_enter) tandem_realtime_enter();
    }
    ~RealtimeScope() {
        if (tandem_realtime_leave) tandem_realtime_leave();
    }
    RealtimeScope(const RealtimeScope&) = delete;
    RealtimeScope& operator=(const RealtimeScope&) = delete;
};

} // namespace tandem
