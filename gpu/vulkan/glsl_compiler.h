// GLSL to SPIR-V inside the process, by glslang. Called by Kernels; any thread (glslang locks inside).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::vulkan {

// A compute shader for Vulkan 1.1. Error `internal` with the compiler's own message: our text is wrong.
Result<std::vector<uint32_t>> compile_glsl(const std::string& text);

} // namespace tandem::vulkan
