// MIDI clips through an instrument: a note at a sample is heard at that sample, in the program and in a process of its
// own, live as it is rendered; nothing stays on after a locate, a loop, a clip's end or an edit. The instrument (organ
// of tests/plugins) gives an impulse of 1 where a note begins and velocity/1024 while it is held, and keeps its keys
// when it is deactivated.
#include "tests/support/midi_bytes.h"
#include "tests/unit/io/temp_dir.h"
#include "tests/unit/lv2/plugins.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Note {
    int64_t on, off;
    int key = 60, velocity = 100;
};

struct MidiMix : PluginMix {
    TempDir folder;

    MidiMix() = default;
    explicit MidiMix(const std::vector<Note>& notes, PluginProcess process = PluginProcess::shared) {
        const MediaId tune = file(notes, 96000);
        build.clip(build.a1(), tune, Time{}, Time{}, samples(96000));
        organ(build.a1(), {}, process);
    }
    MediaId file(const MidiTrackBytes& track) {
        Media m;
        m.name = "tune" + std::to_string(files_++) + ".mid", m.path = folder / m.name;
        write_bytes(m.path, midi_bytes({track}));
        SoundStream s;
        s.codec = kMidiCodec, s.duration = m.duration = samples(track.end);
        m.sounds.push_back(s);
        return build.add_media(std::move(m));
    }
    MediaId file(const std::vector<Note>& notes, int64_t end) {
        MidiTrackBytes track;
        for (const Note& n : notes) track.note(n.on, n.off, n.key, n.velocity);
        track.end = end;
        return file(track);
    }
    void organ(TrackId track, const Values& values = {}, PluginProcess process = PluginProcess::shared) {
        strip(track, [&](Strip& s) { s.inserts.push_back(plugin_insert(*this, "organ", values, process)); });
    }

  private:
    int files_ = 0;
};

// What the organ plays.
std::vector<float> played(const std::vector<Note>& notes, int frames) {
    std::vector<float> out(static_cast<size_t>(frames));
    for (const Note& n : notes) {
        for (int64_t i = n.on; i < std::min<int64_t>(n.off, frames); ++i)
            out[static_cast<size_t>(i)] += static_cast<float>(n.velocity) / 1024;
        if (n.on < frames) out[static_cast<size_t>(n.on)] += 1;
    }
    return out;
}

int differences(const Planes& sound, const std::vector<float>& want, size_t from = 0) {
    int wrong = 0;
    for (const auto& plane : sound)
        for (size_t i = 0; i < plane.size(); ++i) wrong += plane[i] != want[from + i];
    return wrong;
}

const std::vector<Note> kTune = {{0, 40, 60, 64},         {63, 64, 61, 32},       {64, 65, 62, 32},
                                 {65, 1000, 63, 128 - 1}, {1000, 1001, 64, 8},    {12345, 23456, 65, 96},
                                 {12345, 12400, 66, 4},   {30001, 47999, 67, 16}, {40000, 40064, 68, 1}};

} // namespace

TEST_CASE("what is known of an instrument") {
    const auto organ = lv2::find("urn:tandem:test:organ");
    REQUIRE(organ);
    CHECK(organ->is_instrument());
    CHECK_FALSE(organ->is_effect());
    CHECK(organ->midi_input() == 0);
    CHECK(organ->main_inputs().empty());
    const auto gain = lv2::find("urn:tandem:test:gain");
    CHECK_FALSE(gain->is_instrument());
    CHECK(gain->midi_input() == -1);
}

TEST_CASE("a note at sample s sounds at sample s, for any blocks, chunks and threads, in either process") {
    const std::vector<float> want = played(kTune, 48000);
    for (const PluginProcess process : {PluginProcess::shared, PluginProcess::own}) {
        CAPTURE(static_cast<int>(process));
        const MidiMix mix(kTune, process);
        const Rendered all = render_all(mix, 48000);
        CHECK(all.warnings.empty());
        CHECK(differences(all.sound, want) == 0);
        CHECK(differences(mix.render(0, 48000, {}, 64, 64), want) == 0);
        CHECK(differences(mix.render(0, 48000, {.threads = 3}, 777), want) == 0);
    }
}

TEST_CASE("at another rate each note is rounded once") {
    const MidiMix mix(kTune);
    const Planes sound = mix.render(0, 40000, {.rate = 44100});
    for (const Note& n : kTune) CHECK(sound[0][static_cast<size_t>(samples(n.on).samples_round(44100))] >= 1);
}

TEST_CASE("a clip's place, trim, slip and end rule its notes") {
    // Held over the clip's first instant: begins there. Held over its end: ends there.
    MidiMix mix;
    const MediaId tune = mix.file({{100, 2000, 60, 64}, {2500, 2600, 61, 32}, {4000, 9000, 62, 16}}, 10000);
    mix.build.clip(mix.build.a1(), tune, samples(777), samples(1000), samples(4321));
    mix.build.clip(mix.build.a1(), tune, samples(20000), samples(8999), samples(500));
    mix.organ(mix.build.a1());
    const std::vector<Note> heard = {
        {777, 1777, 60, 64}, {2277, 2377, 61, 32}, {3777, 777 + 4321, 62, 16}, {20000, 20001, 62, 16}};
    CHECK(differences(mix.render(0, 24000), played(heard, 24000)) == 0);
    // A cut through a note is not heard.
    MidiMix whole, cut;
    for (auto [m, parts] : {std::pair{&whole, 1}, std::pair{&cut, 3}}) {
        const MediaId again = m->file({{100, 2000, 60, 64}, {2500, 2600, 61, 32}}, 9000);
        for (int i = 0; i < parts; ++i)
            m->build.clip(m->build.a1(), again, samples(int64_t{i} * 9000 / parts), samples(int64_t{i} * 9000 / parts),
                          samples(9000 / parts));
        m->organ(m->build.a1());
    }
    CHECK(same(whole.render(0, 9600), 0, cut.render(0, 9600), 0, 9600));
}

TEST_CASE("controllers before the place are told, and those of a clip that ended do not go on") {
    MidiMix mix;
    MidiTrackBytes track;
    track.at(0, {0xB0, 7, 32}).note(10000, 11000, 60, 64).end = 20000;
    const MediaId tune = mix.file(track);
    mix.build.clip(mix.build.a1(), tune, Time{}, samples(5000), samples(15000));
    mix.organ(mix.build.a1());
    for (const int64_t from : {0, 2048, 4992}) {
        const Planes sound = mix.render(from, 6000 - static_cast<int>(from) + 1000);
        const auto at = static_cast<size_t>(5000 - from);
        CHECK(sound[0][at] == (1 + 64 / 1024.0f) / 2);
        CHECK(sound[0][at + 1] == 64 / 1024.0f / 2);
        CHECK(sound[0][at + 1001] == 0);
    }
}

TEST_CASE("what an instrument is late by is compensated") {
    const std::vector<float> want = played(kTune, 24000);
    for (const int frames : {1, 63, 64, 65, 1000, 6000}) {
        CAPTURE(frames);
        for (const PluginProcess process : {PluginProcess::shared, PluginProcess::own}) {
            MidiMix mix;
            mix.build.clip(mix.build.a1(), mix.file(kTune, 96000), Time{}, Time{}, samples(96000));
            mix.organ(mix.build.a1(), {{"frames", value(frames)}}, process);
            CHECK(differences(mix.render(0, 24000), want) == 0);
        }
    }
}

TEST_CASE("only the first insert that takes MIDI gets it; sound of the track goes through it") {
    MidiMix mix;
    mix.build.clip(mix.build.a1(), mix.add("hum", constant(0.25f), seconds(100)), Time{}, seconds(1), samples(12000));
    mix.build.clip(mix.build.a1(), mix.file({{100, 200}}, 12000), samples(12000), Time{}, samples(12000));
    mix.strip(mix.build.a1(), [&](Strip& s) {
        s.inserts = {plugin_insert(mix, "gain", {{"gain", value(0.5)}}),
                     plugin_insert(mix, "organ", {{"frames", value(100)}}), plugin_insert(mix, "organ"),
                     plugin_insert(mix, "gain", {{"gain", value(2)}})};
    });
    const Planes sound = mix.render(0, 24000);
    CHECK(sound[0][5000] == 0.25f);
    CHECK(sound[0][12099] == 0);
    CHECK(sound[0][12100] == 2 * (1 + 100 / 1024.0f));
    CHECK(sound[0][12199] == 2 * (100 / 1024.0f));
    CHECK(sound[0][12200] == 0);
}

TEST_CASE("MIDI that nothing plays, or not as it is, is named") {
    auto warned = [](MidiMix& mix, const std::string& word) {
        const Rendered r = render_all(mix, 4800);
        CHECK(*std::max_element(r.sound[0].begin(), r.sound[0].end()) == 0);
        return said(r.warnings, word);
    };
    MidiMix mix(kTune);
    mix.strip(mix.build.a1(), [](Strip& s) { s.inserts.clear(); });
    CHECK(warned(mix, "track A1: its MIDI clips are silent"));
    mix.strip(mix.build.a1(), [&](Strip& s) { s.inserts = {plugin_insert(mix, "gain")}; });
    CHECK(warned(mix, "track A1: its MIDI clips are silent"));
    MidiMix fast(kTune);
    fast.build.edit_clip(fast.build.track(fast.build.a1()).items[0].clip->id, [](Clip& c) { c.speed = {2, 1}; });
    CHECK(warned(fast, "own speed"));
    MidiMix faded(kTune);
    faded.build.edit_clip(faded.build.track(faded.build.a1()).items[0].clip->id,
                          [](Clip& c) { c.fade_in.length = samples(480); });
    CHECK(said(render_all(faded, 480).warnings, "do nothing, as it is MIDI"));
    MidiMix gone(kTune);
    std::filesystem::remove(gone.folder / "tune0.mid");
    const auto failed = gone.renderer();
    REQUIRE_FALSE(failed);
    CHECK((failed.error().code == ErrorCode::no_input));
    CHECK(failed.error().where.find("tune0.mid") != std::string::npos);
    auto held = gone.renderer({}, audio::kChunk, audio::OnMissing::silence);
    REQUIRE(held);
    CHECK(said((*held)->warnings(), "tune0.mid"));
}

TEST_CASE("a locate leaves no note on") {
    for (const PluginProcess process : {PluginProcess::shared, PluginProcess::own}) {
        const MidiMix mix(kTune, process);
        const std::vector<float> want = played(kTune, 48000);
        auto r = std::move(mix.renderer()).value();
        Planes out(2, std::vector<float>(1024));
        float* planes[2] = {out[0].data(), out[1].data()};
        // Out of held notes into silence, before and after them, and back.
        for (const int64_t to : {512, 24000, 13000, 13056, 2048, 35008, 24576, 0}) {
            CAPTURE(to);
            r->locate(to);
            REQUIRE(r->render(1024, planes));
            // Playback begins on the quantum's first sample, where what is held there begins.
            std::vector<float> here(want.begin() + to, want.begin() + to + 1024);
            for (const Note& n : kTune) here[0] += to % 64 == 0 && n.on < to && to < n.off ? 1.0f : 0.0f;
            CHECK(differences(out, here) == 0);
        }
    }
}

TEST_CASE("MIDI is heard as it is rendered, in either process") {
    check_live_is_render(MidiMix(kTune), 48000, {{1, 64}, {2, 333}});
    check_live_is_render(MidiMix(kTune, PluginProcess::own), 24000, {{2, 256}});
}

namespace {
// A side chain before the instrument brings it to the device's thread.
MidiMix& behind_lanes(MidiMix& mix) {
    const TrackId key = mix.build.add_track(TrackKind::sound, "Key");
    mix.strip(mix.build.a1(), [&](Strip& s) {
        s.inserts.insert(s.inserts.begin(),
                         plugin_insert(mix, "duck", {}, PluginProcess::shared, StripRef{.track = key}));
    });
    return mix;
}
} // namespace

TEST_CASE("an instrument behind a side chain is heard as it is rendered") {
    MidiMix mix(kTune);
    behind_lanes(mix);
    CHECK(differences(mix.render(0, 48000), played(kTune, 48000)) == 0);
    check_live_is_render(mix, 30000, {{1, 64}, {2, 333}});
}

// While it rolls; what fades is over.
static void jump(Live& live, int64_t to) {
    const uint64_t place = live.transport.locate(samples(to));
    while (!live.engine.filled(place)) live.block(128);
    live.block(512);
    live.transport.filled(place);
    live.heard = Planes(2);
}

TEST_CASE("heard: a locate out of a held note, and a stop") {
    MidiMix ahead(kTune), device(kTune);
    behind_lanes(device);
    for (const MidiMix* mix : {&ahead, &device}) {
        Live live(*mix, 1, 128);
        live.start(samples(12288));
        live.roll(4096, 128); // within a note
        jump(live, 24064);
        live.roll(4096, 128);
        for (const auto& plane : live.heard)
            CHECK(std::all_of(plane.begin(), plane.end(), [](float x) { return x == 0; }));
        jump(live, 12352);
        live.roll(4096, 128);
        CHECK(live.heard[0].back() > 0);
        live.transport.stop();
        live.roll(1024, 128);
        live.heard = Planes(2);
        live.roll(4096, 128);
        for (const auto& plane : live.heard)
            CHECK(std::all_of(plane.begin(), plane.end(), [](float x) { return x == 0; }));
    }
}

TEST_CASE("heard: every pass of a loop is the render from its start, and no note stays on") {
    MidiMix ahead(kTune), device(kTune);
    behind_lanes(device);
    // From silence into the midst of a note; on and off the grid.
    for (const MidiMix* mix : {&ahead, &device})
        for (const auto& [in, out] : {std::pair<int64_t, int64_t>{24064, 33024}, {11000, 12500}, {64, 128}}) {
            CAPTURE(in);
            const auto length = static_cast<size_t>(out - in);
            const Planes want = mix->render(in, static_cast<int>(length));
            Live live(*mix, 1, 128);
            live.transport.set_loop(TimeRange::between(samples(in), samples(out)));
            live.start(samples(in));
            const size_t passes = std::max<size_t>(3, 4000 / length);
            live.roll(static_cast<int64_t>(length * passes), 128);
            // The first samples of a pass are cross-faded with what would follow the end.
            for (size_t pass = 1; pass < passes && length > kRise; ++pass)
                CHECK(same(live.heard, pass * length + kRise, want, kRise, length - kRise));
            CHECK(live.engine.report().starved == 0);
        }
}

TEST_CASE("heard: an edit that takes a held note away ends it") {
    for (const bool behind : {false, true}) {
        CAPTURE(behind);
        MidiMix mix(kTune), gone(kTune);
        if (behind) behind_lanes(mix);
        Live live(mix);
        live.start(samples(31000 / 64 * 64));
        live.roll(2048, 128); // within a long note
        Track t = mix.build.track(mix.build.a1());
        t.items = Chunked<Placement>();
        mix.build.set_track(t);
        mix.build.clip(mix.build.a1(), mix.file({{90000, 91000}}, 96000), Time{}, Time{}, samples(96000));
        live.edit(mix);
        live.roll(20000, 128);
        const auto from = live.heard[0].end() - 4000;
        CHECK(std::all_of(from, live.heard[0].end(), [](float x) { return x == 0; }));
    }
}
