// SoundEngine driven by hand: what is heard equals the offline render, whatever the blocks and workers; stops, jumps,
// edits while rolling, sources that are too slow.
#include <doctest/doctest.h>

#include <random>

#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::SoundEngine;

namespace {

// Three tracks, a bus and the master: fades, a pan that moves, a send before the fader, a cut in one take.
struct BusyMix : Mix {
    std::vector<TrackId> tracks;
    BusyMix() {
        const BusId effects = bus("effects", Strip{.gain_db = {-3}});
        for (int i = 0; i < 3; ++i) {
            MediaId sound = add("noise" + std::to_string(i),
                                noise_signal(static_cast<uint64_t>(i) + 1, i == 1 ? 44100 : 48000), seconds(6));
            TrackId track = i == 0 ? build.a1() : build.add_track(TrackKind::sound, "A" + std::to_string(i + 1));
            tracks.push_back(track);
            ClipId first = build.clip(track, sound, samples(333 * i), Time{}, seconds(2));
            build.edit_clip(first, [](Clip& c) { c.fade_in = {samples(4000), FadeShape::equal_power}; });
            build.clip(track, sound, seconds(3), seconds(3), seconds(2));
            strip(track, [&](Strip& strip) {
                strip.gain_db = {-6.0 - i};
                if (i == 0) strip.pan = curve({{Time{}, -1}, {seconds(4), 1}});
                if (i == 1) strip.sends.push_back({.bus = effects, .gain_db = {-9}, .point = SendPoint::pre_fader});
                if (i == 2) strip.output = effects;
            });
        }
    }
};

// What a desk's tracks may be between themselves and their sum: faders at rest and moving, panned mono, one turned
// around, one that another strip listens to, one on its way through a bus.
struct DeskMix : Mix {
    std::vector<TrackId> tracks;
    BusId effects = bus("effects", Strip{.gain_db = {-3}});
    DeskMix() {
        for (int i = 0; i < 9; ++i) {
            const int channels = i == 1 || i == 6 ? 1 : i == 8 ? 6 : 2;
            MediaId sound = add("noise" + std::to_string(i),
                                noise_signal(static_cast<uint64_t>(i) + 1, 48000, channels), seconds(4));
            TrackId track = i == 0 ? build.a1() : build.add_track(TrackKind::sound, "A" + std::to_string(i + 1));
            tracks.push_back(track);
            build.clip(track, sound, samples(100 * i), Time{}, seconds(3));
            strip(track, [&](Strip& strip) {
                strip.gain_db = {-9.0 - i};
                if (i < 2 || i == 6) strip.pan = {0.4 - 0.1 * i};
                if (i == 2) strip.gain_db = curve({{Time{}, -20}, {seconds(2), -6}});
                if (i == 3) strip.sends.push_back({.bus = effects, .gain_db = {-9}});
                if (i == 4) strip.invert = true;
                if (i == 5 || i == 7) strip.output = effects;
            });
        }
    }
};

} // namespace

TEST_CASE("live: a desk's tracks go to their sums in the order and with the bits of the render") {
    check_live_is_render(DeskMix(), 48000 * 2, {{1, 64}, {2, 256}, {3, 1000}});
}

TEST_CASE("a fader that is moved by hand and let go leaves the tracks beside it as they are") {
    const DeskMix m;
    DeskMix without;
    without.strip(without.tracks[0], [](Strip& s) { s.mute = true; });
    const Planes alone = without.render(0, 48000);
    Live live(m);
    live.start(Time{});
    live.engine.cells().hold({audio::ParamAddress::Kind::gain, m.tracks[0].value}, -144);
    live.roll(48000, 256);
    double worst = 0;
    for (size_t c = 0; c < 2; ++c)
        for (size_t i = 24000; i < 48000; ++i)
            worst = std::max(worst, std::abs(static_cast<double>(live.heard[c][i]) - static_cast<double>(alone[c][i])));
    CHECK(worst < 1e-6);
    const auto levels = live.engine.levels();
    CHECK(levels[0].rms[0] < 1e-6f);
    CHECK(levels[1].rms[0] > 0.01f);
    CHECK(levels[1].channels == 2);
}

TEST_CASE("live sound is the offline render, bit for bit, for any block size and number of workers") {
    check_live_is_render(BusyMix(), 48000 * 11 / 2, {{1, 256}, {2, 64}, {1, 1000}, {3, 37}, {2, 4096}});
}

TEST_CASE("a stop fades what would have come, and playback goes on where it stopped") {
    const BusyMix m;
    const Planes want = m.render(0, 60000);
    Live live(m);
    live.start(Time{});
    live.roll(20000, 100);
    live.transport.stop();
    for (int i = 0; i < 10; ++i) live.block(100);
    CHECK(same(live.heard, 0, want, 0, 20000));
    for (size_t c = 0; c < 2; ++c) {
        for (size_t i = 0; i < kFade; ++i) {
            const float falling = want[c][20000 + i] * static_cast<float>(kFade - 1 - i) / kFade;
            CHECK(live.heard[c][20000 + i] == doctest::Approx(falling).epsilon(1e-5));
        }
        for (size_t i = kFade; i < 1000; ++i) CHECK(live.heard[c][20000 + i] == 0);
    }
    for (auto& plane : live.heard) plane.clear();
    live.transport.play();
    live.roll(20000, 100);
    for (size_t i = 0; i < kRise; ++i)
        CHECK(live.heard[0][i] ==
              doctest::Approx(want[0][20000 + i] * static_cast<float>(i + 1) / kRise).epsilon(1e-5));
    CHECK(same(live.heard, kRise, want, 20000 + kRise, 20000 - kRise));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("a jump fades the old place, waits silently, and plays the new one") {
    const BusyMix m;
    const Planes want = m.render(0, 48000 * 5);
    Live live(m, 2);
    live.start(Time{});
    live.roll(10000, 128);
    for (auto& plane : live.heard) plane.clear();
    // Forwards, backwards, to an odd sample, each time while rolling.
    for (int64_t to : {150001, 999, 200000, 3}) {
        const uint64_t place = live.transport.locate(samples(to));
        live.block(128);
        CHECK(std::abs(live.heard[0][0]) > 0); // the old place, falling
        while (!live.engine.filled(place)) live.block(128);
        for (auto& plane : live.heard) plane.clear();
        for (int i = 0; i < 4; ++i) live.block(128); // locating still
        for (size_t i = kFade; i < 512; ++i) CHECK(live.heard[0][i] == 0);
        for (auto& plane : live.heard) plane.clear();
        live.transport.filled(place);
        live.roll(12800, 128);
        CHECK(same(live.heard, kRise, want, static_cast<size_t>(to) + kRise, 12800 - kRise));
        for (auto& plane : live.heard) plane.clear();
    }
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("an edit while rolling is cross-faded in; tracks that sound as before go on") {
    BusyMix m;
    const Planes before = m.render(0, 60000);
    Live live(m);
    live.start(Time{});
    live.roll(10000, 64);
    m.strip(m.tracks[0], [](Strip& s) { s.gain_db = {-20}; });
    const Planes louder = m.render(0, 60000);
    live.edit(m);
    // Heard by a cross-fade of the block in which it was taken (blocks are quanta here but for the offset of 16).
    const size_t heard = live.heard[0].size();
    live.roll(6400, 64);
    CHECK(same(live.heard, 0, before, 0, heard - 128));
    CHECK_FALSE(same(live.heard, heard, before, heard, 6400));
    CHECK(same(live.heard, heard + 64, louder, heard + 64, 6400 - 64));

    // A clip moved: only its track is made anew.
    m.build.edit_clip(m.build.track(m.tracks[1]).items[0].clip->id, [](Clip& c) { c.fade_in = {}; });
    const Planes moved = m.render(0, 60000);
    live.edit(m);
    const size_t at = live.heard[0].size();
    live.roll(6400, 64);
    CHECK(same(live.heard, at + 64, moved, at + 64, 6400 - 64));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("edits in quick succession while rolling: the last one is what is heard") {
    BusyMix m;
    Live live(m, 2);
    live.start(Time{});
    std::mt19937 random(3);
    for (int i = 0; i < 60; ++i) {
        m.strip(m.tracks[random() % 3], [&](Strip& s) { s.gain_db = {-static_cast<double>(random() % 40)}; });
        if (i % 5 == 0)
            m.build.edit_clip(m.build.track(m.tracks[random() % 3]).items[0].clip->id, [&](Clip& c) {
                c.fade_in = {samples(random() % 5000), FadeShape::linear};
            });
        live.engine.set_plan(m.plan());
        live.roll(static_cast<int64_t>(random() % 700), 64);
    }
    while (!live.engine.plan_taken()) live.roll(64, 64), std::this_thread::yield();
    live.roll(64, 64);
    const size_t at = live.heard[0].size();
    live.roll(9600, 64);
    CHECK(same(live.heard, at, m.render(0, static_cast<int>(at) + 9600), at, 9600));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("a track that cannot be made in time is silent, named and comes back; the others play on") {
    Mix m;
    std::atomic<bool> stuck = false;
    Signal slow = constant(0.25f);
    slow.value = [&](int, int64_t) {
        while (stuck) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return 0.25f;
    };
    const TrackId other = m.build.add_track(TrackKind::sound, "A2");
    m.build.clip(m.build.a1(), m.add("slow", slow, seconds(20)), Time{}, Time{}, seconds(20));
    m.build.clip(other, m.add("good", constant(0.5f), seconds(20)), Time{}, Time{}, seconds(20));
    Live live(m, 2);
    live.start(Time{});
    live.roll(4096, 64);
    stuck = true;
    for (int i = 0; i < 800; ++i) live.block(64), std::this_thread::sleep_for(std::chrono::microseconds(100));
    CHECK(live.heard[0].back() == 0.5f);
    audio::SoundReport r = live.engine.report();
    CHECK(r.starved > 0);
    CHECK(r.starved_track == "track A1");
    stuck = false;
    for (int i = 0; i < 2000 && live.heard[0].back() != 0.75f; ++i)
        live.block(64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(live.heard[0].back() == 0.75f);
}

TEST_CASE("files that take long to open are opened before their clips are due") {
    Mix m;
    for (int i = 0; i < 3; ++i) {
        const std::string name = "take" + std::to_string(i);
        m.build.clip(m.build.a1(), m.add(name, constant(0.1f * static_cast<float>(i + 1)), seconds(9)), seconds(i),
                     Time{}, seconds(1));
    }
    // Opening takes longer than playback is ahead: blocks come at half speed, so 213 ms ahead are 426.
    auto opened = m.factory();
    SoundEngine engine({.workers = 2, .sources = [&](const Media& media, int stream) {
                            std::this_thread::sleep_for(std::chrono::milliseconds(600));
                            return opened(media, stream);
                        }});
    engine.set_plan(m.plan());
    Transport transport(48000);
    std::vector<float> left(480), right(480);
    float* planes[2] = {left.data(), right.data()};
    auto block = [&] { engine.process(transport.process(480, 0, 0, 1e9 / 48000), 480, planes); };
    transport.play();
    const uint64_t place = transport.locate(Time{});
    while (!engine.filled(place)) block(), std::this_thread::sleep_for(std::chrono::milliseconds(5));
    transport.filled(place);
    auto next = std::chrono::steady_clock::now();
    for (int i = 0; i < 250; ++i) {
        std::this_thread::sleep_until(next += std::chrono::milliseconds(20));
        block();
        CHECK(left[240] == 0.1f * static_cast<float>(i / 100 + 1));
    }
    CHECK(engine.report().starved == 0);
}

TEST_CASE("a clip whose file is gone is silent and named; other speeds are silent") {
    Mix m;
    const TrackId other = m.build.add_track(TrackKind::sound, "A2");
    MediaId gone = m.add("gone", constant(0.25f), seconds(9));
    m.build.clip(m.build.a1(), gone, Time{}, Time{}, seconds(9));
    m.build.clip(other, m.add("good", constant(0.5f), seconds(9)), Time{}, Time{}, seconds(9));
    m.signals.erase("gone");
    Live live(m);
    live.start(Time{});
    live.roll(1000, 64);
    CHECK(live.heard[0].back() == 0.5f);
    REQUIRE(live.engine.report().errors.size() == 1);
    CHECK(live.engine.report().errors[0].find("gone") != std::string::npos);
    live.transport.set_speed({2, 1});
    for (int i = 0; i < 20; ++i) live.block(64);
    CHECK(live.heard[0].back() == 0);
    live.transport.set_speed({1, 1});
    for (int i = 0; i < 2000 && live.heard[0].back() != 0.5f; ++i)
        live.block(64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(live.heard[0].back() == 0.5f);
    CHECK(live.engine.report().starved == 0);
}
