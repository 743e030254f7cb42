// Speed ramps: integrals against formulas and sums, inverses, what cannot be a ramp.
#include "engine/model/speed_ramp.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "engine/model/validate.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

static Curve ramp(std::vector<std::pair<double, double>> keys, Interpolation how = Interpolation::linear) {
    Curve out;
    for (auto [at, speed] : keys)
        out.keys.push_back({.time = Time::from_double(at), .value = speed, .interpolation = how});
    return out;
}
static Curve smooth(std::vector<std::pair<double, double>> keys) {
    Curve out = ramp(std::move(keys));
    for (size_t i = 0; i + 1 < out.keys.size(); ++i) smooth_span(out.keys[i], out.keys[i + 1]);
    return out;
}

TEST_CASE("the source along a linear ramp is its parabola, to the tick, after hours too") {
    for (const double hours : {0.0, 3.0}) {
        const double zero = hours * 3600;
        const Curve r = ramp({{zero + 1, 1}, {zero + 5, 3}});
        for (double x = 0; x <= 4; x += 1.0 / 512) {
            const Time from = Time::from_double(zero + 1), t = Time::from_double(zero + 1 + x);
            const double want = x + x * x / 4; // 1 at the first key, growing by 1/2 a second
            const Time passed = ramp_source(r, t) - ramp_source(r, from);
            REQUIRE(std::abs(passed.ticks - std::llround(want * kTicksPerSecond)) <= 1);
        }
    }
    const Curve hold = ramp({{0, 2}, {1, 0}, {2, 1}}, Interpolation::hold);
    CHECK(ramp_source(hold, seconds(1)) == seconds(2));
    CHECK(ramp_source(hold, Time::from_double(1.5)) == seconds(2));
    CHECK(ramp_source(hold, seconds(4)) == seconds(4));
    CHECK(ramp_source(hold, -seconds(1)) == -seconds(2)); // the first speed holds before it
}

TEST_CASE("a smooth ramp is the sum of its speeds") {
    const Curve r = smooth({{0, 1}, {2, 4}, {3, 0.25}, {5, 0}});
    double sum = 0;
    constexpr int kSteps = 20000;
    for (int i = 0; i < kSteps; ++i) {
        sum += evaluate(r, Time::from_ratio(5 * (2 * i + 1), 2 * kSteps)) * 5 / kSteps;
        if (i % 100 == 99) {
            const Time t = Time::from_ratio(5 * (i + 1), kSteps);
            REQUIRE(ramp_source(r, t).seconds() == doctest::Approx(sum).epsilon(1e-7));
        }
    }
}

TEST_CASE("an object asked often gives the very bits, and parts add up to the whole") {
    std::mt19937 dice(7);
    for (int n = 0; n < 50; ++n) {
        Curve r;
        Time at = Time::from_ratio(static_cast<int64_t>(dice() % 4000), 1000) - seconds(2);
        for (size_t k = 0; k < 1 + dice() % 6; ++k) {
            r.keys.push_back({.time = at,
                              .value = static_cast<double>(dice() % 1600) / 100,
                              .interpolation = dice() % 2 ? Interpolation::linear : Interpolation::hold});
            at += Time{static_cast<int64_t>(1 + dice() % 1'000'000'000)};
        }
        for (size_t k = 0; k + 1 < r.keys.size(); ++k)
            if (dice() % 3 == 0) smooth_span(r.keys[k], r.keys[k + 1]);
        REQUIRE(check_ramp(r));
        const RampIntegral integral(std::make_shared<const Curve>(r));
        Clip whole;
        whole.length = seconds(12), whole.in = Time{123457}, whole.key_origin = Time{999};
        whole.speed_ramp = std::make_shared<const Curve>(r);
        Time before = whole.in;
        for (int i = 0; i < 300; ++i) {
            const Time t{static_cast<int64_t>(dice()) * 2};
            REQUIRE(integral.at(t) == ramp_integral(r, t));
        }
        for (int i = 0; i <= 300; ++i) {
            const Time local = FrameRate{30000, 1001}.time_of(i);
            Clip part = whole;
            part.in = whole.source_at(local), part.key_origin += local;
            REQUIRE(part.in >= before); // time never falls
            before = part.in;
            REQUIRE(part.source_at(seconds(2)) == whole.source_at(local + seconds(2)));
        }
    }
}

TEST_CASE("inverses find the first instant, and none where the ramp rests") {
    const Curve r = ramp({{0, 1}, {4, 0}, {6, 0}, {7, 2}});
    for (const int64_t ms : {0, 1, 500, 1990}) {
        const Time passed = millis(ms);
        const auto t = ramp_time(r, Time{}, passed);
        REQUIRE(t);
        CHECK(ramp_source(r, *t) >= passed);
        if (ms) CHECK(ramp_source(r, *t - Time{1}) < passed);
    }
    CHECK(*ramp_time(r, seconds(5), Time{}) == seconds(5));
    CHECK(*ramp_time(r, seconds(7), seconds(2)) == seconds(8));
    CHECK_FALSE(ramp_time(ramp({{0, 1}, {4, 0}}), Time{}, seconds(3)));
    CHECK(*ramp_time_before(r, Time{}, seconds(3)) == seconds(3));
    CHECK_FALSE(ramp_time_before(ramp({{0, 0}, {4, 1}}), seconds(1), seconds(3)));

    const auto rests = ramp_rests(r);
    REQUIRE(rests.size() == 1);
    CHECK(rests[0] == TimeRange::between(seconds(4), seconds(6)));
    const auto ends = ramp_rests(ramp({{0, 0}, {1, 1}, {2, 0}}));
    REQUIRE(ends.size() == 2);
    CHECK(ends[0].end() == Time{});
    CHECK(ends[1].start == seconds(2));
    CHECK(ramp_rests(ramp({{0, 1}, {1, 0}, {2, 1}})).empty()); // it only touches 0
    CHECK(fastest(smooth({{0, 1}, {1, 5}})) == 5);
}

TEST_CASE("what cannot be a ramp is said") {
    auto refused = [](const Curve& c) {
        auto ok = check_ramp(c);
        return ok ? std::string() : ok.error().what;
    };
    CHECK(refused(ramp({{0, 1}, {1, 16}})).empty());
    CHECK(refused(ramp({})).find("at least one key") != std::string::npos);
    CHECK(refused(ramp({{0, 1}, {1, -1}})).find("backwards") != std::string::npos);
    CHECK(refused(ramp({{0, 1}, {1, 17}})).find("from 0 to 16") != std::string::npos);
    CHECK(refused(ramp({{0, 1}, {1, NAN}})).find("from 0 to 16") != std::string::npos);
    CHECK(refused(ramp({{1, 1}, {1, 2}})).find("rising order") != std::string::npos);
    Curve beyond = smooth({{0, 1}, {1, 1}});
    beyond.keys[0].out_value = -2; // the curve would dip below 0
    CHECK(refused(beyond).find("from 0 to 16") != std::string::npos);

    BuildProject b;
    const MediaId film = b.film("a.mp4", seconds(100));
    const ClipId id = b.clip(b.v1(), film, {}, {}, seconds(4));
    auto with = [&](Curve c, Speed speed) {
        b.edit_clip(id, [&](Clip& clip) { clip.speed_ramp = std::make_shared<const Curve>(c), clip.speed = speed; });
        return check_valid(*b.done());
    };
    CHECK(with(ramp({{0, 1}, {2, 3}}), {}));
    CHECK_FALSE(with(ramp({{0, 1}, {2, 30}}), {}));
    CHECK_FALSE(with(ramp({{0, 1}, {2, 3}}), {2, 1}));
}
