// MonitorLevel: how loud the device plays what it is given, like the monitor knob of a desk: behind the mix, its meters
// and what is listened to, and in no render. At 0 dB samples pass as they are, bit for bit; a change is a ramp.
#pragma once

#include <algorithm>
#include <atomic>

#include "engine/audio/decibel.h"

namespace tandem::audio {

class MonitorLevel {
  public:
    static constexpr int kRampFrames = 480; // from silence to 0 dB

    // Any thread. kSilentDb and below is silence.
    void set_db(double db) { wanted_.store(static_cast<float>(db_to_gain(db)), std::memory_order_relaxed); }

    // Device's thread.
    void apply(float* const* planes, int channels, int frames) {
        const float to = wanted_.load(std::memory_order_relaxed);
        if (now_ == 1 && to == 1) return;
        constexpr float kStep = 1.0f / kRampFrames;
        for (int i = 0; i < frames; ++i) {
            now_ += std::clamp(to - now_, -kStep, kStep);
            for (int c = 0; c < channels; ++c) planes[c][i] *= now_;
        }
    }

  private:
    std::atomic<float> wanted_{1};
    float now_ = 1;
};

} // namespace tandem::audio
