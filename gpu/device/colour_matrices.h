// Colour matrices that every render device uses: sample codes <-> RGB by matrix, range and depth, and conversion of
// primaries. Called by gpu/* when a frame is prepared. Pure functions, any thread.
#pragma once

#include <array>

#include "engine/base/picture.h"

namespace tandem {

// Rows of 3x4 (last column = offset) or 3x3 matrices.
using Matrix34 = std::array<std::array<double, 4>, 3>;
using Matrix33 = std::array<std::array<double, 3>, 3>;

// Raw sample codes (Y U V, R G B or Y Y Y) of `format` -> R'G'B', nominal range 0..1. BT.2020 constant luminance is
// read as non-constant; for ICtCp the result is L'M'S' (see lms_to_bt2020).
Matrix34 decode_matrix(PixelFormat format, const ColourTags& tags);
// R'G'B' -> sample codes, before rounding.
Matrix34 encode_matrix(PixelFormat format, const ColourTags& tags);
// Linear RGB -> linear RGB; white points adapted by Bradford. Identity where equal.
Matrix33 primaries_matrix(Primaries from, Primaries to);
// Linear LMS of BT.2100 -> linear RGB with BT.2020 primaries.
Matrix33 lms_to_bt2020();
Matrix33 multiply(const Matrix33& a, const Matrix33& b);
Matrix33 invert(const Matrix33& m);
bool is_identity(const Matrix33& m);
// Luma weights of a matrix (BT.709's for RGB and unknown ones).
std::array<double, 3> luma_weights(Matrix m);
// Same colour: curves of one formula (BT.709, 601, 2020, xvYCC) count as equal.
Transfer canonical(Transfer t);

} // namespace tandem
