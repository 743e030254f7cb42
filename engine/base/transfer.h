// Transfer curves between a non-linear signal and linear light, for single colours (solids, dips, tests). Per-pixel
// code lives in gpu/kernels and must agree with these. Linear 1.0 is the reference white: signal 1.0 for SDR curves,
// 203 cd/m2 for PQ (BT.2408), signal 0.75 for HLG. SDR camera curves are undone by their own inverse (BT.709 item 1.2),
// so that decode and encode cancel exactly. Pure, any thread.
#pragma once

#include "engine/base/colour.h"

namespace tandem {

inline constexpr double kReferenceWhiteNits = 203;

// What linear light of a transfer is: scene light as a camera saw it (the SDR television curves), light that a display
// gives (all others), or HLG's scene light, which its OOTF turns into display light.
enum class LightKind : uint8_t { camera, display, hlg_scene };
LightKind light_kind(Transfer transfer);
inline bool is_hdr(Transfer transfer) { return transfer == Transfer::pq || transfer == Transfer::hlg; }

// HLG's OOTF for a display of a nominal peak (usually 1000 cd/m2: gamma 1.2), between the linear values of this file:
// display = scene * hlg_display_factor(peak) * luma(scene)^(hlg_gamma(peak) - 1). The gamma is BT.2100 table 5 note 5f
// from 400 to 2000 cd/m2, outside BT.2390's extension of it. Pre: peak above 0.
inline constexpr double kHlgPeakNits = 1000;
double hlg_gamma(double peak_nits = kHlgPeakNits);
double hlg_display_factor(double peak_nits = kHlgPeakNits);

// Signal -> linear and back. Odd-symmetric below 0 for the SDR curves. Unspecified and unknown curves count as BT.709.
double to_linear(Transfer transfer, double signal);
double from_linear(Transfer transfer, double linear);

} // namespace tandem
