// Reading between samples: a windowed sinc whose cut-off follows the speed that is read at, so that what would alias is
// left out. Used by other speeds of the mix (ShuttleLane) and by clips with speed ramps. Pure, any thread.
#pragma once

#include <span>

namespace tandem::audio {

// Zeros of the sinc on each side, at a cut-off of 1 (the source's Nyquist frequency).
inline constexpr int kSincZeros = 24;

// The cut-off for `rate` source samples per sample made, as a fraction of the source's Nyquist frequency: 1 up to a rate
// of 1, then what the new rate holds less a margin for the filter's slope.
double sinc_cut(double rate);
// Source samples on each side of the middle one that a cut-off needs.
int sinc_reach(double cut);
// Weights of the samples middle - reach .. middle + reach for the place middle + fraction, 0 <= fraction < 1, reach of
// weights.size() = 2 * reach + 1. They have to be divided by their sum, which is given. At a whole place and a cut-off
// of 1 the middle sample alone counts.
double sinc_weights(double fraction, double cut, std::span<double> weights);

} // namespace tandem::audio
