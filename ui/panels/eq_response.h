// The response of an equaliser, from the coefficients that its processor runs with. Plain values, any thread.
#pragma once

#include <QPainterPath>
#include <array>
#include <vector>

#include "engine/audio/processors/filter.h"
#include "engine/model/effect.h"

namespace tandem::ui {

struct EqBand {
    slot::BandType type = slot::BandType::off;
    double hz = 1000, gain = 0, q = 0.7071;
    // Of types whose level the gain sets; the level of cuts at their frequency is their Q.
    bool hasGain() const;
    bool hasResonance() const;
};

class EqResponse {
  public:
    // Pre: `effect` is of kind eq. Values of its curves at `at`.
    EqResponse(const Effect& effect, Time at, int rate);
    double db(double hz) const;
    const EqBand& band(int i) const { return bands_[static_cast<size_t>(i)]; }
    bool flat() const { return sections_.empty() && output_ == 0; }

  private:
    std::array<EqBand, slot::kEqBands> bands_;
    std::vector<audio::FilterCoefficients> sections_;
    double output_ = 0;
    int rate_;
};

// Over `box`, 20 Hz to 20 kHz by ratio, +-`range` dB; one point for every other pixel.
QPainterPath eqPath(const EqResponse& response, QRectF box, double range);
double eqX(QRectF box, double hz);
double eqHz(QRectF box, double x);

} // namespace tandem::ui
