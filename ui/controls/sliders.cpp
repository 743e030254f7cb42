// Dragging and painting of the sliders and the meter.
#include "ui/controls/sliders.h"

#include "ui/controls/own_keys.h"
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <cmath>

namespace tandem::ui {

static constexpr double kHoldSeconds = 1.5, kFallDbPerSecond = 20;

QString decibelText(double db) {
    if (!(db > -99)) return QStringLiteral("−∞");
    const double shown = std::abs(db) < 0.05 ? 0 : db;
    return QString::number(shown, 'f', 1).replace(u'-', QChar(0x2212));
}

DragControl::DragControl(double min, double max, double initial, const QString& name, QWidget* parent)
    : QWidget(parent), min_(min), max_(max), initial_(initial), value_(initial), tint_(colour(token::accent)),
      wheelStep_((max - min) / 50), fineStep_((max - min) / 500) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setOwnKeys(this, kOwnAcross | kOwnUpDown | kOwnShifted);
    setAttribute(Qt::WA_Hover);
}

void DragControl::setValue(double value) {
    if (dragging_ || value_ == value) return;
    value_ = value;
    update();
}

QPointF DragControl::knob() const {
    const QRectF t = track();
    const double f = std::clamp(toFraction(value_), 0.0, 1.0);
    if (vertical()) return {t.center().x(), t.bottom() - f * t.height()};
    return {t.left() + f * t.width(), t.center().y()};
}

void DragControl::commit(double value) {
    value_ = std::clamp(value, min_, max_);
    update();
    Q_EMIT committed(value_);
}

void DragControl::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    before_ = value_, dragging_ = true;
    qApp->installEventFilter(this); // Escape gives the old value back though a click takes no focus
    const QRectF t = track();
    const QPointF at = event->position(), k = knob();
    const double away = vertical() ? std::abs(at.y() - k.y()) : std::abs(at.x() - k.x());
    grabbed_ = toFraction(value_);
    if (away > 10 && !vertical()) grabbed_ = (at.x() - t.left()) / t.width(); // a click on the track goes there
    last_ = at;
    const double v = std::clamp(toValue(std::clamp(grabbed_, 0.0, 1.0)), min_, max_);
    if (v == value_) return;
    value_ = v;
    update();
    Q_EMIT changing(value_);
}

void DragControl::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return;
    const QRectF t = track();
    const QPointF at = event->position();
    const double fine = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? 0.1 : 1;
    grabbed_ += fine * (vertical() ? (last_.y() - at.y()) / t.height() : (at.x() - last_.x()) / t.width());
    last_ = at;
    double v = std::clamp(toValue(std::clamp(grabbed_, 0.0, 1.0)), min_, max_);
    // A detent at the default, left by moving on or with Shift.
    const double snap = 4 / (vertical() ? t.height() : t.width());
    if (fine == 1 && std::abs(grabbed_ - toFraction(initial_)) < snap) v = initial_;
    if (v == value_) return;
    value_ = v;
    update();
    Q_EMIT changing(value_);
}

void DragControl::mouseReleaseEvent(QMouseEvent*) {
    if (!std::exchange(dragging_, false)) return;
    qApp->removeEventFilter(this);
    if (value_ != before_)
        Q_EMIT committed(value_);
    else
        Q_EMIT cancelled(); // dragged away and back: what changing() said is void
}

bool DragControl::eventFilter(QObject* target, QEvent* event) {
    const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!dragging_ || target == this || !key || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(target, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) keyPressEvent(static_cast<QKeyEvent*>(event));
    return true;
}

void DragControl::mouseDoubleClickEvent(QMouseEvent*) {
    dragging_ = false;
    commit(initial_);
}

void DragControl::wheelEvent(QWheelEvent* event) {
    if (!hasFocus() && !vertical()) return event->ignore();
    const double step = event->modifiers() & Qt::ShiftModifier ? fineStep_ : wheelStep_;
    commit(value_ + (event->angleDelta().y() > 0 ? step : -step));
    event->accept();
}

void DragControl::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? fineStep_ : wheelStep_;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Right:
        return commit(value_ + step);
    case Qt::Key_Down:
    case Qt::Key_Left:
        return commit(value_ - step);
    case Qt::Key_Escape:
        if (dragging_) {
            dragging_ = false, value_ = before_;
            qApp->removeEventFilter(this);
            update();
            Q_EMIT cancelled();
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

Slider::Slider(double min, double max, double initial, const QString& name, QWidget* parent)
    : DragControl(min, max, initial, name, parent) {
    setFixedHeight(20);
    setMinimumWidth(40);
}

void Slider::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF t = track();
    const QPointF k = knob();
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::controlActive));
    p.drawRoundedRect(t, 1.5, 1.5);
    const double from = centred_ ? t.left() + toFraction(initial_) * t.width() : t.left();
    p.setBrush(isEnabled() ? tint_ : colour(token::textDis));
    p.drawRoundedRect(QRectF(QPointF(std::min(from, k.x()), t.top()), QPointF(std::max(from, k.x()), t.bottom())), 1.5,
                      1.5);
    p.setBrush(colour(isEnabled() ? token::text : token::text3));
    p.drawEllipse(k, 5.5, 5.5);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

// Two straight pieces: +6 at the top, 0 at 83 %, -12 at half, -60 at the bottom.
struct FaderPoint {
    double fraction, db;
};
static constexpr FaderPoint kRun[] = {{0, -60},   {0.12, -36}, {0.26, -24}, {0.36, -18},
                                      {0.5, -12}, {0.66, -6},  {0.83, 0},   {1, 6}};

double Fader::fraction(double db) {
    if (db <= kBottom) return 0;
    for (size_t i = 1; i < std::size(kRun); ++i)
        if (db <= kRun[i].db)
            return kRun[i - 1].fraction +
                   (db - kRun[i - 1].db) / (kRun[i].db - kRun[i - 1].db) * (kRun[i].fraction - kRun[i - 1].fraction);
    return 1;
}

double Fader::decibel(double fraction) {
    if (fraction <= 0) return -144; // the bottom is silence
    for (size_t i = 1; i < std::size(kRun); ++i)
        if (fraction <= kRun[i].fraction) {
            const double db = kRun[i - 1].db + (fraction - kRun[i - 1].fraction) /
                                                   (kRun[i].fraction - kRun[i - 1].fraction) *
                                                   (kRun[i].db - kRun[i - 1].db);
            return std::round(db * 10) / 10;
        }
    return kTop;
}

Fader::Fader(const QString& name, QWidget* parent, bool scale)
    : DragControl(-144, kTop, 0, name, parent), scale_(scale) {
    wheelStep_ = 0.5, fineStep_ = 0.1;
    setMinimumHeight(60);
}

QRectF Fader::track() const {
    const double x = scale_ ? width() - 12 : width() / 2.0;
    return QRectF(x - 1.5, 12, 3, height() - 24);
}

void Fader::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF t = track();
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::well));
    p.drawRoundedRect(t, 1.5, 1.5);
    if (scale_) {
        QFont small;
        small.setFamilies(textFont(9).families());
        small.setPixelSize(9);
        p.setFont(small);
        p.setPen(colour(token::text3));
        const bool room = t.height() > 110;
        for (int db : {6, 0, -6, -12, -18, -24, -36, -60}) {
            if (!room && (db == -6 || db == -18 || db == -36)) continue;
            const double y = t.bottom() - fraction(db) * t.height();
            p.drawText(QRectF(0, y - 6, 19, 12), Qt::AlignRight | Qt::AlignVCenter,
                       (db > 0 ? QStringLiteral("+") : QString()) + QString::number(db));
        }
    }
    const QPointF k = knob();
    const QRectF cap(k.x() - 9, k.y() - 9, 18, 18);
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(0, 0, 0, 90));
    p.drawRoundedRect(cap.translated(0, 1.5), 3, 3);
    QLinearGradient g(cap.topLeft(), cap.bottomLeft());
    g.setColorAt(0, QColor(0x72, 0x72, 0x7c));
    g.setColorAt(1, QColor(0x46, 0x46, 0x4e));
    p.setBrush(g);
    p.drawRoundedRect(cap, 3, 3);
    p.setBrush(Qt::white);
    p.drawRect(QRectF(cap.left() + 1, k.y() - 1, cap.width() - 2, 2));
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

PanBar::PanBar(const QString& name, QWidget* parent) : DragControl(-1, 1, 0, name, parent) {
    wheelStep_ = 0.02, fineStep_ = 0.01;
    setFixedHeight(18);
}

QString PanBar::word(double pan) {
    const int percent = static_cast<int>(std::lround(pan * 100));
    if (percent == 0) return QStringLiteral("C");
    return (percent < 0 ? QStringLiteral("L") : QStringLiteral("R")) + QString::number(std::abs(percent));
}

void PanBar::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF t = track();
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::controlActive));
    p.drawRoundedRect(t, 1.5, 1.5);
    const QPointF k = knob();
    p.setBrush(tint_);
    const double middle = t.center().x();
    p.drawRect(QRectF(QPointF(std::min(middle, k.x()), t.top()), QPointF(std::max(middle, k.x()), t.bottom())));
    p.setBrush(colour(token::text));
    p.drawRoundedRect(QRectF(k.x() - 1.5, k.y() - 5.5, 3, 11), 1, 1);
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

Meter::Meter(Look look, const QString& name, QWidget* parent) : QWidget(parent), look_(look), top_(-HUGE_VAL) {
    setAccessibleName(name);
    setAttribute(Qt::WA_OpaquePaintEvent);
    ground_ = colour(look == Look::bar ? token::panel : token::lane);
    if (look == Look::thin)
        setFixedWidth(8);
    else
        setFixedWidth(14);
    clock_.start();
}

void Meter::feed(double left, double right) {
    const double seconds = std::min(0.5, static_cast<double>(clock_.restart()) / 1000.0);
    const std::array<double, 2> in{left, right};
    bool moved = false;
    for (size_t c = 0; c < 2; ++c) {
        const double db = in[c] > 1e-6 ? 20 * std::log10(in[c]) : -120;
        const double fallen = std::max(-120.0, level_[c] - kFallDbPerSecond * seconds);
        const double now = std::max(db, fallen);
        holdAge_[c] += seconds;
        double hold = hold_[c];
        if (db >= hold)
            hold = db, holdAge_[c] = 0;
        else if (holdAge_[c] > kHoldSeconds)
            hold = std::max(now, hold - kFallDbPerSecond * seconds);
        moved = moved || std::abs(now - level_[c]) > 0.05 || std::abs(hold - hold_[c]) > 0.05;
        level_[c] = now, hold_[c] = hold;
        if (db > top_ && db > -120) {
            top_ = db;
            Q_EMIT topChanged();
        }
    }
    if (moved) update();
}

void Meter::clear() {
    level_ = hold_ = {-120, -120};
    update();
}

void Meter::mousePressEvent(QMouseEvent*) {
    top_ = -HUGE_VAL;
    Q_EMIT topChanged();
}

void Meter::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const double inset = look_ == Look::bar ? 12 : 0;
    const double h = height() - 2 * inset;
    p.fillRect(rect(), ground_);
    const double barWidth = look_ == Look::bar ? 6 : 3;
    for (int c = 0; c < 2; ++c) {
        const double x = c * (barWidth + (look_ == Look::bar ? 2 : 1));
        const QRectF all(x, inset, barWidth, h);
        p.fillRect(all, QColor(0x14, 0x22, 0x1c));
        auto y = [&](double db) { return inset + h - Fader::fraction(db) * h; };
        // Green to -12, yellow to -6, amber to -1, red above.
        const struct {
            double from, to;
            QColor ink;
        } zones[] = {{-60, -12, QColor(0x3f, 0xa9, 0x78)},
                     {-12, -6, QColor(0xc9, 0xc2, 0x45)},
                     {-6, -1, colour(token::warn)},
                     {-1, 6, colour(token::rec)}};
        const double level = level_[static_cast<size_t>(c)];
        for (const auto& z : zones)
            if (level > z.from) {
                const double top = y(std::min(level, z.to));
                p.fillRect(QRectF(x, top, barWidth, y(z.from) - top), z.ink);
            }
        if (hold_[static_cast<size_t>(c)] > -60)
            p.fillRect(QRectF(x, y(hold_[static_cast<size_t>(c)]), barWidth, 1.5), Qt::white);
    }
}

} // namespace tandem::ui
