// What dynamics hear: the level of a key, all channels linked, as a detector sees it. Owned by a processor.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/audio/processors/kernels.h"
#include "engine/audio/processors/processor.h"
#include "engine/audio/processors/sliding_max.h"

namespace tandem::audio {

class LevelDetector {
  public:
    static constexpr double kHoldSeconds = 0.003; // peak: half a period of 167 Hz, so that tones give one level
    static constexpr double kRmsSeconds = 0.01;
    enum class Kind : uint8_t { peak, rms };

    explicit LevelDetector(int rate)
        : rate_(rate), hold_(static_cast<int>(kHoldSeconds * rate)), mean_keep_(smoothing(kRmsSeconds, rate)) {}
    void reset() {
        hold_.reset();
        mean_ = 0;
        cut_ = {};
    }
    // Levels of the run's key, as detect(), in dB; all of out[kQuantum], set before, is made. RMS is that of a sine's
    // peak over root 2.
    void run(const ProcessorRun& r, Kind kind, double low_cut_hz, float* out) {
        detect(r, kind, low_cut_hz, out);
        kernels_->to_db(out, octave_db(kind));
    }
    // Amplitudes held, or mean squares; `low_cut_hz` <= 20 = none.
    void detect(const ProcessorRun& r, Kind kind, double low_cut_hz, float* out) {
        const bool cuts = low_cut_hz > 20;
        FilterStep c;
        if (cuts)
            c = FilterStep(filter_coefficients(slot::BandType::low_cut, low_cut_hz, 0, 0.70710678118654752, rate_));
        float peak[kQuantum] = {}, square[kQuantum] = {};
        for (int ch = 0; ch < r.key_channels; ++ch) {
            const float* x = r.key[ch];
            float cut[kQuantum];
            if (cuts) {
                FilterState& s = cut_[static_cast<size_t>(ch)];
                for (int i = 0; i < r.frames; ++i)
                    cut[i] = static_cast<float>(filter_step(c, s, Pair{static_cast<double>(x[i]), 0})[0]);
                x = cut;
            }
            for (int i = 0; i < r.frames; ++i) {
                const float a = std::fabs(x[i]);
                peak[i] = peak[i] > a ? peak[i] : a;
                square[i] = square[i] > a * a ? square[i] : a * a;
            }
        }
        if (kind == Kind::peak) {
            hold_.push(peak, r.frames);
            std::copy_n(peak, r.frames, out);
        } else {
            for (int i = 0; i < r.frames; ++i) {
                mean_ = static_cast<double>(square[i]) + mean_keep_ * (mean_ - static_cast<double>(square[i]));
                out[i] = static_cast<float>(mean_);
            }
        }
    }
    // dB of a doubling of what detect() gives.
    static constexpr float octave_db(Kind kind) { return kind == Kind::peak ? kDbPerOctave : kDbPerOctave / 2; }

  private:
    const Kernels* kernels_ = &kernels();
    int rate_;
    SlidingMax hold_;
    double mean_keep_, mean_ = 0;
    std::array<FilterState, kMaxChannels> cut_{};
};

} // namespace tandem::audio
