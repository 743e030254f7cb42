// Time, TimeRange and FrameRate: exact instants and rates. Plain values, any thread.
// One tick is 1/705 600 000 s, so that every NTSC frame and every sample at 44.1-192 kHz is a whole number of ticks.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace tandem {

inline constexpr int64_t kTicksPerSecond = 705'600'000;

// floor(a * b / c) without overflow in between. Pre: c > 0, the result fits int64.
constexpr int64_t mul_div_floor(int64_t a, int64_t b, int64_t c) {
    __int128 p = static_cast<__int128>(a) * b;
    __int128 q = p / c;
    if (p % c != 0 && p < 0) --q;
    return static_cast<int64_t>(q);
}
// ceil(a * b / c). Pre: c > 0.
constexpr int64_t mul_div_ceil(int64_t a, int64_t b, int64_t c) { return -mul_div_floor(-a, b, c); }
// Nearest integer to a * b / c, halves up. Pre: c > 0.
constexpr int64_t mul_div_round(int64_t a, int64_t b, int64_t c) {
    __int128 p = static_cast<__int128>(a) * b * 2 + c;
    __int128 d = static_cast<__int128>(c) * 2;
    __int128 q = p / d;
    if (p % d != 0 && p < 0) --q;
    return static_cast<int64_t>(q);
}

// An instant or a length, in ticks.
struct Time {
    int64_t ticks = 0;

    friend constexpr auto operator<=>(Time, Time) = default;
    constexpr Time operator+(Time o) const { return {ticks + o.ticks}; }
    constexpr Time operator-(Time o) const { return {ticks - o.ticks}; }
    constexpr Time operator-() const { return {-ticks}; }
    constexpr Time& operator+=(Time o) { return ticks += o.ticks, *this; }
    constexpr Time& operator-=(Time o) { return ticks -= o.ticks, *this; }

    static constexpr Time from_seconds(int64_t s) { return {s * kTicksPerSecond}; }
    // Nearest tick to num/den seconds. Pre: den > 0.
    static constexpr Time from_ratio(int64_t num, int64_t den) { return {mul_div_round(num, kTicksPerSecond, den)}; }
    // For display, interchange and user input only; the model never stores the double.
    static Time from_double(double seconds);
    double seconds() const { return static_cast<double>(ticks) / static_cast<double>(kTicksPerSecond); }

    // Sample grid at `rate` Hz; exact for the usual rates (44 100 ... 192 000 and their halves).
    static constexpr Time from_samples(int64_t n, int64_t rate) { return {mul_div_round(n, kTicksPerSecond, rate)}; }
    constexpr int64_t samples_floor(int64_t rate) const { return mul_div_floor(ticks, rate, kTicksPerSecond); }
    constexpr int64_t samples_round(int64_t rate) const { return mul_div_round(ticks, rate, kTicksPerSecond); }
};

// Half-open range [start, start + length). length >= 0.
struct TimeRange {
    Time start, length;

    constexpr Time end() const { return start + length; }
    constexpr bool empty() const { return length.ticks <= 0; }
    constexpr bool contains(Time t) const { return t >= start && t < end(); }
    constexpr bool overlaps(TimeRange o) const { return start < o.end() && o.start < end(); }
    friend constexpr bool operator==(TimeRange, TimeRange) = default;
    static constexpr TimeRange between(Time start, Time end) { return {start, end - start}; }
};

// Frames per second as an exact ratio, num/den > 0, in lowest terms.
struct FrameRate {
    int32_t num = 25, den = 1;

    friend constexpr bool operator==(FrameRate, FrameRate) = default;
    // Start of frame n: computed from zero, rounded to the nearest tick where the rate is not on the tick grid.
    constexpr Time time_of(int64_t frame) const {
        return {mul_div_round(frame, static_cast<int64_t>(den) * kTicksPerSecond, num)};
    }
    // The frame on screen at t: the largest n with time_of(n) <= t.
    constexpr int64_t frame_at(Time t) const {
        int64_t n = mul_div_floor(t.ticks, num, static_cast<int64_t>(den) * kTicksPerSecond);
        while (time_of(n + 1) <= t) ++n;
        while (time_of(n) > t) --n;
        return n;
    }
    constexpr int64_t frame_nearest(Time t) const {
        return mul_div_round(t.ticks, num, static_cast<int64_t>(den) * kTicksPerSecond);
    }
    // Frames needed to cover a length: the smallest n with time_of(n) >= t.
    constexpr int64_t frames_covering(Time t) const {
        int64_t n = frame_at(t);
        return time_of(n) == t ? n : n + 1;
    }
    constexpr Time snap(Time t) const { return time_of(frame_nearest(t)); }
    // Nominal integer rate for timecode: 24 for 24000/1001, 30 for 30000/1001.
    constexpr int32_t nominal() const { return (num + den - 1) / den; }
    double hz() const { return static_cast<double>(num) / den; }
    // "24000/1001", or "25" where den is 1.
    std::string text() const;

    // Reduces; error where num or den <= 0 or the rate is above 1000.
    static Result<FrameRate> make(int64_t num, int64_t den);
    // Snaps a floating-point rate (23.976, 29.97, 59.94006) to the known rational within 1e-3 relative, else to
    // thousandths.
    static Result<FrameRate> from_double(double hz);
    // Accepts "25", "29.97", "30000/1001".
    static Result<FrameRate> parse(const std::string& text);
};

// A playback speed: source seconds per timeline second, exact. den > 0; num may be negative (reverse) or 0 (freeze).
struct Speed {
    int64_t num = 1, den = 1;
    friend constexpr bool operator==(Speed, Speed) = default;
    constexpr bool normal() const { return num == den; }
    // Source length passed while `t` of the timeline passes.
    constexpr Time source(Time t) const { return {mul_div_round(t.ticks, num, den)}; }
    // Timeline length that `t` of source fills. Pre: num != 0.
    constexpr Time timeline(Time t) const {
        return num > 0 ? Time{mul_div_round(t.ticks, den, num)} : Time{mul_div_round(-t.ticks, den, -num)};
    }
};

} // namespace tandem
