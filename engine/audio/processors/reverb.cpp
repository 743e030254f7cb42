// Reverb: pre-delay, four all-pass diffusers, then eight delay lines that feed each other through a Hadamard matrix
// (Jot's feedback delay network), with a gain in each line for the decay time and a low-pass for the damping. Works on
// the first two channels; others pass.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/audio/processors/filter.h"
#include "engine/audio/processors/processor.h"

namespace tandem::audio {

namespace {

constexpr size_t kLines = 8, kDiffusers = 4;
// Milliseconds: spread over 30 to 80 without common divisors at usual rates.
constexpr std::array<double, kLines> kLineMs = {31.71, 37.11, 40.23, 44.14, 50.45, 57.73, 66.68, 76.26};
constexpr std::array<double, kDiffusers> kDiffuserMs = {4.77, 3.59, 12.73, 9.31};
constexpr double kMaxSize = 2, kDiffusion = 0.65;

struct Ring {
    std::vector<float> samples;
    size_t at = 0;
    void reset() { std::fill(samples.begin(), samples.end(), 0.0f), at = 0; }
    float late(size_t frames) const { return samples[at >= frames ? at - frames : at + samples.size() - frames]; }
    void push(float x) {
        samples[at] = x;
        if (++at == samples.size()) at = 0;
    }
};

class Reverb final : public ProcessorWith<Reverb> {
  public:
    explicit Reverb(const ProcessorSpec& spec) : spec_(spec), stereo_(spec.channels >= 2) {
        auto frames = [&](double seconds) { return static_cast<size_t>(seconds * spec.rate) + 2; };
        pre_.samples.resize(frames(0.25));
        for (size_t k = 0; k < kLines; ++k) lines_[k].samples.resize(frames(kLineMs[k] * 1e-3 * kMaxSize));
        for (size_t k = 0; k < kDiffusers; ++k) diffusers_[k].samples.resize(frames(kDiffuserMs[k] * 1e-3 * kMaxSize));
    }
    void reset() override {
        pre_.reset();
        for (auto& l : lines_) l.reset();
        for (auto& d : diffusers_) d.reset();
        damp_ = {}, cut_ = {};
    }

    void run(const ProcessorRun& r) override {
        if (!std::equal(values_.begin(), values_.end(), r.from)) set(r.from);
        const auto mix0 = r.from[slot::verb_mix], mix1 = r.to[slot::verb_mix];
        const auto width = static_cast<float>(r.from[slot::verb_width]);
        for (int i = 0; i < r.frames; ++i) {
            float* left = r.io[0];
            float* right = stereo_ ? r.io[1] : r.io[0];
            const double both = (static_cast<double>(left[i]) + static_cast<double>(right[i])) * 0.5;
            pre_.push(static_cast<float>(filter_step(low_, cut_, Pair{both, 0})[0]));
            float x = pre_.late(pre_frames_);
            for (size_t k = 0; k < kDiffusers; ++k) {
                const float late = diffusers_[k].late(diffuser_frames_[k]);
                const float in = x + static_cast<float>(kDiffusion) * late;
                diffusers_[k].push(in);
                x = late - static_cast<float>(kDiffusion) * in;
            }
            std::array<float, kLines> v;
            for (size_t k = 0; k < kLines; ++k) {
                const float late = lines_[k].late(line_frames_[k]) * line_gain_[k];
                damp_[k] = late + damp_keep_ * (damp_[k] - late);
                v[k] = damp_[k];
            }
            const float wet_left = (v[0] - v[2] + v[4] - v[6]) * kOut, wet_right = (v[1] - v[3] + v[5] - v[7]) * kOut;
            // Hadamard of order 8 in three steps, orthonormal.
            for (size_t span = 1; span < kLines; span *= 2)
                for (size_t k = 0; k < kLines; k += 2 * span)
                    for (size_t j = k; j < k + span; ++j) {
                        const float a = v[j], b = v[j + span];
                        v[j] = a + b, v[j + span] = a - b;
                    }
            for (size_t k = 0; k < kLines; ++k) lines_[k].push(v[k] * 0.35355339f + x);
            const auto mix = static_cast<float>(mix0 + (mix1 - mix0) * i / r.frames);
            const float mid = (wet_left + wet_right) * 0.5f, side = (wet_left - wet_right) * 0.5f * width;
            if (stereo_) {
                left[i] += (mid + side - left[i]) * mix;
                right[i] += (mid - side - right[i]) * mix;
            } else {
                left[i] += (mid - left[i]) * mix;
            }
        }
    }

  private:
    static constexpr float kOut = 0.5f;
    void set(const double* values) {
        std::copy_n(values, values_.size(), values_.begin());
        auto frames = [&](double seconds, const Ring& ring) {
            return std::clamp<size_t>(static_cast<size_t>(seconds * spec_.rate), 1, ring.samples.size() - 1);
        };
        const double size = std::min(values[slot::verb_size], kMaxSize), decay = values[slot::verb_decay];
        pre_frames_ = frames(values[slot::verb_pre_delay], pre_);
        for (size_t k = 0; k < kDiffusers; ++k)
            diffuser_frames_[k] = frames(kDiffuserMs[k] * 1e-3 * size, diffusers_[k]);
        for (size_t k = 0; k < kLines; ++k) {
            line_frames_[k] = frames(kLineMs[k] * 1e-3 * size, lines_[k]);
            // -60 dB after `decay`.
            line_gain_[k] =
                static_cast<float>(db_ratio(-60 * static_cast<double>(line_frames_[k]) / (decay * spec_.rate)));
        }
        // One-pole: e^(-2 pi f / rate).
        damp_keep_ = static_cast<float>(exp_minus(6.28318530717958648 * values[slot::verb_damping] / spec_.rate));
        low_ = FilterStep(filter_coefficients(slot::BandType::low_cut, values[slot::verb_low_cut], 0,
                                              0.70710678118654752, spec_.rate));
    }

    ProcessorSpec spec_;
    bool stereo_;
    Ring pre_;
    std::array<Ring, kLines> lines_;
    std::array<Ring, kDiffusers> diffusers_;
    std::array<float, kLines> damp_{}, line_gain_{};
    std::array<size_t, kLines> line_frames_{};
    std::array<size_t, kDiffusers> diffuser_frames_{};
    size_t pre_frames_ = 1;
    float damp_keep_ = 0;
    FilterStep low_;
    FilterState cut_;
    std::array<double, slot::verb_width + 1> values_{}; // those that set() uses, and the width
};

} // namespace

std::unique_ptr<Processor> make_reverb(const ProcessorSpec& spec) { return std::make_unique<Reverb>(spec); }

} // namespace tandem::audio
