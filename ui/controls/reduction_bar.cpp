// Painting, and what screen readers hear.
#include "ui/controls/reduction_bar.h"

#include <QAccessibleWidget>
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/controls/sliders.h"

namespace tandem::ui {

namespace {

class BarNode : public QAccessibleWidget, public QAccessibleValueInterface {
  public:
    explicit BarNode(ReductionBar* bar) : QAccessibleWidget(bar, QAccessible::Indicator), bar_(bar) {}
    QString text(QAccessible::Text what) const override {
        return what == QAccessible::Value ? bar_->words() : QAccessibleWidget::text(what);
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QVariant currentValue() const override { return bar_->shownDb(); }
    void setCurrentValue(const QVariant&) override {}
    QVariant maximumValue() const override { return ReductionFall::kBottom; }
    QVariant minimumValue() const override { return 0.0; }
    QVariant minimumStepSize() const override { return 0.1; }

  private:
    ReductionBar* bar_;
};

QAccessibleInterface* makeBar(const QString&, QObject* object) {
    auto bar = qobject_cast<ReductionBar*>(object);
    return bar ? new BarNode(bar) : nullptr;
}

} // namespace

bool ReductionFall::feed(double db) {
    const double seconds = static_cast<double>(clock_.restart()) / 1000.0;
    const double now = std::max(db, db_ - kRiseDbPerSecond * seconds);
    const double before = std::exchange(db_, now < 0.05 ? 0 : now);
    return std::abs(db_ - before) > 0.02;
}

ReductionBar::ReductionBar(Look look, const QString& name, QWidget* parent) : QWidget(parent), look_(look) {
    static const bool once = (QAccessible::installFactory(makeBar), true);
    (void)once;
    setAccessibleName(name);
    setFixedWidth(sizeHint().width());
}

void ReductionBar::feed(double db) {
    if (fall_.feed(db)) update();
}

QString ReductionBar::words() const { return decibelText(-fall_.db()) + QStringLiteral(" dB"); }

bool ReductionBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), accessibleName() + QStringLiteral(": ") + words(),
                       this);
    return true;
}

void ReductionBar::paintEvent(QPaintEvent*) {
    QPainter p(this);
    const bool scaled = look_ == Look::scaled;
    // As high as the bars of the level meter beside it.
    const double top = scaled ? 6 : 12, height = this->height() - top - (scaled ? 24 : 12);
    const QRectF all(0, top, scaled ? 10 : 3, height);
    p.fillRect(all, colour(token::control));
    p.fillRect(QRectF(all.left(), all.top(), all.width(), height * fall_.share()), colour(token::info));
    if (!scaled) return;
    QFont small = textFont(9.5);
    small.setPixelSize(9);
    p.setFont(small);
    for (const int db : {0, 3, 6, 9, 12, 18, 24}) {
        const double y = top + height * db / ReductionFall::kBottom;
        p.setPen(colour(token::line));
        p.drawLine(QPointF(all.right() + 2, y), QPointF(all.right() + 5, y));
        p.setPen(colour(token::text3));
        p.drawText(QRectF(all.right() + 8, y - 6, 26, 12), Qt::AlignLeft | Qt::AlignVCenter, QString::number(db));
    }
    p.setFont(textFont(10.5, QFont::DemiBold));
    p.setPen(colour(fall_.db() > 0 ? token::text : token::text3));
    p.drawText(QRectF(0, this->height() - 16, width(), 16), Qt::AlignLeft | Qt::AlignVCenter, decibelText(-fall_.db()));
}

} // namespace tandem::ui
