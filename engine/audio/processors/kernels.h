// Inner loops of processors, compiled for SSE2, AVX2 and AVX-512 and chosen once for the machine. All sets give the
// same bits: each value is made by the same operations in the same order, none is contracted. Pure, any thread,
// realtime safe.
#pragma once

#include <cstdint>
#include <span>

#include "engine/audio/processors/filter.h"

namespace tandem::audio {

// Four filter sections in series, by coefficient, each value twice for left and right.
struct FilterBank {
    static constexpr int kSections = 4, kLanes = 2 * kSections;
    alignas(64) double p1[kLanes], p2[kLanes], p3[kLanes], p4[kLanes], d0[kLanes], d1[kLanes], d2[kLanes];
    // At most four; the rest pass their input.
    explicit FilterBank(std::span<const FilterCoefficients> sections = {});
};

// A compressor's static curve, in dB: above `threshold` the level is brought down by `slope` dB for each dB, inside
// threshold +- half_knee along a parabola of `bend`. The threshold moves by `step` from frame to frame.
struct CompressorCurve {
    float threshold = 0, step = 0, half_knee = 0, bend = 0, slope = 0;
};

// Values that go along a line from frame to frame.
struct GainLine {
    float at = 0, step = 0;
};

// Arrays are of kQuantum values, all of which are made.
struct Kernels {
    const char* name;
    // x[0..frames) through the bank in place, frames <= kQuantum. `states` of the four sections; null for those that
    // pass. The same bits as one section after the other by filter_step().
    void (*filter)(const FilterBank& bank, FilterState* const* states, Pair* x, int frames);
    // Reductions in dB, <= 0, that the curve asks for. db_scale: dB of a value's octave; 6.02 for amplitudes, 3.01 for
    // squares.
    void (*compress)(const float* level, float db_scale, const CompressorCurve& curve, float* reduction);
    // Factors of the reductions with make-up (dB) and mix (0..1).
    void (*gains)(const float* reduction, const GainLine& makeup, const GainLine& mix, float* gain);
    // Levels to dB and dB to factors, in place.
    void (*to_db)(float* values, float db_scale);
    void (*to_gain)(float* db);
};

// The fastest set that this machine runs.
const Kernels& kernels();
// All that this machine runs, the slowest first.
std::span<const Kernels* const> all_kernels();

} // namespace tandem::audio
