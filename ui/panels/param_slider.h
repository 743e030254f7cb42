// ParamSlider: the slider of a parameter. Main thread.
#pragma once

#include "engine/model/catalog.h"
#include "ui/controls/sliders.h"

namespace tandem::ui {

// Its way is that of the ear: frequencies and times by ratio, gains down to silence as on a fader.
class ParamSlider : public Slider {
    Q_OBJECT
  public:
    ParamSlider(const ParamSpec& param, const QString& name, QWidget* parent);

  protected:
    double toFraction(double v) const override;
    double toValue(double f) const override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    enum class Way : uint8_t { straight, ratio, cube, fader };
    static constexpr double kFloor = -72; // dB; below it only silence
    void step(bool up, bool fine);
    Way way_ = Way::straight;
};

} // namespace tandem::ui
