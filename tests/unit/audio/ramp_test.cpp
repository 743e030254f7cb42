// Clips with speed ramps: places by formula, pitch, rests, cuts, and the same bits however they are read.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/edit/slice.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

namespace {

Ref<Curve> ramp(std::vector<std::pair<double, double>> keys, Interpolation how = Interpolation::linear) {
    auto out = std::make_shared<Curve>();
    for (auto [at, speed] : keys)
        out->keys.push_back({.time = Time::from_double(at), .value = speed, .interpolation = how});
    return out;
}

struct RampMix : Mix {
    ClipId id;
    explicit RampMix(Signal s, const Ref<Curve>& curve, bool keep_pitch, Time start = {}, Time length = seconds(6),
                     const Format& format = {})
        : Mix{.build = BuildProject(format), .signals = {}} {
        const MediaId media = add("source", std::move(s), seconds(1000));
        id = build.clip(build.a1(), media, start, seconds(10), length);
        build.edit_clip(id, [&](Clip& c) { c.speed_ramp = curve, c.preserve_pitch = keep_pitch; });
    }
    // Cut by the edit verb.
    void cut(std::vector<Time> places) {
        for (const Time at : places) {
            auto cut = slice(build.sequence(), {.at = at}, build.ids());
            REQUIRE(cut);
            build.sequence() = cut->sequence;
        }
    }
};

float largest_step(const std::vector<float>& x, size_t from, size_t to) {
    float out = 0;
    for (size_t n = from + 1; n < to; ++n) out = std::max(out, std::fabs(x[n] - x[n - 1]));
    return out;
}

} // namespace

TEST_CASE("a ramped tone has the phase of the formula, at the medium's rate and at another") {
    for (const int rate : {48000, 44100, 96000}) {
        CAPTURE(rate);
        // From 0.5 to 2.5 within 4 s, then on at 2.5.
        RampMix m(sine(1000, rate, 2), ramp({{0, 0.5}, {4, 2.5}}), false);
        const auto out = m.render(0, 48000 * 6)[0];
        double worst = 0;
        for (size_t n = 200; n + 200 < out.size(); ++n) {
            const double t = static_cast<double>(n) / 48000, x = std::min(t, 4.0);
            const double place = 10 + 0.5 * x + 0.25 * x * x + 2.5 * (t - x);
            const double want = 0.5 * std::sin(2 * std::numbers::pi * std::fmod(place * 1000, 1.0));
            worst = std::max(worst, std::fabs(want - static_cast<double>(out[n])));
        }
        CHECK(worst < 2e-4);
    }
}

TEST_CASE("at a speed of 1 a ramp gives the medium's samples bit for bit") {
    RampMix m(noise_signal(3), ramp({{0, 1}, {2, 2}, {3, 1}}, Interpolation::hold), false);
    const auto out = m.render(0, 48000 * 5)[0];
    int64_t wrong = 0;
    for (int64_t n = 200; n < 48000 * 5; ++n) {
        if (n > 48000 * 2 - 64 && n < 48000 * 3 + 64) continue;
        const int64_t k = 480000 + (n < 48000 * 2 ? n : n + 48000);
        wrong += out[static_cast<size_t>(n)] != noise(48, k) * 0.5f;
    }
    CHECK(wrong == 0);
}

TEST_CASE("threads, blocks, locates and cuts change no bit of a ramp, pitch kept or not") {
    const Format f{.rate = {30000, 1001}}; // edges fall between samples
    const Time start = f.rate.time_of(7);
    auto curve = std::make_shared<Curve>(*ramp({{0.3, 0.5}, {1.5, 3}, {2.5, 0}, {3, 0}, {4, 1.25}}));
    smooth_span(curve->keys[0], curve->keys[1]);
    for (const bool keep : {false, true}) {
        CAPTURE(keep);
        RampMix m(noise_signal(4, 44100), curve, keep, start, seconds(5), f);
        const Planes whole = m.render(0, 48000 * 5);
        CHECK(m.render(0, 48000 * 5, {.threads = 4}, 4800, 64) == whole);
        CHECK(m.render(0, 48000 * 5, {}, 333) == whole);
        for (const int64_t at : {100'003, 31, 190'000}) {
            const Planes part = m.render(at, 9001);
            for (size_t c = 0; c < 2; ++c)
                CHECK(std::equal(part[c].begin(), part[c].end(), whole[c].begin() + static_cast<std::ptrdiff_t>(at)));
        }
        m.cut({f.rate.time_of(31), f.rate.time_of(60), Time{2'000'000'011}});
        CHECK(m.build.track(m.build.a1()).items.size() == 4);
        CHECK(m.render(0, 48000 * 5) == whole);
    }
}

TEST_CASE("a frozen stretch is silent, entered and left without a click; so are jumps of speed") {
    for (const bool keep : {false, true}) {
        CAPTURE(keep);
        RampMix m(sine(200, 48000, 2), ramp({{0, 1}, {1, 0}, {2, 2}, {3, 0.5}}, Interpolation::hold), keep);
        const auto out = m.render(0, 48000 * 4)[0];
        // A cell of the stretch's grid later at most.
        for (size_t n = 48000 + 400; n < 96000 - 400; ++n) REQUIRE(out[n] == 0);
        CHECK(largest_step(out, 0, out.size()) < 0.5 * 2 * std::numbers::pi * 400 / 48000 * 1.3);
        CHECK(*std::max_element(out.begin() + 96000, out.begin() + 140000) > 0.4f);
    }
    RampMix rest(sine(200, 48000), ramp({{0, 0}}), true);
    const auto out = rest.render(0, 48000)[0];
    CHECK(std::all_of(out.begin(), out.end(), [](float x) { return x == 0; }));
}

TEST_CASE("what a faster speed cannot hold is left out") {
    RampMix m(sine(10000, 48000), ramp({{0, 1}, {2, 4}}), false);
    const auto out = m.render(0, 48000 * 4)[0];
    // At a speed of 2.4 it would be at the edge: from 1 s on (2.5) it is gone.
    float rest = 0;
    for (size_t n = 48000 + 4800; n + 200 < out.size(); ++n) rest = std::max(rest, std::fabs(out[n]));
    CHECK(db(rest) < -70);
}

TEST_CASE("with pitch kept a tone stays where it is and things are heard when they are shown") {
    {
        RampMix m(sine(1000, 48000), ramp({{0, 0.5}, {4, 2}}), true);
        const auto out = m.render(0, 48000 * 5)[0];
        for (int second = 0; second < 4; ++second) {
            CAPTURE(second);
            int rises = 0;
            for (size_t n = static_cast<size_t>(second) * 48000 + 4800; n < static_cast<size_t>(second + 1) * 48000;
                 ++n)
                rises += out[n - 1] < 0 && out[n] >= 0;
            CHECK(rises == doctest::Approx(900).epsilon(0.01));
        }
    }
    // A beep of 50 ms every half second of the source.
    Signal beeps = sine(2000, 48000, 2);
    auto tone = beeps.value;
    beeps.value = [tone](int c, int64_t n) { return n % 24000 < 2400 ? tone(c, n) : 0.0f; };
    RampMix m(beeps, ramp({{0, 0.5}, {3, 2}, {6, 1}}), true);
    const auto out = m.render(0, 48000 * 6)[0];
    const Clip clip = *m.build.track(m.build.a1()).items[0].clip;
    int beeped = 0;
    for (int64_t k = 21; k < 60; ++k) {
        const auto at = ramp_time(*clip.speed_ramp, {}, millis(500 * k) - clip.in);
        if (!at || *at > seconds(5)) break;
        const int64_t begins = at->samples_round(48000);
        // Quiet before, loud behind.
        auto level = [&](int64_t from, int64_t to) {
            double sum = 0;
            for (int64_t n = begins + from; n < begins + to; ++n)
                sum +=
                    static_cast<double>(out[static_cast<size_t>(n)]) * static_cast<double>(out[static_cast<size_t>(n)]);
            return std::sqrt(sum / static_cast<double>(to - from));
        };
        CAPTURE(k);
        CHECK(level(-3000, -1000) < 0.05);
        CHECK(level(300, 1000) > 0.15);
        ++beeped;
    }
    CHECK(beeped > 10);
}
