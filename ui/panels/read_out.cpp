// Words, painting, and what screen readers hear.
#include "ui/panels/read_out.h"

#include <QAccessibleWidget>
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace tandem::ui {

namespace {

constexpr double kNumber = 72, kInset = 6; // pixels: for the number; of the bar, as sliders have it

class ReadOutNode : public QAccessibleWidget, public QAccessibleValueInterface {
  public:
    explicit ReadOutNode(ReadOut* shown) : QAccessibleWidget(shown, QAccessible::Indicator), shown_(shown) {}
    QString text(QAccessible::Text what) const override {
        return what == QAccessible::Value ? shown_->words() : QAccessibleWidget::text(what);
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override { return shown_->value() ? QVariant(*shown_->value()) : QVariant(); }
    void setCurrentValue(const QVariant&) override {}
    QVariant maximumValue() const override { return shown_->top(); }
    QVariant minimumValue() const override { return shown_->bottom(); }
    QVariant minimumStepSize() const override { return 0.0; }

  private:
    ReadOut* shown_;
};

QAccessibleInterface* makeNode(const QString&, QObject* object) {
    auto shown = qobject_cast<ReadOut*>(object);
    return shown ? new ReadOutNode(shown) : nullptr;
}

} // namespace

ReadOut::ReadOut(lv2::Port port, double rate, QWidget* parent)
    : QWidget(parent), port_(std::move(port)), bottom_(static_cast<double>(port_.min) * (port_.of_rate ? rate : 1)),
      top_(static_cast<double>(port_.max) * (port_.of_rate ? rate : 1)), words_(QStringLiteral("—")) {
    static const bool once = (QAccessible::installFactory(makeNode), true);
    (void)once;
    setAccessibleName(QString::fromStdString(port_.name));
    setFixedHeight(24);
    setMinimumWidth(static_cast<int>(kNumber) + 40);
}

QString ReadOut::wordsOf(double value) const {
    if (port_.toggled) return value > 0 ? tr("On") : tr("Off");
    if (port_.enumeration)
        for (const lv2::ScalePoint& p : port_.points)
            if (std::abs(static_cast<double>(p.value) - value) < 0.5) return QString::fromStdString(p.label);
    // About three figures of the range, or of the value itself where ratios count.
    const double size = std::max(port_.logarithmic ? std::abs(value) : top_ - bottom_, 0.1);
    const int decimals = port_.integer ? 0 : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 3);
    const double shown = std::abs(value) < 0.5 * std::pow(10, -decimals) ? 0 : value;
    QString out = QString::number(shown, 'f', decimals).replace(u'-', QChar(0x2212));
    if (!port_.unit.empty()) out += u' ' + QString::fromStdString(port_.unit);
    return out;
}

double ReadOut::fraction(double value) const {
    if (!(top_ > bottom_)) return 0;
    if (port_.logarithmic && bottom_ >= 0) {
        const double least = bottom_ > 0 ? bottom_ : std::min(top_, 1.0) / 1000; // of a gain -60 dB
        return std::log(std::clamp(value, least, top_) / least) / std::log(top_ / least);
    }
    return (std::clamp(value, bottom_, top_) - bottom_) / (top_ - bottom_);
}

double ReadOut::barWidth() const { return std::max(0.0, width() - kNumber - 2 * kInset); }

void ReadOut::feed(double value, double rest) {
    if (value_ == value && rest_ == rest) return;
    const QString words = wordsOf(value);
    const bool moves = !value_ || rest_ != rest || std::abs(fraction(value) - fraction(*value_)) * barWidth() > 0.25;
    value_ = value, rest_ = rest;
    if (std::exchange(words_, words) != words || moves) update();
}

void ReadOut::clear() {
    if (!value_) return;
    value_.reset();
    words_ = QStringLiteral("—");
    update();
}

bool ReadOut::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), accessibleName() + QStringLiteral(": ") + words_,
                       this);
    return true;
}

void ReadOut::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const QRectF all(kInset, height() / 2.0 - 2, barWidth(), 4);
    p.fillRect(all, colour(token::control));
    if (value_) {
        const double from = fraction(rest_) * all.width(), to = fraction(*value_) * all.width();
        p.fillRect(QRectF(all.left() + std::min(from, to), all.top(), std::abs(to - from), all.height()),
                   colour(token::info));
    }
    p.setFont(textFont(12));
    p.setPen(colour(value_ ? token::text : token::text3));
    const QRectF number(width() - kNumber + 6, 0, kNumber - 12, height());
    p.drawText(number, Qt::AlignRight | Qt::AlignVCenter,
               p.fontMetrics().elidedText(words_, Qt::ElideRight, static_cast<int>(number.width())));
}

} // namespace tandem::ui
