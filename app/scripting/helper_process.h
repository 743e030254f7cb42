// One run of tandem-lua: its start, its end, and frames to and from it with a deadline. The process gets one socket, no
// environment and no other descriptor. Used by script_host.cpp.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>

#include "app/lua_helper/wire.h"

namespace tandem::app {

// Until when a helper is waited for, and the flag that ends the wait before.
struct Patience {
    std::chrono::steady_clock::time_point until;
    const std::atomic<bool>* cancel;
};

class HelperProcess {
  public:
    // Errors: unavailable (not there, cannot be started), temporary.
    static Result<HelperProcess> start(const std::string& path);
    // Kills it where it still runs.
    ~HelperProcess();
    HelperProcess(HelperProcess&& other) noexcept : pid_(other.pid_), socket_(other.socket_) {
        other.pid_ = -1;
        other.socket_ = -1;
    }
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;

    pid_t pid() const { return pid_; }

    enum class Outcome { done, closed, late, cancelled, too_long };
    Outcome send(lua_helper::FrameKind kind, std::string_view bytes, const Patience& patience);
    // `too_long`: a frame of more than `max_bytes` was announced.
    Outcome receive(lua_helper::Frame& frame, size_t max_bytes, const Patience& patience);

    // Kills it and gives its wait status (waitpid). Pre: not called before.
    int end();
    // Waits for a process that has closed its socket; kills it after a second.
    int wait();

  private:
    HelperProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
    Outcome ready(short events, const Patience& patience) const;
    Outcome receive_bytes(char* data, size_t size, const Patience& patience) const;

    pid_t pid_;
    int socket_;
};

} // namespace tandem::app
