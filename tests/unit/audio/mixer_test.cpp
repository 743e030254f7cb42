// The mixer: automation, pan laws, sums, mute and solo, sends and buses, nesting, channel maps, delay arithmetic.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/audio/decibel.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

// One stereo clip of constant 0.5 on A1, from time 0 on.
static Mix one_clip(int channels = 2) {
    Mix m;
    auto media = m.add("one", constant(0.5f, channels), seconds(100));
    m.build.clip(m.build.a1(), media, {}, {}, seconds(10));
    return m;
}

TEST_CASE("own exponentials and sines agree with libm") {
    for (int i = -1440; i <= 240; ++i) {
        double want = std::pow(10.0, i / 200.0);
        if (i > -1440) CHECK(audio::db_to_gain(i / 10.0) == doctest::Approx(want).epsilon(1e-13));
    }
    CHECK(audio::db_to_gain(0) == 1.0);
    CHECK(audio::db_to_gain(-144) == 0.0);
    for (int i = 0; i <= 1000; ++i)
        CHECK(std::fabs(audio::sin_quarter(i / 1000.0) - std::sin(i / 2000.0 * std::numbers::pi)) < 1e-12);
}

TEST_CASE("T7: a gain step at an odd sample changes exactly that sample") {
    Mix m = one_clip();
    m.strip(m.build.a1(), [](Strip& s) {
        s.gain_db = curve(
            {{.time = {}, .value = 0, .interpolation = Interpolation::hold}, {.time = samples(12347), .value = -20}});
    });
    auto out = m.render(0, 20000)[0];
    CHECK(out[12346] == 0.5f);
    CHECK(out[12347] == doctest::Approx(0.05).epsilon(1e-6));
    CHECK(out[19999] == out[12347]);
}

TEST_CASE("T8: linear and Bezier automation against the model's own evaluation") {
    for (auto kind : {Interpolation::linear, Interpolation::bezier}) {
        Mix m = one_clip();
        Param p = curve(
            {{.time = samples(101), .value = -30, .interpolation = kind, .out_time = millis(300), .out_value = 25},
             {.time = samples(40001), .value = 4, .in_time = millis(-400), .in_value = -3}});
        m.strip(m.build.a1(), [&](Strip& s) { s.gain_db = p; });
        auto out = m.render(0, 48000)[0];
        double worst = 0;
        for (size_t n = 0; n < out.size(); n += 7) {
            double want = 0.5 * std::pow(10, p.at(samples(static_cast<int64_t>(n))) / 20);
            worst = std::max(worst, std::fabs(out[n] - want));
        }
        CHECK(worst < (kind == Interpolation::linear ? 1e-6 : 2e-5)); // Bezier: 1e-4 dB
    }
}

TEST_CASE("ten thousand points of automation a second, on gain, pan and an insert") {
    constexpr int kFrames = 24000;
    std::vector<Key> gain, side, hertz;
    for (int k = 0; k < 5000; ++k) {
        const Time at = Time{kTicksPerSecond / 10000 * k + k % 7};
        gain.push_back({.time = at, .value = -20.0 * (k % 3), .interpolation = Interpolation::linear});
        side.push_back({.time = at, .value = 0.3 * (k % 5) - 0.6, .interpolation = Interpolation::hold});
        hertz.push_back({.time = at, .value = 200.0 + 37 * (k % 11), .interpolation = Interpolation::linear});
    }
    Mix m = one_clip();
    m.strip(m.build.a1(), [&](Strip& s) { s.gain_db = curve(gain); });
    const auto out = m.render(0, kFrames)[0];
    double worst = 0;
    for (size_t n = 0; n < out.size(); ++n) {
        const double want = 0.5 * std::pow(10, curve(gain).at(samples(static_cast<int64_t>(n))) / 20);
        worst = std::max(worst, std::fabs(out[n] - want));
    }
    CHECK(worst < 1e-6);
    Effect eq =
        *m.insert(EffectKind::eq, {{slot::eq_type, static_cast<double>(slot::BandType::bell)}, {slot::eq_gain, 6}});
    eq.params[slot::eq_frequency] = curve(hertz);
    m.strip(m.build.a1(), [&](Strip& s) {
        s.inserts = {std::make_shared<const Effect>(eq)};
        s.pan = curve(side);
    });
    const Planes want = m.render(0, kFrames);
    CHECK(m.render(0, kFrames, {.threads = 2}, 37, 64) == want);
    CHECK(m.render(0, kFrames, {}, 5000, 320) == want);
}

TEST_CASE("T9: pan laws at 201 positions") {
    for (auto [law, centre] :
         {std::pair{PanLaw::db0, 0.0}, {PanLaw::db3, -3.0103}, {PanLaw::db4_5, -4.5154}, {PanLaw::db6, -6.0206}}) {
        auto mid = audio::pan_gains(law, 0);
        CHECK(db(mid.left) == doctest::Approx(centre).epsilon(1e-4));
        for (int i = 0; i <= 200; ++i) {
            double pan = i / 100.0 - 1;
            auto g = audio::pan_gains(law, pan), mirror = audio::pan_gains(law, -pan);
            CHECK(g.left == doctest::Approx(mirror.right).epsilon(1e-9));
            if (law == PanLaw::db3) CHECK(std::fabs(10 * std::log10(g.left * g.left + g.right * g.right)) < 0.01);
            if (law == PanLaw::db6) CHECK(g.left + g.right == doctest::Approx(1));
        }
        CHECK(audio::pan_gains(law, -1).right == 0);
        CHECK(audio::pan_gains(law, 1).left == 0);
        CHECK(static_cast<float>(audio::pan_gains(law, 1).right) == 1.0f);
    }
    // A mono track through the mixer, and the balance of a stereo one.
    Mix mono = one_clip(1);
    CHECK(mono.render(0, 64)[0][63] == doctest::Approx(0.5 * std::sqrt(0.5)));
    mono.strip(mono.build.a1(), [](Strip& s) { s.pan.value = 1; });
    auto hard = mono.render(0, 64);
    CHECK(hard[0][63] == 0.0f);
    CHECK(hard[1][63] == 0.5f);
    Mix stereo = one_clip();
    stereo.strip(stereo.build.a1(), [](Strip& s) { s.pan.value = -0.5; });
    auto left = stereo.render(0, 64);
    CHECK(left[0][63] == 0.5f);
    CHECK(left[1][63] == doctest::Approx(0.5 * std::sin(std::numbers::pi / 8) / std::sqrt(0.5)));
}

TEST_CASE("T20: a sum of 1000 tracks equals the double reference to -140 dB") {
    Mix m;
    for (int t = 0; t < 1000; ++t) {
        auto track = t == 0 ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + std::to_string(t + 1));
        auto media = m.add("n" + std::to_string(t), noise_signal(static_cast<uint64_t>(t)), seconds(1));
        m.build.clip(track, media, {}, {}, seconds(1));
    }
    auto out = m.render(0, 1024, {.threads = 2});
    CHECK(out == m.render(0, 1024, {.threads = 1}));
    double worst = 0;
    for (int n = 0; n < 1024; ++n) {
        double sum = 0;
        for (uint64_t t = 0; t < 1000; ++t) sum += static_cast<double>(noise(t * 16, n) * 0.5f);
        worst =
            std::max(worst, std::fabs(out[0][static_cast<size_t>(n)] - sum) / 20); // full scale of the sum: about 20
    }
    CHECK(db(worst) < -140);
}

TEST_CASE("mute, solo in place, polarity, sends before and after the fader, buses") {
    Mix m = one_clip(); // A1: 0.5
    auto a2 = m.build.add_track(TrackKind::sound, "A2");
    auto quarter = m.add("quarter", constant(0.25f), seconds(100));
    m.build.clip(a2, quarter, {}, {}, seconds(10));
    auto level = [&](BusId bus = {}) { return m.render(480, 64, {.bus = bus})[0][10]; };
    CHECK(level() == doctest::Approx(0.75));
    m.strip(a2, [](Strip& s) { s.invert = true; });
    CHECK(level() == doctest::Approx(0.25));
    m.strip(a2, [](Strip& s) { s.invert = false, s.mute = true; });
    CHECK(level() == doctest::Approx(0.5));
    m.strip(a2, [](Strip& s) { s.mute = false; });

    Strip half;
    half.gain_db.value = -6.0205999132796239;
    BusId bus = m.bus("Reverb", half);
    m.strip(a2, [&](Strip& s) {
        s.gain_db.value = -6.0205999132796239;
        s.sends = {{.bus = bus, .point = SendPoint::pre_fader}};
    });
    CHECK(level() == doctest::Approx(0.5 + 0.125 + 0.125)); // the bus gets 0.25 and halves it
    m.strip(a2, [](Strip& s) { s.sends[0].point = SendPoint::post_fader; });
    CHECK(level() == doctest::Approx(0.5 + 0.125 + 0.0625));
    m.strip(a2, [](Strip& s) { s.sends[0].gain_db.value = -6.0205999132796239; });
    CHECK(level() == doctest::Approx(0.5 + 0.125 + 0.03125));
    CHECK(level(bus) == doctest::Approx(0.03125)); // the stem
    m.strip(a2, [](Strip& s) { s.solo = true; });
    CHECK(level() == doctest::Approx(0.125 + 0.03125)); // its return bus stays open
    m.strip(a2, [](Strip& s) { s.solo = false; });
    // A soloed bus is heard with what feeds it, not with those strips' direct way out.
    half.solo = true;
    Mixer mixer = *m.build.sequence().mixer;
    mixer.buses = {std::make_shared<const Bus>(Bus{bus, "Reverb", std::make_shared<const Strip>(half), 2})};
    m.build.sequence().mixer = std::make_shared<const Mixer>(mixer);
    CHECK(level() == doctest::Approx(0.03125));
}

TEST_CASE("buses in a circle and unknown buses are refused") {
    Mix m = one_clip();
    BusId a = m.bus("A"), b = m.bus("B");
    Mixer mixer = *m.build.sequence().mixer;
    Strip to_a, to_b;
    to_a.output = a, to_b.output = b;
    to_b.sends = {};
    to_a.sends = {};
    mixer.buses = {std::make_shared<const Bus>(Bus{a, "A", std::make_shared<const Strip>(to_b), 2}),
                   std::make_shared<const Bus>(Bus{b, "B", std::make_shared<const Strip>(to_a), 2})};
    m.build.sequence().mixer = std::make_shared<const Mixer>(mixer);
    m.strip(m.build.a1(), [&](Strip& s) { s.output = a; });
    auto p = m.build.done();
    auto stem = audio::compile_plan(*p, *p->active_sequence(), {.bus = a});
    REQUIRE_FALSE(stem);
    CHECK(stem.error().code == ErrorCode::bad_data);
    auto none = audio::compile_plan(*p, *p->active_sequence(), {.bus = BusId{9999}});
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::usage);
}

TEST_CASE("channel maps: ITU downmix, unity where layouts agree") {
    auto down = audio::make_channel_map(6, 0, 2, 0.7071);
    const float k = 0.70710678f;
    float want[2][6] = {{1, 0, k, 0, k, 0}, {0, 1, k, 0, 0, k}};
    for (int t = 0; t < 2; ++t)
        for (int f = 0; f < 6; ++f) CHECK(down.at(t, f) == doctest::Approx(want[t][f]));
    CHECK(audio::make_channel_map(6, 0x60F, 6, 1).identity); // 5.1(side)
    CHECK(audio::make_channel_map(8, 0, 8, 1).identity);
    CHECK(audio::make_channel_map(2, 0, 2, 1).identity);
    auto wide = audio::make_channel_map(8, 0, 6, 1);
    CHECK(wide.at(4, 4) == doctest::Approx(k));
    CHECK(wide.at(4, 6) == doctest::Approx(k));
    auto mono = audio::make_channel_map(2, 0, 1, 1);
    CHECK(mono.at(0, 0) == doctest::Approx(k));

    Mix m; // a 5.1 take on a stereo master
    auto media =
        m.add("film", {.channels = 6, .value = [](int c, int64_t) { return c == 2 ? 0.5f : 0.0f; }}, seconds(100));
    m.build.clip(m.build.a1(), media, {}, {}, seconds(1));
    CHECK(m.render(480, 64)[1][3] == doctest::Approx(0.5 * k));
}

TEST_CASE("clip effects: keyed gain and pan in the clip's own time") {
    Mix m;
    auto media = m.add("one", constant(0.5f, 1), seconds(100));
    auto id = m.build.clip(m.build.a1(), media, seconds(2), {}, seconds(4));
    m.build.edit_clip(id, [](Clip& c) { c.key_origin = seconds(1); });
    m.build.effect(id, EffectKind::gain, [](Effect& e) {
        e.params[0] = curve({{.time = seconds(2), .value = 0}, {.time = seconds(3), .value = -20}});
    });
    m.build.effect(id, EffectKind::pan, [](Effect& e) { e.params[0].value = -1; });
    auto out = m.render(96000, 48000 * 3);
    CHECK(out[0][47999] == doctest::Approx(0.5).epsilon(1e-4)); // keys begin one second into the clip
    CHECK(out[0][72000] == doctest::Approx(0.5 * std::pow(10, -0.5)).epsilon(1e-4));
    CHECK(out[0][96000 + 10] == doctest::Approx(0.05).epsilon(1e-4));
    CHECK(*std::max_element(out[1].begin(), out[1].end()) == 0.0f);
}

TEST_CASE("nested sequences sound through their own mixer; circles are refused") {
    Mix m = one_clip();
    Sequence inner = m.build.sequence();
    inner.id = m.build.ids().make<SequenceId>(), inner.name = "Inner";
    m.strip(m.build.a1(), [](Strip& s) { s.gain_db.value = -6.0205999132796239; });
    inner.tracks = m.build.sequence().tracks;
    auto a2 = m.build.add_track(TrackKind::sound, "A2");
    m.build.add_clip(a2, seconds(1), {.content = SequenceContent{inner.id}, .in = seconds(2), .length = seconds(1)});
    m.build.project().sequences.push_back(std::make_shared<const Sequence>(inner));
    auto out = m.render(0, 100000)[0];
    CHECK(out[40000] == doctest::Approx(0.25));
    CHECK(out[60000] == doctest::Approx(0.5));
    inner.tracks = m.build.sequence().tracks; // contains itself now
    m.build.project().sequences.back() = std::make_shared<const Sequence>(inner);
    auto p = m.build.done();
    CHECK_FALSE(audio::compile_plan(*p, *p->active_sequence(), {}));
}

TEST_CASE("delay arithmetic: sources lead by the slowest way, the shorter way waits") {
    audio::AudioPlan p;
    // clips -> fader -+-> sum (through an insert of 100 frames)   -> master sum
    //                 +-> directly                                 ->
    p.nodes.resize(5);
    p.nodes[0].kind = audio::NodeKind::clips;
    p.nodes[1].kind = audio::NodeKind::fader, p.nodes[1].input = 0;
    p.nodes[2].kind = audio::NodeKind::sum, p.nodes[2].first_edge = 0, p.nodes[2].edges = 1;
    p.nodes[3].kind = audio::NodeKind::gain, p.nodes[3].input = 2, p.nodes[3].latency = 100;
    p.nodes[4].kind = audio::NodeKind::sum, p.nodes[4].first_edge = 1, p.nodes[4].edges = 2;
    p.edges = {{.from = 1}, {.from = 1}, {.from = 3}};
    p.output = 4;
    audio::compensate_delays(p);
    CHECK(p.nodes[4].lead == 0);
    CHECK(p.nodes[3].lead == 0);
    CHECK(p.nodes[2].lead == 100);
    CHECK(p.nodes[0].lead == 100);
    CHECK(p.edges[0].delay == 0);
    CHECK(p.edges[1].delay == 100);
    CHECK(p.edges[2].delay == 0);
}
