// Micro-benchmark of the mixer: strips from synthetic sources, freewheeling. Counters: ns_per_strip_sample (one stereo
// frame of one strip) and x_realtime at 48 kHz. Never asserted.
#include <benchmark/benchmark.h>

#include "engine/model/sound_slots.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

namespace {

enum Work { unity, faders, automation, resampling, strips };

// What a channel strip of a desk has: four bands and a compressor that works all the time.
Ref<Effect> four_bands(Mix& m) {
    std::vector<std::pair<int, double>> set;
    const slot::BandType types[] = {slot::BandType::low_shelf, slot::BandType::bell, slot::BandType::bell,
                                    slot::BandType::high_shelf};
    const double hz[] = {100, 400, 2500, 8000}, gain[] = {2, -3, 2.5, 3};
    for (int b = 0; b < 4; ++b) {
        const int base = b * slot::eq_band_params;
        set.insert(set.end(),
                   std::initializer_list<std::pair<int, double>>{{base + slot::eq_type, static_cast<double>(types[b])},
                                                                 {base + slot::eq_frequency, hz[b]},
                                                                 {base + slot::eq_gain, gain[b]}});
    }
    return m.insert(EffectKind::eq, set);
}
Ref<Effect> compressor(Mix& m) {
    return m.insert(EffectKind::compressor, {{slot::comp_threshold, -20}, {slot::comp_ratio, 3}});
}

Mix session(int tracks, Work work) {
    Mix m;
    static const std::vector<float> table = [] {
        std::vector<float> t(65536);
        for (size_t i = 0; i < t.size(); ++i) t[i] = noise(1, static_cast<int64_t>(i));
        return t;
    }();
    for (int t = 0; t < tracks; ++t) {
        auto track = t == 0 ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + std::to_string(t + 1));
        auto media = m.add("take" + std::to_string(t),
                           {.rate = work == resampling ? 44100 : 48000,
                            .value = [](int, int64_t n) { return table[static_cast<size_t>(n & 65535)]; }},
                           seconds(36000));
        m.build.clip(track, media, {}, seconds(1), seconds(30000));
        m.strip(track, [&](Strip& s) {
            if (work == strips) s.inserts = {four_bands(m), compressor(m)};
            if (work == faders || work == strips) s.gain_db.value = -6, s.pan.value = 0.25;
            if (work == automation) {
                s.gain_db = curve({{.time = {}, .value = -20}, {.time = seconds(30000), .value = 0}});
                s.pan = curve({{.time = {}, .value = -1}, {.time = seconds(30000), .value = 1}});
            }
        });
    }
    return m;
}

void mix(benchmark::State& state, Work work) {
    const int tracks = static_cast<int>(state.range(0)), threads = static_cast<int>(state.range(1));
    auto r = std::move(session(tracks, work).renderer({.threads = threads})).value();
    std::vector<float> l(audio::kChunk), right(audio::kChunk);
    float* out[] = {l.data(), right.data()};
    int64_t frames = 0;
    for (auto _ : state) {
        if (!r->render(audio::kChunk, out)) state.SkipWithError("render failed");
        frames += audio::kChunk;
    }
    double n = static_cast<double>(frames);
    state.counters["ns_per_strip_sample"] =
        benchmark::Counter(n * tracks * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["x_realtime"] = benchmark::Counter(n / 48000, benchmark::Counter::kIsRate);
}

} // namespace

BENCHMARK_CAPTURE(mix, unity, unity)->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_CAPTURE(mix, faders, faders)->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_CAPTURE(mix, automation, automation)->Args({64, 1})->UseRealTime();
BENCHMARK_CAPTURE(mix, resampling, resampling)->Args({64, 1})->UseRealTime();
BENCHMARK_CAPTURE(mix, strips, strips)->Args({8, 1})->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_MAIN();
