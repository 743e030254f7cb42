// CPU time of one effect on a 1080p frame by the SIMD renderer on one thread, as a film has it: effects of the catalog,
// compiled and rendered frame after frame. ops.py stands the same beside filters of ffmpeg and melt. No assertion.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "engine/video/assets.h"
#include "engine/video/compile_frame.h"
#include "gpu/cpu/cpu_renderer.h"
#include "tests/support/build_project.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Values = std::vector<std::pair<std::string_view, double>>;

// A film of one clip, of another one above it or after it, and the pictures that its media show.
struct Film {
    BuildProject b;
    std::vector<PictureRef> pictures; // by medium
    ClipId first, second;

    MediaId medium(int width, int height, PixelFormat format) {
        const auto seed = static_cast<uint32_t>(pictures.size() + 1);
        const ColourTags tags = format == PixelFormat::rgba ? kSrgbFull : kRec709;
        // A still has an identity, so that its texture is kept as in a film.
        pictures.push_back(make_picture(format, width, height, tags, seed, format == PixelFormat::rgba ? seed : 0));
        Media m;
        m.name = "m" + std::to_string(seed), m.path = "/nowhere/" + m.name, m.duration = seconds(10);
        PictureStream p;
        p.width = width, p.height = height, p.rate = {25, 1}, p.duration = m.duration;
        p.codec = "rawvideo", p.format = info(format).name, p.colour = tags;
        m.pictures.push_back(p);
        return b.add_media(std::move(m));
    }
    explicit Film(int width = 1920, int height = 1080) {
        first = b.clip(b.v1(), medium(width, height, PixelFormat::yuv420p), {}, seconds(1), seconds(4));
    }
    void above(int width, int height) {
        first =
            b.clip(b.add_track(TrackKind::picture, "V2"), medium(width, height, PixelFormat::rgba), {}, {}, seconds(4));
    }
    void after() {
        second = b.clip(b.v1(), medium(1920, 1080, PixelFormat::yuv420p), seconds(4), seconds(1), seconds(4));
    }
    void effect(EffectKind kind, const Values& values, const std::vector<std::string>& texts = {}) {
        b.effect(first, kind, [&](Effect& e) {
            for (auto [id, value] : values) {
                size_t slot = 0;
                while (spec(kind).params[slot].id != id) ++slot;
                e.params[slot].value = value;
            }
            std::copy(texts.begin(), texts.end(), e.texts.begin());
        });
    }
};

std::string look_file() {
    const auto path =
        std::filesystem::temp_directory_path() / ("tandem-op-bench-" + std::to_string(getpid()) + ".cube");
    std::ofstream out(path);
    out << "LUT_3D_SIZE 33\n";
    for (int b = 0; b < 33; ++b)
        for (int g = 0; g < 33; ++g)
            for (int r = 0; r < 33; ++r) {
                auto bent = [](int v, double power) { return std::pow(v / 32.0, power); };
                out << bent(r, 0.9) << ' ' << bent(g, 1.05) << ' ' << bent(b, 1.1) << '\n';
            }
    return path.string();
}

void run(benchmark::State& state, const Film& film, double at = 2) {
    const auto project = film.b.done();
    const Sequence& s = *project->sequences[0];
    const auto assets = make_frame_assets();
    const auto renderer = make_cpu_renderer(1);
    const RenderSpec wanted{.target = target_of(s, PixelFormat::yuv420p)};
    for (auto _ : state) {
        auto program = compile_frame(*project, s, Time::from_double(at), wanted, *assets);
        if (!program) return state.SkipWithError(program.error().text().c_str());
        if (program->passthrough_source() >= 0) return state.SkipWithError("nothing to compute");
        std::vector<PictureRef> sources;
        for (const FrameSource& source : program->sources)
            for (size_t i = 0; i < film.pictures.size(); ++i)
                if (project->media[i]->id == source.media) sources.push_back(film.pictures[i]);
        auto picture = renderer->render(*program, sources);
        if (!picture) return state.SkipWithError(picture.error().text().c_str());
        benchmark::DoNotOptimize(*picture);
    }
}

void with_effect(benchmark::State& state, EffectKind kind, const Values& values,
                 const std::vector<std::string>& texts = {}) {
    Film film;
    film.effect(kind, values, texts);
    run(state, film);
}

} // namespace

static void op_scale(benchmark::State& state) { run(state, Film(1280, 720)); }
static void op_crop_pad(benchmark::State& state) {
    with_effect(state, EffectKind::crop, {{"left", 0.1}, {"right", 0.1}, {"top", 0.1}, {"bottom", 0.1}});
}
static void op_overlay(benchmark::State& state) {
    Film film;
    film.above(480, 270);
    film.effect(EffectKind::transform, {{"fit", 3}, {"x", 600}, {"y", -350}});
    run(state, film);
}
static void op_lift_gamma_gain(benchmark::State& state) {
    with_effect(state, EffectKind::lift_gamma_gain,
                {{"lift_r", 0.02}, {"gamma_g", 1.1}, {"gain_b", 1.05}, {"gamma_r", 0.95}});
}
static void op_curves(benchmark::State& state) {
    with_effect(state, EffectKind::curves, {}, {"0,0 0.3,0.25 0.7,0.78 1,1", "0,0 0.5,0.55 1,1", "", "0,0.02 1,0.97"});
}
static void op_lut3d(benchmark::State& state) {
    const std::string path = look_file();
    with_effect(state, EffectKind::lut3d, {}, {path});
    std::remove(path.c_str());
}
static void op_saturation(benchmark::State& state) { with_effect(state, EffectKind::saturation, {{"amount", 1.3}}); }
static void op_hue_saturation(benchmark::State& state) {
    with_effect(state, EffectKind::hue_curves, {}, {"0,0.03 0.5,0.03", "0,1.3 0.5,1.3"});
}
static void op_gaussian_blur(benchmark::State& state) {
    with_effect(state, EffectKind::blur, {{"sigma_x", 8 / 1080.0}, {"sigma_y", 8 / 1080.0}, {"edge", 1}});
}
static void op_sharpen(benchmark::State& state) {
    with_effect(state, EffectKind::sharpen, {{"amount", 0.8}, {"radius", 1 / 1080.0}});
}
static void op_chroma_key(benchmark::State& state) {
    with_effect(state, EffectKind::chroma_key, {{"tolerance", 0.4}, {"softness", 0.2}});
}
static void op_dissolve(benchmark::State& state) {
    Film film;
    film.after();
    film.b.transition(film.second, TransitionKind::dissolve, millis(500), millis(500));
    run(state, film, 4.0);
}
BENCHMARK(op_scale)->Unit(benchmark::kMillisecond);
BENCHMARK(op_crop_pad)->Unit(benchmark::kMillisecond);
BENCHMARK(op_overlay)->Unit(benchmark::kMillisecond);
BENCHMARK(op_lift_gamma_gain)->Unit(benchmark::kMillisecond);
BENCHMARK(op_curves)->Unit(benchmark::kMillisecond);
BENCHMARK(op_lut3d)->Unit(benchmark::kMillisecond);
BENCHMARK(op_saturation)->Unit(benchmark::kMillisecond);
BENCHMARK(op_hue_saturation)->Unit(benchmark::kMillisecond);
BENCHMARK(op_gaussian_blur)->Unit(benchmark::kMillisecond);
BENCHMARK(op_sharpen)->Unit(benchmark::kMillisecond);
BENCHMARK(op_chroma_key)->Unit(benchmark::kMillisecond);
BENCHMARK(op_dissolve)->Unit(benchmark::kMillisecond);
