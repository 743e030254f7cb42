// Every set of kernels gives the bits of the plainest one, and the filter those of one section after the other.
#include "engine/audio/processors/kernels.h"

#include <bit>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::audio;

namespace {

std::vector<FilterCoefficients> sections(int count) {
    using enum slot::BandType;
    const std::vector<FilterCoefficients> all{
        filter_coefficients(low_cut, 80, 0, 0.7, 48000), filter_coefficients(bell, 400, -6, 2, 48000),
        filter_coefficients(high_shelf, 6000, 5, 0.7, 48000), filter_coefficients(notch, 20, 0, 8, 48000)};
    return {all.begin(), all.begin() + count};
}

std::vector<Pair> pairs(uint64_t seed, int frames) {
    std::vector<Pair> x(static_cast<size_t>(frames));
    for (int i = 0; i < frames; ++i)
        x[static_cast<size_t>(i)] = Pair{static_cast<double>(noise(seed, i)), static_cast<double>(noise(seed + 1, i))};
    return x;
}

bool same_bits(const void* a, const void* b, size_t bytes) { return std::memcmp(a, b, bytes) == 0; }

} // namespace

TEST_CASE("kernels: a bank of filters is one section after the other, bit for bit") {
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        for (int count = 1; count <= FilterBank::kSections; ++count) {
            const auto c = sections(count);
            const FilterBank bank(c);
            FilterState plain[FilterBank::kSections], kept[FilterBank::kSections];
            FilterState* states[FilterBank::kSections] = {};
            for (int k = 0; k < count; ++k) states[k] = &kept[k];
            // Runs shorter and longer than the sections are apart, one after the other.
            for (int frames : {64, 1, 5, 6, 7, 13, 64, 2, 64}) {
                CAPTURE(frames);
                auto expected = pairs(static_cast<uint64_t>(frames), frames), got = expected;
                for (int k = 0; k < count; ++k)
                    for (Pair& x : expected) x = filter_step(FilterStep(c[static_cast<size_t>(k)]), plain[k], x);
                set->filter(bank, states, got.data(), frames);
                REQUIRE(same_bits(expected.data(), got.data(), sizeof(Pair) * got.size()));
                REQUIRE(same_bits(plain, kept, sizeof(FilterState) * static_cast<size_t>(count)));
            }
        }
    }
}

TEST_CASE("kernels: levels, curves and gains have the same bits in every set") {
    const Kernels& plain = *all_kernels().front();
    REQUIRE(std::string(plain.name) == "SSE2");
    const CompressorCurve curve{.threshold = -20, .step = 0.01f, .half_knee = 3, .bend = -0.05f, .slope = -0.7f};
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        for (uint64_t seed = 0; seed < 200; ++seed) {
            float level[kQuantum], a[kQuantum], b[kQuantum];
            for (int i = 0; i < kQuantum; ++i) // over the whole range of floats that sound has, zero included
                level[i] = i == 7 ? 0.0f : std::fabs(noise(seed, i)) * std::exp2(static_cast<float>(i) - 56.0f);
            plain.compress(level, kDbPerOctave, curve, a), set->compress(level, kDbPerOctave, curve, b);
            REQUIRE(same_bits(a, b, sizeof a));
            float ga[kQuantum], gb[kQuantum];
            plain.gains(a, {3, 0.02f}, {0.5f, 0.005f}, ga), set->gains(a, {3, 0.02f}, {0.5f, 0.005f}, gb);
            REQUIRE(same_bits(ga, gb, sizeof ga));
            std::copy_n(level, kQuantum, a), std::copy_n(level, kQuantum, b);
            plain.to_db(a, kDbPerOctave), set->to_db(b, kDbPerOctave);
            REQUIRE(same_bits(a, b, sizeof a));
            plain.to_gain(a), set->to_gain(b);
            REQUIRE(same_bits(a, b, sizeof a));
            for (int i = 0; i < kQuantum; ++i) // there and back
                if (level[i] > 1e-30f) CHECK(b[i] == doctest::Approx(level[i]).epsilon(1e-4));
        }
    }
}

TEST_CASE("kernels: peaks, levels, sums and scaling have the bits of the plain loop, at any length") {
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        for (int frames : {1, 7, 16, 33, 63, 64}) {
            CAPTURE(frames);
            const auto n = static_cast<size_t>(frames);
            std::vector<float> left(kQuantum), right(kQuantum), peak(kQuantum), want(kQuantum);
            std::vector<double> sum(kQuantum, 0.3), total(kQuantum, 0.3);
            for (size_t i = 0; i < kQuantum; ++i)
                left[i] = noise(1, static_cast<int64_t>(i)), right[i] = noise(2, static_cast<int64_t>(i));
            const float* both[] = {left.data(), right.data()};
            set->peaks(both, 2, frames, peak.data());
            for (size_t i = 0; i < n; ++i) want[i] = std::max(std::fabs(left[i]), std::fabs(right[i]));
            REQUIRE(same_bits(peak.data(), want.data(), n * sizeof(float)));
            set->mix_in(sum.data(), left.data(), 0.7, frames);
            for (size_t i = 0; i < n; ++i) total[i] += static_cast<double>(left[i]) * 0.7;
            REQUIRE(same_bits(sum.data(), total.data(), kQuantum * sizeof(double)));
            QuantumLevels levels;
            std::array<float, 8> most{}, squares{};
            set->levels(left.data(), levels);
            for (size_t i = 0; i < kQuantum; ++i) {
                most[i % 8] = std::max(most[i % 8], std::fabs(left[i]));
                squares[i % 8] += left[i] * left[i];
            }
            REQUIRE(same_bits(levels.peaks.data(), most.data(), sizeof most));
            REQUIRE(same_bits(levels.sums.data(), squares.data(), sizeof squares));
            float* io[] = {left.data(), right.data()};
            std::vector<float> a = left, b = right;
            for (size_t i = 0; i < n; ++i) a[i] *= peak[i], b[i] *= peak[i];
            set->scale(io, 2, frames, peak.data());
            REQUIRE(same_bits(a.data(), left.data(), kQuantum * sizeof(float)));
            REQUIRE(same_bits(b.data(), right.data(), kQuantum * sizeof(float)));
        }
    }
}

TEST_CASE("kernels: a strip at once has the bits of fader, pan, levels and sum one after the other") {
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        std::vector<float> x(kQuantum), y(kQuantum);
        for (size_t i = 0; i < kQuantum; ++i) x[i] = noise(3, static_cast<int64_t>(i));
        std::vector<double> sum(kQuantum, 0.3), total(kQuantum, 0.3);
        QuantumLevels levels, want;
        set->strip(x.data(), -0.37f, 0.81f, sum.data(), levels);
        for (size_t i = 0; i < kQuantum; ++i) y[i] = x[i] * -0.37f * 0.81f;
        set->levels(y.data(), want);
        set->mix_in(total.data(), y.data(), 1, kQuantum);
        CHECK(same_bits(sum.data(), total.data(), kQuantum * sizeof(double)));
        CHECK(same_bits(levels.peaks.data(), want.peaks.data(), sizeof want.peaks));
        CHECK(same_bits(levels.sums.data(), want.sums.data(), sizeof want.sums));
    }
}

TEST_CASE("kernels: pairs side by side have the bits of each section by itself, however many they are") {
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        for (size_t count = 1; count <= 17; ++count) {
            CAPTURE(count);
            const auto all = sections(4);
            std::vector<FilterStep> steps(all.begin(), all.end());
            std::vector<std::vector<float>> got(2 * count), expected(2 * count);
            std::vector<FilterState> states(4 * count), plain(4 * count);
            // Of 0 to 4 sections, with and without a gain, every third of one channel.
            auto is_mono = [](size_t pair) { return pair % 3 == 2; };
            for (int run = 0; run < 3; ++run) {
                const int frames = run == 1 ? 3 * kQuantum : kQuantum;
                std::vector<FilterPair> pairs;
                for (size_t p = 0; p < count; ++p) {
                    for (size_t side = 0; side < 2; ++side) {
                        got[2 * p + side].clear();
                        for (int i = 0; i < frames; ++i)
                            got[2 * p + side].push_back(run == 2 && p % 2 ? -0.0f
                                                                          : noise(p * 2 + side, run * 1000 + i));
                        expected[2 * p + side] = got[2 * p + side];
                    }
                    FilterPair pair{.sections = static_cast<int>((p + count) % 5),
                                    .gain = p % 4 == 1 ? 0.7 : 1.0,
                                    .left = got[2 * p].data(),
                                    .right = got[2 * p + !is_mono(p)].data()};
                    for (size_t k = 0; k < static_cast<size_t>(pair.sections); ++k)
                        pair.steps[k] = &steps[k], pair.states[k] = &states[4 * p + k];
                    pairs.push_back(pair);
                    for (int i = 0; i < frames; ++i) {
                        float& left = expected[2 * p][static_cast<size_t>(i)];
                        float& right = expected[2 * p + !is_mono(p)][static_cast<size_t>(i)];
                        Pair x{static_cast<double>(left), static_cast<double>(right)};
                        for (size_t k = 0; k < static_cast<size_t>(pair.sections); ++k)
                            x = filter_step(steps[k], plain[4 * p + k], x);
                        x *= pair.gain;
                        left = static_cast<float>(x[0]), right = static_cast<float>(x[1]);
                    }
                }
                set->filter_pairs(pairs, frames);
                for (size_t c = 0; c < got.size(); ++c)
                    REQUIRE(same_bits(got[c].data(), expected[c].data(), sizeof(float) * static_cast<size_t>(frames)));
                REQUIRE(same_bits(states.data(), plain.data(), sizeof(FilterState) * states.size()));
            }
        }
    }
}

TEST_CASE("kernels: followers side by side have the bits of each by itself") {
    for (const Kernels* set : all_kernels()) {
        CAPTURE(set->name);
        for (size_t count = 1; count <= 33; ++count) {
            CAPTURE(count);
            std::vector<std::vector<float>> got(count), expected;
            std::vector<float> value(count), plain(count);
            std::vector<GainFollower> all;
            for (size_t k = 0; k < count; ++k) {
                for (int i = 0; i < kQuantum; ++i) got[k].push_back(-12 * std::fabs(noise(k, i / 8)));
                value[k] = plain[k] = -static_cast<float>(k);
                all.push_back({got[k].data(), &value[k], 0.9f + 0.001f * static_cast<float>(k), 0.99f});
            }
            expected = got;
            for (size_t k = 0; k < count; ++k)
                for (float& x : expected[k]) {
                    const float down = x * (1 - all[k].keep_down) + all[k].keep_down * plain[k];
                    const float up = x * (1 - all[k].keep_up) + all[k].keep_up * plain[k];
                    x = plain[k] = std::min(down, up);
                }
            set->follow(all);
            for (size_t k = 0; k < count; ++k)
                REQUIRE(same_bits(got[k].data(), expected[k].data(), sizeof(float) * kQuantum));
            REQUIRE(value == plain);
        }
    }
}
