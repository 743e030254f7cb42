// A source in the params: where its samples lie in the sources buffer, its chroma, its matrices; and small makers of
// slots. Used by the frame plan. Pure functions, any thread.
#pragma once

#include "gpu/vulkan/frame_plan.h"

namespace tandem::vulkan {

Slot of(int a, int b, int c, int d);
Slot of(IntRect r);
Slot of_floats(double a, double b, double c, double d);
Slot of_floats(const std::array<float, 4>& v);

enum class Axis : uint8_t { across, down };
// Luma position of the first chroma sample, in pixel indices.
double chroma_position(ChromaSiting siting, Axis axis, int shift);

// Plans the upload of the samples that `rect` (pixels of the picture) needs, and describes them in the plan's params
// (read by decoded() of frame.glsl). Gives the index of the description.
int place_source(FramePlan& plan, const Picture& picture, const ColourTags& tags, Primaries working, IntRect rect);

} // namespace tandem::vulkan
