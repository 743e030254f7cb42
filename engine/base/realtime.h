// RealtimeScope: marks what runs under a sound device's clock. Nothing by itself; a test's guard that is loaded before
// the program (tests/support/realtime_guard.c) then counts memory, locks, system calls and page faults inside.
#pragma once

#include <cstddef>

extern "C" {
[[gnu::weak]] void tandem_realtime_enter();
[[gnu::weak]] void tandem_realtime_leave();
}

namespace tandem {

// Maps this much of the calling thread's stack, so that no block waits for a page of it later. Once per thread, before
// its first block. The least stack among the threads that call us is JACK's, 512 KiB.
[[gnu::noinline]] inline void touch_stack() {
    volatile char room[128 << 10];
    for (size_t at = 0; at < sizeof room; at += 1024) room[at] = 0;
}

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
