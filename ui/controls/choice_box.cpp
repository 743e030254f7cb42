// Painting of the choice box.
#include "ui/controls/choice_box.h"

#include <QPainter>
#include <QWheelEvent>

#include "ui/theme/theme.h"

namespace tandem::ui {

ChoiceBox::ChoiceBox(const QString& name, QWidget* parent) : QComboBox(parent) {
    setAccessibleName(name);
    setFont(textFont(12));
    setStyleSheet(QStringLiteral("QComboBox { min-height: 0; padding: 0; border: 0; }")); // the application's is higher
    setFixedHeight(24);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setMaxVisibleItems(24);
    setAttribute(Qt::WA_Hover);
}

void ChoiceBox::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(underMouse() && isEnabled() ? token::controlHover : token::control));
    p.drawRoundedRect(QRectF(rect()), 4, 4);
    p.setFont(font());
    p.setPen(colour(isEnabled() ? token::text : token::textDis));
    const QRect text = rect().adjusted(8, 0, -22, 0);
    const QString shown = currentIndex() < 0 ? QStringLiteral("—") : currentText();
    p.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetrics(font()).elidedText(shown, Qt::ElideRight, text.width()));
    drawIcon(p, QStringLiteral("chevron_down"), QRectF(width() - 19, 6, 12, 12), colour(token::text2));
    if (hasFocus()) drawFocus(p, QRectF(rect()), 4);
}

void ChoiceBox::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    QComboBox::wheelEvent(event);
}

} // namespace tandem::ui
