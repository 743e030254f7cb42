// Conversions of Time and FrameRate that need floating point or text.
#include "engine/base/time.h"

#include <charconv>
#include <cmath>
#include <numeric>

namespace tandem {

Time Time::from_double(double seconds) {
    return {static_cast<int64_t>(std::llround(seconds * static_cast<double>(kTicksPerSecond)))};
}

std::string FrameRate::text() const {
    return den == 1 ? std::to_string(num) : std::to_string(num) + "/" + std::to_string(den);
}

Result<FrameRate> FrameRate::make(int64_t num, int64_t den) {
    if (num <= 0 || den <= 0) return fail(ErrorCode::bad_data, "a frame rate must be positive");
    int64_t g = std::gcd(num, den);
    num /= g, den /= g;
    if (num > INT32_MAX || den > INT32_MAX || num / den > 1000)
        return fail(ErrorCode::bad_data, "a frame rate must be at most 1000 frames a second");
    return FrameRate{static_cast<int32_t>(num), static_cast<int32_t>(den)};
}

Result<FrameRate> FrameRate::from_double(double hz) {
    if (!std::isfinite(hz) || hz <= 0 || hz > 1000)
        return fail(ErrorCode::bad_data, "a frame rate must be within (0, 1000]");
    double nearest = std::round(hz);
    if (std::abs(hz - nearest) < 1e-6 * hz && nearest >= 1) return make(static_cast<int64_t>(nearest), 1);
    // NTSC family: nominal * 1000/1001, for the nominal rates in use.
    for (int64_t nominal : {24, 30, 48, 60, 96, 120, 240})
        if (std::abs(hz - static_cast<double>(nominal) * 1000.0 / 1001.0) < 5e-4 * hz)
            return make(nominal * 1000, 1001);
    return make(std::llround(hz * 1000), 1000);
}

Result<FrameRate> FrameRate::parse(const std::string& text) {
    auto number = [](std::string_view s, double& out) {
        auto [p, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
        return ec == std::errc{} && p == s.data() + s.size();
    };
    double a = 0, b = 0;
    if (auto slash = text.find('/'); slash != std::string::npos) {
        std::string_view v = text;
        if (number(v.substr(0, slash), a) && number(v.substr(slash + 1), b) && a == std::floor(a) &&
            b == std::floor(b) && std::abs(a) < 1e9 && std::abs(b) < 1e9)
            return make(static_cast<int64_t>(a), static_cast<int64_t>(b));
    } else if (number(text, a)) {
        return from_double(a);
    }
    return fail(ErrorCode::usage, "not a frame rate: \"" + text + "\" (write 25, 29.97 or 30000/1001)");
}

} // namespace tandem
