// Ways of the slider.
#include "ui/panels/param_slider.h"

#include <QKeyEvent>
#include <cmath>

namespace tandem::ui {

ParamSlider::ParamSlider(const ParamSpec& param, const QString& name, QWidget* parent)
    : Slider(param.min, param.max, param.initial, name, parent) {
    const bool positive = param.min > 0 && param.max / param.min > 20;
    if ((param.unit == Unit::hertz || param.unit == Unit::seconds || param.unit == Unit::kelvin) && positive)
        way_ = Way::ratio;
    else if (param.unit == Unit::seconds || (param.min == 1 && param.max >= 20))
        way_ = Way::cube;
    else if (param.unit == Unit::decibel && param.min < -100)
        way_ = Way::fader;
    setCentred(param.min < 0 && param.max > 0 && way_ == Way::straight);
}

double ParamSlider::toFraction(double v) const {
    switch (way_) {
    case Way::ratio:
        return std::log(std::max(v, min_) / min_) / std::log(max_ / min_);
    case Way::cube:
        return std::cbrt((v - min_) / (max_ - min_));
    case Way::fader:
        return v <= kFloor ? 0 : (v - kFloor) / (max_ - kFloor);
    case Way::straight:
        break;
    }
    return Slider::toFraction(v);
}

double ParamSlider::toValue(double f) const {
    switch (way_) {
    case Way::ratio:
        return min_ * std::pow(max_ / min_, f);
    case Way::cube:
        return min_ + f * f * f * (max_ - min_);
    case Way::fader:
        return f <= 0 ? min_ : kFloor + f * (max_ - kFloor);
    case Way::straight:
        break;
    }
    return Slider::toValue(f);
}

void ParamSlider::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    const bool up = key == Qt::Key_Up || key == Qt::Key_Right, down = key == Qt::Key_Down || key == Qt::Key_Left;
    if (!up && !down) return Slider::keyPressEvent(event);
    step(up, event->modifiers() & Qt::ShiftModifier);
}

void ParamSlider::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore(); // a panel that scrolls must not change numbers on its way
    step(event->angleDelta().y() > 0, event->modifiers() & Qt::ShiftModifier);
    event->accept();
}

void ParamSlider::step(bool up, bool fine) {
    const double by = fine ? 0.002 : 0.02;
    commit(toValue(std::clamp(toFraction(value_) + (up ? by : -by), 0.0, 1.0)));
}

} // namespace tandem::ui
