// Automation written by hands: a gesture of a simulated playback, driven by hand on its own clock, against the lane it
// leaves; the modes; thinning and splicing of curves; a whole playback on the null device.
#include "engine/session/automation.h"

#include <doctest/doctest.h>

#include <random>

#include "engine/edit/automation.h"
#include "engine/session/commands.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kBlock = 128;
const ParamSpec& gain_spec() { return spec(EffectKind::gain).params[0]; }

// One track that a hand moves while it plays; blocks are the clock.
struct Pass : Mix {
    TrackId track;
    HeldParam gain;
    std::unique_ptr<Live> live;
    AutomationWriter writer{48000};
    Param lane;
    int64_t at = 0; // sample of the next block

    explicit Pass(Param gain_lane = {-6}) : lane(gain_lane) {
        track = build.a1();
        build.clip(track, add("constant", constant(0.5f), seconds(60)), Time{}, Time{}, seconds(60));
        strip(track, [&](Strip& s) { s.gain_db = lane; });
        gain = {.strip = {.track = track}, .slot = 0, .id = "gain_db", .spec = gain_spec()};
    }
    void start(AutomationMode mode) {
        writer.set_mode({.track = track}, mode);
        live = std::make_unique<Live>(*this, 1, kBlock);
        live->engine.tell_hands(true);
        live->start(Time{});
        at = 0;
    }
    void hold(double value) {
        const bool adds = writer.adds(gain);
        const auto grip =
            live->engine.cells().hold(gain.address(), value, adds ? audio::Motion::offset : audio::Motion::smooth);
        writer.tell(grip.cell, gain);
    }
    void let_go() { live->engine.cells().release(gain.address(), 4800); }
    void block() {
        live->roll(kBlock, kBlock), at += kBlock;
        hear();
    }
    void roll(double to_seconds) {
        while (at < static_cast<int64_t>(to_seconds * 48000)) block();
    }
    void hear() {
        while (const auto e = live->engine.take_hand_event()) writer.take(*e);
    }
    // The project after playback was stopped and what was written was done.
    Param finish(size_t commands = 1) {
        live->transport.stop();
        live->block(kBlock);
        hear();
        Ref<Project> project = build.done();
        const auto all = writer.commands(*project->active_sequence());
        CHECK(all.size() == commands);
        for (const Command& c : all) {
            auto done = run_command(project, c.name, c.args);
            REQUIRE(done);
            project = done->project;
        }
        return project->active_sequence()->tracks[*find_track(*project->active_sequence(), track)]->strip->gain_db;
    }
};

double worst_error(const Param& lane, double from, double to, const std::function<double(double)>& want) {
    double worst = 0;
    for (double t = from; t <= to; t += 0.001)
        worst = std::max(worst, std::abs(lane.at(Time{static_cast<int64_t>(t * kTicksPerSecond)}) - want(t)));
    return worst;
}
double ramp_back(const Param& lane, double t) { return lane.at(Time{static_cast<int64_t>(t * kTicksPerSecond)}); }

} // namespace

TEST_CASE("touch: the lane is the gesture within the tolerance, and the old lane before and after it") {
    Pass p(curve({{Time{}, -6}, {seconds(10), -16}}));
    p.start(AutomationMode::touch);
    p.roll(1);
    const double begin = static_cast<double>(p.at) / 48000;
    auto gesture = [&](double t) { return -7 + 5 * std::sin((t - begin) * 6); };
    while (p.at < 3 * 48000) p.hold(gesture(static_cast<double>(p.at) / 48000)), p.block();
    const double end = static_cast<double>(p.at) / 48000;
    p.let_go();
    p.roll(5);
    const Param lane = p.finish();
    REQUIRE(lane.curve);
    // Blocks are 2.7 ms: the hand moves up to 0.08 dB in one.
    CHECK(worst_error(lane, begin + 0.003, end - 0.003, gesture) < 0.1 + 0.09);
    auto old = [&](double t) { return ramp_back(p.lane, t); };
    CHECK(worst_error(lane, 0, begin - 0.001, old) < 1e-6);
    CHECK(worst_error(lane, end + 0.1001, 10, old) < 1e-6);
    CHECK(lane.curve->keys.size() < 80); // of 750 blocks
    // What was heard while it was written is what the lane plays, but for the smoothing.
    p.strip(p.track, [&](Strip& s) { s.gain_db = lane; });
    const Planes again = p.render(0, 4 * 48000);
    double worst = 0;
    for (size_t i = 0; i < again[0].size(); ++i)
        worst = std::max(worst, std::abs(20 * std::log10(static_cast<double>(again[0][i] / p.live->heard[0][i]))));
    CHECK(worst < 0.3);
}

TEST_CASE("latch stays where it was let go until playback ends, and meets the lane by a ramp") {
    Pass p(curve({{Time{}, -6}, {seconds(10), -16}}));
    p.start(AutomationMode::latch);
    p.roll(1);
    p.hold(-20); // and kept, as the owner does in latch
    p.roll(4);
    const double end = static_cast<double>(p.at) / 48000;
    const Param lane = p.finish();
    CHECK(worst_error(lane, 1.01, end, [](double) { return -20; }) < 1e-9);
    auto old = [&](double t) { return ramp_back(p.lane, t); };
    CHECK(worst_error(lane, 0, 0.99, old) < 1e-6);
    CHECK(worst_error(lane, end + 0.101, 10, old) < 1e-6);
    CHECK(ramp_back(lane, end + 0.05) == doctest::Approx((-20 + old(end + 0.1)) / 2));
    // Where nothing follows, the last value stays.
    Pass constant;
    constant.start(AutomationMode::latch);
    constant.roll(1);
    constant.hold(-20);
    constant.roll(2);
    const Param stays = constant.finish();
    CHECK(stays.at(Time{}) == -6);
    CHECK(stays.at(seconds(50)) == -20);
}

TEST_CASE("touch on a constant returns to it; two touches are two stretches of one pass") {
    Pass p;
    p.start(AutomationMode::touch);
    p.roll(1);
    p.hold(-12);
    p.roll(1.5);
    p.let_go();
    p.roll(2);
    p.hold(0);
    p.roll(2.5);
    p.let_go();
    p.roll(3);
    const Param lane = p.finish(2);
    CHECK(lane.at(millis(500)) == -6);
    CHECK(lane.at(millis(1300)) == -12);
    CHECK(lane.at(millis(1800)) == -6);
    CHECK(lane.at(millis(2300)) == 0);
    CHECK(lane.at(millis(2900)) == -6);
    CHECK(lane.at(seconds(50)) == -6);
}

TEST_CASE("trim adds to the lane") {
    Pass p(curve({{Time{}, -6}, {seconds(2), -16}, {seconds(4), -6}}));
    p.start(AutomationMode::trim);
    p.roll(1);
    p.hold(3);
    p.roll(3);
    p.let_go();
    p.roll(4);
    const size_t middle = 2 * 48000;
    CHECK(20 * std::log10(static_cast<double>(p.live->heard[0][middle]) / 0.5) == doctest::Approx(-13).epsilon(0.01));
    const Param lane = p.finish();
    CHECK(worst_error(lane, 1.01, 2.99, [&](double t) { return ramp_back(p.lane, t) + 3; }) < 0.11);
    CHECK(worst_error(lane, 0, 0.99, [&](double t) { return ramp_back(p.lane, t); }) < 1e-6);
    CHECK(worst_error(lane, 3.12, 4, [&](double t) { return ramp_back(p.lane, t); }) < 0.11);
}

TEST_CASE("read writes nothing; a loop's last pass wins; write replaces all that was played") {
    Pass p;
    p.start(AutomationMode::read);
    p.roll(1);
    p.hold(-12);
    p.roll(2);
    p.let_go();
    const Param same = p.finish(0);
    CHECK_FALSE(same.curve);

    Pass loop;
    loop.writer.set_mode({.track = loop.track}, AutomationMode::touch);
    loop.live = std::make_unique<Live>(loop, 1, kBlock);
    loop.live->engine.tell_hands(true);
    loop.live->transport.set_loop(TimeRange::between(seconds(1), seconds(2)));
    loop.live->start(seconds(1));
    loop.roll(0.5);
    loop.hold(-12);
    loop.roll(1.25); // through the wrap
    loop.hold(-18);
    loop.roll(1.75);
    loop.let_go();
    loop.roll(1.9);
    const Param lane = loop.finish(2);
    CHECK(lane.at(millis(1100)) == -12);
    CHECK(lane.at(millis(1300)) == -18);
    CHECK(lane.at(millis(1700)) == -18);
    CHECK(lane.at(millis(1950)) == -12); // of the first pass

    Pass write(curve({{Time{}, -6}, {seconds(2), -16}, {seconds(4), -6}}));
    write.writer.set_mode({.track = write.track}, AutomationMode::write);
    write.start(AutomationMode::write);
    write.live->engine.cells().release(write.gain.address(), 0);
    write.hold(-6); // as the owner does for lanes of strips in write mode
    write.roll(3);
    const Param flat = write.finish();
    CHECK(worst_error(flat, 0.01, 2.9, [](double) { return -6; }) < 1e-9);
    CHECK(flat.at(millis(3600)) == doctest::Approx(-8).epsilon(0.01));
}

TEST_CASE("thinned points lie within the tolerance of all of them; straight lines are two points") {
    std::mt19937 random(5);
    std::normal_distribution<double> step(0, 0.4);
    for (int run = 0; run < 50; ++run) {
        std::vector<AutomationPoint> points;
        double v = -10;
        for (int i = 0; i < 400; ++i) points.push_back({millis(3 * i), v = std::clamp(v + step(random), -50.0, 10.0)});
        const auto kept = thin(points, gain_spec());
        Curve c;
        for (const auto& k : kept) c.keys.push_back({.time = k.time, .value = k.value});
        for (const auto& x : points) CHECK(automation_error(gain_spec(), x.value, evaluate(c, x.time)) <= 1.0001);
    }
    std::vector<AutomationPoint> line;
    for (int i = 0; i < 1000; ++i) line.push_back({millis(i), -i * 0.05});
    CHECK(thin(line, gain_spec()).size() == 2);
}

TEST_CASE("written keys leave the rest of a curve as it was, Bezier spans and holds too") {
    Param bezier =
        curve({{Time{}, -40, Interpolation::bezier}, {seconds(10), 0, Interpolation::hold}, {seconds(12), -3}});
    auto& first = const_cast<Key&>(bezier.curve->keys[0]);
    first.out_time = seconds(4), first.out_value = 0;
    const std::vector<Key> keys = {{.time = seconds(3), .value = -1}, {.time = seconds(4), .value = -2}};
    const auto cut = with_written(gain_spec(), bezier, keys);
    REQUIRE(cut);
    for (int ms = 0; ms < 12500; ms += 7) {
        CAPTURE(ms);
        if (ms < 3000) CHECK(automation_error(gain_spec(), bezier.at(millis(ms)), cut->at(millis(ms))) < 1.2);
        if (ms > 3000 && ms < 4000) CHECK(cut->at(millis(ms)) == doctest::Approx(-1 - (ms - 3000) * 0.001));
        if (ms > 4001 && ms < 10000)
            CHECK(automation_error(gain_spec(), bezier.at(millis(ms)), cut->at(millis(ms))) < 1.2);
        if (ms > 10000) CHECK(cut->at(millis(ms)) == bezier.at(millis(ms)));
    }
    CHECK_FALSE(with_written(gain_spec(), bezier, {}));
    CHECK_FALSE(with_written(gain_spec(), bezier, std::vector<Key>{keys[1], keys[0]}));
    CHECK_FALSE(with_written(gain_spec(), bezier, std::vector<Key>{{.time = seconds(1), .value = 99}}));
}
