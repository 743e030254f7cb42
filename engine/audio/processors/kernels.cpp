// One body for each loop, inlined into functions of three targets.
#include "engine/audio/processors/kernels.h"

#include <array>
#include <vector>

#include "engine/audio/envelope.h"

namespace tandem::audio {

FilterBank::FilterBank(std::span<const FilterCoefficients> sections) {
    for (int k = 0; k < kSections; ++k) {
        const auto at = static_cast<size_t>(k);
        const FilterStep c = at < sections.size() ? FilterStep(sections[at]) : FilterStep();
        for (int i = 2 * k; i < 2 * k + 2; ++i)
            p1[i] = c.p1, p2[i] = c.p2, p3[i] = c.p3, p4[i] = c.p4, d0[i] = c.d0, d1[i] = c.d1, d2[i] = c.d2;
    }
}

namespace {

#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef float Float4 __attribute__((vector_size(16)));
typedef float Float8 __attribute__((vector_size(32)));
typedef float Float16 __attribute__((vector_size(64)));
typedef double Quad __attribute__((vector_size(32)));
typedef double Oct __attribute__((vector_size(64)));
template<class V>
using Mask = decltype(V{} < V{});

// Sections work at once on samples `kSkew` apart: each step's result has two steps to get to the next section, so that
// only a section's own recursion bounds the speed.
constexpr int kSkew = 2, kTail = kSkew * (FilterBank::kSections - 1);

// The input and the results of two steps ago, each one section on.
ALWAYS_INLINE void move_on(const Pair& in, const Pair (&y)[4], Pair (&x)[4]) {
    x[0] = in, x[1] = y[0], x[2] = y[1], x[3] = y[2];
}
ALWAYS_INLINE void move_on(const Pair& in, const Quad (&y)[2], Quad (&x)[2]) {
    const Quad first{in[0], in[1], 0, 0};
    x[0] = __builtin_shuffle(first, y[0], Mask<Quad>{0, 1, 4, 5});
    x[1] = __builtin_shuffle(y[0], y[1], Mask<Quad>{2, 3, 4, 5});
}
ALWAYS_INLINE void move_on(const Pair& in, const Oct (&y)[1], Oct (&x)[1]) {
    const Oct first{in[0], in[1], 0, 0, 0, 0, 0, 0};
    x[0] = __builtin_shuffle(first, y[0], Mask<Oct>{0, 1, 8, 9, 10, 11, 12, 13});
}

// V: a vector of the set; N of them hold all lanes.
template<class V, int N>
struct Bank {
    static constexpr int kLane = FilterBank::kLanes / N;
    V p1[N], p2[N], p3[N], p4[N], d0[N], d1[N], d2[N], band[N], low[N], y1[N], y2[N];

    ALWAYS_INLINE static void load(const double* from, V (&to)[N]) { __builtin_memcpy(to, from, sizeof to); }

    template<bool kEdge>
    ALWAYS_INLINE void step(const Pair& in, int n, int frames) {
        V x[N];
        move_on(in, y2, x);
        for (int v = 0; v < N; ++v) {
            const V y = d0[v] * x[v] + (d1[v] * band[v] + d2[v] * low[v]);
            V next_band = p1[v] * band[v] + p2[v] * (x[v] - low[v]);
            V next_low = p2[v] * band[v] + (p3[v] * low[v] + p4[v] * x[v]);
            if (kEdge) { // sections that have no sample yet, or none any more, rest
                Mask<V> sample;
                for (int i = 0; i < kLane; ++i) sample[i] = -kSkew * ((v * kLane + i) / 2);
                sample += n;
                const Mask<V> works = (sample >= 0) & (sample < frames);
                next_band = works ? next_band : band[v], next_low = works ? next_low : low[v];
            }
            band[v] = next_band, low[v] = next_low;
            y2[v] = y1[v], y1[v] = y;
        }
    }

    ALWAYS_INLINE void out(Pair& to) const { to = Pair{y1[N - 1][kLane - 2], y1[N - 1][kLane - 1]}; }

    ALWAYS_INLINE void run(const FilterBank& bank, FilterState* const* states, Pair* x, int frames) {
        load(bank.p1, p1), load(bank.p2, p2), load(bank.p3, p3), load(bank.p4, p4);
        load(bank.d0, d0), load(bank.d1, d1), load(bank.d2, d2);
        alignas(64) double kept1[FilterBank::kLanes] = {}, kept2[FilterBank::kLanes] = {};
        for (int k = 0; k < FilterBank::kSections; ++k)
            if (const FilterState* s = states[k])
                for (int i = 0; i < 2; ++i) kept1[2 * k + i] = s->ic1[i], kept2[2 * k + i] = s->ic2[i];
        load(kept1, band), load(kept2, low);
        for (int v = 0; v < N; ++v) y1[v] = y2[v] = V{};
        const int edge = frames < kTail ? frames : kTail;
        int n = 0;
        for (; n < edge; ++n) step<true>(x[n], n, frames);
        for (; n < frames; ++n) step<false>(x[n], n, frames), out(x[n - kTail]);
        for (; n < frames + kTail; ++n) {
            step<true>(Pair{}, n, frames);
            if (n >= kTail) out(x[n - kTail]);
        }
        __builtin_memcpy(kept1, band, sizeof kept1), __builtin_memcpy(kept2, low, sizeof kept2);
        for (int k = 0; k < FilterBank::kSections; ++k)
            if (FilterState* s = states[k])
                s->ic1 = Pair{kept1[2 * k], kept1[2 * k + 1]}, s->ic2 = Pair{kept2[2 * k], kept2[2 * k + 1]};
    }
};

template<class V, int N>
ALWAYS_INLINE void filter(const FilterBank& bank, FilterState* const* states, Pair* x, int frames) {
    Bank<V, N> all;
    all.run(bank, states, x, frames);
}

template<class F>
constexpr int kWidth = static_cast<int>(sizeof(F) / sizeof(float));

template<class F>
ALWAYS_INLINE F load(const float* from) {
    F to;
    __builtin_memcpy(&to, from, sizeof to);
    return to;
}
template<class F>
ALWAYS_INLINE void store(F value, float* to) {
    __builtin_memcpy(to, &value, sizeof value);
}
// The line's values at frames i, i + 1, ...
template<class F>
ALWAYS_INLINE F along(float at, float step, int i) {
    F n;
    for (int k = 0; k < kWidth<F>; ++k) n[k] = static_cast<float>(k);
    return at + step * (n + static_cast<float>(i));
}

template<class F>
ALWAYS_INLINE void compress(const float* level, float db_scale, const CompressorCurve& c, float* reduction) {
    const F half = F{} + c.half_knee;
    for (int i = 0; i < kQuantum; i += kWidth<F>) {
        const F over = log2_fast(load<F>(level + i)) * db_scale - along<F>(c.threshold, c.step, i);
        const F above = over + half;
        const F straight = over >= half ? c.slope * over : c.bend * above * above;
        store<F>(over <= -half ? F{} : straight, reduction + i);
    }
}

template<class F>
ALWAYS_INLINE void gains(const float* reduction, const GainLine& makeup, const GainLine& mix, float* gain) {
    for (int i = 0; i < kQuantum; i += kWidth<F>) {
        const F wet = exp2_fast((load<F>(reduction + i) + along<F>(makeup.at, makeup.step, i)) * kOctavesPerDb);
        store<F>(1.0f + (wet - 1.0f) * along<F>(mix.at, mix.step, i), gain + i);
    }
}

template<class F>
ALWAYS_INLINE void to_db(float* values, float db_scale) {
    for (int i = 0; i < kQuantum; i += kWidth<F>) store<F>(log2_fast(load<F>(values + i)) * db_scale, values + i);
}

template<class F>
ALWAYS_INLINE void to_gain(float* db) {
    for (int i = 0; i < kQuantum; i += kWidth<F>) store<F>(exp2_fast(load<F>(db + i) * kOctavesPerDb), db + i);
}

// One set: the bodies above inlined into functions of a target.
#define KERNELS(set, label, doubles, banks, floats, ...)                                                               \
    __VA_ARGS__ void filter_##set(const FilterBank& b, FilterState* const* s, Pair* x, int frames) {                   \
        filter<doubles, banks>(b, s, x, frames);                                                                       \
    }                                                                                                                  \
    __VA_ARGS__ void compress_##set(const float* level, float scale, const CompressorCurve& c, float* reduction) {     \
        compress<floats>(level, scale, c, reduction);                                                                  \
    }                                                                                                                  \
    __VA_ARGS__ void gains_##set(const float* reduction, const GainLine& makeup, const GainLine& mix, float* gain) {   \
        gains<floats>(reduction, makeup, mix, gain);                                                                   \
    }                                                                                                                  \
    __VA_ARGS__ void to_db_##set(float* values, float scale) { to_db<floats>(values, scale); }                         \
    __VA_ARGS__ void to_gain_##set(float* db) { to_gain<floats>(db); }                                                 \
    constexpr Kernels k_##set{label, filter_##set, compress_##set, gains_##set, to_db_##set, to_gain_##set};

KERNELS(sse2, "SSE2", Pair, 4, Float4)
KERNELS(avx2, "AVX2", Quad, 2, Float8, __attribute__((target("avx2"))))
KERNELS(avx512, "AVX-512", Oct, 1, Float16, __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))))

const std::vector<const Kernels*>& found() {
    static const std::vector<const Kernels*> sets = [] {
        std::vector<const Kernels*> out{&k_sse2};
        if (__builtin_cpu_supports("avx2")) out.push_back(&k_avx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
            out.push_back(&k_avx512);
        return out;
    }();
    return sets;
}

} // namespace

const Kernels& kernels() { return *found().back(); }
std::span<const Kernels* const> all_kernels() { return found(); }

} // namespace tandem::audio
