// Where pictures stand in a frame: from stored samples over upright pixels, fit, crop and transforms to the target.
// Used by compile_frame and the resolver. Pure, any thread.
#pragma once

#include <optional>

#include "engine/model/media.h"
#include "engine/video/compile_frame.h"
#include "engine/video/frame_program.h"

namespace tandem {

struct Point {
    double x = 0, y = 0;
};
Point apply(const Affine& m, Point p);
// outer(inner(p)).
Affine compose(const Affine& outer, const Affine& inner);
// Pre: determinant not 0.
Affine inverse(const Affine& m);
double determinant(const Affine& m);
// Clockwise on screen (y down), exact at quarter turns.
Affine rotation_degrees(double degrees);

// Where a sequence's frame lies in the target: target = (x, y) + scale * sequence pixel; nothing shows outside `clip`.
struct Canvas {
    double scale_x = 1, scale_y = 1, x = 0, y = 0;
    IntRect clip;
    Affine affine() const { return {scale_x, 0, x, 0, scale_y, y}; }
};
// A frame of width x height fitted whole into target_width x target_height, centred on whole pixels. An aspect that
// differs by less than one pixel fills the target instead of leaving a line of bar.
Canvas fit_canvas(int width, int height, int target_width, int target_height);
// The same for a frame that covers the target, as `view` says.
Canvas view_canvas(int width, int height, int target_width, int target_height, const FrameView& view);

// A picture before it is placed. `outline` limits the samples that exist.
struct SourceShape {
    Affine to_upright; // stored pixels -> upright square pixels, origin at the upright picture's top left
    double upright_width = 0, upright_height = 0;
    std::array<double, 4> outline{}; // x0 y0 x1 y1 in stored pixels
    int rotation = 0;
    bool opaque = true; // no alpha
};
// Orientation: mirrored left-right first, then turned clockwise; width stretched by the sample aspect.
SourceShape shape_of(const PictureStream& stream);
// A raster or value that shows `upright_width` x `upright_height` pixels in a frame rectangle.
SourceShape shape_of_frame(const Canvas& canvas, int width, int height);

struct Transform {
    double x = 0, y = 0, scale_x = 1, scale_y = 1, rotation = 0, anchor_x = 0.5, anchor_y = 0.5;
};
// What a clip's geometry effects ask for. Crops are fractions of the upright picture; the first transform gives fit and
// filter, the later ones act on the frame that the one before made.
struct Placing {
    Fit fit = Fit::contain;
    SampleFilter filter = SampleFilter::bicubic;
    std::array<double, 4> crop{}; // left right top bottom
    std::array<Transform, 4> transforms{};
    int transform_count = 0;
    int transforms_left_out = 0; // beyond the capacity of `transforms`
    bool untouched() const { return transform_count == 0 && crop == std::array<double, 4>{}; }
};

struct Placed {
    Geometry geometry;
    Affine to_target; // inverse of geometry.to_source, unsnapped
    IntRect bounds;   // of what can be seen, inside the canvas' clip
    SampleFilter filter = SampleFilter::nearest;
    bool covers = false; // alpha is 1 in all of `bounds` if the source has no alpha
};
// Nothing where the picture shows no area.
std::optional<Placed> place(const SourceShape& shape, const Placing& placing, int frame_width, int frame_height,
                            const Canvas& canvas);

// Bounds and cover of `crop` under `to_source`, clipped.
IntRect outline_bounds(const Affine& to_target, const std::array<double, 4>& crop, IntRect clip);
bool covers(const Geometry& geometry, IntRect bounds);

IntRect intersect(IntRect a, IntRect b);
IntRect unite(IntRect a, IntRect b);
bool contains(IntRect outer, IntRect inner);
int64_t area(IntRect r);

} // namespace tandem
