// DynamicsGraph: the static curve of a compressor, limiter or gate: level out over level in, -60 to 0 dB. Main thread.
#pragma once

#include <QWidget>

#include "ui/panels/effect_target.h"

namespace tandem::ui {

// Level out in dB for a lasting level in; none for effects without such a curve.
std::optional<double> dynamicsOut(const Effect& effect, Time at, double in_db);

class DynamicsGraph : public QWidget {
    Q_OBJECT
  public:
    DynamicsGraph(Studio& studio, QWidget* parent = nullptr);
    void setTarget(const EffectTarget& target, QColor ink);
    QSize sizeHint() const override { return {220, 200}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    Studio& studio_;
    EffectTarget target_{StripRef{}};
    QColor ink_;
};

} // namespace tandem::ui
