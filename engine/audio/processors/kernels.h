// Inner loops of processors, compiled for SSE2, AVX2 and AVX-512 and chosen once for the machine. All sets give the
// same bits: each value is made by the same operations in the same order, none is contracted. Pure, any thread,
// realtime safe.
#pragma once

#include <array>
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

// A pair of channels on its way through sections, beside other pairs. `left` and `right` are changed in place and may
// be the same.
struct FilterPair {
    static constexpr int kMostSections = 16;
    std::array<const FilterStep*, kMostSections> steps;
    std::array<FilterState*, kMostSections> states; // null: passes through this step from rest, not kept
    int sections = 0;
    double gain = 1; // behind them
    float* left = nullptr;
    float* right = nullptr;
};

// A compressor's smoothing beside others: kQuantum targets become values, each from the one before and the target by
// the factor of its direction.
struct GainFollower {
    float* target = nullptr;
    float* value = nullptr;           // the last one
    float keep_down = 0, keep_up = 0; // keep_down <= keep_up
};

// Of a quantum, by place modulo 8: largest magnitudes and sums of squares, in their order.
struct QuantumLevels {
    std::array<float, 8> peaks, sums;
};

// Arrays are of kQuantum values, all of which are made, unless `frames` says else.
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
    // The largest magnitude of all channels, frame by frame.
    void (*peaks)(const float* const* x, int channels, int frames, float* peak);
    void (*scale)(float* const* x, int channels, int frames, const float* gain);
    void (*levels)(const float* x, QuantumLevels& out);
    // sum[i] += x[i] * gain, in double precision.
    void (*mix_in)(double* sum, const float* x, double gain, int frames);
    // A quantum behind its fader: x times gain times pan is added to sum[0..kQuantum), and its levels are taken as by
    // `levels`. The same bits as a pass for each.
    void (*strip)(const float* x, float gain, float pan, double* sum, QuantumLevels& out);
    // For the largest of a window, see SlidingMax: each of n values x goes to tail[i] and becomes the largest of
    // `head`, itself, those before and tail[i + 1]. Gives the largest of head and all.
    float (*max_before)(float* x, float* tail, float head, int n);
    // Each value becomes the largest of itself and those behind.
    void (*max_behind)(float* x, int n);
    // Many at once, a lane of the vectors each, with the bits of filter_step() and of each by itself. `frames` is whole
    // quanta; the followers do one.
    void (*filter_pairs)(std::span<const FilterPair> pairs, int frames);
    void (*follow)(std::span<const GainFollower> all);
};

// The fastest set that this machine runs, or the one that was chosen.
const Kernels& kernels();
// What processors made from now on take; null = the fastest. For tests and benchmarks.
void use_kernels(const Kernels* set);
// All that this machine runs, the slowest first.
std::span<const Kernels* const> all_kernels();

} // namespace tandem::audio
