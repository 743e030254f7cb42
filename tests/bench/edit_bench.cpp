// Micro-benchmarks of edits and of the project file, on a sequence of 10 000 clips with linked sound: trim, ripple,
// slice and roll; text of the project and back. Targets: 1 ms an edit, 0.5 s to open. Never asserted.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "engine/edit/move.h"
#include "engine/edit/slice.h"
#include "engine/edit/trim.h"
#include "engine/io/project_file.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kClips = 10'000;

struct Long {
    Ref<Project> project;
    ClipId early, middle;
};

const Long& long_film() {
    static const Long made = [] {
        BuildProject b;
        MediaId media = b.film("a.mov", seconds(20'000));
        Long out;
        Track v = b.track(b.v1()), a = b.track(b.a1());
        for (int i = 0; i < kClips; ++i) {
            Clip c{.name = "a.mov", .content = MediaContent{media}, .in = seconds(i), .length = seconds(1)};
            c.link = b.ids().make<LinkId>();
            for (Track* t : {&v, &a}) {
                c.id = b.ids().make<ClipId>();
                if (t == &v && i == 10) out.early = c.id;
                if (t == &v && i == kClips / 2) out.middle = c.id;
                t->items = t->items.push_back({seconds(i), std::make_shared<const Clip>(c)});
            }
        }
        b.set_track(std::move(v)), b.set_track(std::move(a));
        out.project = b.done();
        return out;
    }();
    return made;
}

template<class F>
void edit(benchmark::State& state, F verb) {
    const Long& film = long_film();
    const Sequence& s = *film.project->sequences[0];
    for (auto _ : state) {
        IdSource ids{film.project->next_id};
        auto r = verb(film, s, ids);
        if (!r) state.SkipWithError(r.error().text().c_str());
        benchmark::DoNotOptimize(r);
    }
}

void edit_trim(benchmark::State& state) {
    edit(state, [](const Long& f, const Sequence& s, IdSource& ids) {
        return trim(s, {.clip = f.middle, .by = millis(-400), .pool = f.project.get()}, ids);
    });
}
BENCHMARK(edit_trim)->Unit(benchmark::kMicrosecond);

void edit_roll(benchmark::State& state) {
    edit(state, [](const Long& f, const Sequence& s, IdSource& ids) {
        return roll(s, {.clip = f.middle, .by = millis(-400), .pool = f.project.get()}, ids);
    });
}
BENCHMARK(edit_roll)->Unit(benchmark::kMicrosecond);

// Moves nearly every later clip of both tracks.
void edit_ripple(benchmark::State& state) {
    edit(state, [](const Long& f, const Sequence& s, IdSource& ids) {
        return ripple_trim(s, {.clip = f.early, .by = millis(-400), .pool = f.project.get()}, ids);
    });
}
BENCHMARK(edit_ripple)->Unit(benchmark::kMicrosecond);

// A clip is dragged past its neighbour with ripple on: what each move of the pointer costs.
void edit_rearrange(benchmark::State& state) {
    edit(state, [](const Long& f, const Sequence& s, IdSource& ids) {
        const Placement& p = *find_clip(s, f.early)->placement;
        return rearrange_clips(s, {.clips = {f.early}, .to = p.start + p.clip->length}, ids);
    });
}
BENCHMARK(edit_rearrange)->Unit(benchmark::kMicrosecond);

void edit_slice(benchmark::State& state) {
    edit(state, [](const Long&, const Sequence& s, IdSource& ids) { return slice(s, {.at = millis(5000'400)}, ids); });
}
BENCHMARK(edit_slice)->Unit(benchmark::kMicrosecond);

void project_save_text(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(project_text(*long_film().project, "/nowhere"));
}
BENCHMARK(project_save_text)->Unit(benchmark::kMillisecond);

void project_open(benchmark::State& state) {
    auto path = std::filesystem::temp_directory_path() / ("tandem-bench-" + std::to_string(getpid()) + ".tandem");
    if (auto saved = save_project(*long_film().project, path.string()); !saved)
        return state.SkipWithError(saved.error().text().c_str());
    for (auto _ : state) {
        auto p = load_project(path.string());
        if (!p) state.SkipWithError(p.error().text().c_str());
        benchmark::DoNotOptimize(p);
    }
    std::filesystem::remove(path);
}
BENCHMARK(project_open)->Unit(benchmark::kMillisecond);

} // namespace
