// Integrals of speed curves and their inverse.
#include "engine/model/speed_ramp.h"

#include <algorithm>
#include <cmath>

namespace tandem {

Result<void> check_ramp(const Curve& ramp) {
    const auto& keys = ramp.keys;
    if (keys.empty()) return fail(ErrorCode::usage, "a speed ramp needs at least one key");
    if (keys.size() > kMaxRampKeys)
        return fail(ErrorCode::usage, "a speed ramp has at most " + std::to_string(kMaxRampKeys) + " keys");
    auto bad = [](double v) { return !(v >= 0 && v <= kMaxRampSpeed); }; // true for NaN
    for (size_t i = 0; i < keys.size(); ++i) {
        const Key& k = keys[i];
        if (k.value < 0)
            return fail(ErrorCode::usage, "a speed ramp cannot run backwards; cut the clip there and reverse the part");
        // A Bezier span stays between its handles' values.
        if (bad(k.value) || (k.interpolation == Interpolation::bezier && bad(k.value + k.out_value)) ||
            (i > 0 && keys[i - 1].interpolation == Interpolation::bezier && bad(k.value + k.in_value)))
            return fail(ErrorCode::usage, "the speeds of a ramp are from 0 to 16");
        if (k.in_time.ticks > 0 || k.out_time.ticks < 0)
            return fail(ErrorCode::usage, "a handle of the speed ramp points the wrong way");
        if (i > 0 && k.time <= keys[i - 1].time)
            return fail(ErrorCode::usage, "the keys of the speed ramp are not in rising order");
    }
    return {};
}

bool same_ramp(const Ref<Curve>& a, const Ref<Curve>& b) { return a == b || (a && b && *a == *b); }

// Of the span from a to b, its first x ticks.
static double span_integral(const Key& a, const Key& b, double x) {
    const double span = static_cast<double>((b.time - a.time).ticks);
    switch (a.interpolation) {
    case Interpolation::hold:
        return a.value * x;
    case Interpolation::linear:
        return a.value * x + (b.value - a.value) * x * (x / span) / 2;
    case Interpolation::bezier:
        break;
    }
    const BezierSpan curve(a, b);
    const double s = curve.place(x / span);
    // v(u) t'(u) is of degree 5, for which Gauss-Legendre of three points is exact.
    constexpr double kNode = 0.7745966692414834; // sqrt(3 / 5)
    const double half = s / 2;
    auto f = [&](double u) { return curve.value(u) * curve.slope(u); };
    const double passed = half * (5 * f(half * (1 - kNode)) + 8 * f(half) + 5 * f(half * (1 + kNode))) / 9;
    return span * (passed + curve.value(s) * (x / span - curve.time(s))); // what the search for s left
}

static double ticks(Time v) { return static_cast<double>(v.ticks); }
static double whole_span(const Key& a, const Key& b) { return span_integral(a, b, ticks(b.time - a.time)); }

// From the first key to t.
static double from_first(const std::vector<Key>& keys, Time t) {
    if (t <= keys.front().time) return keys.front().value * ticks(t - keys.front().time);
    double sum = 0;
    for (size_t i = 0; i + 1 < keys.size(); ++i) {
        if (t < keys[i + 1].time) return sum + span_integral(keys[i], keys[i + 1], ticks(t - keys[i].time));
        sum += whole_span(keys[i], keys[i + 1]);
    }
    return sum + keys.back().value * ticks(t - keys.back().time);
}

double ramp_integral(const Curve& ramp, Time t) {
    if (ramp.keys.empty()) return 0;
    return from_first(ramp.keys, t) - from_first(ramp.keys, Time{});
}

RampIntegral::RampIntegral(Ref<Curve> ramp) : ramp_(std::move(ramp)), to_key_{0} {
    const auto& keys = ramp_->keys;
    VERIFY(!keys.empty());
    for (size_t i = 0; i + 1 < keys.size(); ++i) to_key_.push_back(to_key_.back() + whole_span(keys[i], keys[i + 1]));
    zero_ = from_first(keys, Time{});
}

double RampIntegral::at(Time t) const {
    const auto& keys = ramp_->keys;
    if (t <= keys.front().time) return keys.front().value * ticks(t - keys.front().time) - zero_;
    const auto next = std::upper_bound(keys.begin(), keys.end(), t, [](Time v, const Key& k) { return v < k.time; });
    const size_t i = static_cast<size_t>(next - keys.begin()) - 1;
    const Time x = t - keys[i].time;
    return to_key_[i] + (next == keys.end() ? keys[i].value * ticks(x) : span_integral(keys[i], *next, ticks(x))) -
           zero_;
}

Time ramp_source(const Curve& ramp, Time t) {
    constexpr auto kMost = static_cast<double>(int64_t{1} << 61); // sums of two stay in range
    return {std::llround(std::clamp(ramp_integral(ramp, t), -kMost, kMost))};
}

// Source time never falls, so halving finds the place; the reach doubles first.
static constexpr int64_t kFarthest = int64_t{1} << 52; // 73 days

std::optional<Time> ramp_time(const Curve& ramp, Time from, Time passed) {
    const Time start = ramp_source(ramp, from);
    auto reached = [&](int64_t by) { return ramp_source(ramp, from + Time{by}) - start >= passed; };
    if (reached(0)) return from;
    int64_t hi = 1024;
    while (!reached(hi)) {
        if (hi >= kFarthest) return std::nullopt;
        hi *= 2;
    }
    for (int64_t lo = 0; hi - lo > 1;) {
        const int64_t mid = lo + (hi - lo) / 2;
        (reached(mid) ? hi : lo) = mid;
    }
    return from + Time{hi};
}

std::optional<Time> ramp_time_before(const Curve& ramp, Time until, Time passed) {
    const Time end = ramp_source(ramp, until);
    auto beyond = [&](int64_t by) { return end - ramp_source(ramp, until - Time{by}) > passed; };
    int64_t hi = 1024, lo = 0;
    while (!beyond(hi)) {
        if (hi >= kFarthest) return std::nullopt;
        hi *= 2;
    }
    while (hi - lo > 1) {
        const int64_t mid = lo + (hi - lo) / 2;
        (beyond(mid) ? hi : lo) = mid;
    }
    return Time{lo};
}

double fastest(const Curve& ramp) {
    double most = 0;
    for (size_t i = 0; i < ramp.keys.size(); ++i) {
        const Key& k = ramp.keys[i];
        most = std::max(most, k.value);
        if (k.interpolation == Interpolation::bezier) most = std::max(most, k.value + k.out_value);
        if (i > 0 && ramp.keys[i - 1].interpolation == Interpolation::bezier)
            most = std::max(most, k.value + k.in_value);
    }
    return most;
}

std::vector<TimeRange> ramp_rests(const Curve& ramp) {
    const auto& keys = ramp.keys;
    std::vector<TimeRange> out;
    auto add = [&](Time start, Time end) {
        if (!out.empty() && out.back().end() == start)
            out.back() = TimeRange::between(out.back().start, end);
        else
            out.push_back(TimeRange::between(start, end));
    };
    if (keys.empty()) return out;
    if (keys.front().value == 0) add(-kRampForever, keys.front().time);
    for (size_t i = 0; i + 1 < keys.size(); ++i) {
        const Key &a = keys[i], &b = keys[i + 1];
        const bool level =
            a.interpolation == Interpolation::hold ||
            (b.value == 0 && (a.interpolation == Interpolation::linear || (a.out_value == 0 && b.in_value == 0)));
        if (a.value == 0 && level) add(a.time, b.time);
    }
    if (keys.back().value == 0) add(keys.back().time, kRampForever);
    return out;
}

void smooth_span(Key& from, Key& to) {
    const Time third{(to.time - from.time).ticks / 3};
    from.interpolation = Interpolation::bezier;
    from.out_time = third, from.out_value = 0;
    to.in_time = -third, to.in_value = 0;
}

} // namespace tandem
