// Delay with feedback, filtered; the first two channels, others pass.
#include <algorithm>
#include <array>
#include <vector>

#include "engine/audio/processors/filter.h"
#include "engine/audio/processors/processor.h"

namespace tandem::audio {

namespace {

class Delay final : public ProcessorWith<Delay> {
  public:
    explicit Delay(const ProcessorSpec& spec)
        : spec_(spec), wet_channels_(std::min(spec.channels, 2)),
          length_(static_cast<size_t>(kMaxSeconds * spec.rate)) {
        for (int c = 0; c < wet_channels_; ++c) lines_[static_cast<size_t>(c)].resize(length_);
    }
    void reset() override {
        for (auto& l : lines_) std::fill(l.begin(), l.end(), 0.0f);
        low_ = high_ = {}, at_ = 0;
    }

    void run(const ProcessorRun& r) override {
        const FilterStep low(
            filter_coefficients(slot::BandType::low_cut, r.from[slot::delay_low_cut], 0, kQ, spec_.rate)),
            high(filter_coefficients(slot::BandType::high_cut, r.from[slot::delay_high_cut], 0, kQ, spec_.rate));
        const bool crosses = wet_channels_ == 2 && r.from[slot::delay_ping_pong] > 0.5;
        std::array<double, 2> ins{}, outs{};
        for (int i = 0; i < r.frames; ++i) {
            auto value = [&](int s) { return r.from[s] + (r.to[s] - r.from[s]) * i / r.frames; };
            const double frames = std::max(1.0, value(slot::delay_time) * spec_.rate);
            const auto whole = static_cast<size_t>(frames);
            const double part = frames - static_cast<double>(whole);
            Pair late{};
            for (int c = 0; c < wet_channels_; ++c) {
                const auto& line = lines_[static_cast<size_t>(c)];
                const double a = static_cast<double>(line[back(whole)]), b = static_cast<double>(line[back(whole + 1)]);
                late[c] = a + (b - a) * part;
            }
            late = filter_step(high, high_, filter_step(low, low_, late));
            const double feedback = value(slot::delay_feedback), mix = value(slot::delay_mix);
            for (int c = 0; c < wet_channels_; ++c) {
                const double dry = static_cast<double>(r.io[c][i]);
                // Ping-pong: what comes in starts on the left and changes sides with every repeat.
                double in = dry + late[c] * feedback;
                if (crosses) {
                    const double both = (static_cast<double>(r.io[0][i]) + static_cast<double>(r.io[1][i])) * 0.5;
                    in = c == 0 ? both + late[1] * feedback : late[0];
                }
                ins[static_cast<size_t>(c)] = in;
                outs[static_cast<size_t>(c)] = dry + (late[c] - dry) * mix;
            }
            for (int c = 0; c < wet_channels_; ++c) {
                lines_[static_cast<size_t>(c)][at_] = static_cast<float>(ins[static_cast<size_t>(c)]);
                r.io[c][i] = static_cast<float>(outs[static_cast<size_t>(c)]);
            }
            if (++at_ == length_) at_ = 0;
        }
    }

  private:
    // Place of what was written so many frames ago, fewer than length_: no division in the loop.
    size_t back(size_t frames) const { return at_ >= frames ? at_ - frames : at_ + length_ - frames; }

    static constexpr double kMaxSeconds = 2.01, kQ = 0.70710678118654752;
    ProcessorSpec spec_;
    int wet_channels_;
    size_t length_, at_ = 0;
    std::array<std::vector<float>, 2> lines_;
    FilterState low_, high_;
};

} // namespace

std::unique_ptr<Processor> make_delay(const ProcessorSpec& spec) { return std::make_unique<Delay>(spec); }

} // namespace tandem::audio
