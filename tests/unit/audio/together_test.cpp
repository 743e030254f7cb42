// Strips that run side by side have the bits that each has alone, whatever stands in them.
#include <doctest/doctest.h>
#include <malloc.h>

#include <optional>
#include <random>

#include "engine/audio/processors/kernels.h"
#include "engine/model/sound_slots.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Set = std::vector<std::pair<int, double>>;

Set bands(int count) {
    const slot::BandType types[] = {slot::BandType::low_cut_24, slot::BandType::bell, slot::BandType::high_shelf,
                                    slot::BandType::low_shelf, slot::BandType::notch};
    Set set{{slot::eq_output, count % 2 ? -2.5 : 0.0}};
    for (int b = 0; b < count; ++b) {
        const int base = b * slot::eq_band_params;
        set.push_back({base + slot::eq_type, static_cast<double>(types[b % 5])});
        set.push_back({base + slot::eq_frequency, 60.0 * (b + 1) * (b + 2)});
        set.push_back({base + slot::eq_gain, b % 2 ? 4.0 : -3.0});
    }
    return set;
}

Ref<Effect> keyed(Mix& m, EffectKind kind, const Set& set, int slot, const Param& p) {
    Effect e = *m.insert(kind, set);
    e.params[static_cast<size_t>(slot)] = p;
    return std::make_shared<const Effect>(std::move(e));
}

// Strips of all shapes: other numbers of bands, other orders, inserts between, passed by, automation that jumps and
// bends inside quanta or holds, one channel, nothing at all.
std::vector<Ref<Effect>> shape(Mix& m, int t) {
    const Set hard{{slot::comp_threshold, -30}, {slot::comp_ratio, 8}};
    const Param moves = curve({{.time = samples(1001), .value = -30, .interpolation = Interpolation::hold},
                               {.time = samples(4321), .value = -12, .interpolation = Interpolation::linear},
                               {.time = samples(9999), .value = -36, .interpolation = Interpolation::linear}});
    switch (t) {
    case 0:
        return {m.insert(EffectKind::eq, bands(4)), m.insert(EffectKind::compressor, hard)};
    case 1:
        return {m.insert(EffectKind::eq, bands(3)), m.insert(EffectKind::saturator), m.insert(EffectKind::compressor)};
    case 2:
        return {m.insert(EffectKind::compressor, {{slot::comp_detector, 1}, {slot::comp_key_cut, 120}}),
                m.insert(EffectKind::eq, bands(8))};
    case 3:
        return {m.insert(EffectKind::eq, bands(4)),
                keyed(m, EffectKind::compressor, hard, slot::comp_threshold, moves)};
    case 4: {
        const Param band = curve({{.time = samples(777), .value = 200, .interpolation = Interpolation::linear},
                                  {.time = samples(7777), .value = 900, .interpolation = Interpolation::linear}});
        return {keyed(m, EffectKind::eq, bands(2), slot::eq_band_params + slot::eq_frequency, band),
                m.insert(EffectKind::compressor, hard)};
    }
    case 5: { // passed by
        Effect off = *m.insert(EffectKind::compressor, hard);
        off.enabled = false;
        return {m.insert(EffectKind::eq, bands(1)), std::make_shared<const Effect>(std::move(off))};
    }
    case 6:
        return {};
    case 7:
        return {m.insert(EffectKind::compressor, {{slot::comp_attack, 0.3}, {slot::comp_release, 0.01}}),
                m.insert(EffectKind::limiter, {{slot::limit_ceiling, -20}}), m.insert(EffectKind::eq, bands(5))};
    default:
        return {m.insert(EffectKind::eq, bands(t % 9)), m.insert(EffectKind::compressor, hard)};
    }
}

// Tracks [0, count), or only one of them.
Mix strips(int count, std::optional<int> only = {}) {
    Mix m;
    bool first = true;
    for (int t = 0; t < count; ++t) {
        const auto inserts = shape(m, t);
        if (only && t != *only) continue;
        const auto name = std::to_string(t);
        const TrackId track = first ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + name);
        first = false;
        Signal sound = noise_signal(static_cast<uint64_t>(t) + 1, 48000, t == 4 ? 1 : 2);
        m.build.clip(track, m.add("noise" + name, sound, seconds(100)), samples(t * 100), seconds(1), seconds(9));
        m.strip(track, [&](Strip& s) { s.inserts = inserts, s.gain_db.value = -6 - t, s.pan.value = 0.1 * (t % 7); });
    }
    return m;
}

// The sum of tracks as the master makes it.
Planes sum_of(const std::vector<Planes>& tracks, size_t count, size_t frames) {
    Planes out(2, std::vector<float>(frames));
    for (size_t c = 0; c < 2; ++c)
        for (size_t i = 0; i < frames; ++i) {
            double sum = 0;
            for (size_t t = 0; t < count; ++t) sum += static_cast<double>(tracks[t][c][i]);
            out[c][i] = static_cast<float>(sum);
        }
    return out;
}

struct WithKernels {
    explicit WithKernels(const audio::Kernels* set) { audio::use_kernels(set); }
    ~WithKernels() { audio::use_kernels(nullptr); }
};

} // namespace

TEST_CASE("strips side by side sound as each alone, bit for bit: 1 to 9 and 18 of them, in every set of kernels") {
    constexpr int kTracks = 18, kFrames = 12000;
    const audio::Kernels& plain = *audio::all_kernels().front();
    std::vector<Planes> alone;
    {
        const WithKernels set(&plain);
        for (int t = 0; t < kTracks; ++t) alone.push_back(strips(kTracks, t).render(0, kFrames));
    }
    for (const audio::Kernels* set : audio::all_kernels()) {
        CAPTURE(set->name);
        const WithKernels chosen(set);
        for (int count : {1, 2, 3, 4, 5, 6, 7, 8, 9, kTracks}) {
            CAPTURE(count);
            const Mix m = strips(count);
            const Planes want = sum_of(alone, static_cast<size_t>(count), kFrames);
            CHECK(same(m.render(0, kFrames), 0, want, 0, kFrames));
            if (count < 8) continue;
            for (auto [threads, block, chunk] : {std::tuple{2, 977, 1024}, {1, 64, 64}, {3, 333, 192}}) {
                CAPTURE(threads);
                CAPTURE(chunk);
                CHECK(same(m.render(0, kFrames, {.threads = threads}, block, chunk), 0, want, 0, kFrames));
            }
        }
    }
}

TEST_CASE("live: strips side by side are the offline render, bit for bit, in loops too") {
    const Mix m = strips(18);
    check_live_is_render(m, 48000, {{1, 64}, {2, 256}, {3, 1000}});
    Live live(m, 2);
    live.start(samples(30001)); // what is begun in the middle is made alone at first
    live.roll(20000, 128);
    CHECK(same(live.heard, kRise, m.render(30001, 20000), kRise, 20000 - kRise));
    // A pass longer than what is kept, then the next: each from rest.
    const int64_t from = 10007, frames = 60001;
    Live loop(m, 2);
    loop.transport.set_loop({samples(from), samples(frames)});
    loop.start(samples(from));
    loop.roll(2 * frames, 256);
    const Planes pass = m.render(from, static_cast<int>(frames));
    CHECK(same(loop.heard, kRise, pass, kRise, frames - kRise));
    CHECK(same(loop.heard, static_cast<size_t>(frames) + kRise, pass, kRise, frames - kRise));
    CHECK(loop.engine.report().starved == 0);
}

TEST_CASE("a thousand starts, stops and locates leave memory where it was") {
    const Mix m = strips(9);
    Live live(m, 2);
    std::mt19937 random(5);
    const auto run = [&](int times) {
        for (int i = 0; i < times; ++i) {
            live.start(samples(static_cast<int64_t>(random() % 300000)));
            live.roll(256, 128);
            live.transport.stop();
            live.block(64);
        }
    };
    run(200);
    const auto before = mallinfo2();
    run(1000);
    const auto after = mallinfo2();
    CHECK(after.uordblks + after.hblkhd < before.uordblks + before.hblkhd + 200'000);
    CHECK(live.engine.report().starved == 0);
}
