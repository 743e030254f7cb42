// Gain, polarity, sides and width; test tones and noise. Stateless but for a moving tone's phase and the pink filter.
#include <algorithm>
#include <array>

#include "engine/audio/processors/float_math.h"
#include "engine/audio/processors/processor.h"
#include "engine/model/sound_slots.h"

namespace tandem::audio {

namespace {

class Utility final : public ProcessorWith<Utility> {
  public:
    explicit Utility(const ProcessorSpec& spec) : spec_(spec) {}
    void reset() override {}

    void run(const ProcessorRun& r) override {
        double gain = db_to_gain(r.from[slot::util_gain]);
        // A line in dB; from or to silence it is one in gain.
        const double end = db_to_gain(r.to[slot::util_gain]);
        const bool line = gain > 0 && end > 0;
        const double step =
            line ? db_ratio((r.to[slot::util_gain] - r.from[slot::util_gain]) / r.frames) : (end - gain) / r.frames;
        const bool invert_left = r.from[slot::util_invert_left] > 0.5,
                   invert_right = r.from[slot::util_invert_right] > 0.5, swap = r.from[slot::util_swap] > 0.5;
        const bool stereo = spec_.channels >= 2;
        for (int i = 0; i < r.frames; ++i) {
            const auto g = static_cast<float>(gain);
            const double width =
                r.from[slot::util_width] + (r.to[slot::util_width] - r.from[slot::util_width]) * i / r.frames;
            if (stereo) {
                double left = static_cast<double>(r.io[0][i]), right = static_cast<double>(r.io[1][i]);
                if (swap) std::swap(left, right);
                if (invert_left) left = -left;
                if (invert_right) right = -right;
                if (width != 1) {
                    const double mid = (left + right) * 0.5, side = (left - right) * 0.5 * width;
                    left = mid + side, right = mid - side;
                }
                r.io[0][i] = static_cast<float>(left) * g, r.io[1][i] = static_cast<float>(right) * g;
            } else {
                r.io[0][i] *= invert_left ? -g : g;
            }
            for (int c = 2; c < spec_.channels; ++c) r.io[c][i] *= g;
            gain = line ? gain * step : gain + step;
        }
    }

  private:
    ProcessorSpec spec_;
};

// Uniform in [-1, 1) by place in the timeline, so that it is the same from wherever it is played.
double white(int64_t sample, int channel) {
    uint64_t x = static_cast<uint64_t>(sample) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(channel + 1);
    x ^= x >> 32, x *= 0xD6E8FEB86659FD93ull;
    x ^= x >> 32, x *= 0xD6E8FEB86659FD93ull;
    x ^= x >> 32;
    return static_cast<double>(static_cast<int64_t>(x >> 11)) * 0x1p-52 - 1;
}

class Tone final : public ProcessorWith<Tone> {
  public:
    explicit Tone(const ProcessorSpec& spec) : spec_(spec) {}
    void reset() override { hz_ = 0, moved_ = false, pink_ = {}; }

    void run(const ProcessorRun& r) override {
        const int wave = static_cast<int>(r.from[slot::tone_wave]);
        const double gain0 = db_to_gain(r.from[slot::tone_level]), gain1 = db_to_gain(r.to[slot::tone_level]);
        const double hz0 = r.from[slot::tone_frequency], hz1 = r.to[slot::tone_frequency];
        const bool add = r.from[slot::tone_add] > 0.5;
        // A tone that never moved has its phase by place; one that moves counts on from there.
        const double before = hz_ > 0 ? hz_ : hz0;
        if (!moved_) phase_ = turns(r.first, before);
        moved_ |= hz0 != before || hz1 != before;
        hz_ = hz1;
        for (int i = 0; i < r.frames; ++i) {
            const double t = static_cast<double>(i) / r.frames, gain = gain0 + (gain1 - gain0) * t;
            const double sine = wave == 0 ? sin_turns(phase_) * gain : 0;
            for (int c = 0; c < spec_.channels; ++c) {
                double x = sine;
                if (wave == 1) x = white(r.first + i, c) * kWhite * gain;
                if (wave == 2) x = pink(static_cast<size_t>(c), white(r.first + i, c)) * gain;
                r.io[c][i] = static_cast<float>(add ? static_cast<double>(r.io[c][i]) + x : x);
            }
            phase_ += (hz0 + (hz1 - hz0) * t) / spec_.rate;
            if (phase_ >= 1) phase_ -= 1;
        }
    }

  private:
    static constexpr double kWhite = 1.7320508075688772; // a uniform value's RMS is 1 / root 3
    // Phase at a sample: whole seconds and the rest apart, so that hours lose nothing.
    double turns(int64_t sample, double hz) const {
        const int64_t whole = mul_div_floor(sample, 1, spec_.rate), rest = sample - whole * spec_.rate;
        const double seconds = static_cast<double>(whole % 1'000'000) * hz;
        const double x =
            seconds - static_cast<double>(static_cast<int64_t>(seconds)) + static_cast<double>(rest) * hz / spec_.rate;
        const double turn = x - static_cast<double>(static_cast<int64_t>(x));
        return turn < 0 ? turn + 1 : turn;
    }
    // -3 dB per octave within 0.05 dB from 9 Hz up at 44.1 kHz: P. Kellet's sum of seven one-poles (1999).
    double pink(size_t channel, double x) {
        auto& b = pink_[channel];
        b[0] = 0.99886 * b[0] + x * 0.0555179;
        b[1] = 0.99332 * b[1] + x * 0.0750759;
        b[2] = 0.96900 * b[2] + x * 0.1538520;
        b[3] = 0.86650 * b[3] + x * 0.3104856;
        b[4] = 0.55000 * b[4] + x * 0.5329522;
        b[5] = -0.7616 * b[5] - x * 0.0168980;
        const double sum = b[0] + b[1] + b[2] + b[3] + b[4] + b[5] + b[6] + x * 0.5362;
        b[6] = x * 0.115926;
        return sum * kPink;
    }
    static constexpr double kPink = 0.573; // to an RMS of 1; measured in the unit test

    ProcessorSpec spec_;
    double phase_ = 0; // turns
    double hz_ = 0;    // at the end of the last run; 0 = none
    bool moved_ = false;
    std::array<std::array<double, 7>, kMaxChannels> pink_{};
};

} // namespace

std::unique_ptr<Processor> make_utility(const ProcessorSpec& spec) { return std::make_unique<Utility>(spec); }
std::unique_ptr<Processor> make_tone(const ProcessorSpec& spec) { return std::make_unique<Tone>(spec); }

} // namespace tandem::audio
