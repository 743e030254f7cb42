// How ops become kernels, and what a frame does while they compile: choices in the options of devices.
#pragma once

#include <cstdint>

namespace tandem {

// `fused`: an op is part of its segment's kernel; `one_op`: a kernel and a value of its own (tests, fallback).
enum class KernelSplit : uint8_t { fused, one_op };

// Until the fused kernels of a frame are compiled: `wait` for them, as an export does, or let one-op kernels, which are
// short and few, stand in while a worker compiles (playback).
enum class KernelWait : uint8_t { wait, stand_in };

} // namespace tandem
