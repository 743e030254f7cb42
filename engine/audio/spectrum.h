// Spectrum: how loud a sound is in bands of equal ratio, for graphs. One instance, one thread at a time.
#pragma once

#include <span>
#include <vector>

#include "engine/audio/processors/real_fft.h"

namespace tandem::audio {

class Spectrum {
  public:
    static constexpr double kFloorDb = -84; // nothing is told below
    // `frames` of sound at a time, through a Hann window. Pre: a power of two, >= 4; bands >= 1; 0 < low < high, Hz.
    Spectrum(int frames, int bands, double low_hz, double high_hz);
    // Pre: as many samples.
    void measure(std::span<const float> sound, int rate);
    int bands() const { return static_cast<int>(levels_.size()); }
    // By band, of the highest bin in it or between its neighbours where it is narrower than one: dB, at least kFloorDb
    // and at most 0, which a sine of full scale has.
    double level(int band) const { return levels_[static_cast<size_t>(band)]; }
    double band_begin(int band) const; // Hz; of bands(): the end
    double band_centre(int band) const;
    int band_at(double hz) const; // the nearest

  private:
    RealFft fft_;
    double low_, high_;
    std::vector<float> window_, x_, re_, im_;
    std::vector<double> levels_;
};

} // namespace tandem::audio
