// How a sampling op gets its pixels in one rectangle of the frame. Used by the frame plan. Pure functions, any thread.
#pragma once

#include <vector>

#include "gpu/device/sampling.h"

namespace tandem::compose {

enum class SampleMode : uint8_t { nothing, direct, filtered }; // numbers known to the kernels

struct SampleUse {
    SampleMode mode = SampleMode::nothing;
    IntRect bounds;               // frame pixels that it gives
    int shift_x = 0, shift_y = 0; // direct: source pixel = frame pixel + shift
    SamplingPlan plan;            // filtered
    IntRect exists;               // source pixels of the crop
    // Per level from 0: the texels that this rectangle needs; the last one is filtered.
    std::vector<IntRect> regions;
};

IntRect intersect(IntRect a, IntRect b);
IntRect join(IntRect a, IntRect b); // an empty one counts as nothing

// `width` and `height` are the source's, or the frame's for `resample`.
SampleUse plan_use(const FrameProgram& program, const Op& op, int width, int height, IntRect rect);

} // namespace tandem::compose
