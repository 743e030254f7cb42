// Numbers are read by read_number, so that the locale does not matter.
#include "engine/model/mask_path.h"

#include <charconv>
#include <cmath>

#include "engine/model/curve_points.h"

namespace tandem {

Result<std::vector<PathPoint>> parse_path(std::string_view text) {
    std::vector<PathPoint> out;
    auto wrong = [&](const std::string& what) {
        return fail(ErrorCode::bad_data, "point " + std::to_string(out.size() + 1) + " of the path " + what +
                                             "; write points as \"0,0 1,0 0.5,1\", with handles \"x,y,ix,iy,ox,oy\"");
    };
    for (;;) {
        skip_spaces(text);
        if (text.empty()) break;
        if (out.size() == kMaxPathPoints)
            return wrong("is one too many: at most " + std::to_string(kMaxPathPoints) + " are allowed");
        double v[6] = {};
        size_t count = 0;
        for (; count < 6; ++count) {
            if (count > 0) {
                if (text.empty() || text.front() != ',') break;
                text.remove_prefix(1);
            }
            if (!read_number(text, v[count])) return wrong("holds something that is no number");
            if (v[count] < -100 || v[count] > 100) return wrong("lies farther away than 100 boxes");
        }
        if (count != 2 && count != 6) return wrong("is neither two numbers nor six");
        if (!text.empty() && !starts_with_space(text)) return wrong("is followed by something else");
        out.push_back({v[0], v[1], v[2], v[3], v[4], v[5]});
    }
    if (!out.empty() && out.size() < kMinPathPoints)
        return fail(ErrorCode::bad_data, "a path needs at least " + std::to_string(kMinPathPoints) + " points");
    return out;
}

std::string format_path(const std::vector<PathPoint>& points) {
    std::string out;
    auto number = [&](double v, char before) {
        char text[32];
        v = std::round(v * 1e4) / 1e4;
        const auto end = std::to_chars(text, text + sizeof text, v == 0 ? 0.0 : v, std::chars_format::fixed); // no "-0"
        if (before) out += before;
        out.append(text, end.ptr);
    };
    for (const PathPoint& p : points) {
        number(p.x, out.empty() ? 0 : ' ');
        number(p.y, ',');
        if (p.in_x == 0 && p.in_y == 0 && p.out_x == 0 && p.out_y == 0) continue;
        for (const double v : {p.in_x, p.in_y, p.out_x, p.out_y}) number(v, ',');
    }
    return out;
}

} // namespace tandem
