// Second-order state-variable filter with trapezoidal integrators, two channels at a time in double precision. Form and
// coefficients: A. Simper, "Linear Trapezoidal Integrated State Variable Filter" (Cytomic, 2013). Its response is that
// of the bilinear transform of the analogue prototype, pre-warped at the frequency. Plain values; one thread at a time.
#pragma once

#include "engine/audio/processors/float_math.h"
#include "engine/model/sound_slots.h"

namespace tandem::audio {

typedef double Pair __attribute__((vector_size(16))); // left, right

struct FilterCoefficients {
    double a1 = 1, a2 = 0, a3 = 0; // of the integrators
    double m0 = 1, m1 = 0, m2 = 0; // of input, band and low outputs
    friend bool operator==(const FilterCoefficients&, const FilterCoefficients&) = default;
};

struct FilterState {
    Pair ic1{}, ic2{};
};

// One section; low_cut_24 and high_cut_24 give their resonant one, see butterworth_partner(). `hz` is clamped to 0.49
// of the rate, q > 0.
inline FilterCoefficients filter_coefficients(slot::BandType type, double hz, double gain_db, double q, int rate) {
    using enum slot::BandType;
    const double w = (hz < 0.49 * rate ? hz : 0.49 * rate) / rate; // turns a sample
    const double amplitude = db_ratio(gain_db / 2);                // 10^(dB/40)
    double g = sin_quarter(2 * w) / sin_quarter(1 - 2 * w);        // tan(pi w)
    double k = 1 / q;
    if (type == bell) k = 1 / (q * amplitude);
    if (type == low_shelf || type == high_shelf) {
        const double root = db_ratio(gain_db / 4);
        g = type == low_shelf ? g / root : g * root;
    }
    FilterCoefficients c;
    c.a1 = 1 / (1 + g * (g + k)), c.a2 = g * c.a1, c.a3 = g * c.a2;
    switch (type) {
    case off:
    case count_:
        break;
    case bell:
        c.m1 = k * (amplitude * amplitude - 1);
        break;
    case low_shelf:
        c.m1 = k * (amplitude - 1), c.m2 = amplitude * amplitude - 1;
        break;
    case high_shelf:
        c.m0 = amplitude * amplitude, c.m1 = k * (1 - amplitude) * amplitude, c.m2 = 1 - amplitude * amplitude;
        break;
    case low_cut:
    case low_cut_24:
        c.m1 = -k, c.m2 = -1;
        break;
    case high_cut:
    case high_cut_24:
        c.m0 = 0, c.m2 = 1;
        break;
    case notch:
        c.m1 = -k;
        break;
    case band_pass:
        c.m0 = 0, c.m1 = k;
        break;
    }
    return c;
}

// The other section of a cut of 24 dB per octave is of Q 0.5412; with Q 1.3066 (0.7071 in the band's row is scaled to
// it) both make a fourth-order Butterworth filter.
inline constexpr double kButterworthLow = 0.54119610014619698, kButterworthScale = 1.84775906502257351;

// The recursion with what each sample needs multiplied out, so that few operations wait for each other:
// band' = p1 band + p2 (x - low), low' = p2 band + (p3 low + p4 x), y = d0 x + (d1 band + d2 low).
struct FilterStep {
    double p1 = 1, p2 = 0, p3 = 1, p4 = 0;
    double d0 = 1, d1 = 0, d2 = 0;
    FilterStep() = default;
    explicit FilterStep(const FilterCoefficients& c)
        : p1(2 * c.a1 - 1), p2(2 * c.a2), p3(1 - 2 * c.a3), p4(2 * c.a3), d0(c.m0 + c.m1 * c.a2 + c.m2 * c.a3),
          d1(c.m1 * c.a1 + c.m2 * c.a2), d2(c.m2 * (1 - c.a3) - c.m1 * c.a2) {}
};

inline Pair filter_step(const FilterStep& c, FilterState& s, Pair x) {
    const Pair y = c.d0 * x + (c.d1 * s.ic1 + c.d2 * s.ic2);
    const Pair band = c.p1 * s.ic1 + c.p2 * (x - s.ic2);
    s.ic2 = c.p2 * s.ic1 + (c.p3 * s.ic2 + c.p4 * x), s.ic1 = band;
    return y;
}

} // namespace tandem::audio
