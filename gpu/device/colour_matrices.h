// Colour matrices that every render device uses: sample codes <-> RGB by matrix, range and depth. Called by gpu/* when
// a frame is prepared. Pure functions, any thread.
#pragma once

#include <array>

#include "engine/base/picture.h"
#include "engine/base/primaries.h"

namespace tandem {

// Rows of 3x4, the last column an offset.
using Matrix34 = std::array<std::array<double, 4>, 3>;

// Raw sample codes (Y U V, R G B or Y Y Y) of `format` -> R'G'B', nominal range 0..1. BT.2020 constant luminance is
// read as non-constant; for ICtCp the result is L'M'S' (lms_to_bt2020 in engine/base/primaries.h).
Matrix34 decode_matrix(PixelFormat format, const ColourTags& tags);
// R'G'B' -> sample codes, before rounding. For ICtCp of L'M'S', which a program's last op makes.
Matrix34 encode_matrix(PixelFormat format, const ColourTags& tags);
bool is_identity(const Matrix33& m);
// Same colour: curves of one formula (BT.709, 601, 2020, xvYCC) count as equal.
Transfer canonical(Transfer t);

} // namespace tandem
