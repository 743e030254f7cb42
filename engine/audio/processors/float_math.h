// Logarithm, exponential and sine of the processors: own polynomials, written so that compilers vectorise loops over
// them, with the same bits on every x86-64. Pure, any thread.
#pragma once

#include <bit>
#include <cstdint>

#include "engine/audio/decibel.h"

namespace tandem::audio {

// F: float, or a vector of the compiler's of them.
template<class F>
struct Lanes {
    using Int = decltype(F{} < F{}); // of the same width
    static F of_int(Int n) { return __builtin_convertvector(n, F); }
    static Int to_int(F x) { return __builtin_convertvector(x, Int); }
};
template<>
struct Lanes<float> {
    using Int = int32_t;
    static float of_int(int32_t n) { return static_cast<float>(n); }
    static int32_t to_int(float x) { return static_cast<int32_t>(x); }
};

// log2 within 2e-7; x <= 2^-126 counts as 2^-126.
template<class F>
inline F log2_fast(F x) {
    using Int = Lanes<F>::Int;
    const F least = F{} + 1.1754944e-38f;
    x = x > least ? x : least;
    const Int bits = std::bit_cast<Int>(x);
    // Mantissa in [sqrt(1/2), sqrt(2)): log2(m) = 2 / ln 2 * atanh((m - 1) / (m + 1)), |t| < 0.1716.
    const Int shifted = bits - 0x3f3504f3;
    const F exponent = Lanes<F>::of_int(shifted >> 23);
    const F m = std::bit_cast<F>((shifted & 0x7fffff) + 0x3f3504f3);
    const F t = (m - 1.0f) / (m + 1.0f), t2 = t * t;
    const F series = t * (2.8853900818f + t2 * (0.9617966939f + t2 * (0.5770780164f + t2 * 0.4121985831f)));
    return exponent + series;
}

// 2^x within 2e-7 relative for |x| <= 126, clamped there.
template<class F>
inline F exp2_fast(F x) {
    using Int = Lanes<F>::Int;
    const F most = F{} + 126.0f, half = F{} + 0.5f;
    x = x < -most ? -most : x;
    x = x > most ? most : x;
    const Int whole = Lanes<F>::to_int(x + (x < F{} ? -half : half));
    const F t = x - Lanes<F>::of_int(whole);
    // Taylor of e^(t ln 2), |t| <= 0.5; the next term is 4e-9.
    const F p =
        1.0f + t * (0.69314718056f +
                    t * (0.24022650696f +
                         t * (0.05550410866f + t * (0.00961812911f + t * (0.00133335581f + t * 0.00015403530f)))));
    return p * std::bit_cast<F>((whole + 127) << 23);
}

inline constexpr float kDbPerOctave = 6.020599913f; // 20 log10(2)
inline float level_db(float amplitude) { return kDbPerOctave * log2_fast(amplitude); }
inline constexpr float kOctavesPerDb = 0.166096404744f;
inline float gain_of_db(float db) { return exp2_fast(db * kOctavesPerDb); }

// sin(2 pi x) for any x of a useful size.
inline double sin_turns(double x) {
    x -= static_cast<double>(static_cast<int64_t>(x));
    if (x < 0) x += 1;
    const double sign = x >= 0.5 ? -1 : 1;
    if (x >= 0.5) x -= 0.5;
    const double quarter = x * 4; // 0..2
    return sign * sin_quarter(quarter <= 1 ? quarter : 2 - quarter);
}
inline double cos_turns(double x) { return sin_turns(x + 0.25); }

// e^-x for x >= 0.
inline double exp_minus(double x) { return x > 700 ? 0 : exp2_exact(-x * 1.44269504088896340736); }
// Coefficient of a one-pole smoother that gets to 63 % in `seconds`: y += (1 - c) (x - y).
inline double smoothing(double seconds, int rate) { return exp_minus(1 / (seconds * rate)); }

} // namespace tandem::audio
