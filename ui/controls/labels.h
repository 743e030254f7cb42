// Labels and lines in a token's colour. Main thread.
#pragma once

#include <QFrame>
#include <QLabel>

#include "ui/theme/theme.h"

namespace tandem::ui {

inline QLabel* inkLabel(const QString& text, QRgb ink, QWidget* parent, double px = 12.5, int weight = QFont::Normal) {
    auto out = new QLabel(text, parent);
    out->setFont(textFont(px, weight));
    QPalette palette = out->palette();
    palette.setColor(QPalette::WindowText, colour(ink));
    out->setPalette(palette);
    return out;
}

inline QFrame* hairline(QWidget* parent, bool vertical) {
    auto line = new QFrame(parent);
    vertical ? line->setFixedWidth(1) : line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    QPalette palette = line->palette();
    palette.setColor(QPalette::Window, colour(token::controlHover));
    line->setPalette(palette);
    return line;
}

} // namespace tandem::ui
