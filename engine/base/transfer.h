// Transfer curves between a non-linear signal and linear light, for single colours (solids, dips, tests). Per-pixel
// code lives in gpu/kernels and must agree with these. Linear 1.0 is the reference white: signal 1.0 for SDR curves,
// 203 cd/m2 for PQ (BT.2408), signal 0.75 for HLG. SDR camera curves are undone by their own inverse (BT.709 item 1.2),
// so that decode and encode cancel exactly. Pure, any thread.
#pragma once

#include "engine/base/colour.h"

namespace tandem {

inline constexpr double kReferenceWhiteNits = 203;

// Signal -> linear and back. Odd-symmetric below 0 for the SDR curves. Unspecified and unknown curves count as BT.709.
double to_linear(Transfer transfer, double signal);
double from_linear(Transfer transfer, double linear);

} // namespace tandem
