// GLSL to SPIR-V inside the process, by glslang. Called by Kernels and PictureDrawing; any thread (glslang locks
// inside).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::vulkan {

enum class ShaderStage : uint8_t { compute, vertex, fragment };
// A shader for Vulkan 1.1. Error `internal` with the compiler's own message: our text is wrong.
Result<std::vector<uint32_t>> compile_glsl(const std::string& text, ShaderStage stage = ShaderStage::compute);

} // namespace tandem::vulkan
