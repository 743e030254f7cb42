// Inserts with state in the mixer: delay compensation, side chains, effects of clips, nested mixers, and the same bits
// whatever the threads, blocks and the way of playing.
#include <doctest/doctest.h>

#include <random>

#include "engine/audio/processors/processor.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Set = std::vector<std::pair<int, double>>;
const Set kOpenLimiter = {{slot::limit_ceiling, 0}}; // a pure delay of what stays below 0 dBTP
const Set kDrySaturator = {{slot::sat_mix, 0}};

// Tracks of one noise each, placed at `start`, at -12 dB or below.
struct Tracks : Mix {
    std::vector<TrackId> tracks;
    TrackId track(uint64_t seed, Time start = {}, Time length = seconds(4)) {
        const auto number = std::to_string(tracks.size() + 1);
        const TrackId id = tracks.empty() ? build.a1() : build.add_track(TrackKind::sound, "A" + number);
        const Signal quiet{
            .value = [seed](int c, int64_t n) { return noise(seed * 16 + static_cast<uint64_t>(c), n) * 0.25f; }};
        build.clip(id, add("noise" + number, quiet, seconds(100)), start, seconds(1), length);
        tracks.push_back(id);
        return id;
    }
};

float peak(const Planes& x, size_t from, size_t to) {
    float p = 0;
    for (const auto& plane : x)
        for (size_t i = from; i < to; ++i) p = std::max(p, std::fabs(plane[i]));
    return p;
}

double rms_db(const std::vector<float>& x, size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; ++i) sum += static_cast<double>(x[i]) * x[i];
    return 10 * std::log10(sum / static_cast<double>(to - from) + 1e-30);
}

// What a mix of a small film has: an equalised and compressed voice, music that it ducks, a room on a bus, one track
// that the bus keys, a limiter on the master; all levels such that every processor works.
struct StudioMix : Tracks {
    TrackId voice, music, effects;
    BusId room;
    StudioMix() {
        voice = track(1, {}, seconds(9)), music = track(2, {}, seconds(9)),
        effects = track(3, samples(777), seconds(9));
        Strip room_strip;
        room_strip.inserts = {insert(EffectKind::reverb, {{slot::verb_decay, 0.5}, {slot::verb_mix, 1}})};
        room = bus("Room", room_strip);
        strip(voice, [&](Strip& s) {
            s.inserts = {insert(EffectKind::eq,
                                {{slot::eq_type, static_cast<double>(slot::BandType::low_cut)},
                                 {slot::eq_frequency, 90},
                                 {slot::eq_band_params * 3 + slot::eq_type, static_cast<double>(slot::BandType::bell)},
                                 {slot::eq_band_params * 3 + slot::eq_gain, 4}}),
                         insert(EffectKind::compressor, {{slot::comp_threshold, -30}}),
                         insert(EffectKind::saturator, {{slot::sat_drive, 9}})};
            s.sends = {{.bus = room, .gain_db = {-6}, .point = SendPoint::post_fader}};
            s.gain_db = curve({{Time{}, -3}, {seconds(3), 3}});
        });
        strip(music, [&](Strip& s) {
            s.inserts = {insert(EffectKind::eq),
                         insert(EffectKind::ducker, {{slot::duck_attack, 0.01}}, StripRef{.track = voice}),
                         insert(EffectKind::delay, {{slot::delay_time, 0.05}})};
        });
        strip(effects, [&](Strip& s) {
            s.inserts = {insert(EffectKind::limiter, {{slot::limit_ceiling, -18}}),
                         insert(EffectKind::compressor, {{slot::comp_threshold, -40}}, StripRef{.bus = room})};
            s.sends = {{.bus = room, .gain_db = {-20}, .point = SendPoint::pre_fader}};
            s.sends[0].enabled = false;
        });
        master([&](Strip& s) {
            s.inserts = {insert(EffectKind::limiter, {{slot::limit_ceiling, -6}, {slot::limit_drive, 6}})};
        });
    }
    template<class F>
    void master(F change) {
        Mixer m = *build.sequence().mixer;
        Strip s = m.master ? *m.master : Strip{};
        change(s);
        m.master = std::make_shared<const Strip>(std::move(s));
        build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
    }
};

} // namespace

TEST_CASE("a path with latency nulls against the same path without, over tracks, buses and sends") {
    Tracks m;
    const auto looks_ahead = m.track(5), twice = m.track(5), dry1 = m.track(5), dry2 = m.track(5);
    m.strip(looks_ahead, [&](Strip& s) { s.inserts = {m.insert(EffectKind::limiter, kOpenLimiter)}; });
    Strip on_bus;
    on_bus.inserts = {m.insert(EffectKind::saturator, kDrySaturator)};
    const BusId bus = m.bus("Slow", on_bus);
    m.strip(twice, [&](Strip& s) {
        s.inserts = {m.insert(EffectKind::limiter, kOpenLimiter), m.insert(EffectKind::limiter, kOpenLimiter)};
        s.output = bus;
    });
    for (TrackId t : {dry1, dry2}) m.strip(t, [](Strip& s) { s.invert = true; });
    const auto plan = m.plan();
    CHECK(plan->run_in >= 3 * audio::kQuantum);
    // From the clip's first sample, and from a place in the middle.
    for (int64_t from : {0, 50001}) CHECK(peak(m.render(from, 48000), 0, 48000) == 0);
    m.strip(dry2, [](Strip& s) { s.mute = true; });
    CHECK(peak(m.render(0, 48000), 0, 48000) > 0.2f);

    // A send into a slow bus against the direct way.
    Tracks n;
    const auto a = n.track(6);
    Strip slow;
    slow.inserts = {n.insert(EffectKind::limiter, kOpenLimiter)}, slow.invert = true;
    const BusId back = n.bus("Back", slow);
    for (SendPoint point : {SendPoint::pre_fader, SendPoint::post_fader}) {
        n.strip(a, [&](Strip& s) { s.sends = {{.bus = back, .point = point}}; });
        CHECK(peak(n.render(0, 48000), 0, 48000) == 0);
    }
}

TEST_CASE("latency moves nothing in time: clips start and end where they stand") {
    Tracks m;
    const auto a = m.track(7, samples(12345), samples(20001));
    const Planes dry = m.render(0, 48000);
    m.strip(a, [&](Strip& s) { s.inserts = {m.insert(EffectKind::limiter, kOpenLimiter)}; });
    CHECK(same(m.render(0, 48000), 0, dry, 0, 48000));
    for (int64_t from : {1, 12000, 12345, 30000, 32340})
        CHECK(same(m.render(from, 4800, {}, 333), 0, dry, static_cast<size_t>(from), 4800));
    // As an effect of the clip.
    m.strip(a, [&](Strip& s) { s.inserts.clear(); });
    const ClipId clip = m.build.track(a).items[0].clip->id;
    m.build.effect(clip, EffectKind::limiter, [](Effect& e) { e.params[slot::limit_ceiling].value = 0; });
    CHECK(same(m.render(0, 48000), 0, dry, 0, 48000));
}

TEST_CASE("side chains: another track or bus rules an insert, in time with it") {
    Tracks m;
    const auto music = m.track(8), voice = m.track(9, seconds(1), seconds(1));
    // Not heard itself but for its key: its bus is muted, the track is not.
    Strip closed;
    closed.mute = true;
    const BusId nowhere = m.bus("Nowhere", closed);
    m.strip(voice, [&](Strip& s) { s.output = nowhere; });
    auto duck = [&](std::optional<StripRef> key) {
        m.strip(music, [&](Strip& s) {
            s.inserts = {m.insert(EffectKind::ducker,
                                  {{slot::duck_depth, 20},
                                   {slot::duck_attack, 0.001},
                                   {slot::duck_hold, 0.1},
                                   {slot::duck_release, 0.01}},
                                  key)};
        });
    };
    const Planes plain = m.render(0, 48000 * 3);
    auto change = [&](const Planes& out, double begin, double end) {
        const auto a = static_cast<size_t>(begin * 48000), b = static_cast<size_t>(end * 48000);
        return rms_db(out[0], a, b) - rms_db(plain[0], a, b);
    };
    duck(StripRef{.track = voice});
    Planes out = m.render(0, 48000 * 3);
    CHECK(same(out, 0, plain, 0, 48000));
    CHECK(change(out, 1.05, 2.0) == doctest::Approx(-20).epsilon(0.01));
    CHECK(change(out, 2.3, 3.0) == doctest::Approx(0).epsilon(0.01));

    // A key that comes late through its own insert is still in time: the music waits for it.
    m.strip(voice, [&](Strip& s) { s.inserts = {m.insert(EffectKind::limiter, kOpenLimiter)}; });
    CHECK(same(m.render(0, 48000 * 3), 0, out, 0, 48000 * 3));
    m.strip(voice, [&](Strip& s) { s.inserts.clear(); });

    // By a bus that the voice is sent to.
    const BusId talk = m.bus("Talk");
    m.strip(voice, [&](Strip& s) { s.sends = {{.bus = talk, .point = SendPoint::pre_fader}}; });
    auto bus_mute = [&](bool mute) {
        Mixer mixer = *m.build.sequence().mixer;
        Bus b = *mixer.buses.back();
        Strip s = *b.strip;
        s.mute = mute;
        b.strip = std::make_shared<const Strip>(s);
        mixer.buses.back() = std::make_shared<const Bus>(b);
        m.build.sequence().mixer = std::make_shared<const Mixer>(mixer);
    };
    duck(StripRef{.bus = talk});
    out = m.render(0, 48000 * 3);
    CHECK(change(out, 1.05, 2.0) > -6); // the bus is heard as well, over the music at -20 dB
    CHECK(change(out, 2.3, 3.0) == doctest::Approx(0).epsilon(0.01));

    // Nothing to listen to is silence: nothing ducks.
    bus_mute(true);
    CHECK(same(m.render(0, 48000 * 3), 0, plain, 0, 48000 * 3));
    duck(StripRef{.track = m.build.ids().make<TrackId>()});
    CHECK(same(m.render(0, 48000 * 3), 0, plain, 0, 48000 * 3));
    duck(StripRef{.track = voice});
    m.strip(voice, [&](Strip& s) { s.mute = true; });
    CHECK(same(m.render(0, 48000 * 3), 0, plain, 0, 48000 * 3));
}

TEST_CASE("strips that listen to each other in a circle are refused") {
    Tracks m;
    const auto a = m.track(1), b = m.track(2);
    m.strip(a, [&](Strip& s) { s.inserts = {m.insert(EffectKind::ducker, {}, StripRef{.track = b})}; });
    CHECK(m.plan());
    m.strip(b, [&](Strip& s) { s.inserts = {m.insert(EffectKind::ducker, {}, StripRef{.track = a})}; });
    const auto project = m.build.done();
    const auto refused = audio::compile_plan(*project, *project->active_sequence(), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("side chain") != std::string::npos);
    // A bus that listens to a track that it feeds nowhere is none; one that is fed by the listener is.
    Strip listener;
    listener.inserts = {m.insert(EffectKind::compressor, {}, StripRef{.track = a})};
    const BusId bus = m.bus("Bus", listener);
    m.strip(b, [&](Strip& s) { s.inserts.clear(), s.output = bus; });
    CHECK(m.plan());
    m.strip(b, [&](Strip& s) { s.inserts = {m.insert(EffectKind::gate, {}, StripRef{.bus = bus})}; });
    CHECK_FALSE(m.plan());
}

TEST_CASE("a mix with every kind of insert: threads, blocks and chunks change no bit") {
    const StudioMix m;
    const int frames = 48000 * 4;
    const Planes want = m.render(0, frames);
    CHECK(db(peak(want, 0, static_cast<size_t>(frames))) < -6); // the master limits
    CHECK(db(peak(want, 0, static_cast<size_t>(frames))) > -7);
    for (auto [threads, block, chunk] : {std::tuple{2, 480, 1024}, {4, 977, 64}, {1, 4096, 320}, {3, 33, 512}}) {
        CAPTURE(threads);
        CAPTURE(block);
        CAPTURE(chunk);
        CHECK(same(m.render(0, frames, {.threads = threads}, block, chunk), 0, want, 0, static_cast<size_t>(frames)));
    }
}

TEST_CASE("live sound with inserts is the offline render, bit for bit") {
    check_live_is_render(StudioMix(), 48000 * 4, {{1, 256}, {2, 64}, {1, 1000}, {3, 37}});
}

TEST_CASE("live: after a jump or a stop, inserts start from rest where an offline render would") {
    const StudioMix m;
    Live live(m, 2);
    for (int64_t to : {150001, 999, 64 * 1000, 3}) {
        CAPTURE(to);
        live.start(samples(to));
        live.roll(12800, 128);
        CHECK(same(live.heard, kRise, m.render(to, 12800), kRise, 12800 - kRise));
        live.transport.stop();
        for (int i = 0; i < 10; ++i) live.block(100);
    }
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("live: an edit of something else disturbs no insert") {
    StudioMix m;
    const StudioMix unedited = m;
    Live live(m, 2);
    live.start(Time{});
    live.roll(20000, 64);
    // Another fader: what the processors hold goes on, and what is heard is the render of the edited mix but for what
    // their memory keeps of the old level.
    m.strip(m.voice, [](Strip& s) { s.pan = {0.5}; });
    live.edit(m);
    const size_t at = live.heard[0].size();
    live.roll(48000 * 2, 64);
    CHECK(same(live.heard, 0, unedited.render(0, static_cast<int>(at)), 0, at - 128));
    const Planes after = m.render(0, static_cast<int>(live.heard[0].size()));
    // One second on, the room of half a second has forgotten.
    double worst = 0;
    for (size_t c = 0; c < 2; ++c)
        for (size_t i = at + 60000; i < at + 90000; ++i)
            worst = std::max(worst, std::fabs(static_cast<double>(live.heard[c][i]) - after[c][i]));
    CHECK(db(worst) < -60);
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("live: an insert that looks ahead comes and goes while rolling without a shift or a hole") {
    Tracks m;
    const auto a = m.track(11), b = m.track(12);
    const Tracks plain = m;
    Live live(m, 2);
    live.start(Time{});
    live.roll(10000, 64);
    auto edit = [&] {
        live.edit(m);
        live.roll(9000, 64);
    };
    m.strip(a, [&](Strip& s) { s.inserts = {m.insert(EffectKind::limiter, kOpenLimiter)}; });
    edit();
    Mixer mixer = *m.build.sequence().mixer;
    Strip master;
    master.inserts = {m.insert(EffectKind::limiter, kOpenLimiter)};
    mixer.master = std::make_shared<const Strip>(master);
    m.build.sequence().mixer = std::make_shared<const Mixer>(mixer);
    edit();
    m.strip(b, [&](Strip& s) {
        s.inserts = {m.insert(EffectKind::ducker, {{slot::duck_threshold, 0}}, StripRef{.track = a})};
    });
    edit();
    m.strip(a, [&](Strip& s) { s.inserts.clear(); });
    edit();
    // Cross-fades of equal sound are that sound but for the rounding of the fade.
    double worst = 0;
    const Planes dry = plain.render(0, static_cast<int>(live.heard[0].size()));
    for (size_t c = 0; c < 2; ++c)
        for (size_t i = 0; i < live.heard[c].size(); ++i)
            worst = std::max(worst, std::fabs(static_cast<double>(live.heard[c][i]) - dry[c][i]));
    CHECK(db(worst) < -130);
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("effects of clips: threads and blocks change no bit, a cut through one take is not heard") {
    Tracks m;
    const auto a = m.track(13);
    const ClipId whole = m.build.track(a).items[0].clip->id;
    auto dress = [](Mix& mix, ClipId clip) {
        mix.build.effect(clip, EffectKind::eq, [](Effect& e) {
            e.params[slot::eq_type].value = static_cast<double>(slot::BandType::low_shelf);
            e.params[slot::eq_gain].value = 9;
        });
        mix.build.effect(clip, EffectKind::compressor, [](Effect& e) { e.params[slot::comp_threshold].value = -30; });
    };
    dress(m, whole);
    const Planes want = m.render(0, 48000 * 3);
    for (auto [threads, block, chunk] : {std::tuple{2, 480, 1024}, {1, 977, 64}})
        CHECK(same(m.render(0, 48000 * 3, {.threads = threads}, block, chunk), 0, want, 0, 48000 * 3));
    // The same take in two clips.
    Tracks cut;
    const auto b = cut.track(13, {}, seconds(2));
    const MediaId medium = std::get<MediaContent>(cut.build.track(b).items[0].clip->content).media;
    const ClipId first = cut.build.track(b).items[0].clip->id,
                 second = cut.build.clip(b, medium, seconds(2), seconds(3), seconds(2));
    for (ClipId clip : {first, second}) dress(cut, clip);
    CHECK(same(cut.render(0, 48000 * 3), 0, want, 0, 48000 * 3));
}

TEST_CASE("a nested sequence's inserts sound as the sequence does by itself") {
    StudioMix m;
    const Planes want = m.render(0, 48000 * 3);
    Sequence inner = m.build.sequence();
    inner.id = m.build.ids().make<SequenceId>(), inner.name = "Inner";
    m.build.project().sequences.push_back(std::make_shared<const Sequence>(inner));
    Sequence outer = *make_project("Outer", {}).sequences[0];
    outer.id = m.build.sequence().id;
    for (auto& t : outer.tracks) {
        Track copy = *t;
        copy.id = m.build.ids().make<TrackId>();
        t = std::make_shared<const Track>(copy);
    }
    m.build.sequence() = outer;
    m.build.add_clip(m.build.a1(), seconds(1), {.content = SequenceContent{inner.id}, .length = seconds(3)});
    const Planes out = m.render(0, 48000 * 4);
    CHECK(peak(out, 0, 48000) == 0);
    CHECK(same(out, 48000, want, 0, 48000 * 3 - 256)); // but for the declick at its end
    CHECK(same(m.render(0, 48000 * 4, {.threads = 3}, 999, 128), 0, out, 0, 48000 * 4));
    // From the middle it settles first: close to what it is when played from its start.
    const Planes late = m.render(48000 * 3, 24000);
    double error = 0, power = 0;
    for (size_t i = 0; i < 24000; ++i) {
        const double d = static_cast<double>(late[0][i]) - out[0][48000 * 3 + i];
        error += d * d, power += static_cast<double>(out[0][48000 * 3 + i]) * out[0][48000 * 3 + i];
    }
    CHECK(10 * std::log10(error / power) < -40);
}
