// Micro-benchmark of the mixer: strips from synthetic sources, freewheeling. Counters: ns_per_strip_sample (one stereo
// frame of one strip) and x_realtime at 48 kHz. Never asserted.
#include <benchmark/benchmark.h>

#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

namespace {

enum Work { unity, faders, automation, resampling };

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
            if (work == faders) s.gain_db.value = -6, s.pan.value = 0.25;
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
BENCHMARK_MAIN();
