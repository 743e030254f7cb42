// Denoiser: noise that stays (hiss, hum, fans, traffic far away) is told from what moves, bin by bin of a short-time
// spectrum, and turned down. How much of each bin is noise follows by the probability that something else is there:
// T. Gerkmann and R. Hendriks, "Unbiased MMSE-based noise power estimation with low complexity and low tracking delay"
// (IEEE TASLP 20(4), 2012). Gains are those of the least error of the logarithmic spectrum with the decision-directed
// estimate: Y. Ephraim and D. Malah (IEEE TASSP 33(2), 1985). All channels have one gain, so the image stays.
#include <algorithm>
#include <memory>
#include <vector>

#include "engine/audio/processors/float_math.h"
#include "engine/audio/processors/processor.h"
#include "engine/audio/processors/real_fft.h"
#include "engine/model/sound_slots.h"

namespace tandem::audio {

namespace {

// Samples of a window: a power of two of 20 ms or more. Long enough to part the harmonics of a voice, short enough
// that a word's start is not smeared over what was before it.
int window_of(int rate) {
    int size = 256;
    while (size < rate / 50) size *= 2;
    return size;
}

constexpr int kOverlap = 4;

// Integral of e^-t / t from x to infinity: Abramowitz and Stegun 5.1.53 (within 2e-7) and 5.1.54 (5e-5 relative).
float exponential_integral(float x) {
    if (x <= 1) {
        const float series =
            -0.57721566f +
            x * (0.99999193f + x * (-0.24991055f + x * (0.05519968f + x * (-0.00976004f + x * 0.00107857f))));
        return series - 0.69314718f * log2_fast(x);
    }
    const float ratio = (x * (x + 2.334733f) + 0.250621f) / (x * (x + 3.330657f) + 1.681534f);
    return ratio * exp2_fast(x * -1.44269504f) / x;
}

class Denoiser final : public ProcessorWith<Denoiser> {
  public:
    explicit Denoiser(const ProcessorSpec& spec)
        : spec_(spec), size_(window_of(spec.rate)), hop_(size_ / kOverlap),
          fft_(std::make_shared<const RealFft>(size_)) {
        const auto size = static_cast<size_t>(size_), bins = static_cast<size_t>(fft_->bins());
        const auto all = static_cast<size_t>(spec.channels);
        for (size_t i = 0; i < size; ++i) // the root of a Hann window, used twice
            window_.push_back(static_cast<float>(sin_turns((static_cast<double>(i) + 0.5) / (2.0 * size_))));
        heard_.resize(all * size), made_.resize(all * size), out_.resize(all * static_cast<size_t>(hop_));
        re_.resize(all * bins), im_.resize(all * bins), frame_.resize(size);
        power_.resize(bins), noise_.resize(bins), here_.resize(bins), was_.resize(bins), gain_.resize(bins + 2);
        auto keep = [&](double seconds) { return static_cast<float>(smoothing(seconds, spec.rate / hop_)); };
        keep_noise_ = keep(kNoiseSeconds), keep_here_ = keep(kHereSeconds), keep_snr_ = keep(kSnrSeconds);
        Denoiser::reset();
    }

    void reset() override {
        for (auto* v : {&heard_, &made_, &out_, &noise_, &here_, &was_}) std::fill(v->begin(), v->end(), 0.0f);
        at_ = 0, hops_ = 0, reduction_ = 0;
        show_rest();
    }

    void run(const ProcessorRun& r) override {
        for (int done = 0; done < r.frames;) {
            const int n = std::min(r.frames - done, hop_ - at_);
            for (int c = 0; c < spec_.channels; ++c) {
                float *io = r.io[c] + done, *in = heard(c) + size_ - hop_ + at_;
                const float* out = out_.data() + c * hop_ + at_;
                std::copy_n(io, n, in);
                std::copy_n(out, n, io);
            }
            done += n, at_ += n;
            if (at_ < hop_) continue;
            at_ = 0;
            const double part = static_cast<double>(done) / r.frames;
            auto value = [&](int slot) { return r.from[slot] + (r.to[slot] - r.from[slot]) * part; };
            hop(static_cast<float>(value(slot::noise_reduction)), static_cast<float>(value(slot::noise_sensitivity)),
                r.from[slot::noise_listen] > 0.5);
        }
        show_reduction(reduction_);
    }

  private:
    // Time constants of the papers' coefficients at their own rates of frames: 0.8 and 0.9 for 16 ms, 0.98 for 8 ms.
    static constexpr double kNoiseSeconds = 0.0717, kHereSeconds = 0.1519, kSnrSeconds = 0.396;
    static constexpr float kHereSnr = 31.6227766f; // of what is no noise, where it is there: 15 dB
    static constexpr float kMostHere = 0.99f;      // a bin that never rests is noise in the end
    // At first nothing is known: noise is found sooner, and what speaks at once is spared all the same.
    static constexpr float kMostHereAtFirst = 0.95f;
    static constexpr double kFirstSeconds = 0.4;
    static constexpr float kLeastSnr = 0.00316227766f; // -25 dB
    static constexpr float kMostSnr = 1000;

    float* heard(int channel) { return heard_.data() + static_cast<size_t>(channel) * static_cast<size_t>(size_); }
    float* made(int channel) { return made_.data() + static_cast<size_t>(channel) * static_cast<size_t>(size_); }

    // The newest hop_ samples of heard_ are in: makes the next hop_ of out_.
    void hop(float reduction_db, float sensitivity_db, bool listen) {
        const auto bins = static_cast<size_t>(fft_->bins());
        std::fill(power_.begin(), power_.end(), 0.0f);
        for (int c = 0; c < spec_.channels; ++c) {
            float *re = re_.data() + static_cast<size_t>(c) * bins, *im = im_.data() + static_cast<size_t>(c) * bins;
            for (size_t i = 0; i < frame_.size(); ++i) frame_[i] = heard(c)[i] * window_[i];
            fft_->forward(frame_.data(), re, im);
            for (size_t k = 0; k < bins; ++k) power_[k] += re[k] * re[k] + im[k] * im[k];
        }
        follow_noise();
        find_gains(gain_of_db(-reduction_db), gain_of_db(2 * sensitivity_db));
        // What is left of the power, by the gains as they are used: smoothed over neighbours, or single bins would
        // ring.
        float before = 0, after = 0;
        const float scale = 2.0f / static_cast<float>(size_) * 2.0f / kOverlap;
        float* g = gain_.data() + 1;
        g[-1] = g[0], g[bins] = g[bins - 1];
        float left = g[-1];
        for (size_t k = 0; k < bins; ++k) {
            const float smooth = 0.25f * left + 0.5f * g[k] + 0.25f * g[k + 1];
            before += power_[k], after += power_[k] * smooth * smooth;
            left = g[k];
            g[k] = (listen ? 1 - smooth : smooth) * scale;
        }
        reduction_ = before > kLeastPower && after > 0 ? std::min(0.0f, level_db(after / before) / 2) : 0.0f;
        for (int c = 0; c < spec_.channels; ++c) {
            float *re = re_.data() + static_cast<size_t>(c) * bins, *im = im_.data() + static_cast<size_t>(c) * bins;
            for (size_t k = 0; k < bins; ++k) re[k] *= g[k], im[k] *= g[k];
            fft_->inverse(re, im, frame_.data());
            float* sum = made(c);
            for (size_t i = 0; i < frame_.size(); ++i) sum[i] += frame_[i] * window_[i];
            std::copy_n(sum, hop_, out_.data() + c * hop_);
            std::copy(sum + hop_, sum + size_, sum);
            std::fill(sum + size_ - hop_, sum + size_, 0.0f);
            std::copy(heard(c) + hop_, heard(c) + size_, heard(c));
        }
        ++hops_;
    }

    void follow_noise() {
        const bool first = static_cast<double>(hops_) * hop_ < kFirstSeconds * spec_.rate;
        const float most = first ? kMostHereAtFirst : kMostHere;
        const float slope = kHereSnr / (1 + kHereSnr) * -1.44269504f;
        for (size_t k = 0; k < power_.size(); ++k) {
            if (hops_ == 0) noise_[k] = power_[k] * kFirstGuess;
            noise_[k] = std::max(noise_[k], kLeastPower);
            float here = 1 / (1 + (1 + kHereSnr) * exp2_fast(std::max(-126.0f, power_[k] / noise_[k] * slope)));
            here_[k] = keep_here_ * here_[k] + (1 - keep_here_) * here;
            if (first || here_[k] > kMostHere) here = std::min(here, most);
            const float guess = here * noise_[k] + (1 - here) * power_[k];
            noise_[k] = keep_noise_ * noise_[k] + (1 - keep_noise_) * guess;
        }
    }

    // gain_[k + 1] of bin k.
    void find_gains(float least, float more) {
        for (size_t k = 0; k < power_.size(); ++k) {
            const float noise = noise_[k] * more, snr = std::min(power_[k] / noise, kMostSnr);
            const float prior = std::max(kLeastSnr, keep_snr_ * was_[k] + (1 - keep_snr_) * std::max(snr - 1, 0.0f));
            const float wiener = prior / (1 + prior), v = std::max(wiener * snr, 1e-6f);
            const float gain = std::min(1.0f, wiener * exp2_fast(0.5f * 1.44269504f * exponential_integral(v)));
            was_[k] = gain * gain * snr;
            gain_[k + 1] = std::max(gain, least);
        }
    }

    static constexpr float kFirstGuess = 0.01f;  // of the first window's power
    static constexpr float kLeastPower = 1e-12f; // of a bin

    ProcessorSpec spec_;
    int size_, hop_;
    std::shared_ptr<const RealFft> fft_;
    std::vector<float> window_;
    std::vector<float> heard_, made_, out_;         // by channel: input, sums being made, what is handed out
    std::vector<float> re_, im_, frame_;            // of one hop
    std::vector<float> power_, noise_, here_, was_; // by bin, of all channels together
    std::vector<float> gain_;                       // by bin, one more at both ends
    float keep_noise_ = 0, keep_here_ = 0, keep_snr_ = 0;
    float reduction_ = 0; // dB, <= 0
    int at_ = 0;          // samples of the hop in hand
    int64_t hops_ = 0;
};

} // namespace

int denoiser_latency(int rate) { return window_of(rate); }
std::unique_ptr<Processor> make_denoiser(const ProcessorSpec& spec) { return std::make_unique<Denoiser>(spec); }

} // namespace tandem::audio
