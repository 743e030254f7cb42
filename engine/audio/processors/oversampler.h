// Four times the rate and back by linear-phase windowed-sinc filters, for curves that bend waveforms and for the true
// peak. Owned by a processor; one thread.
#pragma once

#include <array>

#include "engine/audio/envelope.h"

namespace tandem::audio {

inline constexpr int kOversampling = 4;

// One channel. Every call takes at most kQuantum frames.
class Upsampler {
  public:
    static constexpr int kTaps = 24;         // of a phase
    static constexpr int kDelay = kTaps / 2; // frames: output 4 n is input n - kDelay
    void reset() { past_ = {}; }
    // out[4 * frames].
    void run(const float* in, int frames, float* out);

  private:
    std::array<float, kTaps - 1> past_{};
};

class Downsampler {
  public:
    static constexpr int kTaps = Upsampler::kTaps * kOversampling;
    static constexpr int kDelay = Upsampler::kTaps / 2; // frames
    void reset() { past_ = {}; }
    // in[4 * frames].
    void run(const float* in, int frames, float* out);

  private:
    std::array<float, kTaps> past_{};
};

} // namespace tandem::audio
