// Loops of the sound engine driven by hand: every pass is the offline render from the loop's start, for any length,
// blocks and workers; the wrap's cross-fade; changes while rolling.
#include <doctest/doctest.h>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::SoundEngine;

namespace {

// Two tracks with cuts and another rate, nothing with state; `inserts`: dynamics, a limiter that looks ahead, a reverb.
struct LoopMix : Mix {
    std::vector<TrackId> tracks;
    explicit LoopMix(bool inserts = false) {
        for (int i = 0; i < 2; ++i) {
            const MediaId sound = add("noise" + std::to_string(i),
                                      noise_signal(static_cast<uint64_t>(i) + 1, i == 1 ? 44100 : 48000), seconds(8));
            const TrackId track = i == 0 ? build.a1() : build.add_track(TrackKind::sound, "A2");
            tracks.push_back(track);
            build.clip(track, sound, samples(333 * i), Time{}, seconds(1));
            build.clip(track, sound, seconds(1) + samples(1000 * i), seconds(3), seconds(4));
            strip(track, [&](Strip& s) {
                s.gain_db = {-6.0 - i};
                if (i == 0) s.pan = curve({{Time{}, -1}, {seconds(4), 1}});
                if (inserts && i == 0) s.inserts = {insert(EffectKind::reverb), insert(EffectKind::limiter)};
                if (inserts && i == 1) s.inserts = {insert(EffectKind::compressor, {{slot::comp_threshold, -30}})};
            });
        }
        if (!inserts) return;
        Mixer m = *build.sequence().mixer;
        Strip master = m.master ? *m.master : Strip{};
        master.inserts = {insert(EffectKind::limiter, {{slot::limit_ceiling, -12}}), insert(EffectKind::eq)};
        m.master = std::make_shared<const Strip>(master);
        build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
    }
};

TimeRange loop_of(int64_t in, int64_t out) { return TimeRange::between(samples(in), samples(out)); }

// What a loop sounds like: on from `from`, then passes from rest at `in`, each with the sound that would have followed
// `out` cross-faded in.
Planes expected(const Mix& mix, int64_t from, int64_t in, int64_t out, int frames) {
    const auto length = static_cast<size_t>(out - in), first = static_cast<size_t>(out - from);
    const Planes before = mix.render(from, static_cast<int>(first + kRise));
    const Planes pass = mix.render(in, static_cast<int>(length + kRise));
    Planes all(2);
    for (size_t c = 0; c < 2; ++c) {
        all[c].assign(before[c].begin(), before[c].begin() + static_cast<long>(first));
        const float* follows = before[c].data() + first;
        while (all[c].size() < static_cast<size_t>(frames)) {
            const size_t at = all[c].size();
            all[c].insert(all[c].end(), pass[c].begin(), pass[c].begin() + static_cast<long>(length));
            for (size_t i = 0; i < kRise; ++i) {
                float& x = all[c][at + i];
                x += (follows[i] - x) * (static_cast<float>(kRise - 1 - i) / static_cast<float>(kRise));
            }
            follows = pass[c].data() + length;
        }
    }
    return all;
}

void check_loop(const Mix& mix, int64_t from, int64_t in, int64_t out, int frames, int workers, int block) {
    CAPTURE(from);
    CAPTURE(in);
    CAPTURE(out);
    CAPTURE(workers);
    CAPTURE(block);
    const Planes want = expected(mix, from, in, out, frames);
    Live live(mix, workers, block);
    live.transport.set_loop(loop_of(in, out));
    live.start(samples(from));
    live.roll(frames, block);
    const size_t rises = from > 0 ? kRise : 0;
    CHECK(same(live.heard, rises, want, rises, static_cast<size_t>(frames) - rises));
    CHECK(live.engine.report().starved == 0);
    CHECK(live.engine.report().errors.empty());
}

} // namespace

TEST_CASE("a loop wraps on the sample, for any length, blocks and workers") {
    const LoopMix m;
    struct Case {
        int64_t from, in, out;
    };
    // Below a block, a chunk and what is made ahead; across cuts; on and off the grid; longer than is kept.
    for (Case c : {Case{0, 0, 480}, Case{1000, 960, 1661}, Case{0, 1111, 2222}, Case{47000, 46001, 50000},
                   Case{640, 640, 64 * 128}, Case{40000, 30000, 70001}, Case{30000, 100, 60000}})
        for (auto [workers, block] : {std::pair{1, 37}, {2, 256}, {3, 1000}, {2, 4096}})
            check_loop(m, c.from, c.in, c.out, static_cast<int>(std::max<int64_t>(20000, (c.out - c.in) * 5 / 2)),
                       workers, block);
}

TEST_CASE("effects with state start from rest at each pass, as the render from the loop's start does") {
    const LoopMix m(true);
    struct Case {
        int64_t from, in, out;
    };
    for (Case c : {Case{0, 0, 700}, Case{5000, 3333, 9999}, Case{40000, 30000, 70001}})
        for (auto [workers, block] : {std::pair{1, 37}, {2, 512}, {3, 2048}})
            check_loop(m, c.from, c.in, c.out, static_cast<int>(std::max<int64_t>(12000, (c.out - c.in) * 5 / 2)),
                       workers, block);
}

TEST_CASE("a loop of whole periods is the tone without a seam") {
    Mix m;
    m.build.clip(m.build.a1(), m.add("tone", sine(375, 48000, 2), seconds(9)), Time{}, Time{}, seconds(9));
    const Planes want = m.render(1000, 48000);
    Live live(m, 2);
    live.transport.set_loop(loop_of(12800, 25600)); // 128 samples a period
    live.start(samples(1000));
    live.roll(48000, 300);
    for (size_t i = kRise; i < 48000; ++i) REQUIRE(std::abs(live.heard[0][i] - want[0][i]) < 1e-5f);
}

TEST_CASE("a loop that is set, changed and cleared while it rolls") {
    for (const bool inserts : {false, true}) {
        CAPTURE(inserts);
        const LoopMix m(inserts);
        Live live(m, 2);
        live.start(Time{});
        live.roll(10000, 100);
        // Far ahead: nothing is heard of the change.
        live.transport.set_loop(loop_of(8000, 40000));
        live.roll(30000, 100);
        const Planes first = expected(m, 0, 8000, 40000, 40000);
        CHECK(same(live.heard, 0, first, 0, 40000));
        // In the second pass, at 8000 + 20000: longer.
        live.roll(20000, 100);
        live.transport.set_loop(loop_of(20000, 60000));
        live.roll(60000, 100);
        const Planes second = expected(m, 8000, 20000, 60000, 80000);
        CHECK(same(live.heard, 40000 + kRise, second, kRise, 80000 - kRise));
        // At 120000 from the start: third pass from 20000 at 92000, now at 48000. Cleared.
        live.transport.set_loop({});
        live.roll(48000, 100);
        const Planes on = m.render(20000, 76000);
        CHECK(same(live.heard, 92000 + kRise, on, kRise, 76000 - kRise));
        CHECK(live.engine.report().starved == 0);
    }
}

TEST_CASE("a loop that is set just before its end is faded, refilled and then heard as it is") {
    const LoopMix m;
    Live live(m, 2);
    live.start(Time{});
    live.roll(10000, 100);
    live.transport.set_loop(loop_of(4000, 10500));
    for (auto& plane : live.heard) plane.clear();
    live.roll_anew(10000, 100);
    CHECK(live.engine.report().starved == 0);
    const Planes pass = m.render(4000, 6500 + static_cast<int>(kRise));
    // 10000 frames on: 500 to the first wrap, then 9500 of passes of 6500: 3000 into the second.
    CHECK(same(live.heard, 500 + 6500 + kRise, pass, kRise, 3000 - kRise));
    for (size_t i = 1; i < 10000; ++i) { // falls and rises: no silence by a jump
        if (live.heard[0][i] != 0 || i < 2) continue;
        CHECK(std::abs(live.heard[0][i - 1]) < 0.05f);
    }
    // Cleared within the last samples of a pass: on it goes.
    live.transport.set_loop({});
    for (auto& plane : live.heard) plane.clear();
    live.roll_anew(10000, 100);
    const Planes on = m.render(4000 + 3000, 10000);
    CHECK(same(live.heard, 1000, on, 1000, 9000));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("stops, jumps and edits in a loop") {
    LoopMix m(true);
    Live live(m, 2);
    live.transport.set_loop(loop_of(5000, 9000));
    live.start(samples(5000));
    live.roll(3990, 190); // 10 before the end: the fade goes through the wrap
    live.transport.stop();
    for (int i = 0; i < 10; ++i) live.block(100);
    for (size_t i = 3990 + kFade; i < live.heard[0].size(); ++i) CHECK(live.heard[0][i] == 0);
    CHECK(std::abs(live.heard[0][3990 + 100]) + std::abs(live.heard[0][3990 + 101]) > 0);
    while (!live.engine.can_go_on()) live.block(10), std::this_thread::yield();
    live.transport.play();
    for (auto& plane : live.heard) plane.clear();
    live.roll(9000, 190);
    const Planes again = expected(m, 8990, 5000, 9000, 9000);
    CHECK(same(live.heard, kRise + 10, again, kRise + 10, 9000 - kRise - 10));
    // Jumped out of it, behind its end: on without a loop.
    const uint64_t place = live.transport.locate(samples(20000));
    live.block(100);
    while (!live.engine.filled(place)) live.block(100);
    live.transport.filled(place);
    for (auto& plane : live.heard) plane.clear();
    live.roll(9600, 100);
    CHECK(same(live.heard, kRise, m.render(20000, 9600), kRise, 9600 - kRise));
    // And back; a fader moves, which later passes have as if it had always been there.
    const uint64_t back = live.transport.locate(samples(6000));
    live.block(100);
    while (!live.engine.filled(back)) live.block(100);
    live.transport.filled(back);
    live.roll(5000, 100);
    m.strip(m.tracks[0], [](Strip& s) { s.gain_db = {-20}; });
    live.edit(m);
    for (auto& plane : live.heard) plane.clear();
    live.roll(16000, 100);
    const Planes pass = m.render(5000, 4000);
    bool found = false;
    for (size_t at = 0; at < 4100 && !found; ++at) {
        found = same(live.heard, at + kRise, pass, kRise, 4000 - kRise);
        if (found) CHECK(same(live.heard, at + 4000 + kRise, pass, kRise, 4000 - kRise));
    }
    CHECK(found);
    CHECK(live.engine.report().starved == 0);
}
