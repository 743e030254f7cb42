// Inputs heard through their strips, and strips listened to before their faders.
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {
// A device by hand whose inputs are formulas.
struct Monitored : Live {
    Mix& mix;
    int64_t frame = 0;
    int64_t heard_from = 0; // device frame of heard[0]
    bool recorded = false;
    static float value(int c, int64_t n) { return noise(40 + static_cast<uint64_t>(c), n) * 0.25f; }

    explicit Monitored(Mix& m) : Live(m), mix(m) {}
    void monitor(const std::vector<TrackId>& armed, const std::vector<StripRef>& listen = {}) {
        auto p = mix.build.done();
        const Sequence& s = *p->active_sequence();
        engine.set_plan(*audio::compile_plan(*p, s, {}, listen), {},
                        *audio::compile_monitor_plan(*p, s, {}, armed, listen));
        while (!engine.plan_taken()) take(64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
        take(256); // cross-faded
        clear();
    }
    void clear() {
        for (auto& plane : heard) plane.clear();
        heard_from = frame;
    }
    void take(int frames, int inputs = 4) {
        Planes in(4), out(2, std::vector<float>(static_cast<size_t>(frames), 9.0f));
        std::vector<const float*> planes;
        for (int c = 0; c < 4; ++c) {
            for (int i = 0; i < frames; ++i) in[static_cast<size_t>(c)].push_back(value(c, frame + i));
            planes.push_back(in[static_cast<size_t>(c)].data());
        }
        float* to[2] = {out[0].data(), out[1].data()};
        const TransportBlock b = transport.process(frames, now_ns, 0, 1e9 / 48000);
        now_ns += frames * 20833, frame += frames;
        engine.process(b, frames, to,
                       {.planes = inputs ? planes.data() : nullptr, .channels = inputs, .recorded = recorded});
        for (size_t c = 0; c < 2; ++c) heard[c].insert(heard[c].end(), out[c].begin(), out[c].end());
    }
    void roll_with_input(int frames, int block) {
        for (int done = 0; done < frames; done += block) {
            while (!engine.can_go_on()) std::this_thread::yield();
            take(std::min(block, frames - done));
        }
    }
    // What the input of channel `c` is where heard[.][i] was heard.
    float input(int c, size_t i) const {
        return value(c, heard_from + static_cast<int64_t>(i) - audio::MonitorMix::kDelayFrames);
    }
};

void set_input(Mix& m, TrackId id, TrackInput input) {
    Track t = m.build.track(id);
    t.input = input;
    m.build.set_track(std::move(t));
}
size_t wrong(const Monitored& live, const std::function<std::array<float, 2>(size_t)>& want) {
    size_t n = 0;
    for (size_t i = 0; i < live.heard[0].size(); ++i)
        for (size_t c = 0; c < 2; ++c) n += std::abs(live.heard[c][i] - want(i)[c]) > 1e-6f;
    return n;
}
} // namespace

TEST_CASE("an armed track's inputs go through its strip one quantum later, in any blocks") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1"), a2 = m.build.add_track(TrackKind::sound, "A2");
    set_input(m, a1, {.first = 2, .channels = 1, .monitoring = Monitoring::on});
    set_input(m, a2, {.first = 0, .channels = 2, .monitoring = Monitoring::on});
    m.strip(a1, [](Strip& s) { s.gain_db.value = -6, s.pan.value = -1, s.law = PanLaw::db0; });
    Monitored live(m);
    live.monitor({a1});
    const auto gain = static_cast<float>(std::pow(10.0, -6 / 20.0));
    for (int block : {1, 37, 64, 100, 480, 1024}) live.take(block);
    CHECK(live.heard[0].size() == 1706);
    CHECK(wrong(live, [&](size_t i) { return std::array{gain * live.input(2, i), 0.0f}; }) == 0);
    live.monitor({a1, a2});
    live.take(960);
    CHECK(wrong(live, [&](size_t i) {
              return std::array{gain * live.input(2, i) + live.input(0, i), live.input(1, i)};
          }) == 0);
    for (const audio::StripLevel& l : live.engine.levels())
        if (l.strip == StripRef{.track = a2}) CHECK(l.peak[0] > 0.2f);
    SUBCASE("an input that the device lacks is silent, and so is all when it is gone") {
        live.clear();
        live.take(640, 1);
        live.take(64, 0), live.clear();
        live.take(640, 0);
        CHECK(wrong(live, [](size_t) { return std::array{0.0f, 0.0f}; }) == 0);
    }
    SUBCASE("a strip that is muted, and tracks that are not armed, are not heard") {
        m.strip(a2, [](Strip& s) { s.mute = true; });
        live.monitor({a2});
        live.take(640);
        CHECK(wrong(live, [](size_t) { return std::array{0.0f, 0.0f}; }) == 0);
    }
    SUBCASE("a fader under a hand is heard at once") {
        auto grip = live.engine.cells().hold({.kind = audio::ParamAddress::Kind::gain, .owner = a2.value}, -144);
        REQUIRE(grip);
        live.take(9600), live.clear();
        live.take(640);
        CHECK(wrong(live, [&](size_t i) { return std::array{gain * live.input(2, i), 0.0f}; }) == 0);
    }
}

TEST_CASE("dynamics tell what they take away of a monitored input, while it is heard") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1");
    set_input(m, a1, {.channels = 2, .monitoring = Monitoring::automatic});
    const auto comp = m.insert(EffectKind::compressor, {{slot::comp_threshold, -60}});
    m.strip(a1, [&](Strip& s) { s.inserts = {comp}; });
    Monitored live(m);
    live.monitor({a1});
    live.engine.reductions();
    live.take(9600);
    auto all = live.engine.reductions();
    REQUIRE(all.size() == 1);
    CHECK(all[0].effect == comp->id);
    CHECK(all[0].db < -20);
    live.take(640, 0);
    live.monitor({});
    CHECK(live.engine.reductions().empty()); // nothing comes through the strip
    live.monitor({a1});
    live.start(Time{}); // rolls, and what comes in rests
    live.roll_with_input(960, 64);
    live.engine.reductions();
    live.roll_with_input(960, 64);
    CHECK(live.engine.reductions().at(0).db == 0);
}

TEST_CASE("what is tapped of a strip has its monitored input too") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1");
    set_input(m, a1, {.channels = 2, .monitoring = Monitoring::on});
    m.strip(a1, [](Strip& s) { s.gain_db.value = -12; });
    Monitored live(m);
    live.engine.tap_strip(StripRef{.track = a1});
    live.monitor({a1});
    live.take(4800);
    std::vector<float> sound(1024);
    live.engine.recent_of_tapped(sound);
    size_t wrong = 0;
    for (size_t i = 0; i < sound.size(); ++i) {
        const int64_t n = live.frame - static_cast<int64_t>(sound.size() - i);
        wrong += std::fabs(sound[i] - (Monitored::value(0, n) + Monitored::value(1, n)) / 2) > 1e-6f;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a monitored input goes over sends and buses with their inserts") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1");
    Strip half;
    half.inserts.push_back(m.insert(EffectKind::gain, {{slot::db, -6.0}}));
    const BusId bus = m.bus("B", half);
    set_input(m, a1, {.channels = 2, .monitoring = Monitoring::on});
    m.strip(a1,
            [&](Strip& s) { s.sends.push_back({.bus = bus, .point = SendPoint::pre_fader}), s.gain_db.value = -144; });
    Monitored live(m);
    live.monitor({a1});
    live.take(4800);
    const auto gain = static_cast<float>(std::pow(10.0, -6 / 20.0));
    CHECK(wrong(live, [&](size_t i) { return std::array{gain * live.input(0, i), gain * live.input(1, i)}; }) == 0);
}

TEST_CASE(
    "automatic monitoring rests while the timeline rolls, but not while it is recorded; the mix stays the render") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1"), a2 = m.build.add_track(TrackKind::sound, "A2");
    m.build.clip(a1, m.add("noise", noise_signal(1), Time::from_seconds(20)), Time{}, Time{}, Time::from_seconds(10));
    set_input(m, a2, {.channels = 2, .monitoring = Monitoring::automatic});
    const Planes want = m.render(0, 96000);
    Monitored live(m);
    live.monitor({a2});
    live.take(640);
    CHECK(wrong(live, [&](size_t i) { return std::array{live.input(0, i), live.input(1, i)}; }) == 0);
    live.start(Time{});
    live.clear();
    live.roll_with_input(4800, 100);
    // What was on its way is heard within a quantum more, which falls.
    CHECK(same({{live.heard[0].begin() + 256, live.heard[0].end()}, {live.heard[1].begin() + 256, live.heard[1].end()}},
               0, want, 256, 4544));
    live.recorded = true;
    live.roll_with_input(256, 64);
    live.clear();
    live.roll_with_input(4800, 100);
    CHECK(wrong(live, [&](size_t i) {
              return std::array{want[0][5056 + i] + live.input(0, i), want[1][5056 + i] + live.input(1, i)};
          }) == 0);
}

TEST_CASE("a strip that is listened to is heard alone, before its fader; no render knows") {
    Mix m;
    const TrackId a1 = m.build.add_track(TrackKind::sound, "A1"), a2 = m.build.add_track(TrackKind::sound, "A2");
    m.build.clip(a1, m.add("one", noise_signal(1), Time::from_seconds(20)), Time{}, Time{}, Time::from_seconds(10));
    m.build.clip(a2, m.add("two", noise_signal(2), Time::from_seconds(20)), Time{}, Time{}, Time::from_seconds(10));
    m.strip(a2, [&](Strip& s) { s.inserts.push_back(m.insert(EffectKind::limiter)); });
    const Planes both = m.render(0, 9600);
    m.strip(a2, [](Strip& s) { s.mute = true; });
    const Planes first = m.render(0, 9600);
    m.strip(a2, [](Strip& s) { s.mute = false; });
    m.strip(a1, [](Strip& s) { s.gain_db.value = -20; });
    const Planes quiet = m.render(0, 9600);
    Monitored live(m);
    live.monitor({}, {{.track = a1}});
    live.start(Time{});
    live.roll(4800, 100);
    CHECK(same(live.heard, 0, first, 0, 4800));
    // The master goes on behind it, and is measured.
    CHECK(live.engine.levels().back().peak[0] > 0.01f);
    live.engine.set_plan(m.plan());
    while (!live.engine.plan_taken()) live.roll(64, 64), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    live.roll(128, 64);
    const size_t at = live.heard[0].size();
    REQUIRE(at < 9000);
    live.roll(512, 64);
    CHECK(same(live.heard, at, quiet, at, 512));
    CHECK(m.render(0, 9600) == quiet);
    m.strip(a1, [](Strip& s) { s.mute = true; });
    Monitored muted(m);
    muted.monitor({}, {{.track = a1}, {.bus = BusId{999}}});
    muted.start(Time{});
    muted.roll(4800, 100);
    CHECK(same(muted.heard, 0, first, 0, 4800));
}
