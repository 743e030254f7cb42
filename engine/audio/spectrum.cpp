// Window, transform, bands.
#include "engine/audio/spectrum.h"

#include <algorithm>
#include <cmath>

#include "engine/base/result.h"

namespace tandem::audio {

Spectrum::Spectrum(int frames, int bands, double low_hz, double high_hz)
    : fft_(frames), low_(low_hz), high_(high_hz), window_(static_cast<size_t>(frames)), x_(window_.size()),
      re_(static_cast<size_t>(fft_.bins())), im_(re_.size()), levels_(static_cast<size_t>(bands), kFloorDb) {
    for (size_t i = 0; i < window_.size(); ++i)
        window_[i] = static_cast<float>(0.5 - 0.5 * std::cos(2 * M_PI * static_cast<double>(i) / frames));
}

double Spectrum::band_begin(int band) const {
    return low_ * std::pow(high_ / low_, static_cast<double>(band) / bands());
}

double Spectrum::band_centre(int band) const { return std::sqrt(band_begin(band) * band_begin(band + 1)); }

int Spectrum::band_at(double hz) const {
    return std::clamp(static_cast<int>(std::log(hz / low_) / std::log(high_ / low_) * bands()), 0, bands() - 1);
}

void Spectrum::measure(std::span<const float> sound, int rate) {
    VERIFY(sound.size() == window_.size());
    for (size_t i = 0; i < x_.size(); ++i) x_[i] = sound[i] * window_[i];
    fft_.forward(x_.data(), re_.data(), im_.data());
    const double frames = fft_.size();
    auto size = [&](size_t bin) { return std::hypot(static_cast<double>(re_[bin]), static_cast<double>(im_[bin])); };
    for (int b = 0; b < bands(); ++b) {
        const double from = band_begin(b) * frames / rate, to = band_begin(b + 1) * frames / rate;
        double most = 0;
        if (to - from < 1) {
            const double at = (from + to) / 2;
            const auto i = static_cast<size_t>(at);
            const double part = at - static_cast<double>(i);
            if (i + 1 < re_.size()) most = size(i) * (1 - part) + size(i + 1) * part;
        } else {
            const auto end = std::min(static_cast<size_t>(std::lround(to)), re_.size());
            for (auto i = static_cast<size_t>(std::lround(from)); i < end; ++i) most = std::max(most, size(i));
        }
        // Half of a sine is at its frequency, and half of that within the window.
        levels_[static_cast<size_t>(b)] = std::clamp(20 * std::log10(std::max(1e-9, most * 4 / frames)), kFloorDb, 0.0);
    }
}

} // namespace tandem::audio
