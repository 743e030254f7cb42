// Micro-benchmark of the mixer: strips from synthetic sources, freewheeling. Counters: ns_per_strip_sample (one stereo
// frame of one strip) and x_realtime at 48 kHz. Never asserted.
#include <benchmark/benchmark.h>

#include "engine/audio/processors/kernels.h"
#include "engine/audio/processors/processor.h"
#include "tests/bench/strip_mix.h"

using namespace tandem;
using namespace tandem::test;

namespace {

enum Work { unity, faders, automation, resampling, strips };

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
            if (work == strips) s.inserts = {four_bands(m), strip_compressor(m)};
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

// 16 strips' four bands and compressor by themselves: no streams, faders or sums. ns_per_strip_sample by set of
// kernels.
void strip_kernels(benchmark::State& state, const char* set, int together) {
    const int frames = static_cast<int>(state.range(0));
    for (const audio::Kernels* k : audio::all_kernels())
        if (std::string_view(k->name) == set) audio::use_kernels(k);
    if (std::string_view(audio::kernels().name) != set) return state.SkipWithError("not on this machine");
    const audio::DenormalGuard guard;
    constexpr size_t kStrips = 16;
    Mix m;
    const std::vector<Ref<Effect>> inserts{four_bands(m), strip_compressor(m)};
    std::vector<std::vector<double>> values;
    for (const auto& e : inserts) {
        values.emplace_back();
        for (const Param& p : e->params) values.back().push_back(p.value);
    }
    std::vector<std::unique_ptr<audio::Processor>> made[2];
    std::vector<std::vector<float>> source(2 * kStrips), planes(2 * kStrips);
    for (size_t c = 0; c < source.size(); ++c)
        for (int i = 0; i < frames; ++i) source[c].push_back(noise(c, i) * 0.5f);
    for (size_t e = 0; e < 2; ++e)
        for (size_t s = 0; s < kStrips; ++s) made[e].push_back(audio::make_processor({.kind = inserts[e]->kind}));
    int64_t first = 0;
    for (auto _ : state) {
        planes = source;
        for (size_t e = 0; e < 2; ++e) {
            std::vector<audio::ProcessorJob> jobs;
            float* io[kStrips][2];
            for (size_t s = 0; s < kStrips; ++s) {
                io[s][0] = planes[2 * s].data(), io[s][1] = planes[2 * s + 1].data();
                jobs.push_back({made[e][s].get(),
                                {.first = first,
                                 .frames = frames,
                                 .io = io[s],
                                 .key = io[s],
                                 .key_channels = 2,
                                 .from = values[e].data(),
                                 .to = values[e].data()}});
            }
            for (size_t s = 0; s < kStrips; s += static_cast<size_t>(together))
                made[e][s]->run_together(std::span(jobs).subspan(s, static_cast<size_t>(together)));
        }
        first += frames;
    }
    audio::use_kernels(nullptr);
    state.counters["ns_per_strip_sample"] = benchmark::Counter(
        static_cast<double>(first) * kStrips * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

} // namespace

BENCHMARK_CAPTURE(strip_kernels, SSE2, "SSE2", 16)->Arg(64)->Arg(512);
BENCHMARK_CAPTURE(strip_kernels, AVX2, "AVX2", 16)->Arg(64)->Arg(512);
BENCHMARK_CAPTURE(strip_kernels, AVX2_alone, "AVX2", 1)->Arg(512);
BENCHMARK_CAPTURE(strip_kernels, AVX512, "AVX-512", 16)->Arg(64)->Arg(512);
BENCHMARK_CAPTURE(mix, unity, unity)->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_CAPTURE(mix, faders, faders)->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_CAPTURE(mix, automation, automation)->Args({64, 1})->UseRealTime();
BENCHMARK_CAPTURE(mix, resampling, resampling)->Args({64, 1})->UseRealTime();
BENCHMARK_CAPTURE(mix, strips, strips)->Args({8, 1})->Args({64, 1})->Args({64, 2})->UseRealTime();
BENCHMARK_MAIN();
