// Parameters moved by hand while the engine plays: heard at once and without a click, past the plan; back to the plan
// without one; nothing of it is left behind.
#include <doctest/doctest.h>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::ParamAddress;
using audio::ParamCells;
using Kind = audio::ParamAddress::Kind;

namespace {

constexpr int kBlock = 64;

// A1 plays 0.5 on both sides, sends to a bus that has an insert; a utility is its own.
struct HandMix : Mix {
    TrackId track;
    BusId room;
    EffectId own, of_room;
    explicit HandMix(float level = 0.5f) {
        track = build.a1();
        build.clip(track, add("constant", constant(level), seconds(60)), Time{}, Time{}, seconds(60));
        Strip room_strip;
        room_strip.inserts = {insert(EffectKind::utility)};
        of_room = room_strip.inserts[0]->id;
        room = bus("Room", room_strip);
        strip(track, [&](Strip& s) {
            s.inserts = {insert(EffectKind::utility)};
            own = s.inserts[0]->id;
            s.sends = {{.bus = room, .gain_db = {-6}}};
        });
    }
    ParamAddress gain() const { return {Kind::gain, track.value, 0}; }
};

double ratio(double db) { return std::pow(10.0, db / 20); }

// The largest step from sample to sample since `from`.
float worst_step(const std::vector<float>& x, size_t from) {
    float worst = 0;
    for (size_t i = std::max<size_t>(1, from); i < x.size(); ++i) worst = std::max(worst, std::fabs(x[i] - x[i - 1]));
    return worst;
}

void check_level(const Live& live, double left, double right) {
    CHECK(live.heard[0].back() == doctest::Approx(left).epsilon(1e-3));
    CHECK(live.heard[1].back() == doctest::Approx(right).epsilon(1e-3));
}

} // namespace

TEST_CASE("a fader is heard from the next block on, smoothly, and its command changes nothing then") {
    HandMix m;
    const double both = 0.5 * (1 + ratio(-6)), down = both * ratio(-20);
    Live live(m, 1, kBlock);
    live.start(Time{});
    live.roll(6400, kBlock);
    check_level(live, both, both);
    live.engine.cells().hold(m.gain(), -20);
    live.block(kBlock);
    CHECK(live.heard[0].back() < both * 0.95);
    live.roll(4800, kBlock);
    check_level(live, down, down);
    CHECK(worst_step(live.heard[0], 6400) < 0.01);

    m.strip(m.track, [](Strip& s) { s.gain_db = {-20}; });
    const size_t before = live.heard[0].size();
    const auto grip = live.engine.cells().grip(m.gain());
    live.engine.set_plan(m.plan(), std::array{grip});
    while (!live.engine.plan_taken())
        live.roll(kBlock, kBlock), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    live.roll(6400, kBlock);
    CHECK(worst_step(live.heard[0], before) < 1e-6);
    CHECK_FALSE(live.engine.cells().held(m.gain()));
    const size_t end = live.heard[0].size();
    CHECK(same(live.heard, end - 3200, m.render(0, static_cast<int>(end)), end - 3200, 3200));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("pan, sends and inserts of buses follow the hand and glide back to the plan") {
    HandMix m;
    Live live(m, 1, kBlock);
    live.start(Time{});
    live.roll(3200, kBlock);
    const double send = ratio(-6);
    const auto hold = [&](const ParamAddress& a, double v) {
        live.engine.cells().hold(a, v);
        live.roll(6400, kBlock);
    };
    const ParamAddress pan{Kind::pan, m.track.value, 0}, level{Kind::send, m.track.value, m.room.value},
        insert{Kind::effect, m.of_room.value, slot::util_gain};
    hold(pan, -1); // balance: the left stays
    check_level(live, 0.5 * (1 + send), 0);
    hold(level, -144);
    check_level(live, 0.5, 0);
    hold(level, 0);
    check_level(live, 1, 0);
    hold(insert, -20);
    check_level(live, 0.5 * 1.1, 0);
    CHECK(worst_step(live.heard[0], 3200) < 0.03);
    for (const ParamAddress& a : {pan, level, insert}) live.engine.cells().release(a, 9600);
    // Half way back after half the time.
    live.roll(4800, kBlock);
    const double half = 0.5 * (1 + ratio(-3) * ratio(-10));
    check_level(live, half, half * audio::balance_gains(PanLaw::db3, -0.5).right);
    live.roll(9600, kBlock);
    const size_t end = live.heard[0].size();
    CHECK(same(live.heard, end - 3200, m.render(0, static_cast<int>(end)), end - 3200, 3200));
}

TEST_CASE("an insert of a track that is made ahead is heard within two chunks, faded, and goes back") {
    HandMix m;
    const double both = 0.5 * (1 + ratio(-6));
    const ParamAddress own{Kind::effect, m.own.value, slot::util_gain};
    Live live(m, 2, kBlock);
    live.start(Time{});
    const auto pace = [&](int blocks) {
        for (int i = 0; i < blocks; ++i)
            live.roll(kBlock, kBlock), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    pace(200);
    live.engine.cells().hold(own, -20);
    const size_t moved = live.heard[0].size();
    pace(200);
    check_level(live, both * 0.1, both * 0.1);
    CHECK(worst_step(live.heard[0], moved) < 0.002);
    const auto there = std::find_if(live.heard[0].begin() + static_cast<long>(moved), live.heard[0].end(),
                                    [&](float x) { return x < both * 0.11; });
    CHECK(there - live.heard[0].begin() - static_cast<long>(moved) <= 5 * audio::kChunk);
    // A drag: every move is followed.
    for (int i = 0; i < 100; ++i) live.engine.cells().hold(own, -20 + 0.2 * i), pace(3);
    CHECK(worst_step(live.heard[0], moved) < 0.002);
    pace(100);
    check_level(live, both * ratio(-0.2), both * ratio(-0.2));
    live.engine.cells().release(own, 480);
    pace(300);
    CHECK(worst_step(live.heard[0], moved) < 0.002);
    const size_t end = live.heard[0].size();
    CHECK(same(live.heard, end - 3200, m.render(0, static_cast<int>(end)), end - 3200, 3200));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("an edit that is not of the held parameter leaves it where it is held") {
    HandMix m;
    Live live(m, 1, kBlock);
    live.start(Time{});
    live.roll(6400, kBlock);
    live.engine.cells().hold(m.gain(), -12);
    live.roll(6400, kBlock);
    const size_t from = live.heard[0].size();
    m.strip(m.track, [](Strip& s) { s.sends[0].gain_db = {-7}; });
    live.edit(m);
    live.roll(6400, kBlock);
    CHECK(worst_step(live.heard[0], from) < 0.001);
    const double want = 0.5 * ratio(-12) * (1 + ratio(-7));
    check_level(live, want, want);
    // Held anew while its command is on its way: the command lets go of the old hold only.
    const auto grip = live.engine.cells().grip(m.gain());
    live.engine.cells().hold(m.gain(), -3);
    live.engine.set_plan(m.plan(), std::array{grip});
    while (!live.engine.plan_taken())
        live.roll(kBlock, kBlock), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    live.roll(6400, kBlock);
    CHECK(live.engine.cells().value(m.gain()) == -3);
    check_level(live, 0.5 * ratio(-3) * (1 + ratio(-7)), 0.5 * ratio(-3) * (1 + ratio(-7)));
}

TEST_CASE("a held insert is heard in every pass of a loop, and no pass after it") {
    HandMix m;
    const ParamAddress own{Kind::effect, m.own.value, slot::util_gain};
    Live live(m, 2, kBlock);
    live.transport.set_loop(TimeRange::between(seconds(1), seconds(1) + samples(12345)));
    live.start(seconds(1));
    const auto pace = [&](int blocks) {
        for (int i = 0; i < blocks; ++i)
            live.roll(kBlock, kBlock), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    pace(600);
    live.engine.cells().hold(own, -20);
    pace(300);
    const double both = 0.5 * (1 + ratio(-6));
    const size_t from = live.heard[0].size();
    pace(600);
    for (size_t i = from; i < live.heard[0].size(); ++i)
        REQUIRE(live.heard[0][i] == doctest::Approx(both * 0.1).epsilon(1e-3));
    live.engine.cells().release(own, 0);
    pace(300);
    const size_t back = live.heard[0].size();
    pace(600);
    for (size_t i = back; i < live.heard[0].size(); ++i)
        REQUIRE(live.heard[0][i] == doctest::Approx(both).epsilon(1e-3));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("hands on many parameters from one thread while another plays") {
    HandMix m;
    Live live(m, 2, kBlock);
    live.start(Time{});
    std::atomic<bool> stop = false;
    std::thread hand([&] {
        for (int i = 0; !stop; ++i) {
            live.engine.cells().hold({Kind::gain, m.track.value, 0}, -(i % 30));
            live.engine.cells().hold({Kind::effect, m.own.value, slot::util_gain}, -(i % 20));
            live.engine.cells().hold({Kind::effect, m.of_room.value, slot::util_width}, (i % 20) * 0.1);
            live.engine.cells().hold({Kind::gain, static_cast<uint64_t>(100000 + i % 1500), 0}, 0); // of nothing
            if (i % 7 == 0) live.engine.cells().release({Kind::gain, m.track.value, 0}, 4800);
            std::this_thread::sleep_for(std::chrono::microseconds(300));
        }
    });
    for (int i = 0; i < 600; ++i)
        live.roll(kBlock, kBlock), std::this_thread::sleep_for(std::chrono::microseconds(500));
    stop = true;
    hand.join();
    CHECK(worst_step(live.heard[0], 0) < 0.1);
    for (const float x : live.heard[0]) REQUIRE(std::isfinite(x));
    CHECK(live.engine.report().starved == 0);
}
