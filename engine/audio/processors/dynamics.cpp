// Compressor, gate, ducker and de-esser: a level in dB, a curve, a smoothed gain. Times are those of one-pole smoothers
// in dB, to 63 % of the way.
#include <algorithm>
#include <array>

#include "engine/audio/processors/kernels.h"
#include "engine/audio/processors/level.h"

namespace tandem::audio {

namespace {

// Values of a parameter along the run.
struct Line {
    float at = 0, step = 0;
    Line(const ProcessorRun& r, int slot)
        : at(static_cast<float>(r.from[slot])),
          step(r.moves() ? static_cast<float>((r.to[slot] - r.from[slot]) / r.frames) : 0.0f) {}
    float operator[](int i) const { return at + step * static_cast<float>(i); }
};

// Gain reduction in dB that follows a target: `down` towards more reduction, `up` towards less.
struct Follower {
    float value = 0;
    float to(float target, float keep_down, float keep_up) {
        const float keep = target < value ? keep_down : keep_up;
        value = target + keep * (value - target);
        return value;
    }
    // The same for `n` targets, which become the values. Each way is a line in the last value; where `down` is the
    // faster of both, theirs is the lower one on either side of the target, so nothing waits for a comparison.
    void run(float* target, int n, float keep_down, float keep_up) {
        float down[kQuantum], up[kQuantum];
        for (int i = 0; i < n; ++i) down[i] = target[i] * (1 - keep_down), up[i] = target[i] * (1 - keep_up);
        float v = value;
        if (keep_down <= keep_up)
            for (int i = 0; i < n; ++i) target[i] = v = std::min(down[i] + keep_down * v, up[i] + keep_up * v);
        else
            for (int i = 0; i < n; ++i) target[i] = v = std::max(down[i] + keep_down * v, up[i] + keep_up * v);
        value = v;
    }
};

class Dynamics : public Processor {
  public:
    explicit Dynamics(const ProcessorSpec& spec) : spec_(spec), level_(spec.rate) {}
    void reset() override { level_.reset(), gain_ = {}, show_rest(); }

  protected:
    float keep(double seconds) const { return static_cast<float>(smoothing(seconds, spec_.rate)); }
    void scale(const ProcessorRun& r, const float* gain) const {
        kernels_->scale(r.io, spec_.channels, r.frames, gain);
    }
    // By kQuantum decibels, which become gains in place.
    void turn_down(const ProcessorRun& r, float* db) {
        show_reduction(gain_.value);
        kernels_->to_gain(db);
        scale(r, db);
    }
    const Kernels* kernels_ = &kernels();
    ProcessorSpec spec_;
    LevelDetector level_;
    Follower gain_;
};

// Static curve of Giannoulis, Massberg and Reiss, "Digital Dynamic Range Compressor Design" (JAES 60/6, 2012): straight
// but for a quadratic knee.
class Compressor final : public ProcessorWith<Compressor, Dynamics> {
  public:
    using ProcessorWith::ProcessorWith;

    void run(const ProcessorRun& r) override {
        float reduction[kQuantum];
        ask(r, reduction);
        gain_.run(reduction, r.frames, attack_.keep, release_.keep);
        turn(r, reduction);
    }
    bool joins() const override { return true; }
    void run_together(std::span<const ProcessorJob> jobs) override {
        std::array<GainFollower, kMostJobs> followers;
        float reductions[kMostJobs][kQuantum];
        for (int at = 0; at < jobs[0].run.frames; at += kQuantum) {
            size_t count = 0;
            for (size_t j = 0; j < jobs.size(); ++j) {
                auto& c = static_cast<Compressor&>(*jobs[j].processor);
                c.ask(Part(jobs[j].run, c.spec_.channels, at).run, reductions[j]);
                if (c.attack_.keep <= c.release_.keep)
                    followers[count++] = {reductions[j], &c.gain_.value, c.attack_.keep, c.release_.keep};
                else
                    c.gain_.run(reductions[j], kQuantum, c.attack_.keep, c.release_.keep);
            }
            kernels_->follow({followers.data(), count});
            for (size_t j = 0; j < jobs.size(); ++j) {
                auto& c = static_cast<Compressor&>(*jobs[j].processor);
                c.turn(Part(jobs[j].run, c.spec_.channels, at).run, reductions[j]);
            }
        }
    }

  private:
    // A quantum of a job.
    struct Part {
        ProcessorRun run;
        float* io[kMaxChannels];
        const float* key[kMaxChannels];
        Part(const ProcessorRun& whole, int channels, int at) : run(whole) {
            for (int c = 0; c < channels; ++c) io[c] = whole.io[c] + at;
            for (int c = 0; c < whole.key_channels; ++c) key[c] = whole.key[c] + at;
            run.first += at, run.frames = kQuantum, run.io = io, run.key = key;
        }
    };
    // A time and what it makes of a smoother.
    struct Smoothing {
        double seconds = -1;
        float keep = 0;
    };
    void set(Smoothing& s, double seconds) {
        if (s.seconds != seconds) s = {seconds, keep(seconds)};
    }
    Smoothing attack_, release_;

    // The reductions that the curve wants.
    void ask(const ProcessorRun& r, float* reduction) {
        const auto kind = r.from[slot::comp_detector] > 0.5 ? LevelDetector::Kind::rms : LevelDetector::Kind::peak;
        float level[kQuantum] = {};
        level_.detect(r, kind, r.from[slot::comp_key_cut], level);
        const Line threshold(r, slot::comp_threshold);
        const float knee = static_cast<float>(r.from[slot::comp_knee]);
        const float slope = static_cast<float>(1 / r.from[slot::comp_ratio] - 1);
        kernels_->compress(level, LevelDetector::octave_db(kind),
                           {.threshold = threshold.at,
                            .step = threshold.step,
                            .half_knee = knee / 2,
                            .bend = knee > 0 ? slope / (2 * knee) : 0,
                            .slope = slope},
                           reduction);
        set(attack_, r.from[slot::comp_attack]), set(release_, r.from[slot::comp_release]);
    }
    // By them, smoothed.
    void turn(const ProcessorRun& r, const float* reduction) {
        const Line makeup(r, slot::comp_makeup), mix(r, slot::comp_mix);
        float gain[kQuantum];
        show_reduction(gain_.value);
        kernels_->gains(reduction, {makeup.at, makeup.step}, {mix.at, mix.step}, gain);
        scale(r, gain);
    }
};

class Gate final : public ProcessorWith<Gate, Dynamics> {
  public:
    using ProcessorWith::ProcessorWith;
    void reset() override {
        Dynamics::reset();
        open_ = false, settled_ = false, held_ = 0;
    }

    void run(const ProcessorRun& r) override {
        float level[kQuantum] = {};
        level_.run(r, LevelDetector::Kind::peak, 0, level);
        const Line threshold(r, slot::gate_threshold), range(r, slot::gate_range);
        const float attack = keep(r.from[slot::gate_attack]), release = keep(r.from[slot::gate_release]);
        const float hysteresis = static_cast<float>(r.from[slot::gate_hysteresis]);
        const float ratio = static_cast<float>(r.from[slot::gate_ratio]) - 1;
        const auto hold = static_cast<int64_t>(r.from[slot::gate_hold] * spec_.rate);
        const bool expands = r.from[slot::gate_mode] > 0.5;
        if (!settled_) gain_.value = -range[0], settled_ = true; // at rest it is closed
        for (int i = 0; i < r.frames; ++i) {
            const float over = level[i] - threshold[i];
            float target = 0;
            if (over >= 0)
                open_ = true, held_ = hold;
            else if (open_ && over < -hysteresis && --held_ < 0)
                open_ = false;
            if (!open_) target = expands ? std::max(over * ratio, -range[i]) : -range[i];
            // Attack opens, release closes.
            level[i] = gain_.to(target, release, attack);
        }
        turn_down(r, level);
    }

  private:
    bool open_ = false, settled_ = false;
    int64_t held_ = 0; // frames left before it may close
};

class Ducker final : public ProcessorWith<Ducker, Dynamics> {
  public:
    using ProcessorWith::ProcessorWith;
    void reset() override { Dynamics::reset(), held_ = -1; }

    void run(const ProcessorRun& r) override {
        float level[kQuantum] = {};
        level_.run(r, LevelDetector::Kind::rms, 0, level);
        const Line threshold(r, slot::duck_threshold), depth(r, slot::duck_depth);
        const float attack = keep(r.from[slot::duck_attack]), release = keep(r.from[slot::duck_release]);
        const auto hold = static_cast<int64_t>(r.from[slot::duck_hold] * spec_.rate);
        for (int i = 0; i < r.frames; ++i) {
            if (level[i] >= threshold[i])
                held_ = hold;
            else if (held_ >= 0)
                --held_;
            level[i] = gain_.to(held_ >= 0 ? -depth[i] : 0.0f, attack, release);
        }
        turn_down(r, level);
    }

  private:
    int64_t held_ = -1; // frames that it stays down; -1 = up
};

// The part above the frequency is what a second-order low cut leaves; subtracting what is too loud of it leaves the
// rest untouched.
class DeEsser final : public ProcessorWith<DeEsser, Dynamics> {
  public:
    using ProcessorWith::ProcessorWith;
    void reset() override { Dynamics::reset(), states_ = {}; }

    void run(const ProcessorRun& r) override {
        // Its low-cut form gives the high output; the band is what lies between it, the input and the low one.
        const FilterStep c(
            filter_coefficients(slot::BandType::low_cut, r.from[slot::ess_frequency], 0, kQ, spec_.rate));
        float high[kMaxChannels][kQuantum], band[kMaxChannels][kQuantum], level[kQuantum] = {};
        const float* key[kMaxChannels];
        for (int ch = 0; ch < spec_.channels; ++ch) {
            FilterState& s = states_[static_cast<size_t>(ch)];
            for (int i = 0; i < r.frames; ++i) {
                const double x = static_cast<double>(r.io[ch][i]);
                const double before = s.ic1[0];
                high[ch][i] = static_cast<float>(filter_step(c, s, Pair{x, 0})[0]);
                band[ch][i] = static_cast<float>((s.ic1[0] + before) * 0.5 / kQ); // the integrator's mean is v1
            }
            key[ch] = high[ch];
        }
        ProcessorRun sibilance = r;
        sibilance.key = key, sibilance.key_channels = spec_.channels;
        level_.run(sibilance, LevelDetector::Kind::peak, 0, level);
        const Line threshold(r, slot::ess_threshold), range(r, slot::ess_range);
        const float attack = keep(kAttack), release = keep(kRelease);
        for (int i = 0; i < r.frames; ++i) {
            const float over = level[i] - threshold[i];
            const float target = over > 0 ? std::max(over * (1 / kRatio - 1), -range[i]) : 0.0f;
            level[i] = gain_.to(target, attack, release);
        }
        show_reduction(gain_.value);
        for (int i = 0; i < r.frames; ++i) level[i] *= 0.5f;
        kernels_->to_gain(level); // A
        const bool listen = r.from[slot::ess_listen] > 0.5;
        for (int ch = 0; ch < spec_.channels; ++ch)
            for (int i = 0; i < r.frames; ++i)
                r.io[ch][i] =
                    listen ? high[ch][i] * level[i] * level[i]
                           : r.io[ch][i] + band[ch][i] * (level[i] - 1.0f) + high[ch][i] * (level[i] * level[i] - 1.0f);
    }

  private:
    static constexpr double kAttack = 0.001, kRelease = 0.06, kQ = 0.70710678118654752;
    static constexpr float kRatio = 6;
    std::array<FilterState, kMaxChannels> states_{};
};

} // namespace

std::unique_ptr<Processor> make_compressor(const ProcessorSpec& spec) { return std::make_unique<Compressor>(spec); }
std::unique_ptr<Processor> make_gate(const ProcessorSpec& spec) { return std::make_unique<Gate>(spec); }
std::unique_ptr<Processor> make_ducker(const ProcessorSpec& spec) { return std::make_unique<Ducker>(spec); }
std::unique_ptr<Processor> make_de_esser(const ProcessorSpec& spec) { return std::make_unique<DeEsser>(spec); }

} // namespace tandem::audio
