// Decibels, quarter-wave sines and the flush-to-zero guard of the mixer. Own polynomials instead of libm, whose
// variants per processor may differ in the last bit: a project renders to the same samples on every x86-64. Pure, any
// thread.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#if defined(__SSE__)
#include <immintrin.h>
#endif

namespace tandem::audio {

inline constexpr double kSilentDb = -144.0; // gains at or below it are exact zero

// 1/k; division is what such series would otherwise spend their time on.
inline constexpr std::array<double, 20> kInverse = [] {
    std::array<double, 20> inverse{};
    for (int k = 1; k < 20; ++k) inverse[static_cast<size_t>(k)] = 1.0 / k;
    return inverse;
}();

// 2^x within 1e-15 relative, exact for integers. Pre: |x| < 1000.
inline double exp2_exact(double x) {
    double whole = static_cast<double>(static_cast<int64_t>(x < 0 ? x - 0.5 : x + 0.5));
    double t = (x - whole) * 0.693147180559945309417; // |t| <= 0.3466: Taylor to t^15 leaves 1e-20
    double sum = 1;
    for (int k = 15; k >= 1; --k) sum = 1 + t * sum * kInverse[static_cast<size_t>(k)];
    return sum * std::bit_cast<double>((static_cast<int64_t>(whole) + 1023) << 52);
}
// 10^(db/20) without the silence rule; for ratios of ramps.
inline double db_ratio(double db) { return exp2_exact(db * 0.166096404744368117); }
// Gain of a fader at `db`; 0 dB is exactly 1.
inline double db_to_gain(double db) { return db <= kSilentDb ? 0.0 : db_ratio(db); }

// sin(x * pi / 2) for x in [0, 1]; exactly 0 at 0 and, as float, 1 at 1.
inline double sin_quarter(double x) {
    double t = x * 1.57079632679489661923, t2 = t * t, sum = 1;
    for (int k = 19; k >= 3; k -= 2)
        sum =
            1 - t2 * sum * (kInverse[static_cast<size_t>(k)] * kInverse[static_cast<size_t>(k - 1)]); // Taylor to t^19
    return t * sum;
}

// Flushes denormals on this thread for its lifetime; state of the caller is restored. Every render job holds one.
class DenormalGuard {
  public:
#if defined(__SSE__)
    DenormalGuard() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | 0x8040); }
    ~DenormalGuard() { _mm_setcsr(saved_); }

  private:
    unsigned saved_;

  public:
#else
    DenormalGuard() {}
    ~DenormalGuard() {}
#endif
    DenormalGuard(const DenormalGuard&) = delete;
    DenormalGuard& operator=(const DenormalGuard&) = delete;
};

} // namespace tandem::audio
