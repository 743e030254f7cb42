// What dynamics tell their meters: the transfer function's reduction, of what is heard and of nothing else.
#include <doctest/doctest.h>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::EffectReduction;

namespace {

double reduction(const std::vector<EffectReduction>& all, const Ref<Effect>& effect) {
    for (const EffectReduction& r : all)
        if (r.effect == effect->id) return static_cast<double>(r.db);
    return 0; // off, or no sound comes through
}
bool rests(const std::vector<EffectReduction>& all) {
    return std::all_of(all.begin(), all.end(), [](const EffectReduction& r) { return r.db == 0; });
}
double sine_db(double amplitude) { return 20 * std::log10(amplitude); }
bool within(double a, double b, double by = 0.1) { return std::fabs(a - b) < by; }

// A tone of -6 dB through a compressor of its track (made ahead), one of a bus and the master's limiter (both on the
// device's thread), each working on what the one before leaves.
struct Chain : Mix {
    Ref<Effect> own = insert(EffectKind::compressor,
                             {{slot::comp_threshold, -20}, {slot::comp_ratio, 4}, {slot::comp_knee, 0}}),
                group = insert(EffectKind::compressor,
                               {{slot::comp_threshold, -16}, {slot::comp_ratio, 2}, {slot::comp_knee, 20}}),
                last = insert(EffectKind::limiter, {{slot::limit_ceiling, -25}});
    static constexpr double kTone = 0.5;
    const double own_db = (1.0 / 4 - 1) * (sine_db(kTone) + 20);
    // Inside the knee: slope / (2 knee) * (over + knee / 2)^2.
    const double group_db = (1.0 / 2 - 1) / 40 * std::pow(sine_db(kTone) + own_db + 16 + 10, 2);
    const double last_db = -25 - (sine_db(kTone) + own_db + group_db); // and a margin of 0.1
    explicit Chain(Signal signal = sine(1000, 48000, 2, kTone)) {
        build.clip(build.a1(), add("tone", std::move(signal), seconds(60)), Time{}, Time{}, seconds(60));
        Strip bus_strip;
        bus_strip.inserts = {group};
        const BusId b = bus("B", bus_strip);
        strip(build.a1(), [&](Strip& s) { s.inserts = {own}, s.output = b; });
        Mixer m = *build.sequence().mixer;
        Strip master;
        master.inserts = {last};
        m.master = std::make_shared<const Strip>(std::move(master));
        build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
    }
};

} // namespace

TEST_CASE("a steady tone's reduction is that of the transfer function, before and behind a fader") {
    const Chain m;
    for (int block : {64, 480}) {
        Live live(m, 2, block);
        CHECK(rests(live.engine.reductions()));
        live.start(Time{});
        live.roll(96000, block);
        live.engine.reductions();
        live.roll(4800, block);
        const auto all = live.engine.reductions();
        CHECK(all.size() == 3);
        CHECK(within(reduction(all, m.own), m.own_db));
        CHECK(within(reduction(all, m.group), m.group_db));
        CHECK(within(reduction(all, m.last), m.last_db - 0.1));
        CHECK(rests(live.engine.reductions())); // nothing was heard since
        live.roll(4800, block);
        live.transport.stop();
        for (int i = 0; i < 10; ++i) live.block(480);
        CHECK(within(reduction(live.engine.reductions(), m.own), m.own_db)); // was not read before the stop
        for (int i = 0; i < 10; ++i) live.block(480);
        CHECK(rests(live.engine.reductions()));
    }
}

TEST_CASE("an insert that is switched off reduces nothing; the others go on through the edit") {
    Chain m;
    Live live(m);
    live.start(Time{});
    live.roll(96000, 64);
    Effect off = *m.own;
    off.enabled = false;
    m.strip(m.build.a1(), [&](Strip& s) { s.inserts = {std::make_shared<const Effect>(off)}; });
    live.edit(m);
    live.roll(48000, 64);
    live.engine.reductions();
    live.roll(4800, 64);
    auto all = live.engine.reductions();
    CHECK(reduction(all, m.own) == 0);
    const double over = sine_db(Chain::kTone) + 16, group = -0.5 * over; // its threshold is near, above the knee
    CHECK(within(reduction(all, m.group), over > 10 ? group : -0.5 / 40 * std::pow(over + 10, 2)));

    m.strip(m.build.a1(), [&](Strip& s) { s.mute = true; });
    live.edit(m);
    live.roll(48000, 64);
    live.engine.reductions();
    live.roll(4800, 64);
    CHECK(rests(live.engine.reductions()));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("what is made ahead is told when it is heard") {
    Signal late = sine(1000, 48000, 2, 0.5);
    late.value = [tone = late.value](int c, int64_t n) { return n < 24000 ? 0.0f : tone(c, n); };
    const Chain m(std::move(late));
    Live live(m);
    live.start(Time{});
    live.roll(22528, 64); // a chunk of 1024 before the tone
    while (!live.engine.can_go_on()) std::this_thread::yield();
    CHECK(rests(live.engine.reductions()));
    live.roll(4096, 64);
    CHECK(reduction(live.engine.reductions(), m.own) < -3);
    // Back before the tone: nothing of the old place is told any more.
    live.transport.stop();
    live.block(480);
    live.start(Time{});
    live.engine.reductions();
    live.roll(9600, 64);
    CHECK(rests(live.engine.reductions()));
}

TEST_CASE("passes of a loop, made once and copied, tell the same") {
    const Chain m;
    Live live(m);
    live.transport.set_loop(TimeRange::between(samples(48000), samples(62000)));
    live.start(samples(48000));
    for (int pass = 0; pass < 5; ++pass) {
        live.engine.reductions();
        live.roll(14000, 64);
        const double own = reduction(live.engine.reductions(), m.own);
        CAPTURE(pass);
        CHECK(within(own, m.own_db));
    }
}

TEST_CASE("strips whose compressors run side by side have their own reductions") {
    Mix m;
    std::vector<Ref<Effect>> effects;
    const MediaId tone = m.add("tone", sine(1000, 48000, 2, 0.5), seconds(60));
    for (int i = 0; i < 20; ++i) {
        const TrackId track = i == 0 ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + std::to_string(i + 1));
        m.build.clip(track, tone, Time{}, Time{}, seconds(60));
        effects.push_back(m.insert(EffectKind::compressor,
                                   {{slot::comp_threshold, -10.0 - i}, {slot::comp_ratio, 2}, {slot::comp_knee, 0}}));
        m.strip(track, [&](Strip& s) { s.inserts = {effects.back()}, s.gain_db.value = -40; });
    }
    Live live(m, 2);
    live.start(Time{});
    live.roll(72000, 128);
    live.engine.reductions();
    live.roll(4800, 128);
    const auto all = live.engine.reductions();
    for (int i = 0; i < 20; ++i) {
        CAPTURE(i);
        CHECK(within(reduction(all, effects[static_cast<size_t>(i)]), -0.5 * (sine_db(0.5) + 10 + i)));
    }
}

TEST_CASE("gate, de-esser and ducker tell theirs") {
    Mix m;
    const auto gate = m.insert(EffectKind::gate, {{slot::gate_threshold, -3}, {slot::gate_range, 30}});
    const auto ess = m.insert(EffectKind::de_esser,
                              {{slot::ess_frequency, 5000}, {slot::ess_threshold, -40}, {slot::ess_range, 10}});
    const TrackId music = m.build.add_track(TrackKind::sound, "A2"), closed = m.build.add_track(TrackKind::sound, "A3");
    const auto duck = m.insert(EffectKind::ducker, {{slot::duck_depth, 12}}, StripRef{.track = m.build.a1()});
    const MediaId tone = m.add("tone", sine(12000, 48000, 2, 0.5), seconds(60));
    for (TrackId track : {m.build.a1(), music, closed}) m.build.clip(track, tone, Time{}, Time{}, seconds(60));
    m.strip(m.build.a1(), [&](Strip& s) { s.inserts = {ess}; });
    m.strip(music, [&](Strip& s) { s.inserts = {duck}; }); // on the device's thread: it listens to A1
    m.strip(closed, [&](Strip& s) { s.inserts = {gate}; });
    Live live(m);
    live.start(Time{});
    live.roll(96000, 64);
    live.engine.reductions();
    live.roll(4800, 64);
    const auto all = live.engine.reductions();
    CHECK(within(reduction(all, gate), -30));
    CHECK(within(reduction(all, ess), -10));
    CHECK(within(reduction(all, duck), -12));
}
