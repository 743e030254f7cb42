// Clips on the timeline: bit-exact unity, edges, fades, cross-fades, speed, locating, missing media.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/audio/stream.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("unity path gives the medium's samples bit for bit, at any block size") {
    Mix m;
    auto media = m.add("take", noise_signal(1), seconds(2));
    m.signals["take"].length = 96000;
    m.build.clip(m.build.a1(), media, samples(1001), {}, seconds(2));
    auto out = m.render(0, 100000, {}, 333);
    bool same = true;
    for (int c = 0; c < 2; ++c)
        for (int64_t n = 0; n < 100000; ++n) {
            int64_t k = n - 1001;
            float want = k >= 0 && k < 96000 ? noise(16 + static_cast<uint64_t>(c), k) * 0.5f : 0.0f;
            same &= out[static_cast<size_t>(c)][static_cast<size_t>(n)] == want;
        }
    CHECK(same);
}

TEST_CASE("a cut through one take leaves no trace, a real cut is declicked inside 128 samples") {
    Format f{.rate = {30000, 1001}}; // 1601.6 samples a frame: edges fall between samples
    Mix cut{.build = BuildProject(f)}, whole{.build = BuildProject(f)};
    Time start = f.rate.time_of(7), in = f.rate.time_of(13), half = f.rate.time_of(11);
    Time length = f.rate.time_of(31);
    auto a = cut.add("take", noise_signal(2), seconds(20)), b = whole.add("take", noise_signal(2), seconds(20));
    whole.build.clip(whole.build.a1(), b, start, in, length);
    cut.build.clip(cut.build.a1(), a, start, in, half);
    cut.build.clip(cut.build.a1(), a, start + half, in + half, length - half);
    CHECK(cut.render(0, 90000) == whole.render(0, 90000));

    Mix jump;
    auto c = jump.add("one", constant(0.5f), seconds(20));
    jump.build.clip(jump.build.a1(), c, {}, seconds(1), seconds(1));
    jump.build.clip(jump.build.a1(), c, seconds(1), seconds(5), seconds(1));
    auto out = jump.render(0, 96000)[0];
    CHECK(out[0] < 0.001f); // starts inside the sound
    CHECK(out[47999] < 0.001f);
    CHECK(out[48000] < 0.001f);
    for (size_t n : {128u, 40000u, 47871u, 48128u}) CHECK(out[n] == 0.5f);
    float steepest = 0;
    for (size_t n = 1; n < out.size(); ++n) steepest = std::max(steepest, std::fabs(out[n] - out[n - 1]));
    CHECK(steepest < 0.01f);
}

TEST_CASE("fades follow their shapes and a cross-fade keeps its power") {
    Mix m;
    auto a = m.add("one", constant(0.5f), seconds(100));
    auto id = m.build.clip(m.build.a1(), a, {}, {}, seconds(1));
    m.build.edit_clip(id, [](Clip& c) {
        c.fade_in = {samples(4800), FadeShape::linear}, c.fade_out = {samples(4800), FadeShape::equal_power};
    });
    auto out = m.render(0, 48000)[0];
    for (int n : {0, 1000, 4799}) CHECK(out[static_cast<size_t>(n)] == doctest::Approx(0.5 * (n + 0.5) / 4800));
    CHECK(out[20000] == 0.5f);
    CHECK(out[48000 - 2400] == doctest::Approx(0.5 * std::sin(std::numbers::pi / 4)).epsilon(1e-3));

    for (auto kind : {TransitionKind::crossfade_linear, TransitionKind::crossfade_equal_power}) {
        Mix x;
        // Each side in a channel of its own, so that both gains can be seen.
        auto left = x.add("left", {.value = [](int c, int64_t) { return c == 0 ? 0.5f : 0.0f; }}, seconds(100));
        auto right = x.add("right", {.value = [](int c, int64_t) { return c == 1 ? 0.5f : 0.0f; }}, seconds(100));
        x.build.clip(x.build.a1(), left, {}, seconds(10), seconds(1));
        auto to = x.build.clip(x.build.a1(), right, seconds(1), seconds(10), seconds(1));
        x.build.transition(to, kind, millis(250), millis(250));
        auto y = x.render(0, 96000);
        double worst = 0;
        for (size_t n = 1000; n < 95000; ++n) {
            double l = y[0][n] / 0.5, r = y[1][n] / 0.5;
            double sum = kind == TransitionKind::crossfade_linear ? l + r : l * l + r * r;
            worst = std::max(worst, std::fabs(sum - 1));
        }
        CHECK(worst < 1e-6);
        CHECK(y[0][48000 - 12001] == 0.5f);
        CHECK(y[1][48000 - 12001] == 0.0f);
        CHECK(y[0][48000 + 12000] == 0.0f);
        CHECK(y[0][48000] > 0.2f);
    }
}

TEST_CASE("any locate, thread count, block and chunk size gives the same bits") {
    Mix m;
    for (int t = 0; t < 5; ++t) {
        auto track = t == 0 ? m.build.a1() : m.build.add_track(TrackKind::sound, "A" + std::to_string(t + 1));
        auto media = m.add("take" + std::to_string(t),
                           noise_signal(static_cast<uint64_t>(t) + 3, t % 2 ? 44100 : 48000), seconds(60));
        m.build.clip(track, media, samples(100 + t * 7), seconds(1), seconds(1));
        auto second = m.build.clip(track, media, samples(100 + t * 7) + seconds(1), seconds(4), seconds(2));
        m.build.transition(second, TransitionKind::crossfade_equal_power, millis(100), millis(130));
        m.build.effect(second, EffectKind::gain, [](Effect& e) {
            e.params[0] = curve({{.time = {}, .value = -20}, {.time = seconds(2), .value = 3}});
        });
        m.strip(track, [&](Strip& s) {
            s.gain_db = curve({{.time = seconds(0), .value = -6}, {.time = seconds(2), .value = 2}});
            s.pan = curve({{.time = seconds(0), .value = -1}, {.time = seconds(2), .value = 1}});
        });
    }
    auto whole = m.render(0, 140000);
    CHECK(m.render(0, 140000, {.threads = 4}, 64, 64) == whole);
    CHECK(m.render(0, 140000, {.threads = 2}, 1, 256) == whole);
    CHECK(m.render(0, 140000, {.threads = 3}, 5000, 1024) == whole);
    for (int64_t at : {1ll, 63ll, 4321ll, 32767ll, 47999ll, 95001ll}) {
        auto part = m.render(at, 3000, {}, 111);
        bool same = true;
        for (size_t c = 0; c < 2; ++c)
            same &= std::equal(part[c].begin(), part[c].end(), whole[c].begin() + static_cast<std::ptrdiff_t>(at));
        CHECK(same);
    }
    float peak = 0;
    for (float x : whole[0]) peak = std::max(peak, std::fabs(x));
    CHECK(peak > 0.1f);
}

TEST_CASE("speed: faster, backwards, frozen") {
    Mix m;
    auto media =
        m.add("ramp", {.value = [](int, int64_t n) { return static_cast<float>(n % 100000) / 100000; }}, seconds(3));
    m.signals["ramp"].length = 144000;
    auto id = m.build.clip(m.build.a1(), media, {}, seconds(1), seconds(1));
    m.build.edit_clip(id, [](Clip& c) { c.speed = {-1, 1}; });
    auto back = m.render(0, 48000)[0];
    CHECK(back[1000] == doctest::Approx(0.46999)); // source sample 48000 - 1 - 1000, after the declick
    CHECK(back[47000] == doctest::Approx(0.00999));
    m.build.edit_clip(id, [](Clip& c) { c.speed = {2, 1}, c.in = {}, c.preserve_pitch = false; });
    auto fast = m.render(0, 48000)[0];
    CHECK(fast[1000] == doctest::Approx(0.02).epsilon(0.001));
    CHECK(fast[40000] == doctest::Approx(0.8).epsilon(0.001));
    m.build.edit_clip(id, [](Clip& c) { c.speed = {0, 1}; });
    auto frozen = m.render(0, 48000)[0];
    CHECK(std::all_of(frozen.begin(), frozen.end(), [](float x) { return x == 0; }));
}

TEST_CASE("a stretched tone keeps its pitch, its length and its bits under locating") {
    Mix m;
    auto media = m.add("tone", sine(1000, 48000), seconds(20));
    auto id = m.build.clip(m.build.a1(), media, {}, seconds(2), seconds(1));
    m.build.edit_clip(id, [](Clip& c) { c.speed = {3, 2}; });
    auto out = m.render(0, 50000)[0];
    int rises = 0;
    for (size_t n = 4801; n < 43200; ++n) rises += out[n - 1] < 0 && out[n] >= 0;
    CHECK(rises == doctest::Approx(800).epsilon(0.004));
    CHECK(std::all_of(out.begin() + 48000, out.end(), [](float x) { return x == 0; }));
    auto part = m.render(20000, 5000)[0];
    CHECK(std::equal(part.begin(), part.end(), out.begin() + 20000));
}

TEST_CASE("missing media: an error that names file, clip and timecode, or silence when asked") {
    Mix m;
    auto media = m.build.sound_file("gone.wav", seconds(5));
    m.build.clip(m.build.a1(), media, seconds(3), {}, seconds(1));
    auto r = m.renderer();
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::no_input);
    CHECK(r.error().text().find("/nowhere/gone.wav") != std::string::npos);
    CHECK(r.error().text().find("clip gone.wav at 00:00:03:00") != std::string::npos);
    auto held = m.renderer({}, audio::kChunk, audio::OnMissing::silence);
    REQUIRE(held);
    std::vector<float> l(48000, 1.0f), right(48000, 1.0f);
    float* out[] = {l.data(), right.data()};
    (*held)->locate(144000);
    REQUIRE((*held)->render(48000, out));
    CHECK(std::all_of(l.begin(), l.end(), [](float x) { return x == 0; }));
}

TEST_CASE("the pool closes the least recently used source and opens it again") {
    Mix m;
    for (int i = 0; i < 4; ++i) m.add("s" + std::to_string(i), noise_signal(static_cast<uint64_t>(i)), seconds(1));
    audio::SourcePool pool(m.factory(), 2);
    std::vector<std::unique_ptr<audio::SoundSource>> sources;
    auto project = m.build.done();
    for (const auto& media : project->media) sources.push_back(std::move(pool.open(media, -1)).value());
    CHECK(pool.open_count() == 2);
    float l[64], r[64];
    float* out[] = {l, r};
    for (int round = 0; round < 3; ++round)
        for (size_t i = 0; i < sources.size(); ++i) {
            REQUIRE(sources[i]->read(100, 64, out));
            CHECK(l[5] == noise(i * 16, 105) * 0.5f);
            CHECK(pool.open_count() <= 2);
        }
    sources.clear();
    CHECK(pool.open_count() == 0);
}
