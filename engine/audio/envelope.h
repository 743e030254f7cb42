// Automation as the mixer reads it: a parameter that is constant or a run of breakpoints on the sample grid, made from
// a curve once when a plan is compiled. Every value is a pure function of the absolute sample, so no block edge shows.
// Compiling: any thread; reading: render threads.
#pragma once

#include <span>
#include <vector>

#include "engine/model/param.h"

namespace tandem::audio {

inline constexpr int kQuantum = 64; // frames; ramps restart at its grid, never at block edges
inline constexpr int kChunk = 1024; // most frames of one run of a plan's nodes in playback
// The same in a render: four times as long a way between two meetings of its threads, which cost a wake-up each.
inline constexpr int kLongChunk = 4 * kChunk;

// Linear in between. Two points at one place are a step: the sample there and later ones take the second value.
struct Breakpoint {
    double at = 0; // absolute sample, may be fractional
    double value = 0;
};

struct PlanParam {
    double value = 0; // where count is 0
    int first = 0, count = 0;
    bool constant() const { return count == 0; }
};

// Appends the breakpoints of `p` to `points`. `origin` is the timeline time of the curve's time 0. Bezier spans are cut
// into lines with an error below 1e-4 of the parameter's unit. A curve of one value becomes a constant.
PlanParam compile_param(const Param& p, Time origin, int rate, std::vector<Breakpoint>& points);

// Values at samples [first, first + frames).
void envelope_values(std::span<const Breakpoint> points, int64_t first, int frames, double* out);
// The same for a curve in dB, as gains: exponential between breakpoints. Pre: the range lies within one quantum.
void envelope_gains(std::span<const Breakpoint> points, int64_t first, int frames, double* out);

// The line that the curve follows from sample `first` up to, not including, sample `end`: its values at both, a step at
// `end` not taken yet. Exact where no breakpoint lies between. Pre: first < end.
struct EnvelopeLine {
    double from = 0, to = 0;
};
EnvelopeLine envelope_line(std::span<const Breakpoint> points, int64_t first, int64_t end);
// The first sample in (first, end) at which a breakpoint is met; else `end`.
int64_t next_breakpoint(std::span<const Breakpoint> points, int64_t first, int64_t end);

} // namespace tandem::audio
