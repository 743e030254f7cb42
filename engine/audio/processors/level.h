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
        const float* key[kMaxChannels];
        float cut[kMaxChannels][kQuantum];
        for (int ch = 0; ch < r.key_channels; ++ch) {
            key[ch] = r.key[ch];
            if (!cuts) continue;
            FilterState& s = cut_[static_cast<size_t>(ch)];
            for (int i = 0; i < r.frames; ++i)
                cut[ch][i] = static_cast<float>(filter_step(c, s, Pair{static_cast<double>(r.key[ch][i]), 0})[0]);
            key[ch] = cut[ch];
        }
        kernels_->peaks(key, r.key_channels, r.frames, out);
        if (kind == Kind::peak) return hold_.push(out, r.frames, *kernels_);
        for (int i = 0; i < r.frames; ++i) {
            const auto square = static_cast<double>(out[i] * out[i]);
            mean_ = square + mean_keep_ * (mean_ - square);
            out[i] = static_cast<float>(mean_);
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
