// 16-bit sound: what rounding adds is noise of known power and nothing else (test T12), the same for any blocks, and
// nothing where no rounding is needed.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "engine/export/audio_encoder.h"

using namespace tandem;

namespace {

constexpr double kStep = 1.0 / 32768;

// The stereo 16-bit samples of `left` and `right`, sent in blocks of `block`.
std::vector<int16_t> encoded(const std::vector<float>& left, const std::vector<float>& right, bool dither, int block) {
    AudioSettings settings{.codec = "pcm_s16"};
    settings.dither = dither;
    auto encoder = AudioEncoder::open({.settings = settings, .rate = 48000, .channels = 2});
    REQUIRE(encoder);
    std::vector<int16_t> out;
    auto sink = [&](const AVPacket& p) -> Result<void> {
        auto* s = reinterpret_cast<const int16_t*>(p.data);
        out.insert(out.end(), s, s + p.size / 2);
        return {};
    };
    for (size_t at = 0; at < left.size(); at += static_cast<size_t>(block)) {
        const float* both[] = {left.data() + at, right.data() + at};
        REQUIRE((*encoder)->send(static_cast<int>(std::min(left.size() - at, static_cast<size_t>(block))), both, sink));
    }
    REQUIRE((*encoder)->finish(sink));
    REQUIRE(out.size() == left.size() * 2);
    return out;
}

// Amplitude, in steps, of what the left channel holds at `hz`.
double amplitude(const std::vector<int16_t>& stereo, double hz) {
    double re = 0, im = 0;
    const size_t n = stereo.size() / 2;
    for (size_t i = 0; i < n; ++i) {
        double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / 48000;
        re += stereo[i * 2] * std::cos(phase), im += stereo[i * 2] * std::sin(phase);
    }
    return 2 * std::hypot(re, im) / static_cast<double>(n);
}

} // namespace

TEST_CASE("the error of 16-bit sound has no mean and half a step of power, whatever the signal") {
    constexpr size_t kCount = 200'000;
    for (double level : {0.02, 0.25, 0.5, 0.77, 0.98, 1234.4, -20000.6}) {
        CAPTURE(level);
        std::vector<float> x(kCount, static_cast<float>(level * kStep));
        auto out = encoded(x, x, true, 1000);
        double both = 0;
        for (size_t ch = 0; ch < 2; ++ch) {
            double sum = 0, power = 0;
            for (size_t i = 0; i < kCount; ++i) {
                double e = out[i * 2 + ch] - static_cast<double>(x[i]) / kStep;
                sum += e, power += e * e;
            }
            CHECK(std::abs(sum / kCount) < 0.006); // 5 standard deviations
            CHECK(std::abs(20 * std::log10(std::sqrt(power / kCount) / 0.5)) < 0.1);
        }
        for (size_t i = 0; i < kCount; ++i) both += (out[i * 2] - level) * (out[i * 2 + 1] - level);
        CHECK(std::abs(both / kCount) < 0.006); // channels know nothing of each other
    }
}

TEST_CASE("a tone of one step is still a tone, without harmonics") {
    constexpr size_t kCount = 192'000;
    std::vector<float> x(kCount);
    for (size_t i = 0; i < kCount; ++i)
        x[i] =
            static_cast<float>(std::pow(10, -96 / 20.0) * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 48));
    auto with = encoded(x, x, true, 512), without = encoded(x, x, false, 512);
    // Noise of half a step is 2 * 0.5 / sqrt(count) in one of the transform's lines.
    const double line = 1 / std::sqrt(static_cast<double>(kCount));
    CHECK(std::abs(amplitude(with, 1000) - std::pow(10, -96 / 20.0) / kStep) < 4 * line);
    for (int n = 2; n < 24; ++n) {
        CAPTURE(n);
        CHECK(amplitude(with, 1000.0 * n) < 4 * line);
    }
    CHECK(amplitude(without, 3000) > 40 * line); // what it is there for
}

TEST_CASE("dither is the same for any blocks and leaves alone what is whole") {
    std::vector<float> whole(30'000), between(30'000);
    for (size_t i = 0; i < whole.size(); ++i) {
        whole[i] = static_cast<float>((static_cast<int>(i) * 7 % 65536 - 32768) * kStep);
        between[i] = static_cast<float>(0.3 * std::sin(static_cast<double>(i) * 0.01));
    }
    auto out = encoded(whole, between, true, 4096);
    for (size_t i = 0; i < whole.size(); ++i) REQUIRE(out[i * 2] == std::lround(static_cast<double>(whole[i]) / kStep));
    CHECK(out == encoded(whole, between, true, 77));
    CHECK(out != encoded(whole, between, false, 77));
}
