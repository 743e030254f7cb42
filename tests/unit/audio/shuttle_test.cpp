// Other speeds than 1 and scrubbing, the engine driven by hand: pitch, the mix backwards, changes without a click, and
// the render bit for bit once speed is 1 again.
#include <doctest/doctest.h>

#include <numbers>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::SoundEngine;

namespace {

struct Tone : Mix {
    TrackId track;
    explicit Tone(double hz = 440) {
        track = build.a1();
        build.clip(track, add("tone", sine(hz, 48000, 2), seconds(60)), Time{}, Time{}, seconds(60));
    }
};

struct NoiseMix : Mix {
    NoiseMix() {
        const TrackId other = build.add_track(TrackKind::sound, "A2");
        build.clip(build.a1(), add("one", noise_signal(1), seconds(30)), Time{}, Time{}, seconds(30));
        build.clip(other, add("two", noise_signal(2, 44100), seconds(30)), seconds(1), Time{}, seconds(20));
        strip(other, [](Strip& s) { s.pan = curve({{Time{}, -1}, {seconds(4), 1}}); });
    }
};

// Amplitude of a tone in heard[0][from, from + frames).
double level_of(const Live& live, double hz, size_t from, size_t frames) {
    double re = 0, im = 0, norm = 0;
    for (size_t i = 0; i < frames; ++i) {
        const double w =
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(frames));
        const double p = 2 * std::numbers::pi * hz * static_cast<double>(i) / 48000;
        re += w * static_cast<double>(live.heard[0][from + i]) * std::cos(p);
        im += w * static_cast<double>(live.heard[0][from + i]) * std::sin(p), norm += w / 2;
    }
    return std::sqrt(re * re + im * im) / norm;
}

float largest_step(const Live& live, size_t from = 1) {
    float step = 0;
    for (size_t i = std::max<size_t>(1, from); i < live.heard[0].size(); ++i)
        step = std::max(step, std::abs(live.heard[0][i] - live.heard[0][i - 1]));
    return step;
}

void start(Live& live, Time at, Speed speed) {
    live.transport.set_speed(speed);
    live.start(at);
}

} // namespace

TEST_CASE("a tone follows the speed up to twice, forwards and backwards; faster it stays there") {
    const Tone m;
    struct Case {
        Speed speed;
        double hz;
    };
    for (Case c : {Case{{2, 1}, 880}, Case{{1, 2}, 220}, Case{{3, 2}, 660}, Case{{-1, 1}, 440}, Case{{-2, 1}, 880},
                   Case{{-1, 4}, 110}, Case{{4, 1}, 880}, Case{{8, 1}, 880}, Case{{-8, 1}, 880}, Case{{-4, 1}, 880}})
        for (auto [workers, block] : {std::pair{1, 256}, {2, 37}, {3, 4096}}) {
            CAPTURE(c.speed.num);
            CAPTURE(c.speed.den);
            CAPTURE(block);
            Live live(m, workers, block);
            start(live, seconds(30), c.speed);
            live.roll(48000, block);
            // Grains of a tone meet in any phase: looked at one by one.
            const bool grains = std::abs(c.speed.num) > 2 * c.speed.den;
            const size_t from = grains ? 2048 * 5 + 256 : 1000, frames = grains ? 2048 - 256 : 40000;
            CHECK(level_of(live, c.hz, from, frames) == doctest::Approx(0.5).epsilon(0.01));
            for (double other : {c.hz / 2, c.hz * 2, c.hz * 3}) CHECK(level_of(live, other, from, frames) < 1e-3);
            // No step that such a tone has not.
            CHECK(largest_step(live, 100) < 0.5 * 2 * std::numbers::pi * c.hz / 48000 * 1.2);
            CHECK(live.engine.report().starved == 0);
            CHECK(live.engine.report().errors.empty());
        }
}

TEST_CASE("backwards is the mix from its end") {
    const NoiseMix m;
    const Planes want = m.render(48000 * 5 - 48000, 48001);
    for (auto [workers, block] : {std::pair{1, 100}, {2, 1024}}) {
        Live live(m, workers, block);
        start(live, seconds(5), {-1, 1});
        live.roll(48000, block);
        for (size_t c = 0; c < 2; ++c)
            for (size_t i = kRise; i < 48000; ++i) REQUIRE(live.heard[c][i] == want[c][48000 - i]);
        CHECK(live.engine.report().starved == 0);
    }
}

TEST_CASE("backwards through effects with state there are no clicks") {
    Tone m(300);
    m.strip(m.track, [&](Strip& s) {
        s.inserts = {m.insert(EffectKind::reverb, {{slot::verb_decay, 0.5}, {slot::verb_mix, 0.3}}),
                     m.insert(EffectKind::limiter, {{slot::limit_ceiling, -3}})};
    });
    Live live(m, 2);
    start(live, seconds(5), {-1, 1});
    live.roll(48000, 200);
    CHECK(largest_step(live, 100) < 0.05f);
    CHECK(std::abs(live.heard[0][40000]) + std::abs(live.heard[0][40040]) > 0.01f);
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("slow and fast sound is clean: half and twice of a tone against the formula") {
    const Tone m(1000);
    for (Speed speed : {Speed{1, 2}, Speed{2, 1}, Speed{7, 5}}) {
        CAPTURE(speed.num);
        Live live(m, 2);
        start(live, seconds(1), speed);
        live.roll(24000, 300);
        double worst = 0;
        for (size_t i = 200; i < 24000; ++i) {
            const double at =
                48000 + static_cast<double>(i) * static_cast<double>(speed.num) / static_cast<double>(speed.den);
            worst = std::max(worst, std::abs(static_cast<double>(live.heard[0][i]) -
                                             0.5 * std::sin(2 * std::numbers::pi * std::fmod(at / 48, 1))));
        }
        CHECK(db(worst / 0.5) < -80);
    }
}

TEST_CASE("speeds change without a click, and speed 1 is the render again") {
    const Tone tone(200);
    Live live(tone, 2);
    live.start(seconds(20));
    live.roll(4800, 160);
    for (Speed speed : {Speed{2, 1}, Speed{4, 1}, Speed{-2, 1}, Speed{8, 1}, Speed{1, 1}, Speed{-1, 1}}) {
        live.transport.set_speed(speed);
        live.roll_anew(9600, 160);
        CHECK(std::abs(live.heard[0].back()) + std::abs(live.heard[0][live.heard[0].size() - 60]) > 0.01f);
    }
    CHECK(largest_step(live, 100) < 0.036f); // 400 Hz, and a rise
    CHECK(live.engine.report().starved == 0);

    const NoiseMix m;
    const Planes want = m.render(0, 48000 * 8);
    Live noise(m, 2);
    noise.start(Time{});
    noise.roll(10000, 128);
    CHECK(same(noise.heard, 0, want, 0, 10000));
    noise.transport.set_speed({2, 1});
    noise.roll_anew(6400, 128);
    noise.transport.set_speed({1, 1});
    const size_t at = 10000 + 2 * 50 * 128;
    for (auto& plane : noise.heard) plane.clear();
    noise.roll_anew(12800, 128);
    CHECK(same(noise.heard, 1000, want, at + 1000, 11800));
    CHECK(noise.engine.report().starved == 0);
}

TEST_CASE("a loop at twice the speed wraps where the clock does; edits are heard") {
    Tone m(375); // 128 samples a period: a loop of whole periods has no seam
    Live live(m, 2);
    live.transport.set_loop(TimeRange::between(samples(128 * 100), samples(128 * 200)));
    start(live, samples(128 * 150), {2, 1});
    live.roll(24000, 200);
    double worst = 0;
    for (size_t i = 300; i < 24000; ++i)
        worst = std::max(worst, std::abs(static_cast<double>(live.heard[0][i]) -
                                         0.5 * std::sin(2 * std::numbers::pi * static_cast<double>(i % 64) / 64)));
    CHECK(worst < 1e-3);
    m.strip(m.track, [](Strip& s) { s.gain_db = {-20}; });
    live.engine.set_plan(m.plan());
    live.roll(24000, 200);
    CHECK(level_of(live, 750, 36000, 9600) == doctest::Approx(0.05).epsilon(0.01));
    CHECK(largest_step(live, 100) < 0.06f);
    CHECK(live.engine.plan_taken());
    // And at speed 1 it is the edited mix.
    live.transport.set_loop({});
    live.transport.set_speed({1, 1});
    live.roll_anew(12800, 128);
    CHECK(std::abs(live.heard[0].back()) < 0.051f);
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("a scrub plays a short grain of the place, and playback starts there as if it had not") {
    const NoiseMix m;
    const Planes want = m.render(0, 48000 * 4);
    Live live(m, 2);
    auto scrub_to = [&](int64_t sample) { live.transport.filled(live.transport.scrub(samples(sample))); };
    const auto grain = static_cast<size_t>(48 * SoundEngine::kGrainMs);
    for (int64_t to : {100000, 5000, 150001}) {
        for (auto& plane : live.heard) plane.clear();
        scrub_to(to);
        live.block(100);
        for (int i = 0; i < 5000 && live.heard[0].back() == 0; ++i)
            live.block(100), std::this_thread::sleep_for(std::chrono::milliseconds(1));
        for (int i = 0; i < 60; ++i) live.block(100);
        size_t first = 0;
        while (first < live.heard[0].size() - 6000 && live.heard[0][first] == 0) ++first;
        --first; // the window's first is 0
        for (size_t i = grain / 6 + 1; i < grain * 5 / 6 - 1; ++i)
            REQUIRE(live.heard[0][first + i] == want[0][static_cast<size_t>(to) + i]);
        for (size_t i = first + grain; i < live.heard[0].size(); ++i) REQUIRE(live.heard[0][i] == 0);
        for (size_t i = 1; i < 20; ++i) CHECK(std::abs(live.heard[0][first + i]) < 0.02f);
    }
    CHECK(live.transport.point().state == TransportState::stopped);
    // In the middle of a grain it starts.
    scrub_to(60000);
    for (int i = 0; i < 12; ++i) live.block(100), std::this_thread::sleep_for(std::chrono::milliseconds(3));
    live.transport.play();
    for (auto& plane : live.heard) plane.clear();
    live.roll(9600, 100);
    CHECK(same(live.heard, kFade, want, 60000 + kFade, 9600 - kFade));
    CHECK(live.engine.report().starved == 0);
    // Rolling, it is a locate.
    const uint64_t place = live.transport.scrub(samples(20000));
    live.block(100);
    while (!live.engine.filled(place)) live.block(100);
    live.transport.filled(place);
    for (auto& plane : live.heard) plane.clear();
    live.roll(4800, 100);
    CHECK(same(live.heard, kRise, want, 20000 + kRise, 4800 - kRise));
}

TEST_CASE("scrubs in quick succession do not click") {
    const Tone m(200);
    Live live(m, 2);
    for (int i = 0; i < 60; ++i) {
        live.transport.filled(live.transport.scrub(seconds(10) + samples(i * 1777)));
        for (int k = 0; k < 1 + i % 9; ++k) live.block(160), std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    CHECK(largest_step(live) < 0.03f);
    float peak = 0;
    for (float x : live.heard[0]) peak = std::max(peak, std::abs(x));
    CHECK(peak > 0.3f);
    CHECK(live.engine.report().starved == 0);
}
