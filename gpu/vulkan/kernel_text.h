// The texts of kernels, put into the binary by the build (embed_kernels.cmake). Constants, any thread.
#pragma once

namespace tandem::vulkan {

extern const char kPreludeText[]; // #version, the kernel dialect and its ops, frame.glsl
extern const char kDecodeText[];
extern const char kHalveText[];
extern const char kStoreText[];

} // namespace tandem::vulkan
