// The filter's design and its two polyphase forms.
#include "engine/audio/processors/oversampler.h"

#include <algorithm>

#include "engine/audio/processors/float_math.h"

namespace tandem::audio {

namespace {
constexpr int kHalf = Upsampler::kTaps * kOversampling / 2; // taps on each side of the middle one

// sinc(n / 4), cut at the lower rate's Nyquist frequency, under a Blackman window: flat to 0.38 of the lower rate, -75
// dB from 0.62 on. Symmetric of 2 kHalf + 1 taps whose outermost are zero.
struct Kernel {
    std::array<double, 2 * kHalf + 1> taps{};
    Kernel() {
        for (int n = -kHalf; n <= kHalf; ++n) {
            const double x = static_cast<double>(n) / kOversampling;
            // sin(pi x) = sin_turns(x / 2)
            const double sinc = n == 0 ? 1 : sin_turns(x / 2) / (3.14159265358979323846 * x);
            const double u = static_cast<double>(n + kHalf) / (2 * kHalf);
            const double window = 0.42 - 0.5 * cos_turns(u) + 0.08 * cos_turns(2 * u);
            taps[static_cast<size_t>(n + kHalf)] = sinc * window;
        }
    }
};

// Phase p of the upsampler: output 4 n + p = sum of h[p][k] * x[n - k].
struct Phases {
    float h[kOversampling][Upsampler::kTaps] = {};
    Phases() {
        const Kernel kernel;
        for (int p = 0; p < kOversampling; ++p) {
            double sum = 0;
            for (int k = 0; k < Upsampler::kTaps; ++k) sum += kernel.taps[static_cast<size_t>(kOversampling * k + p)];
            for (int k = 0; k < Upsampler::kTaps; ++k) // every phase passes 0 Hz unchanged
                h[p][k] = static_cast<float>(kernel.taps[static_cast<size_t>(kOversampling * k + p)] / sum);
        }
    }
};
const Phases& phases() {
    static const Phases made;
    return made;
}
struct Reversed {
    float h[Downsampler::kTaps + 1] = {};
    Reversed() {
        const Kernel kernel;
        double sum = 0;
        for (double t : kernel.taps) sum += t;
        for (size_t i = 0; i < kernel.taps.size(); ++i) h[i] = static_cast<float>(kernel.taps[i] / sum);
    }
};
const Reversed& reversed() {
    static const Reversed made;
    return made;
}
} // namespace

void Upsampler::run(const float* in, int frames, float* out) {
    const Phases& f = phases();
    float x[kTaps - 1 + kQuantum];
    std::copy(past_.begin(), past_.end(), x);
    std::copy_n(in, frames, x + kTaps - 1);
    for (int p = 0; p < kOversampling; ++p)
        for (int i = 0; i < frames; ++i) {
            float sum = 0;
            for (int k = 0; k < kTaps; ++k) sum += f.h[p][k] * x[i + kTaps - 1 - k];
            out[kOversampling * i + p] = sum;
        }
    std::copy_n(x + frames, kTaps - 1, past_.begin());
}

void Downsampler::run(const float* in, int frames, float* out) {
    const Reversed& f = reversed();
    float x[kTaps + kOversampling * kQuantum];
    std::copy(past_.begin(), past_.end(), x);
    std::copy_n(in, kOversampling * frames, x + kTaps);
    for (int i = 0; i < frames; ++i) {
        float sum = 0;
        for (int k = 0; k <= kTaps; ++k) sum += f.h[k] * x[kOversampling * i + kTaps - k];
        out[i] = sum;
    }
    std::copy_n(x + kOversampling * frames, kTaps, past_.begin());
}

} // namespace tandem::audio
