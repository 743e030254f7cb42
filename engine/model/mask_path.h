// Outlines of masks as users write them: the text slot of a mask. Read by validation, the edit verbs and the frame
// compiler. Pure, any thread.
//
// Syntax: points parted by spaces, each "x,y" for a corner or "x,y,ix,iy,ox,oy" with the offsets of its Bezier handles
// towards the point before and the point after. (0, 0) is the top left of the mask's box, (1, 1) its bottom right; the
// outline is closed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace tandem {

struct PathPoint {
    double x = 0, y = 0, in_x = 0, in_y = 0, out_x = 0, out_y = 0;
    friend bool operator==(const PathPoint&, const PathPoint&) = default;
};

inline constexpr size_t kMinPathPoints = 3, kMaxPathPoints = 64;

// Empty for an empty text. Errors: bad_data that says which point is wrong.
Result<std::vector<PathPoint>> parse_path(std::string_view text);
// Four decimals; corners as two numbers.
std::string format_path(const std::vector<PathPoint>& points);

} // namespace tandem
