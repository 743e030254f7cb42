// One body for each loop, inlined into functions of three targets.
#include "engine/audio/processors/kernels.h"

#include <atomic>
#include <bit>
#include <vector>

#include "engine/audio/envelope.h"
#include "engine/audio/processors/kernels_together.h"

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
        const F threshold = c.step == 0 ? F{} + c.threshold : along<F>(c.threshold, c.step, i);
        const F over = log2_fast(load<F>(level + i)) * db_scale - threshold;
        const F above = over + half;
        const F straight = over >= half ? c.slope * over : c.bend * above * above;
        store<F>(over <= -half ? F{} : straight, reduction + i);
    }
}

template<class F>
ALWAYS_INLINE void gains(const float* reduction, const GainLine& makeup, const GainLine& mix, float* gain) {
    const bool rests = makeup.step == 0 && mix.step == 0;
    for (int i = 0; i < kQuantum; i += kWidth<F>) {
        const F up = rests ? F{} + makeup.at : along<F>(makeup.at, makeup.step, i);
        const F part = rests ? F{} + mix.at : along<F>(mix.at, mix.step, i);
        const F wet = exp2_fast((load<F>(reduction + i) + up) * kOctavesPerDb);
        store<F>(1.0f + (wet - 1.0f) * part, gain + i);
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

template<class F>
ALWAYS_INLINE void peaks(const float* const* x, int channels, int frames, float* peak) {
    constexpr int n = kWidth<F>;
    const auto magnitude = [](F v) { return std::bit_cast<F>(std::bit_cast<Mask<F>>(v) & 0x7fffffff); };
    int i = 0;
    for (; i + n <= frames; i += n) {
        F most{};
        for (int c = 0; c < channels; ++c) {
            const F a = magnitude(load<F>(x[c] + i));
            most = most > a ? most : a;
        }
        store(most, peak + i);
    }
    for (; i < frames; ++i) {
        float most = 0;
        for (int c = 0; c < channels; ++c) {
            const float a = __builtin_fabsf(x[c][i]);
            most = most > a ? most : a;
        }
        peak[i] = most;
    }
}

template<class F>
ALWAYS_INLINE void scale(float* const* x, int channels, int frames, const float* gain) {
    constexpr int n = kWidth<F>;
    for (int c = 0; c < channels; ++c) {
        int i = 0;
        for (; i + n <= frames; i += n) store<F>(load<F>(x[c] + i) * load<F>(gain + i), x[c] + i);
        for (; i < frames; ++i) x[c][i] *= gain[i];
    }
}

// F: 8 values at most.
template<class F>
ALWAYS_INLINE void levels(const float* x, QuantumLevels& out) {
    constexpr int n = kWidth<F>, parts = 8 / n;
    F peak[parts] = {}, sum[parts] = {};
    for (int i = 0; i < kQuantum; i += 8)
        for (int k = 0; k < parts; ++k) {
            const F v = load<F>(x + i + k * n), size = std::bit_cast<F>(std::bit_cast<Mask<F>>(v) & 0x7fffffff);
            peak[k] = size > peak[k] ? size : peak[k];
            sum[k] += v * v;
        }
    for (int k = 0; k < parts; ++k) store(peak[k], &out.peaks[k * n]), store(sum[k], &out.sums[k * n]);
}

template<class V, class F>
ALWAYS_INLINE void mix_in(double* sum, const float* x, double gain, int frames) {
    constexpr int n = kWidth<F>;
    int i = 0;
    for (; i + n <= frames; i += n) {
        V total;
        __builtin_memcpy(&total, sum + i, sizeof total);
        total += __builtin_convertvector(load<F>(x + i), V) * gain;
        __builtin_memcpy(sum + i, &total, sizeof total);
    }
    for (; i < frames; ++i) sum[i] += static_cast<double>(x[i]) * gain;
}

template<class V, class F, class E>
ALWAYS_INLINE void strip(const float* x, float gain, float pan, double* sum, QuantumLevels& out) {
    alignas(64) float y[kQuantum];
    for (int i = 0; i < kQuantum; i += kWidth<E>) store<E>(load<E>(x + i) * gain * pan, y + i);
    levels<E>(y, out);
    mix_in<V, F>(sum, y, 1, kQuantum);
}

template<class F>
ALWAYS_INLINE F larger(F a, F b) {
    return a < b ? b : a;
}

// Values moved by `by` lanes up (down where it is negative), the rest 0. Values here are >= 0.
template<class F, int by>
ALWAYS_INLINE F moved(F x) {
    constexpr int n = kWidth<F>;
    Mask<F> from;
    for (int i = 0; i < n; ++i) from[i] = i - by >= 0 && i - by < n ? i - by : n;
    return __builtin_shuffle(x, F{}, from);
}
// Lane i becomes the largest of lanes 0..i, or of i and those above it.
template<class F, int by = 1>
ALWAYS_INLINE F largest_so_far(F x) {
    if constexpr (by < kWidth<F>)
        return largest_so_far<F, 2 * by>(larger(x, moved<F, by>(x)));
    else
        return x;
}
template<class F, int by = 1>
ALWAYS_INLINE F largest_to_come(F x) {
    if constexpr (by < kWidth<F>)
        return largest_to_come<F, 2 * by>(larger(x, moved<F, -by>(x)));
    else
        return x;
}
template<class F>
ALWAYS_INLINE F everywhere(F x, int lane) {
    return __builtin_shuffle(x, Mask<F>{} + lane);
}

template<class F>
ALWAYS_INLINE float max_before(float* x, float* tail, float head, int n) {
    constexpr int w = kWidth<F>;
    F so_far = F{} + head;
    int i = 0;
    for (; i + w <= n; i += w) {
        const F value = load<F>(x + i), rest = load<F>(tail + i + 1);
        so_far = larger(so_far, largest_so_far(value));
        store(larger(so_far, rest), x + i), store(value, tail + i);
        so_far = everywhere(so_far, w - 1);
    }
    head = so_far[w - 1];
    for (; i < n; ++i) {
        const float value = x[i];
        head = larger(head, value);
        x[i] = larger(head, tail[i + 1]), tail[i] = value;
    }
    return head;
}

template<class F>
ALWAYS_INLINE void max_behind(float* x, int n) {
    constexpr int w = kWidth<F>;
    F most{};
    int i = n;
    for (; i >= w; i -= w) {
        most = larger(most, largest_to_come(load<F>(x + i - w)));
        store(most, x + i - w);
        most = everywhere(most, 0);
    }
    for (float last = most[0]; i > 0; --i) x[i - 1] = last = larger(last, x[i - 1]);
}

// One set: the bodies above inlined into functions of a target.
#define KERNELS(set, label, doubles, banks, floats, pair_floats, eight, ...)                                           \
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
    __VA_ARGS__ void peaks_##set(const float* const* x, int channels, int frames, float* peak) {                       \
        peaks<floats>(x, channels, frames, peak);                                                                      \
    }                                                                                                                  \
    __VA_ARGS__ void scale_##set(float* const* x, int channels, int frames, const float* gain) {                       \
        scale<floats>(x, channels, frames, gain);                                                                      \
    }                                                                                                                  \
    __VA_ARGS__ void levels_##set(const float* x, QuantumLevels& out) { levels<eight>(x, out); }                       \
    __VA_ARGS__ void mix_in_##set(double* sum, const float* x, double gain, int frames) {                              \
        mix_in<doubles, pair_floats>(sum, x, gain, frames);                                                            \
    }                                                                                                                  \
    __VA_ARGS__ void strip_##set(const float* x, float gain, float pan, double* sum, QuantumLevels& out) {             \
        strip<doubles, pair_floats, eight>(x, gain, pan, sum, out);                                                    \
    }                                                                                                                  \
    __VA_ARGS__ float max_before_##set(float* x, float* tail, float head, int n) {                                     \
        return max_before<floats>(x, tail, head, n);                                                                   \
    }                                                                                                                  \
    __VA_ARGS__ void max_behind_##set(float* x, int n) { max_behind<floats>(x, n); }                                   \
    __VA_ARGS__ void filter_pairs_##set(std::span<const FilterPair> pairs, int frames) {                               \
        filter_pairs<doubles, pair_floats>(pairs, frames);                                                             \
    }                                                                                                                  \
    __VA_ARGS__ void follow_##set(std::span<const GainFollower> all) { follow<floats>(all); }                          \
    constexpr Kernels k_##set{label,         filter_##set,     compress_##set,   gains_##set,        to_db_##set,      \
                              to_gain_##set, peaks_##set,      scale_##set,      levels_##set,       mix_in_##set,     \
                              strip_##set,   max_before_##set, max_behind_##set, filter_pairs_##set, follow_##set};

KERNELS(sse2, "SSE2", Pair, 4, Float4, Float2, Float4)
KERNELS(avx2, "AVX2", Quad, 2, Float8, Float4, Float8, __attribute__((target("avx2"))))
KERNELS(avx512, "AVX-512", Oct, 1, Float16, Float8, Float8,
        __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))))

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

static std::atomic<const Kernels*> chosen{nullptr};

const Kernels& kernels() {
    const Kernels* set = chosen.load(std::memory_order_relaxed);
    return set ? *set : *found().back();
}
void use_kernels(const Kernels* set) { chosen.store(set, std::memory_order_relaxed); }
std::span<const Kernels* const> all_kernels() { return found(); }

} // namespace tandem::audio
