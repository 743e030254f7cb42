// DynamicsGraph: the static curve of a compressor, limiter or gate: level out over level in, -60 to 0 dB, and while it
// plays the point on it where the effect works. Main thread.
#pragma once

#include <QWidget>

#include "ui/panels/effect_target.h"

namespace tandem::ui {

// Level out in dB for a lasting level in; none for effects without such a curve.
std::optional<double> dynamicsOut(const Effect& effect, Time at, double in_db);
// The level in at which it takes so much away, within -60 to 24 dB; none where no one level does, as of a gate.
std::optional<double> dynamicsIn(const Effect& effect, Time at, double reduction_db);

class DynamicsGraph : public QWidget {
    Q_OBJECT
  public:
    DynamicsGraph(Studio& studio, QWidget* parent = nullptr);
    void setTarget(const EffectTarget& target, QColor ink);
    void setReduction(double db); // what it takes away now, >= 0
    QSize sizeHint() const override { return {220, 200}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    void refresh();
    Studio& studio_;
    EffectTarget target_{StripRef{}};
    Ref<Effect> effect_; // as it is drawn, at at_
    Time at_;
    QColor ink_;
    double reduction_ = 0;
};

} // namespace tandem::ui
