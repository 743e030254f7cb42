// Blurring of textures along one axis: rows, or columns in blocks that fit the cache, added up by strip kernels. Called
// by CpuRenderer while it prepares a frame; runs on its pool.
#pragma once

#include "gpu/cpu/textures.h"
#include "gpu/device/blur_taps.h"

namespace tandem {

// Fills to.region. What `from` does not hold is transparent.
void blur_texture(const strip::Functions& f, WorkerPool& pool, const BlurTaps& taps, TextureImage& from,
                  TextureImage& to);

} // namespace tandem
