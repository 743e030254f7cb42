// Times and names of OpenTimelineIO shared by its reader and writer. Private to engine/io; pure.
#pragma once

#include <cmath>
#include <optional>
#include <string_view>

#include "engine/base/time.h"
#include "engine/model/catalog.h"
#include "engine/model/clip.h"
#include "engine/model/validate.h"

namespace tandem::otio {

// The exact rate that a floating-point one means: known frame rates are snapped, others are taken to a thousandth.
struct Rate {
    int64_t num = 24, den = 1;
};
inline std::optional<Rate> exact_rate(double hz) {
    if (!(hz > 0 && hz <= 1e6)) return std::nullopt;
    if (hz <= 1000)
        if (auto r = FrameRate::from_double(hz)) return Rate{r->num, r->den};
    int64_t thousandths = std::llround(hz * 1000);
    if (thousandths <= 0) return std::nullopt;
    return Rate{thousandths, 1000};
}

// Nearest tick to value frames at that rate; none where it is not finite or beyond the document's range.
inline std::optional<Time> exact_time(double value, Rate rate) {
    if (!(std::abs(value) < 9007199254740992.0)) return std::nullopt;
    double whole = std::floor(value), part = value - whole;
    long double ticks_a_frame = static_cast<long double>(kTicksPerSecond) * static_cast<long double>(rate.den) /
                                static_cast<long double>(rate.num);
    if (std::abs(static_cast<long double>(value) * ticks_a_frame) > static_cast<long double>(kMaxTicks))
        return std::nullopt;
    Time t{mul_div_round(static_cast<int64_t>(whole), rate.den * kTicksPerSecond, rate.num)};
    if (part == 0) return t;
    // In one step, so that a fraction that was written from a tick gives that tick again.
    return Time{std::llround(static_cast<double>(static_cast<long double>(value) * ticks_a_frame))};
}

// The rational nearest to a speed, with a denominator of at most 10^6 (continued fraction).
inline Speed exact_speed(double v) {
    const bool negative = v < 0;
    double x = std::abs(v);
    int64_t p0 = 0, q0 = 1, p1 = 1, q1 = 0;
    for (int i = 0; i < 40; ++i) {
        double whole = std::floor(x);
        if (whole > 1e9) break;
        auto a = static_cast<int64_t>(whole);
        int64_t p = a * p1 + p0, q = a * q1 + q0;
        if (q > 1'000'000 || p > int64_t{1} << 40) break;
        p0 = p1, q0 = q1, p1 = p, q1 = q;
        if (std::abs(static_cast<double>(p) / static_cast<double>(q) - std::abs(v)) < 1e-15 || x == whole) break;
        x = 1 / (x - whole);
    }
    if (q1 == 0) return {1, 1};
    return {negative ? -p1 : p1, q1};
}

// A constant speed that shows a clip's source in its length; of a clip without a ramp its own.
inline Speed mean_speed(const Clip& c) {
    if (!c.speed_ramp || c.length.ticks <= 0) return c.speed;
    return exact_speed(static_cast<double>((c.source_at(c.length) - c.in).ticks) / static_cast<double>(c.length.ticks));
}

} // namespace tandem::otio
