// Render devices of the processor: the SIMD renderer every machine has, and the plain reference the tests compare with.
// Made by app (and tests); each is used by one thread at a time and runs rows on threads of its own.
#pragma once

#include <memory>
#include <string_view>

#include "engine/video/frame_renderer.h"

namespace tandem {

// `threads` >= 1, the caller included.
std::unique_ptr<FrameRenderer> make_cpu_renderer(int threads);
// One scalar pixel after the other, by the same kernel files; slow.
std::unique_ptr<FrameRenderer> make_reference_renderer();

// For tests and benchmarks: the renderer of one instruction set ("SSE2", "SSE4", "AVX2", "AVX-512"); null where this
// processor lacks it.
std::unique_ptr<FrameRenderer> make_cpu_renderer_for(std::string_view instruction_set, int threads);

} // namespace tandem
