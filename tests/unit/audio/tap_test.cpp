// The sound of one strip for who draws it, and its spectrum.
#include "engine/audio/spectrum.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

static std::vector<float> recent(audio::SoundEngine& engine, size_t frames = audio::SoundTap::kMost) {
    std::vector<float> sound(frames);
    engine.recent_of_tapped(sound);
    return sound;
}

TEST_CASE("what is tapped of a strip is its newest sound before the fader, from plan to plan, and none after the end") {
    Mix m;
    const MediaId media[] = {m.add("one", noise_signal(1), seconds(60)),
                             m.add("two", noise_signal(2, 48000, 1), seconds(60))};
    const TrackId tracks[] = {m.build.a1(), m.build.add_track(TrackKind::sound, "A2")};
    for (size_t t = 0; t < 2; ++t) m.build.clip(tracks[t], media[t], Time{}, Time{}, seconds(60));
    m.strip(tracks[0], [](Strip& s) { s.gain_db.value = -12; }); // rests: added to its sum at once
    m.strip(tracks[1], [](Strip& s) { s.gain_db = curve({{Time{}, -20}, {seconds(10), -6}}); });
    auto want = [](size_t track, int64_t n) {
        return track ? noise(32, n) * 0.5f : (noise(16, n) * 0.5f + noise(17, n) * 0.5f) / 2;
    };
    Live live(m);
    live.engine.tap_strip(StripRef{.track = tracks[0]});
    live.start(Time{});
    int64_t at = 0;
    auto check = [&](size_t track) {
        const auto sound = recent(live.engine);
        int wrong = 0;
        for (size_t i = 0; i < sound.size(); ++i)
            wrong += sound[i] != want(track, at - static_cast<int64_t>(sound.size()) + static_cast<int64_t>(i));
        CHECK(wrong == 0);
    };
    auto roll = [&](int64_t frames) { live.roll(frames, 480), at += frames; };
    roll(9600);
    check(0);
    live.engine.tap_strip(StripRef{.track = tracks[1]});
    roll(9600);
    check(1);
    m.strip(tracks[1], [](Strip& s) { s.pan.value = 0.5; });
    live.engine.set_plan(m.plan());
    while (!live.engine.plan_taken()) roll(64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    roll(9600);
    check(1);
    live.engine.tap_strip(StripRef{}); // the master
    roll(9600);
    const auto sound = recent(live.engine);
    CHECK(sound != std::vector<float>(sound.size()));
    live.engine.tap_strip({});
    roll(9600);
    CHECK(recent(live.engine) == sound); // nothing new, and it is not old yet
    std::this_thread::sleep_for(audio::SoundTap::kStill + std::chrono::milliseconds(10));
    CHECK(recent(live.engine) == std::vector<float>(sound.size()));
}

TEST_CASE("a spectrum tells a tone's level in its band and little beside it, at any rate, from edge to edge") {
    audio::Spectrum spectrum(4096, 120, 20, 20000);
    CHECK(spectrum.band_begin(0) == doctest::Approx(20));
    CHECK(spectrum.band_begin(120) == doctest::Approx(20000));
    for (const int rate : {44100, 48000, 96000})
        for (const double hz : {50.0, 100.0, 1000.0, 8000.0, 19000.0}) {
            CAPTURE(rate);
            CAPTURE(hz);
            std::vector<float> x(4096);
            for (size_t i = 0; i < x.size(); ++i)
                x[i] = static_cast<float>(0.5 * std::sin(2 * M_PI * hz * static_cast<double>(i) / rate));
            spectrum.measure(x, rate);
            // At the edge of a band the bin that has it may be the next one's; between two bins a tone is 1.4 dB lower.
            const int band = spectrum.band_at(hz);
            double level = spectrum.level(band);
            for (const int next : {band - 1, band + 1})
                if (next >= 0 && next < spectrum.bands()) level = std::max(level, spectrum.level(next));
            CHECK(std::fabs(level + 6.0) < 1.6);
            const double far = hz * 3 > 20000 ? hz / 3 : hz * 3;
            CHECK(spectrum.level(spectrum.band_at(far)) < -45);
        }
    spectrum.measure(std::vector<float>(4096), 48000);
    for (int b = 0; b < spectrum.bands(); ++b) REQUIRE(spectrum.level(b) == audio::Spectrum::kFloorDb);
    // Above half the rate there is nothing.
    audio::Spectrum low(1024, 60, 20, 20000);
    low.measure(std::vector<float>(1024, 0.0f), 16000);
    CHECK(low.level(59) == audio::Spectrum::kFloorDb);
}
