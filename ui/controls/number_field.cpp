// Dragging, typing and arithmetic of the number field.
#include "ui/controls/number_field.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/controls/inline_edit.h"
#include "ui/controls/own_keys.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

namespace {

// Recursive descent over one expression.
class Reader {
  public:
    explicit Reader(const QString& text) : text_(text) {}
    std::optional<double> all() {
        auto v = sum(0);
        skip();
        // What follows a number is its unit, unless it looks like more arithmetic.
        for (; v && at_ < text_.size(); ++at_)
            if (QStringLiteral("+-*/()").contains(text_[at_])) return {};
        return v && std::isfinite(*v) ? v : std::nullopt;
    }

  private:
    void skip() {
        while (at_ < text_.size() && text_[at_].isSpace()) ++at_;
    }
    bool take(QChar c) {
        skip();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        return ++at_, true;
    }
    std::optional<double> sum(int depth) {
        auto v = product(depth);
        while (v) {
            const bool plus = take(u'+');
            if (!plus && !take(u'-')) break;
            auto w = product(depth);
            if (!w) return {};
            *v += plus ? *w : -*w;
        }
        return v;
    }
    std::optional<double> product(int depth) {
        auto v = factor(depth);
        while (v) {
            const bool times = take(u'*');
            if (!times && !take(u'/')) break;
            auto w = factor(depth);
            if (!w) return {};
            *v = times ? *v * *w : *v / *w;
        }
        return v;
    }
    std::optional<double> factor(int depth) {
        if (depth > 32) return {};
        if (take(u'-') || take(QChar(0x2212))) {
            auto v = factor(depth + 1);
            if (v) *v = -*v;
            return v;
        }
        if (take(u'+')) return factor(depth + 1);
        if (take(u'(')) {
            auto v = sum(depth + 1);
            if (!take(u')')) return {};
            return v;
        }
        skip();
        const int from = static_cast<int>(at_);
        while (at_ < text_.size() && (text_[at_].isDigit() || text_[at_] == u'.' || text_[at_] == u',')) ++at_;
        bool ok = false;
        const double v = text_.mid(from, at_ - from).replace(u',', u'.').toDouble(&ok);
        return ok ? std::optional(v) : std::nullopt;
    }
    const QString text_;
    qsizetype at_ = 0;
};

} // namespace

std::optional<double> evaluateText(const QString& text) { return Reader(text).all(); }

NumberField::NumberField(const Look& look, const QString& name, QWidget* parent) : QWidget(parent), look_(look) {
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setOwnKeys(this, kOwnUpDown | kOwnEnter | kOwnTyping | kOwnShifted);
    setCursor(Qt::SizeHorCursor);
    setFont(textFont(12));
    setFixedHeight(24);
    setMinimumWidth(look.flat ? 30 : 50);
    setAttribute(Qt::WA_Hover);
}

double NumberField::clamped(double v) const { return std::clamp(v, look_.min, look_.max); }

void NumberField::setValue(double value) {
    if (dragging_ && moved_) return;
    value_ = value, mixed_ = false;
    update();
}

void NumberField::setMixed(bool mixed) {
    mixed_ = mixed;
    update();
}

QString NumberField::text() const {
    if (mixed_) return QStringLiteral("—");
    double shown = value_ * look_.factor;
    if (std::abs(shown) < 0.5 * std::pow(10.0, -look_.decimals)) shown = 0;
    const bool kilo = look_.kilo && std::abs(shown) >= 999.5;
    QString out = kilo ? QString::number(shown / 1000, 'f', std::abs(shown) < 9995 ? 2 : 1)
                       : QString::number(shown, 'f', look_.decimals);
    if (look_.signPlus && shown > 0) out.prepend(u'+');
    QString unit = look_.suffix;
    if (kilo) unit.replace(u' ', QStringLiteral(" k"));
    return look_.prefix + out.replace(u'-', QChar(0x2212)) + unit;
}

void NumberField::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (!look_.flat || underMouse()) {
        p.setPen(QPen(colour(wrong_ ? token::error : underMouse() ? token::lineStrong : token::line), 1));
        p.setBrush(colour(token::canvas));
        p.drawRoundedRect(box, 4, 4);
    }
    p.setPen(colour(isEnabled() ? token::text : token::textDis));
    p.setFont(font());
    const int pad = look_.flat ? 3 : 6;
    p.drawText(rect().adjusted(pad, 0, -pad - 1, 0), Qt::AlignVCenter | (look_.flat ? Qt::AlignLeft : Qt::AlignRight),
               text());
    if (hasFocus() && keyboard_ && !edit_) drawFocus(p, QRectF(rect()), 4);
}

void NumberField::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    dragging_ = true, moved_ = false;
    before_ = dragValue_ = value_;
    last_ = event->globalPosition().toPoint();
}

void NumberField::mouseMoveEvent(QMouseEvent* event) {
    if (!dragging_) return;
    const QPoint now = event->globalPosition().toPoint();
    if (!moved_ && std::abs(now.x() - last_.x()) < 3) return;
    const double fine = event->modifiers() & Qt::ShiftModifier     ? 0.1
                        : event->modifiers() & Qt::ControlModifier ? 10
                                                                   : 1;
    dragValue_ += (now.x() - last_.x()) * look_.step * fine;
    last_ = now, moved_ = true, mixed_ = false;
    value_ = clamped(dragValue_);
    update();
    Q_EMIT changing(value_);
}

void NumberField::mouseReleaseEvent(QMouseEvent*) {
    if (!std::exchange(dragging_, false)) return;
    if (moved_)
        Q_EMIT committed(value_);
    else
        beginTyping();
    moved_ = false;
}

void NumberField::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore(); // a panel that scrolls must not change numbers on its way
    value_ = clamped(value_ + (event->angleDelta().y() > 0 ? 1 : -1) * look_.step * 5);
    update();
    Q_EMIT committed(value_);
}

void NumberField::focusInEvent(QFocusEvent* event) {
    keyboard_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
}

void NumberField::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (dragging_ && key == Qt::Key_Escape) {
        dragging_ = moved_ = false;
        value_ = before_;
        update();
        Q_EMIT cancelled();
        return;
    }
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        const double scale = event->modifiers() & Qt::ShiftModifier ? 50 : 5;
        value_ = clamped(value_ + (key == Qt::Key_Up ? scale : -scale) * look_.step);
        update();
        Q_EMIT committed(value_);
        return;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_F2) return beginTyping();
    const QString typed = event->text();
    if (!typed.isEmpty() && (typed[0].isDigit() || typed[0] == u'-' || typed[0] == u'.') &&
        !(event->modifiers() & Qt::ControlModifier)) {
        beginTyping();
        edit_->setText(typed);
        return;
    }
    QWidget::keyPressEvent(event);
}

void NumberField::beginTyping() {
    if (edit_) return;
    edit_ = new InlineEdit(QString::number(value_ * look_.factor, 'f', look_.decimals), this, rect(), font());
    edit_->setAlignment(Qt::AlignRight);
    connect(edit_, &InlineEdit::ended, this, &NumberField::endTyping);
}

void NumberField::endTyping(bool take, const QString& text) {
    if (edit_ && edit_->hasFocus()) setFocus(); // else it went where the user clicked
    edit_.clear();
    wrong_ = false;
    const auto typed = evaluateText(text);
    if (take && typed) {
        const bool kilo = look_.kilo && text.contains(u'k', Qt::CaseInsensitive); // "3.5 kHz", "3.5k"
        const double v = clamped(*typed * (kilo ? 1000 : 1) / look_.factor);
        if (v != value_ || mixed_) {
            value_ = v, mixed_ = false;
            Q_EMIT committed(v);
        }
    }
    update();
}

} // namespace tandem::ui
