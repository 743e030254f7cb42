// Thinning and splicing of curves.
#include "engine/edit/automation.h"

#include <algorithm>
#include <cmath>

namespace tandem {

static constexpr Time kStep{kTicksPerSecond / 48000}; // width of a step
static constexpr Time kSample{kTicksPerSecond / 200}; // of a Bezier span that is cut

double automation_error(const ParamSpec& spec, double played, double written) {
    const double off = std::abs(played - written);
    switch (spec.unit) {
    case Unit::decibel: {
        if (played <= -60 && written <= -60) return off / 84; // down to -144 it is all one
        return off / (std::min(played, written) < -60 ? 3.0 : 0.1);
    }
    case Unit::hertz:
    case Unit::seconds:
        return off / std::max(1e-9, 0.006 * std::abs(played));
    case Unit::choice:
    case Unit::toggle:
        return off == 0 ? 0 : 2;
    default:
        return off / (0.0025 * std::max(1e-9, spec.max - spec.min));
    }
}

std::vector<AutomationPoint> thin(std::span<const AutomationPoint> points, const ParamSpec& spec) {
    if (points.size() <= 2) return {points.begin(), points.end()};
    std::vector<char> kept(points.size());
    kept.front() = kept.back() = 1;
    std::vector<std::pair<size_t, size_t>> spans{{0, points.size() - 1}};
    while (!spans.empty()) {
        const auto [first, last] = spans.back();
        spans.pop_back();
        const double length = static_cast<double>((points[last].time - points[first].time).ticks);
        double worst = 1;
        size_t at = 0;
        for (size_t i = first + 1; i < last; ++i) {
            const double x = static_cast<double>((points[i].time - points[first].time).ticks) / length;
            const double line = points[first].value + (points[last].value - points[first].value) * x;
            if (const double e = automation_error(spec, points[i].value, line); e > worst) worst = e, at = i;
        }
        if (at == 0) continue;
        kept[at] = 1;
        spans.push_back({first, at}), spans.push_back({at, last});
    }
    std::vector<AutomationPoint> out;
    for (size_t i = 0; i < points.size(); ++i)
        if (kept[i]) out.push_back(points[i]);
    return out;
}

// A stretch of a curve as straight lines, both ends included.
static void add_lines(std::vector<Key>& out, const Curve& curve, Time from, Time to, const ParamSpec& spec) {
    std::vector<AutomationPoint> points;
    for (Time t = from; t < to; t += kSample) points.push_back({t, evaluate(curve, t)});
    points.push_back({to, evaluate(curve, to)});
    for (const AutomationPoint& p : thin(points, spec))
        if (out.empty() || out.back().time < p.time) out.push_back({.time = p.time, .value = p.value});
}

Result<Param> with_written(const ParamSpec& spec, const Param& param, std::span<const Key> keys) {
    const std::string where(spec.id);
    if (keys.empty()) return fail(ErrorCode::usage, "there are no keys to write", where);
    for (size_t i = 0; i < keys.size(); ++i) {
        if (i > 0 && keys[i].time <= keys[i - 1].time)
            return fail(ErrorCode::usage, "the times of written keys must rise", where);
        if (!(keys[i].value >= spec.min && keys[i].value <= spec.max))
            return fail(ErrorCode::usage, "a written value is out of the parameter's range", where);
    }
    const Time begin = keys.front().time, end = keys.back().time;
    const Curve old = param.curve ? *param.curve : Curve{{{.time = begin, .value = param.value}}};
    auto value = [&](Time t) { return param.curve ? evaluate(old, t) : param.value; };
    Curve out;
    auto next = old.keys.begin();
    for (; param.curve && next != old.keys.end() && next->time < begin; ++next) out.keys.push_back(*next);
    if (!out.keys.empty() && next != old.keys.end() && out.keys.back().interpolation == Interpolation::bezier) {
        const Time from = out.keys.back().time;
        out.keys.pop_back();
        add_lines(out.keys, old, from, std::max(from, begin - kStep), spec);
    }
    const Time before = begin - kStep;
    if (before >= Time{} && std::abs(value(before) - keys.front().value) > 1e-9 &&
        (out.keys.empty() || out.keys.back().time < before))
        out.keys.push_back({.time = before, .value = value(before)});
    out.keys.insert(out.keys.end(), keys.begin(), keys.end());
    while (param.curve && next != old.keys.end() && next->time <= end) ++next;
    if (param.curve && next != old.keys.end()) {
        const Time after = end + kStep;
        const bool meets = std::abs(value(end) - keys.back().value) < 1e-9;
        if (!meets && after < next->time) out.keys.push_back({.time = after, .value = value(after)});
        // Before its first key a curve stands.
        const Interpolation span = next == old.keys.begin() ? Interpolation::hold : std::prev(next)->interpolation;
        if (span == Interpolation::bezier)
            add_lines(out.keys, old, meets ? end : after, next->time - kStep, spec);
        else
            out.keys.back().interpolation = span;
        out.keys.insert(out.keys.end(), next, old.keys.end());
    }
    return Param{param.value, std::make_shared<const Curve>(std::move(out))};
}

} // namespace tandem
