// Beats of made music: where they are, a tempo that drifts, and none where nothing is steady.
#include "engine/media/beats.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "engine/media/probe.h"
#include "tests/support/self_media.h"
#include "tests/support/wav.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// A kick and a snare in turn at the times given, quieter strokes half way, over a chord that swells, and noise.
std::vector<float> drums(const std::vector<double>& times, double seconds, int rate) {
    std::mt19937 random(7);
    std::normal_distribution<float> noise(0, 1);
    std::vector<float> out(static_cast<size_t>(seconds * rate));
    for (size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / rate;
        out[i] = 0.005f * noise(random);
        for (double hz : {220.0, 277.2, 329.6})
            out[i] +=
                static_cast<float>(0.05 * std::min(1.0, t) * (1 + 0.5 * std::sin(t)) * std::sin(2 * M_PI * hz * t));
    }
    auto stroke = [&](double at, double level, double hz) {
        const auto first = static_cast<size_t>(std::lround(at * rate));
        for (size_t i = 0; i < static_cast<size_t>(rate / 10) && first + i < out.size(); ++i) {
            const double t = static_cast<double>(i) / rate, fall = std::exp(-t / 0.03);
            const double body = hz > 0 ? std::sin(2 * M_PI * hz * t) : 0.5 * noise(random);
            out[first + i] += static_cast<float>(level * fall * body);
        }
    };
    for (size_t k = 0; k < times.size(); ++k) {
        stroke(times[k], 0.7, k % 2 == 0 ? 70 : 0);
        if (k + 1 < times.size()) stroke((times[k] + times[k + 1]) / 2, 0.1, 0);
    }
    return out;
}

Beats find(const std::vector<float>& samples, int rate) {
    BeatFinder finder(rate);
    for (size_t at = 0; at < samples.size(); at += 1000)
        finder.feed({samples.data() + at, std::min<size_t>(1000, samples.size() - at)});
    return finder.finish();
}

// How far the beats found are from those that are there, at most; and that few are left out.
double furthest(const Beats& found, const std::vector<double>& there) {
    CHECK(found.times.size() + 6 >= there.size());
    CHECK(found.times.size() <= there.size());
    double most = 0;
    for (const Time t : found.times) {
        double nearest = 1e9;
        for (double b : there) nearest = std::min(nearest, std::abs(t.seconds() - b));
        most = std::max(most, nearest);
    }
    return most;
}

} // namespace

TEST_CASE("beats are found at their tempo and within 12 ms, whatever the sample rate") {
    for (const auto& [tempo, rate] : {std::pair{90.0, 44100}, {128.0, 48000}, {104.3, 22050}}) {
        CAPTURE(tempo);
        std::vector<double> times;
        for (double t = 0.31; t < 29; t += 60 / tempo) times.push_back(t);
        const Beats found = find(drums(times, 30, rate), rate);
        CHECK(found.tempo == doctest::Approx(tempo).epsilon(0.01));
        CHECK(furthest(found, times) < 0.012);
    }
}

TEST_CASE("a tempo that drifts is followed") {
    std::vector<double> times;
    for (double t = 0.5, beat = 0.56; t < 59; t += beat, beat *= 0.999) times.push_back(t);
    const Beats found = find(drums(times, 60, 44100), 44100);
    CHECK(furthest(found, times) < 0.015);
}

TEST_CASE("noise, a tone, silence and short sounds have no beats") {
    std::mt19937 random(3);
    std::normal_distribution<float> noise(0, 0.2f);
    std::vector<float> hiss(20 * 44100), tone(20 * 44100), silence(20 * 44100);
    for (float& x : hiss) x = noise(random);
    for (size_t i = 0; i < tone.size(); ++i) tone[i] = 0.3f * std::sin(static_cast<float>(i) * 0.05f);
    for (const auto& samples : {hiss, tone, silence, std::vector<float>(100), std::vector<float>()}) {
        const Beats found = find(samples, 44100);
        CHECK(found.tempo == 0);
        CHECK(found.times.empty());
    }
}

TEST_CASE("a file is read as one channel; reading stops when it is told to") {
    TempFolder folder;
    std::vector<double> times;
    for (double t = 0.2; t < 19; t += 0.5) times.push_back(t);
    const auto samples = drums(times, 20, 48000);
    write_wav(folder.file("music.wav"), {samples, samples}, 48000, WavFormat::pcm16);
    const auto media = probe_media(folder.file("music.wav"));
    REQUIRE(media);
    const auto found = read_beats(*media, -1, [] { return false; });
    REQUIRE(found);
    CHECK(found->tempo == doctest::Approx(120).epsilon(0.01));
    CHECK(furthest(*found, times) < 0.012);
    const auto stopped = read_beats(*media, -1, [] { return true; });
    REQUIRE(stopped);
    CHECK(stopped->times.empty());
    Media gone = *media;
    gone.path = folder.file("gone.wav");
    CHECK_FALSE(read_beats(gone, -1, [] { return false; }));
}
