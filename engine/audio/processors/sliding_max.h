// The largest of the last N values, three comparisons a value whatever N (van Herk, Gil and Werman). One thread.
#pragma once

#include <algorithm>
#include <vector>

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

  private:
    std::vector<float> tail_;
    float head_ = 0;
    size_t at_ = 0;
};

} // namespace tandem::audio
