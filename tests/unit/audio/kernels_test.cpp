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
