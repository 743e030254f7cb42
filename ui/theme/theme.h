// The look: colours of tokens.json, fonts, icons, and the style that Qt's own controls are drawn with. Main thread.
#pragma once

#include <QFont>
#include <QIcon>
#include <QPainter>
#include <QPixmap>

#include "generated/ui_tokens.h"

namespace tandem::ui {

// Sets style, palette and base font of the application. Call once, after QApplication was made.
void applyTheme();

// Lines, quiet text and edges of clips are stronger then; set before the window is made.
bool highContrast();
void setHighContrast(bool on);
// What a token stands for: itself, or the stronger one.
inline QRgb shown(QRgb token) {
    if (!highContrast()) return token;
    return token == token::line ? token::lineStrong : token == token::text3 ? token::text2 : token;
}

inline QColor colour(QRgb token) { return QColor::fromRgb(shown(token)); }
inline QColor colour(QRgb token, int alpha) {
    QColor c = QColor::fromRgb(shown(token));
    c.setAlpha(alpha);
    return c;
}
inline const RoleColours& role(Role r) { return kRoles[static_cast<size_t>(r)]; }

// Inter with Noto Sans CJK KR behind it; px = pixel size. Korean text is never below 12 px: sizes below are raised
// while the program speaks Korean.
QFont textFont(double px, int weight = QFont::Normal);
bool speaksKorean();
void setSpeaksKorean(bool korean);

// resources/icons/NAME.svg, `size` logical pixels, drawn in `tint`. Kept; main thread.
QPixmap icon(const QString& name, int size, QColor tint, double devicePixelRatio);
void drawIcon(QPainter& painter, const QString& name, QRectF box, QColor tint);
QIcon appIcon();

// Draws text with every character in a cell of one width, as Inter's figures are proportional. Returns the width.
double drawFixed(QPainter& painter, QPointF leftBaseline, const QString& text);
double fixedWidth(const QFontMetricsF& metrics, const QString& text);

// The keyboard focus ring around `box`.
void drawFocus(QPainter& painter, QRectF box, double radius);

} // namespace tandem::ui
