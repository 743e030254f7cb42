// The filters' transfer functions on the unit circle.
#include "ui/panels/eq_response.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace tandem::ui {

using slot::BandType;

static constexpr double kLowest = 20, kHighest = 20000;

bool EqBand::hasGain() const {
    return type == BandType::bell || type == BandType::low_shelf || type == BandType::high_shelf;
}

bool EqBand::hasResonance() const {
    return type == BandType::low_cut || type == BandType::high_cut || type == BandType::low_cut_24 ||
           type == BandType::high_cut_24;
}

EqResponse::EqResponse(const Effect& effect, Time at, int rate) : rate_(rate) {
    auto value = [&](int slot) { return effect.params[static_cast<size_t>(slot)].at(at); };
    for (int i = 0; i < slot::kEqBands; ++i) {
        const int row = i * slot::eq_band_params;
        EqBand& b = bands_[static_cast<size_t>(i)];
        b.type = static_cast<BandType>(static_cast<int>(value(row + slot::eq_type)));
        b.hz = value(row + slot::eq_frequency), b.gain = value(row + slot::eq_gain), b.q = value(row + slot::eq_q);
        if (b.type == BandType::off || (b.hasGain() && b.gain == 0)) continue;
        // As the processor splits them: a cut of 24 dB is two sections.
        const bool steep = b.type == BandType::low_cut_24 || b.type == BandType::high_cut_24;
        sections_.push_back(
            audio::filter_coefficients(b.type, b.hz, b.gain, b.q * (steep ? audio::kButterworthScale : 1), rate));
        if (steep) sections_.push_back(audio::filter_coefficients(b.type, b.hz, b.gain, audio::kButterworthLow, rate));
    }
    output_ = value(slot::eq_output);
}

double EqResponse::db(double hz) const {
    const double turn = std::min(hz, 0.4999 * rate_) / rate_;
    double sum = output_;
    for (const audio::FilterCoefficients& c : sections_) {
        // a1 = 1 / (1 + g (g + k)), a2 = g a1: back to the prototype's g and k, then s on the imaginary axis.
        const double g = c.a2 / c.a1, k = (1 / c.a1 - 1) / g - g;
        const std::complex<double> s(0, std::tan(std::numbers::pi * turn) / g);
        const std::complex<double> low = 1.0 / (s * s + k * s + 1.0), band = s * low;
        const double size = std::abs(c.m0 + c.m1 * band + c.m2 * low);
        sum += 20 * std::log10(std::max(size, 1e-6));
    }
    return sum;
}

double eqX(QRectF box, double hz) {
    return box.left() + std::log(std::max(hz, 1.0) / kLowest) / std::log(kHighest / kLowest) * box.width();
}

double eqHz(QRectF box, double x) {
    return kLowest * std::pow(kHighest / kLowest, (x - box.left()) / std::max(1.0, box.width()));
}

QPainterPath eqPath(const EqResponse& response, QRectF box, double range) {
    QPainterPath path;
    auto point = [&](double x) {
        const double db = std::clamp(response.db(eqHz(box, x)), -range * 1.5, range * 1.5);
        return QPointF(x, box.center().y() - db / range * box.height() / 2);
    };
    path.moveTo(point(box.left()));
    for (double x = box.left() + 2; x < box.right(); x += 2) path.lineTo(point(x));
    path.lineTo(point(box.right()));
    return path;
}

} // namespace tandem::ui
