// Time of whole frames on the CPU renderer, by job, on one thread: CPU time is what both cores would spend together.
// Prints ns a pixel of the target. Run by tests/bench; no assertion.
#include <benchmark/benchmark.h>

#include <numbers>

#include "gpu/cpu/cpu_renderer.h"
#include "gpu/cpu/scopes.h"
#include "tests/unit/gpu/oracle_programs.h"

using namespace tandem;
using namespace tandem::test;

static constexpr int kWidth = 1920, kHeight = 1080;

static void run(benchmark::State& state, BuildProgram& b) {
    auto r = make_cpu_renderer(1);
    for (auto _ : state) benchmark::DoNotOptimize(r->render(b.program, b.pictures).value());
    double pixels = static_cast<double>(b.program.target.width) * b.program.target.height;
    state.counters["ns/px"] =
        benchmark::Counter(pixels * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

static int16_t video(BuildProgram& b, int width, int height, PixelFormat format, uint32_t seed) {
    return b.source(make_picture(format, width, height, kRec709, seed), kRec709);
}
static int16_t full(BuildProgram& b, uint32_t seed, PixelFormat format = PixelFormat::yuv420p) {
    return b.sample(video(b, b.program.target.width, b.program.target.height, format, seed), {}, SampleFilter::bicubic,
                    {}, true);
}
static Affine placed(double degrees, double scale, double cx, double cy, double sx, double sy) {
    double r = degrees * std::numbers::pi / 180, c = std::cos(r) / scale, s = std::sin(r) / scale;
    return {c, s, sx - c * cx - s * cy, -s, c, sy + s * cx - c * cy};
}
static int16_t grade(BuildProgram& b, int16_t v) {
    v = b.unary(OpCode::exposure, v, {{1.1f, 0, 0, 0}});
    v = b.unary(OpCode::contrast, v, {{1.1f, 0.18f, 0, 0}});
    v = b.unary(OpCode::saturation, v, {{1.1f, 0.2126f, 0.7152f, 0.0722f}});
    return b.unary(OpCode::lift_gamma_gain, v, {{0.01f, 0, 0, 0}, {1.1f, 1, 0.95f, 0}, {1, 0.98f, 1.02f, 0}});
}
static int16_t look(BuildProgram& b, int16_t v) {
    auto t = std::make_shared<ColourTable>();
    t->size = 33;
    for (int i = 0; i < 33 * 33 * 33; ++i)
        for (int c : {i % 33, i / 33 % 33, i / 1089}) t->rgb.push_back(static_cast<float>(c) / 32.0f);
    b.program.luts = {t};
    v = b.unary(OpCode::lut3d, v, {{1, 0, 0, 0}});
    b.program.ops.back().lut = 0;
    return v;
}

static void grade_lut(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    look(b, grade(b, full(b, 1)));
    run(state, b);
}
BENCHMARK(grade_lut)->Unit(benchmark::kMillisecond);
static void lut_only(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    look(b, full(b, 1));
    run(state, b);
}
BENCHMARK(lut_only)->Unit(benchmark::kMillisecond);
static void through_linear(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    b.unary(OpCode::exposure, full(b, 1), {{1.1f, 0, 0, 0}});
    run(state, b);
}
BENCHMARK(through_linear)->Unit(benchmark::kMillisecond);
// Argument: 0 curves, 1 hue curves, 2 log wheels, 3 channel mixer, -1 none (reads and stores through float).
static void graded(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t v = full(b, 1);
    if (state.range(0) < 0)
        b.unary(OpCode::channel_mixer, v, {{1, 0, 0, 0.001f}, {0, 1, 0, 0}, {0, 0, 1, 0}});
    else
        table_grade(b, static_cast<int>(state.range(0)), v);
    run(state, b);
}
BENCHMARK(graded)->Arg(-1)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);
// Arguments: MaskShape, whether colours are selected; over an exposure.
static void masked(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t v = full(b, 1);
    add_mask(b, static_cast<MaskShape>(state.range(0)), state.range(1) != 0, false, v,
             b.unary(OpCode::exposure, v, {{1.6f, 0, 0, 0}}));
    run(state, b);
}
BENCHMARK(masked)->ArgsProduct({{0, 1, 2, 3}, {0, 1}})->Unit(benchmark::kMillisecond);
static void dissolve(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t a = full(b, 1), c = full(b, 2);
    b.op({.code = OpCode::dissolve, .a = a, .b = c, .opaque = true}, {{0.4f, 0, 0, 0}});
    run(state, b);
}
BENCHMARK(dissolve)->Unit(benchmark::kMillisecond);
static void picture_in_picture(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t a = full(b, 1), s = video(b, kWidth, kHeight, PixelFormat::yuv420p, 2);
    double w = kWidth * 0.35, h = kHeight * 0.35;
    IntRect box{1400 - static_cast<int>(w / 2) - 20, 760 - static_cast<int>(h / 2) - 32,
                1400 + static_cast<int>(w / 2) + 20, 760 + static_cast<int>(h / 2) + 32};
    int16_t c = b.sample(s, placed(5, 0.35, 1400, 760, kWidth / 2, kHeight / 2), SampleFilter::bicubic, box);
    b.binary(OpCode::blend, 0, a, b.unary(OpCode::opacity, c, {{0.9f, 0, 0, 0}}));
    run(state, b);
}
BENCHMARK(picture_in_picture)->Unit(benchmark::kMillisecond);
// Arguments: layers, filter, degrees.
static void layers(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t v = full(b, 1);
    for (int i = 0; i < state.range(0); ++i) {
        int16_t s = video(b, kWidth, kHeight, PixelFormat::yuv420p, static_cast<uint32_t>(i + 2));
        int16_t c = b.sample(s, placed(static_cast<double>(state.range(2)), 1.02 + 0.01 * i, 960, 540, 960, 540),
                             static_cast<SampleFilter>(state.range(1)));
        v = b.binary(OpCode::blend, 0, v, b.unary(OpCode::opacity, c, {{0.5f, 0, 0, 0}}));
    }
    run(state, b);
}
BENCHMARK(layers)->Args({1, 1, 0})->Args({1, 1, 3})->Args({1, 2, 0})->Args({1, 2, 3})->Args({8, 2, 0})->Unit(
    benchmark::kMillisecond);
static void uhd_grade(benchmark::State& state) {
    BuildProgram b(3840, 2160, PixelFormat::yuv420p10le);
    int16_t v = grade(b, full(b, 1, PixelFormat::yuv420p10le));
    auto title = b.source(make_picture(PixelFormat::rgba, 1200, 200, kSrgbFull, 3), kSrgbFull);
    b.binary(OpCode::blend, 0, v,
             b.sample(title, {1, 0, -1300, 0, 1, -1800}, SampleFilter::bicubic, {1300, 1800, 2500, 2000}));
    run(state, b);
}
BENCHMARK(uhd_grade)->Unit(benchmark::kMillisecond);
static void halved_8k(benchmark::State& state) {
    BuildProgram b(3840, 2160, PixelFormat::yuv420p);
    int16_t s = video(b, 7680, 4320, PixelFormat::yuv420p, 1);
    grade(b, b.sample(s, {2, 0, 0, 0, 2, 0}, SampleFilter::bicubic, {}, true));
    run(state, b);
}
BENCHMARK(halved_8k)->Unit(benchmark::kMillisecond);
// Counts of a whole frame: 0 = 8 bits, 1 = 10; then false colour over it.
static void scopes(benchmark::State& state) {
    auto picture =
        make_picture(state.range(0) ? PixelFormat::yuv420p10le : PixelFormat::yuv420p, kWidth, kHeight, kRec709, 1);
    auto engine = make_cpu_scopes(1);
    for (auto _ : state) {
        if (state.range(1))
            benchmark::DoNotOptimize(engine->overlay(*picture, ScopeKind::false_colour, {}).value());
        else
            benchmark::DoNotOptimize(engine->measure(*picture, {.columns = 1024}).value());
    }
    state.counters["ns/px"] = benchmark::Counter(
        kWidth * kHeight * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(scopes)->Args({0, 0})->Args({1, 0})->Args({0, 1})->Unit(benchmark::kMillisecond);

// A Gaussian both ways as compile_filters writes it: directly, or of a picture halved `level` times.
static int16_t blurred(BuildProgram& b, int16_t v, float sigma, int level, int edge) {
    IntRect f = b.frame();
    float k = static_cast<float>(1 << level), s = sigma / k, radius = std::ceil(3 * s);
    IntRect small{0, 0, (f.x1 + (1 << level) - 1) >> level, (f.y1 + (1 << level) - 1) >> level};
    if (level > 0) {
        int16_t g = b.geometry({k, 0, 0, 0, k, 0}, {0, 0, double(f.x1), double(f.y1)});
        v = b.op({.code = OpCode::resample,
                  .filter = SampleFilter::nearest,
                  .a = v,
                  .geometry = g,
                  .bounds = small,
                  .opaque = true});
    }
    for (int axis : {0, 1})
        v = b.op({.code = OpCode::blur,
                  .variant = static_cast<uint8_t>(axis + 2 * edge),
                  .a = v,
                  .bounds = small,
                  .opaque = edge != 0},
                 {{s, 1, radius, 0}, {0, static_cast<float>(axis ? f.y1 : f.x1) / k, 0, 0}});
    if (level == 0) return v;
    int16_t g = b.geometry({1 / k, 0, 0, 0, 1 / k, 0}, {0, 0, f.x1 / double(k), f.y1 / double(k)});
    return b.op(
        {.code = OpCode::resample, .filter = SampleFilter::bicubic, .a = v, .geometry = g, .opaque = edge != 0});
}
static void blur(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    blurred(b, full(b, 1), static_cast<float>(state.range(0)), static_cast<int>(state.range(1)), 1);
    run(state, b);
}
BENCHMARK(blur)->Args({2, 0})->Args({5, 0})->Args({20, 2})->Args({100, 5})->Unit(benchmark::kMillisecond);
static void sharpen(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t v = full(b, 1);
    int16_t soft = blurred(b, v, 1.0f, 0, 1);
    b.op({.code = OpCode::unsharp, .a = v, .b = soft, .opaque = true},
         {{0.5f, 0, 0, 0}, {0.2126f, 0.7152f, 0.0722f, 0}});
    run(state, b);
}
BENCHMARK(sharpen)->Unit(benchmark::kMillisecond);
static void glow(benchmark::State& state) {
    BuildProgram b(kWidth, kHeight, PixelFormat::yuv420p);
    int16_t v = full(b, 1);
    int16_t light = b.unary(OpCode::bright, v, {{0.5f, 0, 0, 0}});
    b.program.ops.back().opaque = false;
    light = blurred(b, light, 20, 2, 0);
    b.op({.code = OpCode::add_light, .a = v, .b = light, .opaque = true}, {{0.5f, 0, 0, 0}});
    run(state, b);
}
BENCHMARK(glow)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
