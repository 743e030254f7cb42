// Flattening of curves and evaluation of breakpoints.
#include "engine/audio/envelope.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/decibel.h"

namespace tandem::audio {

static constexpr double kFlatness = 0.5e-4;
static constexpr int kMaxDepth = 14;

static double cubic(double a, double b, double c, double d, double s) {
    double r = 1 - s;
    return r * r * r * a + 3 * r * r * s * b + 3 * r * s * s * c + s * s * s * d;
}

namespace {
// One Bezier span in (sample, value); x rises with s because the handles are clamped into the span.
struct Span {
    double x[4], y[4];
    Breakpoint at(double s) const { return {cubic(x[0], x[1], x[2], x[3], s), cubic(y[0], y[1], y[2], y[3], s)}; }
};
} // namespace

static void flatten(const Span& span, double s0, Breakpoint a, double s1, Breakpoint b, int depth,
                    std::vector<Breakpoint>& out) {
    bool flat = b.at - a.at < 1.0 || depth >= kMaxDepth;
    if (!flat) {
        flat = depth >= 2; // an S curve may cross its chord in the middle
        for (double u : {0.25, 0.5, 0.75}) {
            Breakpoint p = span.at(s0 + (s1 - s0) * u);
            double chord = a.value + (b.value - a.value) * (p.at - a.at) / (b.at - a.at);
            if (std::abs(p.value - chord) > kFlatness) flat = false;
        }
    }
    if (flat) {
        out.push_back(b);
        return;
    }
    double sm = (s0 + s1) / 2;
    Breakpoint m = span.at(sm);
    flatten(span, s0, a, sm, m, depth + 1, out);
    flatten(span, sm, m, s1, b, depth + 1, out);
}

PlanParam compile_param(const Param& p, Time origin, int rate, std::vector<Breakpoint>& points) {
    if (!p.curve || p.curve->keys.empty()) return {p.value, 0, 0};
    const auto& keys = p.curve->keys;
    bool level = std::all_of(keys.begin(), keys.end(), [&](const Key& k) {
        return k.value == keys[0].value && k.in_value == 0 && k.out_value == 0;
    });
    if (level) return {keys[0].value, 0, 0};
    auto place = [&](Time t) {
        // Split so that hours of ticks lose nothing in the double.
        int64_t ticks = (origin + t).ticks, whole = mul_div_floor(ticks, rate, kTicksPerSecond);
        __int128 rest = static_cast<__int128>(ticks) * rate - static_cast<__int128>(whole) * kTicksPerSecond;
        return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(kTicksPerSecond);
    };
    size_t first = points.size();
    points.push_back({place(keys[0].time), keys[0].value});
    for (size_t i = 0; i + 1 < keys.size(); ++i) {
        const Key &a = keys[i], &b = keys[i + 1];
        double x0 = place(a.time), x1 = place(b.time);
        switch (a.interpolation) {
        case Interpolation::hold:
            points.push_back({x1, a.value});
            points.push_back({x1, b.value});
            break;
        case Interpolation::linear:
            points.push_back({x1, b.value});
            break;
        case Interpolation::bezier: {
            double ticks = static_cast<double>((b.time - a.time).ticks);
            double h0 = std::clamp(static_cast<double>(a.out_time.ticks) / ticks, 0.0, 1.0);
            double h1 = std::clamp(1 + static_cast<double>(b.in_time.ticks) / ticks, 0.0, 1.0);
            Span span{{x0, x0 + (x1 - x0) * h0, x0 + (x1 - x0) * h1, x1},
                      {a.value, a.value + a.out_value, b.value + b.in_value, b.value}};
            flatten(span, 0, span.at(0), 1, {x1, b.value}, 0, points);
            break;
        }
        }
    }
    return {keys[0].value, static_cast<int>(first), static_cast<int>(points.size() - first)};
}

// Calls fn(from, to, index of the breakpoint before, or -1) for the runs of samples between breakpoints.
template<class F>
static void each_run(std::span<const Breakpoint> points, int64_t first, int frames, F fn) {
    auto next = std::upper_bound(points.begin(), points.end(), static_cast<double>(first),
                                 [](double v, const Breakpoint& p) { return v < p.at; });
    int64_t n = first, end = first + frames;
    while (n < end) {
        int64_t stop = next == points.end() ? end : std::min(end, static_cast<int64_t>(std::ceil(next->at)));
        if (stop > n) fn(n, stop, static_cast<int>(next - points.begin()) - 1);
        n = std::max(n, stop);
        if (next != points.end() && n < end) ++next;
    }
}

void envelope_values(std::span<const Breakpoint> points, int64_t first, int frames, double* out) {
    each_run(points, first, frames, [&](int64_t from, int64_t to, int i) {
        double* o = out + (from - first);
        if (i < 0 || i + 1 == static_cast<int>(points.size())) {
            std::fill(o, o + (to - from), i < 0 ? points.front().value : points.back().value);
            return;
        }
        const Breakpoint &a = points[static_cast<size_t>(i)], &b = points[static_cast<size_t>(i) + 1];
        double slope = (b.value - a.value) / (b.at - a.at), start = static_cast<double>(from) - a.at;
        for (int64_t k = 0; k < to - from; ++k) o[k] = a.value + (start + static_cast<double>(k)) * slope;
    });
}

void envelope_gains(std::span<const Breakpoint> points, int64_t first, int frames, double* out) {
    each_run(points, first, frames, [&](int64_t from, int64_t to, int i) {
        double* o = out + (from - first);
        if (i < 0 || i + 1 == static_cast<int>(points.size())) {
            std::fill(o, o + (to - from), db_to_gain(i < 0 ? points.front().value : points.back().value));
            return;
        }
        const Breakpoint &a = points[static_cast<size_t>(i)], &b = points[static_cast<size_t>(i) + 1];
        if (a.value == b.value) {
            std::fill(o, o + (to - from), db_to_gain(a.value));
            return;
        }
        double slope = (b.value - a.value) / (b.at - a.at);
        double gain = db_ratio(a.value + (static_cast<double>(from) - a.at) * slope), step = db_ratio(slope);
        for (int64_t k = 0; k < to - from; ++k, gain *= step) o[k] = gain;
    });
}

// The breakpoint after which `sample` lies; -1 = before all.
static int index_before(std::span<const Breakpoint> points, int64_t sample) {
    auto next = std::upper_bound(points.begin(), points.end(), static_cast<double>(sample),
                                 [](double v, const Breakpoint& p) { return v < p.at; });
    return static_cast<int>(next - points.begin()) - 1;
}

// Value of the line that begins at breakpoint i, held beyond its ends.
static double on_line(std::span<const Breakpoint> points, int i, double at) {
    if (i < 0) return points.front().value;
    const Breakpoint& a = points[static_cast<size_t>(i)];
    if (i + 1 == static_cast<int>(points.size())) return a.value;
    const Breakpoint& b = points[static_cast<size_t>(i) + 1];
    return at >= b.at ? b.value : a.value + (b.value - a.value) * (at - a.at) / (b.at - a.at);
}

EnvelopeLine envelope_line(std::span<const Breakpoint> points, int64_t first, int64_t end) {
    return {on_line(points, index_before(points, first), static_cast<double>(first)),
            on_line(points, index_before(points, end - 1), static_cast<double>(end))};
}

int64_t next_breakpoint(std::span<const Breakpoint> points, int64_t first, int64_t end) {
    const int i = index_before(points, first) + 1;
    if (i == static_cast<int>(points.size())) return end;
    return std::min(end, static_cast<int64_t>(std::ceil(points[static_cast<size_t>(i)].at)));
}

} // namespace tandem::audio
