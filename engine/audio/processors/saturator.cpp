// Saturator: x / sqrt(1 + x^2) at four times the rate, so that what it folds back lies low. Full scale stays full scale
// whatever the drive. A bias shifts the curve's working point (even harmonics); its offset at rest is taken out again.
#include <cmath>
#include <vector>

#include "engine/audio/processors/float_math.h"
#include "engine/audio/processors/oversampler.h"
#include "engine/audio/processors/processor.h"
#include "engine/model/sound_slots.h"

namespace tandem::audio {

int saturator_latency() { return kQuantum; }

namespace {

class Saturator final : public ProcessorWith<Saturator> {
  public:
    explicit Saturator(const ProcessorSpec& spec) : spec_(spec), channels_(static_cast<size_t>(spec.channels)) {}
    void reset() override {
        for (auto& c : channels_) c = {};
        at_ = 0;
    }

    void run(const ProcessorRun& r) override {
        const float drive0 = gain_of_db(static_cast<float>(r.from[slot::sat_drive])),
                    drive1 = gain_of_db(static_cast<float>(r.to[slot::sat_drive]));
        const auto bias = static_cast<float>(r.from[slot::sat_bias]);
        const float output0 = gain_of_db(static_cast<float>(r.from[slot::sat_output])),
                    output1 = gain_of_db(static_cast<float>(r.to[slot::sat_output]));
        const auto mix0 = static_cast<float>(r.from[slot::sat_mix]), mix1 = static_cast<float>(r.to[slot::sat_mix]);
        const float rest = bias / std::sqrt(1 + bias * bias);
        size_t at = at_;
        for (auto& own : channels_) {
            float* io = r.io[&own - channels_.data()];
            float high[kQuantum * kOversampling], wet[kQuantum];
            own.up.run(io, r.frames, high);
            for (int i = 0; i < r.frames * kOversampling; ++i) {
                const float t = static_cast<float>(i) / static_cast<float>(r.frames * kOversampling);
                const float drive = drive0 + (drive1 - drive0) * t;
                const float x = high[i] * drive + bias;
                high[i] = (x / std::sqrt(1 + x * x) - rest) * std::sqrt(1 + drive * drive) / drive;
            }
            own.down.run(high, r.frames, wet);
            at = at_;
            for (int i = 0; i < r.frames; ++i) {
                const float t = static_cast<float>(i) / static_cast<float>(r.frames);
                const float mix = mix0 + (mix1 - mix0) * t, output = output0 + (output1 - output0) * t;
                // Dry as late as wet is, then both as late as a whole quantum.
                const float dry = own.dry[(at + kRing - kFilterDelay) % kRing];
                own.out[at] = (dry + (wet[i] - dry) * mix) * output;
                own.dry[at] = io[i];
                io[i] = own.out[(at + kRing - (kQuantum - kFilterDelay)) % kRing];
                at = (at + 1) % kRing;
            }
        }
        at_ = at;
    }

  private:
    static constexpr size_t kRing = 128, kFilterDelay = Upsampler::kDelay + Downsampler::kDelay;
    struct Channel {
        Upsampler up;
        Downsampler down;
        std::array<float, kRing> dry{}, out{};
    };
    ProcessorSpec spec_;
    std::vector<Channel> channels_;
    size_t at_ = 0;
};

} // namespace

std::unique_ptr<Processor> make_saturator(const ProcessorSpec& spec) { return std::make_unique<Saturator>(spec); }

} // namespace tandem::audio
