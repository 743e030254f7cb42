// Rate conversion on the timeline: quality, no latency, no drift over hours, no seams.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/audio/stream.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

static std::vector<float> resampled(Signal s, int rate, int64_t first, int frames) {
    auto stream = std::move(audio::open_stream(std::make_unique<SignalSource>(std::move(s)), {.rate = rate})).value();
    std::vector<float> out(static_cast<size_t>(frames));
    float* plane = out.data();
    REQUIRE(stream->read(first, frames, &plane));
    return out;
}

// Least-squares fit of a sine of known frequency: amplitude, phase and what is left over, in dB of the fit.
struct SineFit {
    double amplitude, phase, residue_db;
};
static SineFit fit(const std::vector<float>& x, double hz, int rate, int64_t first) {
    double ss = 0, cc = 0, sc = 0, xs = 0, xc = 0;
    auto angle = [&](size_t i) {
        return 2 * std::numbers::pi * std::fmod(static_cast<double>(first + static_cast<int64_t>(i)) * hz / rate, 1.0);
    };
    for (size_t i = 0; i < x.size(); ++i) {
        double s = std::sin(angle(i)), c = std::cos(angle(i));
        ss += s * s, cc += c * c, sc += s * c, xs += x[i] * s, xc += x[i] * c;
    }
    double d = ss * cc - sc * sc, a = (xs * cc - xc * sc) / d, b = (xc * ss - xs * sc) / d, power = 0;
    for (size_t i = 0; i < x.size(); ++i) {
        double e = x[i] - a * std::sin(angle(i)) - b * std::cos(angle(i));
        power += e * e;
    }
    double amplitude = std::hypot(a, b);
    return {amplitude, std::atan2(b, a),
            10 * std::log10(power / static_cast<double>(x.size()) / (amplitude * amplitude / 2))};
}

TEST_CASE("997 Hz and 19 kHz between the usual rates: clean, level, without latency, across block seams") {
    for (auto [from, to] : {std::pair{44100, 48000}, {48000, 44100}, {96000, 48000}, {48000, 96000}, {22050, 48000}}) {
        for (double hz : {997.0, 19000.0}) {
            if (hz > 0.43 * std::min(from, to)) continue;
            CAPTURE(from);
            CAPTURE(to);
            CAPTURE(hz);
            SineFit f = fit(resampled(sine(hz, from), to, 20000, 60000), hz, to, 20000);
            CHECK(f.residue_db < -120);
            CHECK(std::fabs(db(f.amplitude / 0.5)) < 0.01);
            CHECK(std::fabs(f.phase) / (2 * std::numbers::pi) / hz * to < 0.01); // samples
        }
    }
}

TEST_CASE("six hours at 30000/1001 with sound at 44.1 kHz in 48 kHz: a click stands where it must") {
    Format f{.rate = {30000, 1001}};
    Mix m{.build = BuildProject(f)};
    Time end = f.rate.time_of(6 * 3600 * 30), click_time = end - seconds(2);
    int64_t click = click_time.samples_round(44100);
    auto media = m.add(
        "clicks", {.rate = 44100, .channels = 1, .value = [click](int, int64_t n) { return n == click ? 1.0f : 0.0f; }},
        end);
    m.build.clip(m.build.a1(), media, {}, {}, end);
    int64_t want = mul_div_round(click, 48000, 44100);
    auto out = m.render(want - 5000, 10000)[0];
    auto top = std::max_element(out.begin(), out.end()) - out.begin();
    CHECK(*std::max_element(out.begin(), out.end()) > 0.3f);
    CHECK(top == 5000);
    // And the source's own six hours end where the timeline's do.
    CHECK(std::llabs(Time::from_samples(click, 44100).samples_round(48000) - click_time.samples_round(48000)) <= 1);
}

TEST_CASE("odd speeds keep their place") {
    Mix m;
    auto media = m.add("tone", sine(500, 44100), seconds(4000));
    auto id = m.build.clip(m.build.a1(), media, {}, {}, seconds(3000));
    m.build.edit_clip(id, [](Clip& c) { c.speed = {10007, 10000}, c.preserve_pitch = false; });
    auto out = m.render(48000ll * 2000, 48000)[0];
    SineFit f = fit(out, 500 * 1.0007, 48000, 48000ll * 2000);
    CHECK(f.residue_db < -80);
    CHECK(std::fabs(f.phase) / (2 * std::numbers::pi) / 500 * 48000 < 1); // less than a sample off after 33 minutes
}
