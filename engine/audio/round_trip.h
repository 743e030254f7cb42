// RoundTrip: how many frames lie between handing out a sample and taking in its sound through a cable, from what the
// blocks of a stream with inputs tell. What they tell strays by a frame or two while a machine is busy, so the upper
// quartile of a window counts. A value; one thread, realtime safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace tandem::audio {

class RoundTrip {
  public:
    static constexpr int64_t kWindow = 31; // blocks
    // `told`: output and input latency of a block, frames; `lost`: the device lost something before it, so what was
    // found is found anew. `held`: what a whole window gave stays.
    void add(int64_t told, bool lost, bool held) {
        if (lost) measured_ = 0;
        told_[static_cast<size_t>(measured_ % kWindow)] = told;
        ++measured_;
        if (held && measured_ > kWindow) return;
        auto sorted = told_;
        const auto count = std::min(measured_, kWindow);
        const auto place = sorted.begin() + count * 3 / 4;
        std::nth_element(sorted.begin(), place, sorted.begin() + count);
        // After a loss a stream mostly stands as before; of few measures the best may still be a frame or two short,
        // and following it would tear a take.
        constexpr int64_t kShort = 8;
        if (known_ && measured_ < kWindow && std::abs(*place - frames_) <= kShort) return;
        known_ = known_ || measured_ >= kWindow;
        frames_ = *place;
    }
    // The stream is gone.
    void forget() { measured_ = 0, known_ = false; }
    int64_t frames() const { return frames_; }
    // From a whole window, before a loss at the latest.
    bool known() const { return known_; }

  private:
    std::array<int64_t, kWindow> told_{};
    int64_t measured_ = 0; // blocks since the stream's start or its last loss
    int64_t frames_ = 0;
    bool known_ = false;
};

} // namespace tandem::audio
