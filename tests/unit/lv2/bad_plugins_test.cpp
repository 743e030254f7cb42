// Plug-ins that go wrong: the render ends, the rest of the mix is what it is without them, and they are named.
#include "tests/unit/lv2/plugins.h"

#include "engine/audio/lv2/scan.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {
// A plug-in on A1 beside a track that must not be touched.
struct BadMix : PluginMix {
    TrackId bad = track("A1", 1), good = track("A2", 2);
    Planes beside, both; // of A2 alone, of both without the plug-in
    static constexpr int kFrames = 9600;

    BadMix() {
        both = render(0, kFrames);
        strip(bad, [](Strip& s) { s.mute = true; });
        beside = render(0, kFrames);
        strip(bad, [](Strip& s) { s.mute = false; });
    }
    Rendered with(const std::string& name, double after, PluginProcess process = PluginProcess::automatic) {
        strip(bad, [&](Strip& s) { s.inserts = {plugin_insert(*this, name, {{"after", value(after)}}, process)}; });
        return render_all(*this, kFrames);
    }
};
} // namespace

TEST_CASE("test runs find what goes wrong") {
    const std::pair<const char*, const char*> expected[] = {{"gain", ""},
                                                            {"worker", ""},
                                                            {"nan", "not a number"},
                                                            {"crash", "crashed"},
                                                            {"exit", "ended the program"},
                                                            {"hang", "no answer"},
                                                            {"overrun", "crashed"},
                                                            {"nothing", "could not be started"},
                                                            {"crash_at_start", "crashed"},
                                                            {"crash_at_load", "crashed"}};
    for (const auto& [name, what] : expected) {
        CAPTURE(name);
        const auto info = lv2::find(std::string("urn:tandem:test:") + name);
        REQUIRE(info);
        const lv2::Verdict v = lv2::test_run(*info);
        CAPTURE(v.what);
        CHECK(v.fine == (what[0] == '\0'));
        CHECK(v.what.find(what) != std::string::npos);
        const auto kept = lv2::last_verdict(*info);
        REQUIRE(kept);
        CHECK(kept->what == v.what);
    }
}

TEST_CASE("a test run that is stopped says nothing, and nothing is kept of it") {
    const TempFolder folder;
    lv2::PluginInfo hangs = *lv2::find("urn:tandem:test:hang");
    hangs.bundle = folder.path().string(); // other files: nobody has tested these
    const std::atomic<bool> stop{true};
    CHECK_FALSE(lv2::test_run(hangs, stop));
    CHECK_FALSE(lv2::last_verdict(hangs));
}

TEST_CASE("one that goes wrong while it runs is silent from there, all else plays on") {
    BadMix mix;
    const std::pair<const char*, const char*> bad[] = {{"crash", "crashed"},
                                                       {"exit", "crashed"},
                                                       {"hang", "gave no answer"},
                                                       {"overrun", "crashed"},
                                                       {"nan", "not a number"}};
    for (const auto& [name, what] : bad) {
        CAPTURE(name);
        const Rendered r = mix.with(name, 4800);
        CHECK(said(r.warnings, std::string("track A1: the plug-in Test ") + name));
        CHECK(said(r.warnings, what));
        CHECK(same(r.sound, 0, mix.both, 0, 4800));
        CHECK(same(r.sound, 4800, mix.beside, 4800, 4800));
    }
}

TEST_CASE("not a number is contained in the program's own process too") {
    BadMix mix;
    const Rendered r = mix.with("nan", 4800, PluginProcess::shared);
    CHECK(said(r.warnings, "not a number"));
    CHECK(same(r.sound, 0, mix.both, 0, 4800));
    CHECK(same(r.sound, 4800, mix.beside, 4800, 4800));
}

TEST_CASE("one that cannot be started is passed by and named") {
    BadMix mix;
    for (const char* name : {"nothing", "crash_at_start", "crash_at_load", "needs", "is_not_installed"}) {
        CAPTURE(name);
        const Rendered r = mix.with(name, 4800);
        CHECK(said(r.warnings, std::string("track A1: the plug-in Test ") + name + " is passed by"));
        CHECK(same(r.sound, 0, mix.both, 0, BadMix::kFrames));
    }
}

TEST_CASE("one that takes memory while it runs does no harm") {
    BadMix mix;
    const Rendered r = mix.with("allocates", 0);
    CHECK(r.warnings.empty());
    CHECK(same(r.sound, 0, mix.both, 0, BadMix::kFrames));
}

TEST_CASE("one that changes its latency while it plays is named") {
    BadMix mix;
    const Param later = curve({{Time{}, 100, Interpolation::hold}, {samples(4800), 200, Interpolation::hold}});
    mix.strip(mix.bad, [&](Strip& s) { s.inserts = {plugin_insert(mix, "delay", {{"frames", later}})}; });
    const Rendered r = render_all(mix, BadMix::kFrames);
    CHECK(said(r.warnings, "late by another time"));
    CHECK(same(r.sound, 0, mix.both, 0, 4800));
}

TEST_CASE("playback goes on and names the one that crashed; behind a fader one with its own process is passed by") {
    BadMix mix;
    mix.strip(mix.bad, [&](Strip& s) {
        s.inserts = {plugin_insert(mix, "crash", {{"after", value(4800)}}, PluginProcess::automatic)};
    });
    {
        Live live(mix);
        live.start(Time{});
        live.roll(BadMix::kFrames, 128);
        CHECK(same(live.heard, 0, mix.both, 0, 4800));
        CHECK(same(live.heard, 4800, mix.beside, 4800, 4800));
        CHECK(said(live.engine.report().warnings, "Test crash crashed"));
    }
    mix.strip(mix.bad, [&](Strip& s) { s.inserts.clear(); });
    Mixer m = *mix.build.sequence().mixer;
    m.master = std::make_shared<const Strip>(
        Strip{.inserts = {plugin_insert(mix, "delay", {{"frames", value(100)}}, PluginProcess::own)}});
    mix.build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
    Live live(mix);
    live.start(Time{});
    live.roll(BadMix::kFrames, 128);
    CHECK(same(live.heard, 0, mix.both, 0, BadMix::kFrames));
    CHECK(said(live.engine.report().warnings, "playback passes it by"));
}
