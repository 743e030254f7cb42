// Plug-ins in the mix: what is known of them, values, automation, delay compensation, state, and the same bits however
// it is played.
#include "tests/unit/lv2/plugins.h"

#include "engine/model/sound_slots.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("a plug-in's description") {
    const auto delay = lv2::find("urn:tandem:test:delay");
    REQUIRE(delay);
    CHECK(delay->name == "Test delay");
    CHECK(delay->main_inputs() == std::vector{0, 1});
    CHECK(delay->outputs() == std::vector{2, 3});
    CHECK(delay->controls() == std::vector{4});
    CHECK(delay->latency_port == 5);
    const lv2::Port& frames = delay->ports[4];
    CHECK(frames.symbol == "frames");
    CHECK(frames.integer);
    CHECK(frames.initial == 100);
    CHECK(frames.max == 8000);
    const auto duck = lv2::find("urn:tandem:test:duck");
    REQUIRE(duck);
    CHECK(duck->main_inputs().size() == 2);
    CHECK(duck->side_inputs() == std::vector{6, 7});
    CHECK(lv2::find("urn:tandem:test:needs")->lacking == std::vector<std::string>{"urn:tandem:test:no-such-feature"});
    REQUIRE(lv2::find("urn:tandem:test:worker")->presets.size() == 1);
    CHECK(lv2::find("urn:tandem:test:worker")->presets[0].label == "Loud");
    CHECK(lv2::find("urn:tandem:test:no") == nullptr);
}

TEST_CASE("a gain by plug-in is the gain, and a step of it falls on its sample") {
    PluginMix mix;
    const TrackId a = mix.track("A1", 1);
    const Planes dry = mix.render(0, 9600);
    for (const PluginProcess process : {PluginProcess::shared, PluginProcess::own}) {
        CAPTURE(static_cast<int>(process));
        const Param step = curve({{Time{}, 0.5, Interpolation::hold}, {samples(4801), 2, Interpolation::hold}});
        mix.strip(a, [&](Strip& s) { s.inserts = {plugin_insert(mix, "gain", {{"gain", step}}, process)}; });
        const Rendered wet = render_all(mix, 9600);
        CHECK(wet.warnings.empty());
        int wrong = 0;
        for (size_t c = 0; c < 2; ++c)
            for (size_t i = 0; i < 9600; ++i) wrong += wet.sound[c][i] != dry[c][i] * (i < 4801 ? 0.5f : 2.0f);
        CHECK(wrong == 0);
    }
}

TEST_CASE("what a plug-in is late by is compensated: insert, bus, send, side chain") {
    for (const int frames : {0, 1, 63, 64, 65, 1024, 4096, 6000}) {
        CAPTURE(frames);
        PluginMix mix;
        const TrackId wet = mix.track("A1", 1);
        const TrackId dry = mix.build.add_track(TrackKind::sound, "A2");
        mix.build.clip(dry, mix.add("again", noise_signal(1), seconds(100)), Time{}, seconds(1), seconds(9));
        const Values late = {{"frames", value(frames)}};
        const BusId bus = mix.bus("Late", Strip{.inserts = {plugin_insert(mix, "delay", late)}});
        SUBCASE("insert") {
            mix.strip(wet, [&](Strip& s) { s.inserts = {plugin_insert(mix, "delay", late)}; });
        }
        SUBCASE("insert, then a bus with another, in their own processes") {
            mix.strip(wet, [&](Strip& s) {
                s.inserts = {plugin_insert(mix, "delay", late, PluginProcess::own)};
                s.output = bus;
            });
        }
        SUBCASE("pre-fader send") {
            mix.strip(wet, [&](Strip& s) {
                s.gain_db.value = -144;
                s.sends = {{.bus = bus, .gain_db = {}, .point = SendPoint::pre_fader}};
            });
        }
        mix.strip(dry, [](Strip& s) { s.invert = true; });
        const Rendered sum = render_all(mix, 12000);
        CHECK(sum.warnings.empty());
        float peak = 0;
        for (const auto& plane : sum.sound)
            for (const float x : plane) peak = std::max(peak, std::fabs(x));
        CHECK(peak == 0);
    }
}

TEST_CASE("a plug-in that listens to another strip") {
    PluginMix mix;
    const TrackId music = mix.track("A1", 1), voice = mix.track("A2", 2);
    mix.strip(voice, [](Strip& s) { s.gain_db.value = 0; });
    const Planes open = mix.render(0, 4800);
    mix.strip(music, [&](Strip& s) {
        s.inserts = {
            plugin_insert(mix, "duck", {{"depth", value(10)}}, PluginProcess::shared, StripRef{.track = voice})};
    });
    const Rendered ducked = render_all(mix, 4800);
    CHECK(ducked.warnings.empty());
    // The voice alone: noise of 0.5 times ten holds the music down.
    mix.strip(music, [](Strip& s) { s.mute = true; });
    const Planes alone = mix.render(0, 4800);
    CHECK(same(ducked.sound, 480, alone, 480, 4000));
    CHECK_FALSE(same(open, 480, alone, 480, 4000));
}

TEST_CASE("a worker's answers, a preset and a state that is kept") {
    const auto info = lv2::find("urn:tandem:test:worker");
    REQUIRE(info);
    const auto preset = lv2::read_preset(*info, info->presets[0].uri);
    REQUIRE(preset);
    REQUIRE(preset->values.size() == 1);
    CHECK(preset->values[0] == std::pair<std::string, float>("gain", 3));
    CHECK(preset->state.find("urn:tandem:test:calibrated") != std::string::npos);
    for (auto* make : {+[](const lv2::InstanceSpec& s) { return lv2::make_local(s); }, &lv2::make_remote}) {
        auto made = make({.info = info, .rate = 48000, .state = preset->state});
        REQUIRE(made);
        CHECK((*made)->save().value() == preset->state);
        CHECK_FALSE(make({.info = info, .rate = 48000, .state = "nonsense"}));
    }
    PluginMix mix;
    const TrackId a = mix.track("A1", 1);
    const Planes dry = mix.render(0, 4800);
    mix.strip(a, [&](Strip& s) {
        s.inserts = {plugin_insert(mix, "worker", {{"gain", value(3)}}, PluginProcess::shared, {}, preset->state)};
    });
    const Rendered wet = render_all(mix, 4800);
    int wrong = 0;
    for (size_t i = 64; i < 4800; ++i) wrong += wet.sound[0][i] != dry[0][i] * 1.5f * 0.25f;
    CHECK(wrong == 0);
}

namespace {
// A master that is one frame late, and limited.
void set_late_master(PluginMix& mix) {
    Mixer m = *mix.build.sequence().mixer;
    Strip master;
    master.inserts = {plugin_insert(mix, "delay", {{"frames", value(1)}}),
                      mix.insert(EffectKind::limiter, {{slot::limit_ceiling, -3}})};
    m.master = std::make_shared<const Strip>(std::move(master));
    mix.build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
}

// Three plug-ins that are late, on a track, a bus and the master, a ducking one, sends and automation.
struct PluginStudio : PluginMix {
    TrackId voice, music;
    explicit PluginStudio(PluginProcess of_tracks) {
        voice = track("A1", 1), music = track("A2", 2);
        const BusId room = bus("Room", Strip{.inserts = {plugin_insert(*this, "delay", {{"frames", value(700)}}),
                                                         plugin_insert(*this, "smooth")}});
        strip(voice, [&](Strip& s) {
            s.inserts = {
                plugin_insert(*this, "smooth", {{"amount", curve({{Time{}, 0.1}, {seconds(2), 0.9}})}}, of_tracks),
                plugin_insert(*this, "delay", {{"frames", value(65)}}, of_tracks)};
            s.sends = {{.bus = room, .gain_db = {-6, nullptr}, .point = SendPoint::post_fader}};
            s.gain_db = curve({{Time{}, -12}, {seconds(3), -6}});
        });
        strip(music, [&](Strip& s) {
            s.inserts = {plugin_insert(*this, "worker", {{"gain", value(1)}}, of_tracks),
                         plugin_insert(*this, "duck", {}, PluginProcess::shared, StripRef{.track = voice})};
            s.gain_db.value = -9;
        });
        set_late_master(*this);
    }
};
} // namespace

TEST_CASE("a mix of plug-ins is the same with any threads, blocks and chunks, in any process") {
    const PluginStudio mix(PluginProcess::shared), apart(PluginProcess::own);
    const Planes want = mix.render(0, 48000);
    CHECK(same(want, 0, mix.render(0, 48000, {.threads = 3}, 777), 0, 48000));
    CHECK(same(want, 0, mix.render(0, 48000, {}, 64, 64), 0, 48000));
    CHECK(same(want, 0, apart.render(0, 48000, {.threads = 2}), 0, 48000));
}

TEST_CASE("a mix of plug-ins is heard as it is rendered") {
    check_live_is_render(PluginStudio(PluginProcess::shared), 30000, {{1, 64}, {2, 333}});
    check_live_is_render(PluginStudio(PluginProcess::own), 20000, {{2, 256}});
}

namespace {
// 48 tracks: strips of the built-in effects, three plug-ins that are late, groups and rooms on buses, a voice that
// ducks the music, automation everywhere.
struct BigMix : PluginMix {
    BigMix() {
        const auto eq = [&](int t) {
            return insert(EffectKind::eq,
                          {{slot::eq_type, static_cast<double>(slot::BandType::low_cut)},
                           {slot::eq_frequency, 60 + 5.0 * t},
                           {slot::eq_band_params + slot::eq_type, static_cast<double>(slot::BandType::bell)},
                           {slot::eq_band_params + slot::eq_gain, t % 2 ? 3.0 : -3.0}});
        };
        const auto compressor = [&] { return insert(EffectKind::compressor, {{slot::comp_threshold, -30}}); };
        const BusId room = bus("Room", Strip{.inserts = {insert(EffectKind::reverb, {{slot::verb_decay, 0.4}}),
                                                         plugin_insert(*this, "delay", {{"frames", value(700)}})}});
        const BusId music = bus("Music", Strip{.inserts = {eq(50), compressor()}});
        TrackId voice;
        for (int t = 0; t < 48; ++t) {
            const TrackId id = track("A" + std::to_string(t + 1), static_cast<uint64_t>(t) + 1);
            if (t == 0) voice = id;
            strip(id, [&](Strip& s) {
                s.inserts = {eq(t), compressor()};
                if (t == 7)
                    s.inserts.insert(s.inserts.begin() + 1, plugin_insert(*this, "delay", {{"frames", value(65)}}));
                if (t == 20) s.inserts.push_back(plugin_insert(*this, "smooth", {{"amount", value(0.5)}}));
                if (t % 6 == 5)
                    s.inserts.push_back(
                        insert(EffectKind::ducker, {{slot::duck_attack, 0.01}}, StripRef{.track = voice}));
                if (t % 4 == 1)
                    s.gain_db = curve({{Time{}, -40.0 + t}, {seconds(1), -30}});
                else
                    s.gain_db.value = -36;
                s.pan.value = -1 + t / 24.0;
                if (t % 3 == 0) s.sends = {{.bus = room, .gain_db = {-12, nullptr}, .point = SendPoint::post_fader}};
                if (t % 2) s.output = music;
            });
        }
        set_late_master(*this);
    }
};
} // namespace

TEST_CASE("48 tracks with buses, sends, ducking and late plug-ins: any threads, blocks, and live, the same bits") {
    constexpr int kFrames = 24000;
    const BigMix mix;
    const Planes want = mix.render(0, kFrames);
    CHECK(*std::max_element(want[0].begin(), want[0].end()) > 0.01f);
    CHECK(same(want, 0, mix.render(0, kFrames, {.threads = 4}, 777), 0, kFrames));
    CHECK(same(want, 0, mix.render(0, kFrames, {.threads = 2}, 64, 64), 0, kFrames));
    check_live_is_render(mix, kFrames, {{1, 64}, {3, 512}});
}

TEST_CASE("an edit while it plays leaves a bus's plug-in going") {
    PluginStudio mix(PluginProcess::shared);
    Live live(mix);
    live.start(Time{});
    live.roll(9600, 128);
    live.edit(mix); // nothing changes
    const auto rolled = static_cast<int>(live.heard[0].size());
    const Planes want = mix.render(0, rolled + 9600);
    live.roll(9600, 128);
    CHECK(same(live.heard, 0, want, 0, static_cast<size_t>(rolled + 9600)));
}
