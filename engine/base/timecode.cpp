// SMPTE timecode text and the time forms of the command line.
#include "engine/base/timecode.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace tandem {

bool drop_frame_allowed(FrameRate r) { return r.den == 1001 && (r.num == 30000 || r.num == 60000 || r.num == 120000); }

namespace {

struct DropCounts {
    int64_t per_minute, frames_per_minute, frames_per_ten;
    explicit DropCounts(int64_t nominal)
        : per_minute(nominal / 15), frames_per_minute(nominal * 60 - per_minute),
          frames_per_ten(nominal * 600 - 9 * per_minute) {}
};

bool to_int(std::string_view s, int64_t& out) {
    auto [p, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
    return ec == std::errc{} && p == s.data() + s.size() && !s.empty();
}

} // namespace

std::string timecode_text(int64_t frame, FrameRate rate, DropFrame drop) {
    VERIFY(drop == DropFrame::no || drop_frame_allowed(rate));
    bool negative = frame < 0;
    int64_t n = negative ? -frame : frame, nominal = rate.nominal();
    if (drop == DropFrame::yes) {
        DropCounts c(nominal);
        int64_t tens = n / c.frames_per_ten, rest = n % c.frames_per_ten;
        n += tens * 9 * c.per_minute;
        // The first minute of ten keeps all its numbers.
        if (rest >= nominal * 60) n += c.per_minute * (1 + (rest - nominal * 60) / c.frames_per_minute);
    }
    char text[48];
    std::snprintf(text, sizeof text, "%s%02lld:%02lld:%02lld%c%02lld", negative ? "-" : "",
                  static_cast<long long>(n / (nominal * 3600)), static_cast<long long>(n / (nominal * 60) % 60),
                  static_cast<long long>(n / nominal % 60), drop == DropFrame::yes ? ';' : ':',
                  static_cast<long long>(n % nominal));
    return text;
}

Result<int64_t> parse_timecode(const std::string& text, FrameRate rate) {
    auto bad = [&](const char* why) {
        return fail(ErrorCode::usage,
                    "\"" + text + "\" is not a timecode at " + rate.text() + " frames a second: " + why);
    };
    std::string_view s = text;
    bool negative = !s.empty() && s[0] == '-';
    if (negative) s.remove_prefix(1);
    std::vector<int64_t> fields;
    std::string separators;
    while (true) {
        size_t end = s.find_first_of(":;.");
        int64_t v = 0;
        std::string_view field = s.substr(0, end);
        if (field.size() < 2 || field.size() > 3 || !to_int(field, v) || v < 0) return bad("write HH:MM:SS:FF");
        fields.push_back(v);
        if (end == std::string_view::npos) break;
        separators += s[end];
        s.remove_prefix(end + 1);
    }
    if (fields.size() != 4) return bad("write HH:MM:SS:FF");
    bool drop = separators.back() == ';';
    if (separators[0] == '.' || separators[1] == '.') return bad("write HH:MM:SS:FF");
    if ((separators[0] == ';' || separators[1] == ';') && !drop) return bad("';' belongs before the frames");
    int64_t nominal = rate.nominal();
    if (fields[0] > 99) return bad("hours go to 99");
    if (fields[1] > 59) return bad("minutes go to 59");
    if (fields[2] > 59) return bad("seconds go to 59");
    if (fields[3] >= nominal) return bad("there are not so many frames in a second");
    int64_t n = ((fields[0] * 60 + fields[1]) * 60 + fields[2]) * nominal + fields[3];
    if (drop) {
        if (!drop_frame_allowed(rate)) return bad("this rate has no drop-frame form");
        DropCounts c(nominal);
        if (fields[1] % 10 != 0 && fields[2] == 0 && fields[3] < c.per_minute) return bad("this number is dropped");
        int64_t minutes = fields[0] * 60 + fields[1];
        n -= c.per_minute * (minutes - minutes / 10);
    }
    return negative ? -n : n;
}

Result<Time> parse_time(const std::string& text, FrameRate rate, int64_t audio_rate) {
    if (text.find(':') != std::string::npos) return rate.time_of(TRY(parse_timecode(text, rate)));
    auto bad = [&] {
        return fail(ErrorCode::usage,
                    "\"" + text + "\" is not a time: write HH:MM:SS:FF, 12.5s, 300f (frames) or 48000a (samples)");
    };
    if (text.size() < 2) return bad();
    std::string number = text.substr(0, text.size() - 1);
    int64_t n = 0;
    switch (text.back()) {
    case 'f':
        if (to_int(number, n) && std::abs(n) < int64_t{1} << 40) return rate.time_of(n);
        return bad();
    case 'a':
        if (to_int(number, n) && std::abs(n) < int64_t{1} << 50) return Time::from_samples(n, audio_rate);
        return bad();
    case 's': {
        double seconds = 0;
        auto [p, ec] = std::from_chars(number.data(), number.data() + number.size(), seconds);
        if (ec == std::errc{} && p == number.data() + number.size() && seconds > -1e8 && seconds < 1e8)
            return Time::from_double(seconds);
        return bad();
    }
    default:
        return bad();
    }
}

std::string time_text(Time t, FrameRate rate, DropFrame drop) {
    return timecode_text(rate.frame_at(t), rate, drop_frame_allowed(rate) ? drop : DropFrame::no);
}

} // namespace tandem
