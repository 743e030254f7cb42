// The largest of the last N values, three comparisons a value whatever N (van Herk, Gil and Werman). One thread.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/audio/processors/kernels.h"

namespace tandem::audio {

class SlidingMax {
  public:
    explicit SlidingMax(int window) : tail_(static_cast<size_t>(window)) {}
    void reset() {
        std::fill(tail_.begin(), tail_.end(), 0.0f);
        head_ = 0, at_ = 0;
    }
    // Values are >= 0; those before the first count as 0.
    float push(float x) {
        // tail_[k]: before `at_`, this block's values; from `at_` on, the largest of the last block's from k on.
        head_ = at_ == 0 ? x : std::max(head_, x);
        tail_[at_] = x;
        ++at_;
        if (at_ < tail_.size()) return std::max(head_, tail_[at_]);
        at_ = 0;
        for (size_t k = tail_.size() - 1; k-- > 0;) tail_[k] = std::max(tail_[k], tail_[k + 1]);
        return head_;
    }

    // The same for n values in place, in stretches that cross no block's end.
    void push(float* x, int n, const Kernels& k) {
        const size_t window = tail_.size();
        for (size_t left = static_cast<size_t>(n); left > 0;) {
            if (at_ + 1 == window) { // the last of a block also makes the next one's tail
                head_ = at_ == 0 ? *x : std::max(head_, *x);
                tail_[at_] = *x, *x = head_;
                k.max_behind(tail_.data(), static_cast<int>(window));
                ++x, --left, at_ = 0;
                continue;
            }
            const size_t run = std::min(left, window - 1 - at_);
            head_ = k.max_before(x, &tail_[at_], at_ == 0 ? 0.0f : head_, static_cast<int>(run));
            at_ += run, x += run, left -= run;
        }
    }

  private:
    std::vector<float> tail_;
    float head_ = 0;
    size_t at_ = 0;
};

} // namespace tandem::audio
