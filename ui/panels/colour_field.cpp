// The swatch, its hex digits and the picker.
#include "ui/panels/colour_field.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScreen>

namespace tandem::ui {

static QColor toColour(const Rgba& c) {
    QColor out;
    auto part = [&](size_t i) { return static_cast<float>(std::clamp(c[i], 0.0, 1.0)); };
    out.setRgbF(part(0), part(1), part(2), part(3));
    return out;
}

static void paintChecks(QPainter& p, QRectF box) {
    p.fillRect(box, QColor(0x80, 0x80, 0x80));
    for (int y = 0; y * 5 < box.height(); ++y)
        for (int x = y % 2; x * 5 < box.width(); x += 2)
            p.fillRect(QRectF(box.x() + x * 5, box.y() + y * 5, 5, 5) & box, QColor(0xb0, 0xb0, 0xb0));
}

class ColourField::Swatch : public QAbstractButton {
  public:
    Swatch(const QString& name, QWidget* parent) : QAbstractButton(parent) {
        setAccessibleName(name);
        setToolTip(name);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(24);
        setMinimumWidth(30);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    Rgba value{0, 0, 0, 1};
    bool mixed = false;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        QPainterPath shape;
        shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5), 4, 4);
        p.save();
        p.setClipPath(shape);
        if (value[3] < 1) paintChecks(p, rect());
        if (mixed)
            p.fillRect(rect(), colour(token::control));
        else
            p.fillRect(rect(), toColour(value));
        p.restore();
        p.setPen(QPen(colour(underMouse() ? token::lineStrong : token::controlHover), 1));
        p.setBrush(Qt::NoBrush);
        p.drawPath(shape);
        if (mixed) {
            p.setPen(colour(token::text2));
            p.drawText(rect(), Qt::AlignCenter, QStringLiteral("—"));
        }
        if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
    }
};

ColourField::ColourField(const QString& name, bool alpha, QWidget* parent)
    : QWidget(parent), name_(name), alpha_(alpha), swatch_(new Swatch(name, this)), hex_(new QLineEdit(this)) {
    auto line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(swatch_, 1);
    hex_->setAccessibleName(tr("%1 as hex digits").arg(name));
    hex_->setFixedSize(78, 24);
    hex_->setFont(textFont(11.5));
    hex_->setAlignment(Qt::AlignRight);
    line->addWidget(hex_);
    connect(swatch_, &QAbstractButton::clicked, this, &ColourField::pick);
    connect(hex_, &QLineEdit::editingFinished, this, [this] {
        QString text = hex_->text().trimmed();
        if (!text.startsWith(u'#')) text.prepend(u'#');
        const QColor typed(text);
        if (!typed.isValid()) return showText();
        const bool opaque = text.size() != 9;
        const Rgba next{typed.redF(), typed.greenF(), typed.blueF(), opaque ? value_[3] : typed.alphaF()};
        if (toColour(next) == toColour(value_) && !mixed_) return;
        value_ = next, mixed_ = false;
        Q_EMIT committed(value_);
    });
}

void ColourField::setValue(const Rgba& rgba, bool mixed) {
    value_ = rgba, mixed_ = mixed;
    swatch_->value = rgba, swatch_->mixed = mixed;
    swatch_->update();
    if (!hex_->hasFocus()) showText();
}

void ColourField::showText() {
    hex_->setText(mixed_ ? QStringLiteral("—")
                         : toColour(value_).name(alpha_ && value_[3] < 1 ? QColor::HexArgb : QColor::HexRgb).toUpper());
}

void ColourField::pick() {
    auto picker = new ColourPicker(value_, alpha_, this);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    picker->setAccessibleName(name_);
    connect(picker, &ColourPicker::changing, this, &ColourField::changing);
    connect(picker, &ColourPicker::committed, this, &ColourField::committed);
    connect(picker, &ColourPicker::cancelled, this, &ColourField::cancelled);
    QPoint at = swatch_->mapToGlobal(QPoint(0, swatch_->height() + 4));
    if (const QScreen* screen = this->screen()) {
        const QRect all = screen->availableGeometry();
        if (at.y() + picker->height() > all.bottom())
            at.setY(swatch_->mapToGlobal(QPoint()).y() - picker->height() - 4);
        at.setX(std::clamp(at.x(), all.left(), std::max(all.left(), all.right() - picker->width())));
    }
    picker->move(at);
    picker->show();
}

ColourPicker::ColourPicker(const Rgba& rgba, bool alpha, QWidget* parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint), alpha_(alpha), before_(rgba), a_(rgba[3]) {
    setFixedSize(200, alpha ? 216 : 194);
    setFocusPolicy(Qt::StrongFocus);
    float h = 0, s = 0, v = 0;
    toColour(rgba).getHsvF(&h, &s, &v);
    h_ = std::max(0.0f, h), s_ = s, v_ = v;
}

Rgba ColourPicker::value() const {
    const QColor c = QColor::fromHsvF(static_cast<float>(h_), static_cast<float>(s_), static_cast<float>(v_));
    return {c.redF(), c.greenF(), c.blueF(), a_};
}

void ColourPicker::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::raised));
    p.setPen(colour(token::controlHover));
    p.drawRect(rect().adjusted(0, 0, -1, -1));
    const QRect f = field();
    QLinearGradient across(f.topLeft(), f.topRight());
    across.setColorAt(0, Qt::white);
    across.setColorAt(1, QColor::fromHsvF(static_cast<float>(h_), 1, 1));
    p.fillRect(f, across);
    QLinearGradient down(f.topLeft(), f.bottomLeft());
    down.setColorAt(0, QColor(0, 0, 0, 0));
    down.setColorAt(1, Qt::black);
    p.fillRect(f, down);
    const QRect hue = bar(0);
    QLinearGradient round(hue.topLeft(), hue.topRight());
    for (int i = 0; i <= 6; ++i) round.setColorAt(i / 6.0, QColor::fromHsvF(static_cast<float>(i % 6) / 6, 1, 1));
    p.fillRect(hue, round);
    Rgba opaque = value(), clear = opaque;
    opaque[3] = 1, clear[3] = 0;
    if (alpha_) {
        paintChecks(p, bar(1));
        QLinearGradient fade(bar(1).topLeft(), bar(1).topRight());
        fade.setColorAt(0, toColour(clear));
        fade.setColorAt(1, toColour(opaque));
        p.fillRect(bar(1), fade);
    }
    p.setRenderHint(QPainter::Antialiasing);
    auto knob = [&](QPointF at) {
        p.setPen(QPen(QColor(0, 0, 0, 160), 3));
        p.setBrush(Qt::NoBrush);
        p.drawEllipse(at, 6, 6);
        p.setPen(QPen(Qt::white, 1.6));
        p.drawEllipse(at, 6, 6);
    };
    knob(QPointF(f.x() + s_ * f.width(), f.y() + (1 - v_) * f.height()));
    knob(QPointF(hue.x() + h_ * hue.width(), hue.center().y() + 0.5));
    if (alpha_) knob(QPointF(bar(1).x() + a_ * bar(1).width(), bar(1).center().y() + 0.5));
}

void ColourPicker::drag(QPoint at) {
    auto part = [](int v, int from, int length) {
        return std::clamp((v - from) / static_cast<double>(length), 0.0, 1.0);
    };
    if (part_ == Part::field)
        s_ = part(at.x(), field().x(), field().width()), v_ = 1 - part(at.y(), field().y(), field().height());
    else if (part_ == Part::hue)
        h_ = std::min(0.9999, part(at.x(), bar(0).x(), bar(0).width()));
    else if (part_ == Part::alpha)
        a_ = part(at.x(), bar(1).x(), bar(1).width());
    update();
    Q_EMIT changing(value());
}

void ColourPicker::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->pos();
    if (!rect().contains(at)) {
        close();
        return;
    }
    part_ = field().contains(at)                                   ? Part::field
            : bar(0).adjusted(-4, -5, 4, 5).contains(at)           ? Part::hue
            : alpha_ && bar(1).adjusted(-4, -5, 4, 5).contains(at) ? Part::alpha
                                                                   : Part::none;
    if (part_ != Part::none) drag(at);
}

void ColourPicker::mouseMoveEvent(QMouseEvent* event) {
    if (part_ != Part::none) drag(event->pos());
}

void ColourPicker::mouseReleaseEvent(QMouseEvent*) {
    if (std::exchange(part_, Part::none) != Part::none) Q_EMIT committed(value());
}

void ColourPicker::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers() & Qt::ShiftModifier ? 0.1 : 0.01;
    switch (event->key()) {
    case Qt::Key_Escape:
        if (part_ != Part::none)
            Q_EMIT cancelled();
        else if (value() != before_)
            Q_EMIT committed(before_);
        close();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        close();
        return;
    case Qt::Key_Left:
        s_ = std::max(0.0, s_ - step);
        break;
    case Qt::Key_Right:
        s_ = std::min(1.0, s_ + step);
        break;
    case Qt::Key_Down:
        v_ = std::max(0.0, v_ - step);
        break;
    case Qt::Key_Up:
        v_ = std::min(1.0, v_ + step);
        break;
    case Qt::Key_PageUp:
        h_ = std::fmod(h_ + step, 1.0);
        break;
    case Qt::Key_PageDown:
        h_ = std::fmod(h_ + 1 - step, 1.0);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    update();
    Q_EMIT committed(value());
}

} // namespace tandem::ui
