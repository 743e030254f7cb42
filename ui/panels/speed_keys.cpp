// Lists of keys and presets.
#include "ui/panels/speed_keys.h"

#include <algorithm>
#include <cmath>

namespace tandem::ui {

SpeedKeys SpeedKeys::of(const Clip& clip) {
    if (clip.speed_ramp) return {clip.speed_ramp->keys};
    double speed = std::abs(clip.speed_at({}));
    if (speed == 0) speed = 1;
    SpeedKeys out;
    for (const Time t : {Time{}, clip.length}) out.keys.push_back({.time = clip.key_origin + t, .value = speed});
    return out;
}

SpeedKeys SpeedKeys::preset(Shape shape, const Clip& clip, Keep keep) {
    struct Point {
        double at, speed; // of the clip's length
    };
    static const std::vector<Point> kUp{{0, 1}, {1, 3}}, kDown{{0, 3}, {1, 1}},
        kSlow{{0, 1}, {1.0 / 3, 0.3}, {2.0 / 3, 0.3}, {1, 1}};
    const auto& points = shape == Shape::up ? kUp : shape == Shape::down ? kDown : kSlow;
    double mean = 0; // a smooth span is as fast as a straight one in the mean
    for (size_t i = 0; i + 1 < points.size(); ++i)
        mean += (points[i + 1].at - points[i].at) * (points[i].speed + points[i + 1].speed) / 2;
    double seconds = clip.length.seconds();
    const double source = (clip.source_at(clip.length) - clip.in).seconds();
    if (keep == Keep::source && source > 0) seconds = source / mean;
    SpeedKeys out;
    for (const Point& p : points)
        out.keys.push_back({.time = clip.key_origin + Time::from_double(p.at * seconds), .value = p.speed});
    for (size_t i = 0; i + 1 < out.keys.size(); ++i) smooth_span(out.keys[i], out.keys[i + 1]);
    return out;
}

std::optional<size_t> SpeedKeys::at(Time time) const {
    for (size_t i = 0; i < keys.size(); ++i)
        if (keys[i].time == time) return i;
    return std::nullopt;
}

void SpeedKeys::put(Time time, double speed) {
    if (const auto i = at(time)) {
        keys[*i].value = speed;
        return;
    }
    const auto next = std::upper_bound(keys.begin(), keys.end(), time, [](Time t, const Key& k) { return t < k.time; });
    const size_t i = static_cast<size_t>(next - keys.begin());
    const auto how = i > 0 ? keys[i - 1].interpolation : Interpolation::linear;
    keys.insert(next, {.time = time, .value = speed, .interpolation = Interpolation::linear});
    ease(i, how);
}

void SpeedKeys::ease(size_t key, Interpolation how) {
    keys[key].interpolation = how;
    for (size_t i = 0; i + 1 < keys.size(); ++i)
        if (keys[i].interpolation == Interpolation::bezier) smooth_span(keys[i], keys[i + 1]);
}

void SpeedKeys::move(size_t key, Time time) {
    Key k = keys[key];
    if (const auto other = at(time); other && *other != key)
        keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(*other));
    std::erase_if(keys, [&](const Key& x) { return x.time == k.time; });
    k.time = time;
    const auto next = std::upper_bound(keys.begin(), keys.end(), time, [](Time t, const Key& x) { return t < x.time; });
    const auto at = keys.insert(next, k);
    ease(static_cast<size_t>(at - keys.begin()), k.interpolation);
}

void SpeedKeys::remove(size_t key) {
    if (keys.size() < 2) return;
    keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(key));
    ease(0, keys[0].interpolation);
}

Command SpeedKeys::command(ClipId id, const Clip& clip, Keep keep, bool ripple) const {
    static constexpr const char* kWords[] = {"hold", "linear", "smooth"};
    ValueArray list;
    for (const Key& k : keys) {
        ValueArray row;
        row.emplace_back(arg(k.time - clip.key_origin));
        row.emplace_back(k.value);
        row.emplace_back(kWords[static_cast<size_t>(k.interpolation)]);
        list.emplace_back(std::move(row));
    }
    return {"set_speed_ramp",
            {{"clip", arg(id)},
             {"keys", Value(std::move(list))},
             {"keep", keep == Keep::source ? "source" : "length"},
             {"ripple", ripple}}};
}

} // namespace tandem::ui
