// Bodies of the kernels that run many strips at once, a lane each. Only for kernels.cpp.
#pragma once

#include <algorithm>

#include "engine/audio/envelope.h"
#include "engine/audio/processors/kernel_vectors.h"
#include "engine/audio/processors/kernels.h"

namespace tandem::audio {

// V: doubles, F: as many floats; a pair of channels a lane, the left ones in one vector and the right ones in another,
// so that both share their coefficients.
template<class V, class F>
struct PairBlock {
    static constexpr int kLanes = kWidth<F>, kMost = FilterPair::kMostSections;
    struct Section {
        V p1, p2, p3, p4, d0, d1, d2;
        V band[2], low[2];
        Mask<V> works; // lanes that have this section
        bool all;
    };
    Section sections[kMost];
    V x[kQuantum][2];

    ALWAYS_INLINE void take(const FilterPair* pairs, int count, int most) {
        static constexpr FilterStep pass;
        static constexpr FilterState rest;
        for (int k = 0; k < most; ++k) {
            Section& s = sections[k];
            s.all = true;
            for (int w = 0; w < kLanes; ++w) {
                const bool works = w < count && k < pairs[w].sections;
                const auto at = static_cast<size_t>(k);
                const FilterStep& c = works ? *pairs[w].steps[at] : pass;
                const FilterState& state = works && pairs[w].states[at] ? *pairs[w].states[at] : rest;
                s.p1[w] = c.p1, s.p2[w] = c.p2, s.p3[w] = c.p3, s.p4[w] = c.p4;
                s.d0[w] = c.d0, s.d1[w] = c.d1, s.d2[w] = c.d2;
                for (int side = 0; side < 2; ++side)
                    s.band[side][w] = state.ic1[side], s.low[side][w] = state.ic2[side];
                s.works[w] = works ? -1 : 0;
                s.all = s.all && (works || w >= count);
            }
        }
    }
    ALWAYS_INLINE void give(const FilterPair* pairs, int count) const {
        for (int w = 0; w < count; ++w)
            for (int k = 0; k < pairs[w].sections; ++k)
                if (FilterState* state = pairs[w].states[static_cast<size_t>(k)])
                    for (int side = 0; side < 2; ++side)
                        state->ic1[side] = sections[k].band[side][w], state->ic2[side] = sections[k].low[side][w];
    }

    ALWAYS_INLINE void read(const FilterPair* pairs, int count, int at) {
        for (int side = 0; side < 2; ++side)
            for (int i = 0; i < kQuantum; i += kLanes) {
                F rows[kLanes];
                for (int w = 0; w < kLanes; ++w)
                    rows[w] = w < count ? load<F>((side == 0 ? pairs[w].left : pairs[w].right) + at + i) : F{};
                transpose(rows);
                for (int w = 0; w < kLanes; ++w) x[i + w][side] = __builtin_convertvector(rows[w], V);
            }
    }
    ALWAYS_INLINE void write(const FilterPair* pairs, int count, int at, const V& gain) {
        for (int side = 0; side < 2; ++side)
            for (int i = 0; i < kQuantum; i += kLanes) {
                F rows[kLanes];
                for (int w = 0; w < kLanes; ++w) rows[w] = __builtin_convertvector(x[i + w][side] * gain, F);
                transpose(rows);
                for (int w = 0; w < count; ++w) store(rows[w], (side == 0 ? pairs[w].left : pairs[w].right) + at + i);
            }
    }

    template<bool kAll>
    ALWAYS_INLINE void run(Section& s) {
        const V p1 = s.p1, p2 = s.p2, p3 = s.p3, p4 = s.p4, d0 = s.d0, d1 = s.d1, d2 = s.d2;
        V band[2] = {s.band[0], s.band[1]}, low[2] = {s.low[0], s.low[1]};
        for (int i = 0; i < kQuantum; ++i)
            for (int side = 0; side < 2; ++side) {
                const V in = x[i][side];
                const V y = d0 * in + (d1 * band[side] + d2 * low[side]);
                const V next = p1 * band[side] + p2 * (in - low[side]);
                low[side] = p2 * band[side] + (p3 * low[side] + p4 * in), band[side] = next;
                x[i][side] = kAll ? y : s.works ? y : in;
            }
        for (int side = 0; side < 2; ++side) s.band[side] = band[side], s.low[side] = low[side];
    }
};

template<class V, class F>
ALWAYS_INLINE void filter_pairs(std::span<const FilterPair> all, int frames) {
    using Block = PairBlock<V, F>;
    alignas(64) Block block;
    for (size_t first = 0; first < all.size(); first += Block::kLanes) {
        const FilterPair* pairs = &all[first];
        const int count = static_cast<int>(std::min<size_t>(Block::kLanes, all.size() - first));
        int most = 0;
        V gain = V{} + 1.0;
        for (int w = 0; w < count; ++w) most = std::max(most, pairs[w].sections), gain[w] = pairs[w].gain;
        block.take(pairs, count, most);
        for (int at = 0; at < frames; at += kQuantum) {
            block.read(pairs, count, at);
            for (int k = 0; k < most; ++k)
                if (auto& s = block.sections[k]; s.all)
                    block.template run<true>(s);
                else
                    block.template run<false>(s);
            block.write(pairs, count, at, gain);
        }
        block.give(pairs, count);
    }
}

// A strip a lane, kVectors of them side by side, as each waits for its last value.
template<class F, int kVectors>
ALWAYS_INLINE void follow_lanes(const GainFollower* all, int count) {
    constexpr int n = kWidth<F>;
    F value[kVectors], keep_down[kVectors], keep_up[kVectors], x[kVectors][kQuantum];
    for (int v = 0; v < kVectors; ++v) {
        value[v] = keep_down[v] = keep_up[v] = F{};
        for (int w = 0; w < n && v * n + w < count; ++w) {
            const GainFollower& f = all[v * n + w];
            value[v][w] = *f.value, keep_down[v][w] = f.keep_down, keep_up[v][w] = f.keep_up;
        }
        for (int i = 0; i < kQuantum; i += n) {
            F rows[n];
            for (int w = 0; w < n; ++w) rows[w] = v * n + w < count ? load<F>(all[v * n + w].target + i) : F{};
            transpose(rows);
            for (int w = 0; w < n; ++w) x[v][i + w] = rows[w];
        }
    }
    for (int i = 0; i < kQuantum; ++i)
        for (int v = 0; v < kVectors; ++v) {
            const F target = x[v][i];
            const F down = target * (1.0f - keep_down[v]) + keep_down[v] * value[v];
            const F up = target * (1.0f - keep_up[v]) + keep_up[v] * value[v];
            x[v][i] = value[v] = up < down ? up : down;
        }
    for (int v = 0; v < kVectors; ++v) {
        for (int i = 0; i < kQuantum; i += n) {
            F rows[n];
            for (int w = 0; w < n; ++w) rows[w] = x[v][i + w];
            transpose(rows);
            for (int w = 0; w < n && v * n + w < count; ++w) store(rows[w], all[v * n + w].target + i);
        }
        for (int w = 0; w < n && v * n + w < count; ++w) *all[v * n + w].value = value[v][w];
    }
}

template<class F>
ALWAYS_INLINE void follow(std::span<const GainFollower> all) {
    constexpr size_t n = kWidth<F>;
    for (size_t first = 0; first < all.size();) {
        const size_t left = all.size() - first;
        if (left > n)
            follow_lanes<F, 2>(&all[first], static_cast<int>(std::min(left, 2 * n))), first += 2 * n;
        else
            follow_lanes<F, 1>(&all[first], static_cast<int>(left)), first += n;
    }
}

} // namespace tandem::audio
