// Micro-benchmark of compile_frame: frames of 1, 8 and 40 layers, dissolves and grades, on tracks of 10 000 clips. The
// target is 50 us for usual frames. Never asserted.
#include <benchmark/benchmark.h>

#include "engine/video/assets.h"
#include "engine/video/compile_frame.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kClips = 10'000;

void set(Effect& effect, int slot, double v) { effect.params[static_cast<size_t>(slot)].value = v; }

enum class Look { plain, placed, graded, dissolve };

// `layers` picture tracks of one-second clips; what is above the lowest one is seen through.
Ref<Project> film(int layers, Look look) {
    BuildProject b;
    MediaId media = b.film("a.mov", seconds(20'000));
    Effect place = make_effect(EffectKind::transform, b.ids().make<EffectId>());
    set(place, slot::scale_x, 0.35), set(place, slot::scale_y, 0.35), set(place, slot::rotation, 5);
    Effect through = make_effect(EffectKind::composite, b.ids().make<EffectId>());
    set(through, slot::opacity, 0.9);
    Effect light = make_effect(EffectKind::exposure, b.ids().make<EffectId>());
    set(light, slot::stops, 0.5);
    Effect rich = make_effect(EffectKind::saturation, b.ids().make<EffectId>());
    set(rich, slot::saturation, 1.2);
    auto stack = std::make_shared<EffectStack>();
    auto add = [&](const Effect& e) { stack->effects.push_back(std::make_shared<const Effect>(e)); };
    if (look != Look::plain) add(place), add(through);
    if (look == Look::graded) add(light), add(rich);
    Transition mix;
    mix.id = b.ids().make<TransitionId>(), mix.kind = TransitionKind::dissolve;
    mix.before = mix.after = millis(500);
    for (int n = 0; n < layers; ++n) {
        TrackId id = n == 0 ? b.v1() : b.add_track(TrackKind::picture, "V" + std::to_string(n + 1));
        Track t = b.track(id);
        for (int i = 0; i < kClips; ++i) {
            Clip c{.name = "a.mov", .content = MediaContent{media}, .in = seconds(i), .length = seconds(1)};
            c.id = b.ids().make<ClipId>();
            if (look != Look::plain && (n > 0 || layers == 1)) c.effects = stack;
            if (look == Look::dissolve && i > 0) c.transition_in = std::make_shared<const Transition>(mix);
            t.items = t.items.push_back({seconds(i), std::make_shared<const Clip>(std::move(c))});
        }
        b.set_track(std::move(t));
    }
    return b.done();
}

void compile(benchmark::State& state, Look look) {
    auto project = film(static_cast<int>(state.range(0)), look);
    const Sequence& s = *project->sequences[0];
    RenderSpec spec{.target = target_of(s, PixelFormat::yuv420p)};
    auto assets = make_frame_assets();
    int64_t frame = 0;
    for (auto _ : state) {
        frame = (frame + 100'003) % (int64_t{kClips} * 25 - 50); // anywhere
        auto p = compile_frame(*project, s, s.format.rate.time_of(frame), spec, *assets);
        if (!p) state.SkipWithError(p.error().text().c_str());
        benchmark::DoNotOptimize(p);
    }
}

} // namespace

BENCHMARK_CAPTURE(compile, plain, Look::plain)->Arg(1)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(compile, placed, Look::placed)->Arg(1)->Arg(8)->Arg(40)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(compile, graded, Look::graded)->Arg(8)->Arg(40)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(compile, dissolve, Look::dissolve)->Arg(8)->Unit(benchmark::kMicrosecond);
