// What plug-ins measure: their control outputs in either process, told of the sample that is heard, however far ahead
// it was made, finite, and at rest while nothing is heard.
#include "tests/unit/lv2/plugins.h"

using namespace tandem;
using namespace tandem::test;
using audio::PluginReadings;

namespace {

// Each sample says where it lies, exactly.
constexpr float kScale = 1 << 20;
Signal counting() {
    return {.channels = 2, .value = [](int, int64_t n) { return static_cast<float>(n) / kScale; }};
}

PluginReadings reading(Live& live, const Ref<Effect>& effect) {
    for (PluginReadings& r : live.engine.readings())
        if (r.effect == effect->id) return std::move(r);
    FAIL("no readings of the effect");
    return {};
}
// The sample, of the timeline, that the insert speaks of.
int64_t sample_of(Live& live, const Ref<Effect>& effect) {
    return std::llround(static_cast<double>(reading(live, effect).values[0] * kScale));
}
// Told at the end of a quantum, each lane's every eighth.
bool heard_at(int64_t sample, int64_t position) {
    return sample < position + audio::kQuantum && sample >= position - 9 * audio::kQuantum &&
           (sample + 1) % audio::kQuantum == 0;
}

// One that measures on a track, made ahead, before another that is late, and one on the bus behind it, which is late
// itself and stands before a third.
struct Measured : Mix {
    Ref<Effect> own, group;
    explicit Measured(PluginProcess process = PluginProcess::shared, double late = 4096) {
        own = plugin_insert(*this, "level", {{"frames", value(640)}}, process);
        group = plugin_insert(*this, "level", {{"frames", value(1280)}});
        build.clip(build.a1(), add("counting", counting(), seconds(20)), Time{}, Time{}, seconds(20));
        const BusId late_bus =
            bus("B", Strip{.inserts = {group, plugin_insert(*this, "delay", {{"frames", value(2048)}})}});
        strip(build.a1(), [&](Strip& s) {
            s.inserts = {own, plugin_insert(*this, "delay", {{"frames", value(late)}}, process)};
            s.output = late_bus;
        });
    }
};

} // namespace

TEST_CASE("what a plug-in measures is known of silence before it is played, and always a number") {
    const Measured mix;
    const auto info = lv2::find("urn:tandem:test:level");
    CHECK(info->control_outputs() == std::vector{6, 7}); // not the latency
    CHECK_FALSE(info->ports[6].hidden);
    CHECK(info->ports[7].hidden);
    const auto plan = mix.plan();
    REQUIRE(plan->plugins.size() == 4);
    CHECK(plan->plugins[0].rest == std::vector{0.0f, 0.5f}); // what is none has its default
    Live live(mix);
    CHECK(live.engine.readings().size() == 2);
    CHECK(reading(live, mix.own).values == std::vector{0.0f, 0.5f});
}

TEST_CASE("an instance gives its control outputs after each run, here and in its own process") {
    const auto info = lv2::find("urn:tandem:test:level");
    for (auto* make : {+[](const lv2::InstanceSpec& s) { return lv2::make_local(s); }, &lv2::make_remote}) {
        auto made = make({.info = info, .rate = 48000, .state = {}});
        REQUIRE(made);
        lv2::Instance& plugin = **made;
        CHECK(plugin.control_outputs()[0] == 0);
        CHECK(plugin.control_outputs()[1] == 0.5f); // the port's default
        plugin.controls()[0] = 32;
        for (int run = 0; run < 3; ++run) {
            for (int i = 0; i < 64; ++i) plugin.input(0)[i] = plugin.input(1)[i] = static_cast<float>(run * 64 + i);
            REQUIRE(plugin.run(64));
            CHECK(plugin.control_outputs()[0] == static_cast<float>(std::max(0, run * 64 + 31)));
            CHECK(std::isnan(plugin.control_outputs()[1]));
            CHECK(plugin.latency() == 32);
        }
    }
}

TEST_CASE("a measure is of the sample that is heard: made ahead, behind faders, before what is late, in any process") {
    for (const PluginProcess process : {PluginProcess::shared, PluginProcess::own})
        for (const int block : {64, 480}) {
            CAPTURE(static_cast<int>(process));
            CAPTURE(block);
            const Measured mix(process);
            Live live(mix, 2, block);
            live.start(Time{});
            live.roll(960, block);
            for (int64_t at = 960; at < 24000; live.roll(960, block), at += 960) {
                const int64_t own = sample_of(live, mix.own), group = sample_of(live, mix.group);
                CAPTURE(at);
                CAPTURE(own);
                CAPTURE(group);
                CHECK(heard_at(own, at));
                CHECK(heard_at(group, at));
                CHECK(reading(live, mix.own).values[1] == 0.5f);
            }
            CHECK(live.engine.report().starved == 0);
        }
}

TEST_CASE("a measure that is heard follows jumps and passes of a loop, and rests a moment after a stop") {
    const Measured mix;
    Live live(mix, 2, 64);
    live.transport.set_loop(TimeRange::between(samples(48000), samples(62000)));
    live.start(samples(48000));
    for (int64_t rolled = 0; rolled < 5 * 14000; rolled += 1000) {
        const int64_t at = 48000 + rolled % 14000;
        CAPTURE(rolled);
        if (at >= 48000 + 1000) {
            CHECK(heard_at(sample_of(live, mix.own), at));
            CHECK(heard_at(sample_of(live, mix.group), at));
        }
        live.roll(1000, 64);
    }
    live.transport.set_loop({});
    live.transport.stop();
    live.block(480);
    live.start(samples(9600));
    live.roll(4800, 64);
    CHECK(heard_at(sample_of(live, mix.own), 14400));
    live.transport.stop();
    for (int i = 0; i < 10; ++i) live.block(480);
    std::this_thread::sleep_for(std::chrono::nanoseconds(audio::InsertMeter::kRestNs + 50'000'000));
    for (const auto& effect : {mix.own, mix.group}) {
        const PluginReadings r = reading(live, effect);
        CHECK(r.values == r.rest);
        CHECK(r.rest == std::vector{0.0f, 0.5f});
    }
}

TEST_CASE("a measure goes on through an edit; one that is switched off says nothing") {
    Measured mix;
    Live live(mix, 2, 64);
    live.start(Time{});
    live.roll(9600, 64);
    mix.strip(mix.build.a1(), [&](Strip& s) { s.inserts.pop_back(); }); // what was late goes
    live.edit(mix);
    live.roll(9600, 64);
    const auto at = static_cast<int64_t>(live.heard[0].size());
    CHECK(heard_at(sample_of(live, mix.own), at));
    CHECK(heard_at(sample_of(live, mix.group), at));
    mix.strip(mix.build.a1(), [&](Strip& s) { s.inserts.clear(); });
    live.edit(mix);
    CHECK(live.engine.readings().size() == 1);
}

TEST_CASE("of a mono plug-in on a stereo strip that is heard, the channel further from silence is told") {
    for (const float right : {-2.0f, 0.25f}) {
        Mix mix;
        const auto mono = plugin_insert(mix, "mono");
        mix.build.clip(
            mix.build.a1(),
            mix.add("two", {.channels = 2, .value = [=](int c, int64_t) { return c ? right : 0.5f; }}, seconds(20)),
            Time{}, Time{}, seconds(20));
        mix.strip(mix.build.a1(), [&](Strip& s) { s.inserts = {mono}; });
        Live live(mix);
        live.start(Time{});
        live.roll(4800, 64);
        CHECK(reading(live, mono).values[0] == (right < 0 ? right : 0.5f));
    }
}

TEST_CASE("playback goes on at rest where a plug-in that measures was lost") {
    Mix mix;
    const auto lost = plugin_insert(mix, "crash", {{"after", value(4800)}}, PluginProcess::own);
    mix.build.clip(mix.build.a1(), mix.add("counting", counting(), seconds(20)), Time{}, Time{}, seconds(20));
    mix.strip(mix.build.a1(), [&](Strip& s) { s.inserts = {lost}; });
    Live live(mix);
    live.start(Time{});
    live.roll(3000, 64);
    CHECK(reading(live, lost).values[0] > 2048);
    live.roll(9600, 64);
    CHECK(said(live.engine.report().warnings, "crashed"));
    CHECK(reading(live, lost).values == std::vector{128.0f}); // as after the trial
}
