// Butterflies, and the step between a complex transform and a real one of twice the size.
#include "engine/audio/processors/real_fft.h"

#include <utility>

#include "engine/audio/processors/float_math.h"
#include "engine/base/result.h"

namespace tandem::audio {

RealFft::RealFft(int size) : size_(size) {
    VERIFY(size >= 4 && (size & (size - 1)) == 0);
    const auto half = static_cast<size_t>(size / 2);
    reversed_.resize(half);
    for (size_t i = 1; i < half; ++i)
        reversed_[i] = reversed_[i / 2] / 2 + (i % 2 ? static_cast<uint32_t>(half / 2) : 0);
    for (size_t k = 0; k < half; ++k) {
        cosine_.push_back(static_cast<float>(cos_turns(static_cast<double>(k) / size)));
        sine_.push_back(static_cast<float>(sin_turns(static_cast<double>(k) / size)));
    }
}

void RealFft::transform(float* re, float* im) const {
    const auto n = static_cast<size_t>(size_ / 2);
    for (size_t i = 0; i < n; ++i)
        if (const size_t j = reversed_[i]; i < j) std::swap(re[i], re[j]), std::swap(im[i], im[j]);
    for (size_t span = 1; span < n; span *= 2) {
        // e^(-2 pi i k / (2 span)) = entry k * size / (2 span) of the tables.
        const size_t step = n / span;
        for (size_t at = 0; at < n; at += 2 * span)
            for (size_t k = 0; k < span; ++k) {
                const float c = cosine_[k * step], s = sine_[k * step];
                const size_t a = at + k, b = a + span;
                const float r = re[b] * c + im[b] * s, i = im[b] * c - re[b] * s;
                re[b] = re[a] - r, im[b] = im[a] - i;
                re[a] += r, im[a] += i;
            }
    }
}

void RealFft::forward(const float* x, float* re, float* im) const {
    const auto n = static_cast<size_t>(size_ / 2);
    for (size_t i = 0; i < n; ++i) re[i] = x[2 * i], im[i] = x[2 * i + 1];
    transform(re, im);
    // With Z the transform of even + i odd: X[k] = (Z[k] + Z*[n-k]) / 2 - i e^(-2 pi i k / size) (Z[k] - Z*[n-k]) / 2.
    const float r0 = re[0], i0 = im[0];
    re[0] = r0 + i0, im[0] = 0;
    re[n] = r0 - i0, im[n] = 0;
    for (size_t k = 1; k <= n / 2; ++k) {
        const size_t m = n - k;
        const float er = (re[k] + re[m]) / 2, ei = (im[k] - im[m]) / 2; // of the even samples
        const float dr = (im[k] + im[m]) / 2, di = (re[m] - re[k]) / 2; // of the odd ones
        const float c = cosine_[k], s = sine_[k];
        const float r = dr * c + di * s, i = di * c - dr * s;
        re[k] = er + r, im[k] = ei + i;
        re[m] = er - r, im[m] = i - ei;
    }
}

void RealFft::inverse(float* re, float* im, float* x) const {
    const auto n = static_cast<size_t>(size_ / 2);
    // Back to the transform of even + i odd, conjugated, whose forward transform is the conjugated signal.
    const float r0 = re[0], rn = re[n];
    re[0] = (r0 + rn) / 2, im[0] = -(r0 - rn) / 2;
    for (size_t k = 1; k <= n / 2; ++k) {
        const size_t m = n - k;
        const float er = (re[k] + re[m]) / 2, ei = (im[k] - im[m]) / 2;
        const float r = (re[k] - re[m]) / 2, i = (im[k] + im[m]) / 2;
        const float c = cosine_[k], s = sine_[k];
        const float dr = r * c - i * s, di = i * c + r * s; // times e^(+2 pi i k / size)
        re[k] = er - di, im[k] = -(ei + dr);
        re[m] = er + di, im[m] = ei - dr;
    }
    transform(re, im);
    for (size_t i = 0; i < n; ++i) x[2 * i] = re[i], x[2 * i + 1] = -im[i];
}

} // namespace tandem::audio
