// Colour primaries as numbers: conversion between the RGB spaces of ITU-T H.273. Called when a frame is compiled or
// prepared. Pure functions, any thread.
#pragma once

#include <array>
#include <cstddef>

#include "engine/base/colour.h"

namespace tandem {

using Matrix33 = std::array<std::array<double, 3>, 3>; // rows

Matrix33 multiply(const Matrix33& a, const Matrix33& b);
std::array<double, 3> multiply(const Matrix33& m, const std::array<double, 3>& v);
// Pre: m is regular.
Matrix33 invert(const Matrix33& m);

// CIE x, y of red, green, blue and white.
std::array<std::array<double, 2>, 4> chromaticities_of(Primaries p);

// Linear RGB -> CIE XYZ with Y = 1 for (1, 1, 1), by SMPTE RP 177. Unknown primaries are read as BT.709's.
Matrix33 rgb_to_xyz(Primaries p);
// Luma weights r g b of a matrix of H.273 (BT.709's for RGB and unknown ones).
std::array<double, 3> luma_weights(Matrix matrix);
// ICtCp (BT.2100 table 7): linear LMS -> linear RGB with BT.2020 primaries; L'M'S' -> I, Ct, Cp (chroma in -0.5..0.5),
// of HLG or of PQ, which all other transfers are read as.
Matrix33 lms_to_bt2020();
Matrix33 ictcp_of_lms(Transfer transfer);
// Linear RGB -> linear RGB; white points adapted by Bradford.
Matrix33 primaries_matrix(Primaries from, Primaries to);

} // namespace tandem
