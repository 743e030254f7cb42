// MenuWord: a quiet word with a chevron that opens a menu. Main thread.
#pragma once

#include <QAbstractButton>

#include "ui/theme/theme.h"

namespace tandem::ui {

class MenuWord : public QAbstractButton {
    Q_OBJECT
  public:
    MenuWord(const QString& name, QWidget* parent) : QAbstractButton(parent) {
        setAccessibleName(name);
        setToolTip(name);
        setFont(textFont(12, QFont::Medium));
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    void setWord(const QString& word) {
        if (word == text()) return;
        setText(word);
        updateGeometry();
    }
    QSize sizeHint() const override { return {QFontMetrics(font()).horizontalAdvance(text()) + 28, 26}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        if (underMouse() || hasFocus()) {
            p.setPen(Qt::NoPen);
            p.setBrush(colour(token::control));
            p.drawRoundedRect(QRectF(rect()), 4, 4);
        }
        p.setFont(font());
        p.setPen(colour(isEnabled() ? token::text : token::textDis));
        p.drawText(rect().adjusted(6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        drawIcon(p, QStringLiteral("chevron_down"), QRectF(width() - 18, (height() - 12) / 2.0, 12, 12),
                 colour(token::text2));
    }
};

} // namespace tandem::ui
