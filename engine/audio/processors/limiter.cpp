// True-peak limiter: the peak of the signal at four times the rate (ITU-R BS.1770-4 annex 2) asks for a gain; the least
// of the coming frames is held, released along an exponential and averaged over the same stretch, so the gain is down
// when the delayed peak comes out and has no corner.
#include <algorithm>
#include <vector>

#include "engine/audio/processors/level.h"
#include "engine/audio/processors/oversampler.h"

namespace tandem::audio {

int limiter_latency(int rate) {
    constexpr double kLookSeconds = 0.0024;
    const int look = static_cast<int>(kLookSeconds * rate) + Upsampler::kDelay;
    return (look + kQuantum - 1) / kQuantum * kQuantum;
}

namespace {

class Limiter final : public ProcessorWith<Limiter> {
  public:
    explicit Limiter(const ProcessorSpec& spec)
        : spec_(spec), latency_(limiter_latency(spec.rate)), window_(latency_ - Upsampler::kDelay + 1), hold_(window_),
          up_(static_cast<size_t>(spec.channels)), delay_(static_cast<size_t>(spec.channels * latency_)),
          gains_(static_cast<size_t>(window_)) {
        Limiter::reset();
    }
    void reset() override {
        hold_.reset();
        for (auto& u : up_) u.reset();
        std::fill(delay_.begin(), delay_.end(), 0.0f);
        std::fill(gains_.begin(), gains_.end(), kOne);
        sum_ = kOne * window_, gain_at_ = 0, delay_at_ = 0, released_ = 0;
        show_rest();
    }

    void run(const ProcessorRun& r) override {
        const double drive0 = db_ratio(r.from[slot::limit_drive]), drive1 = db_ratio(r.to[slot::limit_drive]);
        float peak[kQuantum] = {};
        for (int c = 0; c < spec_.channels; ++c) {
            float high[kQuantum * kOversampling];
            for (int i = 0; i < r.frames; ++i)
                r.io[c][i] *= static_cast<float>(drive0 + (drive1 - drive0) * i / r.frames);
            up_[static_cast<size_t>(c)].run(r.io[c], r.frames, high);
            for (int i = 0; i < r.frames; ++i)
                for (int k = 0; k < kOversampling; ++k)
                    peak[i] = std::max(peak[i], std::fabs(high[kOversampling * i + k]));
        }
        // A little below: between the points of the finer grid a peak may be 0.1 dB higher.
        const double ceiling0 = r.from[slot::limit_ceiling] - kMargin, ceiling1 = r.to[slot::limit_ceiling] - kMargin;
        const float keep = static_cast<float>(smoothing(r.from[slot::limit_release], spec_.rate));
        float low = 1;
        for (int i = 0; i < r.frames; ++i) {
            const double ceiling = ceiling0 + (ceiling1 - ceiling0) * i / r.frames;
            const float over = level_db(peak[i]) - static_cast<float>(ceiling);
            // In dB of reduction, >= 0.
            const float held = hold_.push(over > 0 ? over : 0.0f);
            released_ = held >= released_ ? held : held + keep * (released_ - held);
            const auto gain = static_cast<int64_t>(gain_of_db(-released_) * static_cast<float>(kOne));
            sum_ += gain - gains_[gain_at_];
            gains_[gain_at_] = gain;
            if (++gain_at_ == gains_.size()) gain_at_ = 0;
            const float g = static_cast<float>(static_cast<double>(sum_) / (static_cast<double>(kOne) * window_));
            low = std::min(low, g);
            for (int c = 0; c < spec_.channels; ++c) {
                float& slot = delay_[static_cast<size_t>(c * latency_) + delay_at_];
                const float x = slot;
                slot = r.io[c][i];
                r.io[c][i] = x * g;
            }
            if (++delay_at_ == static_cast<size_t>(latency_)) delay_at_ = 0;
        }
        show_reduction(low < 1 ? level_db(low) : 0.0f);
    }

  private:
    static constexpr int64_t kOne = int64_t{1} << 30; // gains as integers: their running sum never drifts
    static constexpr double kMargin = 0.1;            // dB
    ProcessorSpec spec_;
    int latency_, window_;
    SlidingMax hold_;
    std::vector<Upsampler> up_;
    std::vector<float> delay_; // by channel
    std::vector<int64_t> gains_;
    int64_t sum_ = 0;
    size_t gain_at_ = 0, delay_at_ = 0;
    float released_ = 0;
};

} // namespace

std::unique_ptr<Processor> make_limiter(const ProcessorSpec& spec) { return std::make_unique<Limiter>(spec); }

} // namespace tandem::audio
