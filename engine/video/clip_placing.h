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

// Corners of the clip's uncropped picture in pixels of the sequence's frame: top left, top right, bottom right, bottom
// left of the upright picture. None where the clip shows no medium or the medium has no picture.
std::optional<std::array<Point, 4>> clip_corners(const Project& project, const Sequence& sequence,
                                                 const Placement& placement, Time t);

} // namespace tandem
