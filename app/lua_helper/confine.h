// Takes from this process everything but computing and talking to its parent. For tandem-lua; main thread, once, with
// no other thread running.
#pragma once

#include <cstddef>

#include "engine/base/result.h"

namespace tandem::lua_helper {

inline constexpr int kCpuSeconds = 2; // from confinement on

// Before anything is read: dies with its parent, is nobody's debuggee, has no descriptor besides `socket`.
Result<void> isolate(int socket);

// From here on the process can read and write `socket`, get at most `memory_bytes` more memory and exit. Any other
// system call ends it with SIGSYS, kCpuSeconds of processor time with SIGXCPU. Error: unavailable, where the kernel
// cannot do that; nothing that is not trusted may run then.
Result<void> confine(int socket, size_t memory_bytes);

} // namespace tandem::lua_helper
