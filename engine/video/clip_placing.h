// Where a clip asks its picture to stand: what its transform and crop effects say at an instant, and the corners that
// come of it. Used by the frame compiler and by the window's handles. Pure, any thread.
#pragma once

#include <array>
#include <optional>

#include "engine/model/project.h"
#include "engine/video/geometry.h"

namespace tandem {

// Of the enabled effects, at a time of their keys (local time + Clip::key_origin).
Placing placing_of(const Clip& clip, Time key_time);

// The clip's picture, upright and before its crop and effects, in the sequence's frame; masks and crops are fractions
// of it. None where the clip shows a medium that has no picture, or where no area of it shows.
struct PicturePlace {
    double width = 0, height = 0; // of the picture, in its own pixels
    Affine to_frame;              // from those to pixels of the sequence's frame
};
std::optional<PicturePlace> picture_place(const Project& project, const Sequence& sequence, const Placement& placement,
                                          Time t);

// Its corners in pixels of the sequence's frame: top left, top right, bottom right, bottom left.
std::optional<std::array<Point, 4>> clip_corners(const Project& project, const Sequence& sequence,
                                                 const Placement& placement, Time t);

} // namespace tandem
