// Vectors of the compiler's that the kernels' bodies are written in, inlined into functions of a target. Only for
// kernels.cpp and the bodies it includes.
#pragma once

#include "engine/audio/processors/filter.h"

namespace tandem::audio {

#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef float Float2 __attribute__((vector_size(8)));
typedef float Float4 __attribute__((vector_size(16)));
typedef float Float8 __attribute__((vector_size(32)));
typedef float Float16 __attribute__((vector_size(64)));
typedef double Quad __attribute__((vector_size(32)));
typedef double Oct __attribute__((vector_size(64)));
template<class V>
using Mask = decltype(V{} < V{});

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

// Rows become columns: each turn puts the values of row r and of the one half of all rows on in turn.
template<class F>
ALWAYS_INLINE void transpose(F (&rows)[kWidth<F>]) {
    constexpr int n = kWidth<F>;
    Mask<F> low, high;
    for (int i = 0; i < n; ++i) low[i] = i / 2 + i % 2 * n, high[i] = low[i] + n / 2;
    for (int turn = 1; turn < n; turn *= 2) {
        F next[n];
        for (int r = 0; r < n / 2; ++r) {
            next[2 * r] = __builtin_shuffle(rows[r], rows[r + n / 2], low);
            next[2 * r + 1] = __builtin_shuffle(rows[r], rows[r + n / 2], high);
        }
        for (int r = 0; r < n; ++r) rows[r] = next[r];
    }
}

} // namespace tandem::audio
