// A source in the params: where its samples lie in the sources buffer, its chroma, its matrices; and small makers of
// slots. Used by the frame plan. Pure functions, any thread.
#pragma once

#include "gpu/compose/frame_plan.h"

namespace tandem::compose {

Slot of(int a, int b, int c, int d);
Slot of(IntRect r);
Slot of_floats(double a, double b, double c, double d);
Slot of_floats(const std::array<float, 4>& v);

enum class Axis : uint8_t { across, down };
// Luma position of the first chroma sample, in pixel indices.
double chroma_position(ChromaSiting siting, Axis axis, int shift);

// Where the planes of a picture lie in the sources buffer: the byte of (0, 0), which may lie before it, and bytes a
// row.
struct PlacedSource {
    std::array<int, 4> origin{}, stride{};
};
// Plans the upload of the samples that `rect` (pixels of the picture) needs.
PlacedSource upload_source(FramePlan& plan, const Picture& picture, IntRect rect);
// The description that decoded() of frame.kernel reads.
std::array<Slot, kSourceBlock> source_slots(const PlacedSource& placed, const Picture& picture, const ColourTags& tags,
                                            Primaries working);

} // namespace tandem::compose
