// How ops become kernels: a choice in the options of every device that composes them.
#pragma once

#include <cstdint>

namespace tandem {

// `fused`: an op is part of its segment's kernel; `one_op`: a kernel and a value of its own (tests, fallback).
enum class KernelSplit : uint8_t { fused, one_op };

} // namespace tandem
