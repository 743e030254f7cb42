// The wheel: channels to a place on the disc and back, painting and dragging.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/controls/own_keys.h"
#include "ui/panels/colour_wheels.h"

namespace tandem::ui {

// Red stands where a vectorscope has it; green and blue a third of the circle on.
static constexpr double kRed = 103 * M_PI / 180, kThird = 2 * M_PI / 3;

static QPointF direction(int channel) { return {std::cos(kRed + channel * kThird), std::sin(kRed + channel * kThird)}; }

static double mean(const Channels& v) { return (v[0] + v[1] + v[2]) / 3; }

ColourWheel::ColourWheel(double neutral, double reach, const QString& name, QWidget* parent)
    : QWidget(parent), neutral_(neutral), reach_(reach), value_{neutral, neutral, neutral} {
    setAccessibleName(name);
    setToolTip(tr("%1. Drag leans towards a colour, double-click gives the neutral one").arg(name));
    setFocusPolicy(Qt::StrongFocus);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnShifted);
    setMinimumSize(84, 84);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ColourWheel::setValue(const Channels& value) {
    if (dragging_ || value_ == value) return;
    value_ = value;
    update();
}

// Three directions 120 degrees apart: what the channels have beyond their mean sums to 0, so the sum of the directions
// by it, times 2/3, is undone by projecting on each direction.
QPointF ColourWheel::lean() const {
    QPointF out;
    for (int c = 0; c < 3; ++c) out += direction(c) * (value_[static_cast<size_t>(c)] - mean(value_));
    return out * (2.0 / 3 / reach_);
}

void ColourWheel::setLean(QPointF lean) {
    const double length = std::hypot(lean.x(), lean.y());
    if (length > 1) lean /= length;
    const double m = mean(value_);
    for (int c = 0; c < 3; ++c) value_[static_cast<size_t>(c)] = m + reach_ * QPointF::dotProduct(lean, direction(c));
    update();
}

void ColourWheel::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QPointF centre = QRectF(rect()).center();
    const double r = radius();
    // Hues of full chroma lie on the vectorscope's hexagon; around the disc they are spread evenly.
    QConicalGradient hues(centre, kRed * 180 / M_PI);
    for (int i = 0; i <= 12; ++i)
        hues.setColorAt(i / 12.0, QColor::fromHsvF(static_cast<float>(i % 12) / 12, 0.85f, 0.85f));
    p.setPen(Qt::NoPen);
    p.setBrush(hues);
    p.drawEllipse(centre, r, r);
    p.setBrush(colour(token::panel));
    p.drawEllipse(centre, r - 5, r - 5);
    QConicalGradient faint(centre, kRed * 180 / M_PI);
    for (int i = 0; i <= 12; ++i) {
        QColor c = QColor::fromHsvF(static_cast<float>(i % 12) / 12, 0.85f, 0.7f);
        c.setAlpha(70);
        faint.setColorAt(i / 12.0, c);
    }
    p.setBrush(faint);
    p.drawEllipse(centre, r - 6, r - 6);
    QRadialGradient grey(centre, r - 6);
    grey.setColorAt(0, colour(token::canvas));
    grey.setColorAt(1, colour(token::canvas, 0));
    p.setBrush(grey);
    p.drawEllipse(centre, r - 6, r - 6);
    p.setPen(QPen(colour(token::controlActive, 150), 1));
    p.drawLine(centre - QPointF(r - 8, 0), centre + QPointF(r - 8, 0));
    p.drawLine(centre - QPointF(0, r - 8), centre + QPointF(0, r - 8));
    QPointF at = lean();
    const double length = std::hypot(at.x(), at.y());
    if (length > 1) at /= length;
    const QPointF puck = centre + QPointF(at.x(), -at.y()) * (r - 10);
    if (length > 0.01) {
        p.setPen(QPen(colour(token::text, 120), 1));
        p.drawLine(centre, puck);
    }
    p.setPen(QPen(QColor(0, 0, 0, 170), 3));
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(puck, 5.5, 5.5);
    p.setPen(QPen(isEnabled() ? Qt::white : colour(token::textDis), 1.8));
    p.drawEllipse(puck, 5.5, 5.5);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 6);
}

void ColourWheel::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    before_ = value_, dragging_ = true;
    last_ = event->position();
}

void ColourWheel::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return;
    const QPointF by = event->position() - last_;
    last_ = event->position();
    // As on a trackball: the puck goes by what the pointer goes, Shift slower.
    const double fine = event->modifiers() & Qt::ShiftModifier ? 0.1 : 0.5;
    setLean(lean() + QPointF(by.x(), -by.y()) * fine / (radius() - 10));
    Q_EMIT changing(value_);
}

void ColourWheel::mouseReleaseEvent(QMouseEvent*) {
    if (!std::exchange(dragging_, false)) return;
    if (value_ != before_)
        Q_EMIT committed(value_);
    else
        Q_EMIT cancelled();
}

void ColourWheel::mouseDoubleClickEvent(QMouseEvent*) {
    dragging_ = false;
    value_ = {neutral_, neutral_, neutral_};
    update();
    Q_EMIT committed(value_);
}

void ColourWheel::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key == Qt::Key_Escape && dragging_) {
        dragging_ = false, value_ = before_;
        update();
        Q_EMIT cancelled();
        return;
    }
    const double by = event->modifiers() & Qt::ShiftModifier ? 0.1 : 0.02;
    const QPointF step(key == Qt::Key_Right  ? by
                       : key == Qt::Key_Left ? -by
                                             : 0,
                       key == Qt::Key_Up     ? by
                       : key == Qt::Key_Down ? -by
                                             : 0);
    if (step.isNull()) return QWidget::keyPressEvent(event);
    setLean(lean() + step);
    Q_EMIT committed(value_);
}

} // namespace tandem::ui
