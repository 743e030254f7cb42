// DelayLockedLoop: smooth times of a device's blocks from the jittering instants at which it asks for them, and the
// device's true rate. Second order, critically damped; F. Adriaensen, "Using a DLL to filter time" (2005). Used on the
// device's thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace tandem {

class DelayLockedLoop {
  public:
    explicit DelayLockedLoop(int rate) : nominal_(1e9 / rate), ns_per_frame_(nominal_) {}

    // A block of `frames` was asked for at now_ns (CLOCK_MONOTONIC); gives its filtered time. Starts anew where the
    // device is off by more than kJump: it was held up or lost frames.
    int64_t update(int64_t now_ns, int frames) {
        const double error = static_cast<double>(now_ns - next_);
        if (!running_ || std::abs(error) > kJumpNs) {
            running_ = true, elapsed_ns_ = 0;
            next_ = now_ns;
            fraction_ = 0;
            advance(frames * ns_per_frame_);
            return now_ns;
        }
        const int64_t at = next_;
        // The bandwidth narrows to 0.1 Hz within two seconds, so that the loop locks at once and then holds.
        elapsed_ns_ += frames * ns_per_frame_;
        const double hz = std::max(0.1, 0.5 * 1e9 / (elapsed_ns_ + 1e8));
        const double omega = std::min(0.3, 2 * std::numbers::pi * hz * frames * nominal_ * 1e-9); // stable below 1
        ns_per_frame_ += omega * omega * error / frames;
        // A rate that no device has comes from hold-ups.
        ns_per_frame_ = std::min(std::max(ns_per_frame_, nominal_ * 0.99), nominal_ * 1.01);
        advance(std::numbers::sqrt2 * omega * error + frames * ns_per_frame_);
        return at;
    }
    double ns_per_frame() const { return ns_per_frame_; }

  private:
    static constexpr double kJumpNs = 100e6;
    void advance(double ns) {
        fraction_ += ns;
        const double whole = std::floor(fraction_);
        next_ += static_cast<int64_t>(whole), fraction_ -= whole;
    }

    double nominal_, ns_per_frame_;
    int64_t next_ = 0;    // when the coming block is due
    double fraction_ = 0; // of a nanosecond, beside next_
    double elapsed_ns_ = 0;
    bool running_ = false;
};

} // namespace tandem
