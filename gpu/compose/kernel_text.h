// The texts of kernels, put into the binary by the build (embed_kernels.cmake). Constants, any thread.
#pragma once

namespace tandem::compose {

extern const char kGlslText[], kOpenclText[]; // the dialect's part of a language, buffers, entry point
extern const char kFunctionsText[];           // the ops of gpu/kernels, frame.kernel and scope.kernel
extern const char kDecodeText[];
extern const char kHalveText[];
extern const char kStoreText[];
extern const char kScopeClearText[], kScopeCountText[], kScopeOverlayText[];

} // namespace tandem::compose
