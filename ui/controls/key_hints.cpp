// Splitting and painting.
#include "ui/controls/key_hints.h"

#include <QPainter>

#include "ui/theme/theme.h"

namespace tandem::ui {

KeyHints::KeyHints(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); }

void KeyHints::setHints(const QString& text) {
    if (text == text_) return;
    text_ = text;
    setAccessibleName(QString(text).replace(u'\t', u' '));
    parts_.clear();
    for (const QString& part : text.split(QStringLiteral("   "), Qt::SkipEmptyParts)) {
        const qsizetype colon = part.indexOf(QStringLiteral(": "));
        if (colon < 0)
            parts_.push_back({{}, part.trimmed()});
        else
            parts_.push_back({part.left(colon).trimmed().split(u'\t'), part.mid(colon + 2).trimmed()});
    }
    update();
}

void KeyHints::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QFont words = textFont(11), caps = textFont(10, QFont::Medium);
    const QFontMetricsF wordSize(words), capSize(caps);
    double x = 0;
    for (const Part& part : parts_) {
        double room = wordSize.horizontalAdvance(part.what);
        for (const QString& key : part.keys) room += capSize.horizontalAdvance(key) + 14;
        if (x + room > width()) return;
        for (const QString& key : part.keys) {
            const QRectF cap(x, (height() - 16) / 2.0, capSize.horizontalAdvance(key) + 10, 16);
            p.setPen(QPen(colour(token::lineStrong), 1));
            p.setBrush(colour(token::control));
            p.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
            p.setFont(caps);
            p.setPen(colour(token::text2));
            p.drawText(cap, Qt::AlignCenter, key);
            x += cap.width() + 4;
        }
        if (!part.keys.isEmpty()) x += 2;
        p.setFont(words);
        p.setPen(colour(token::text3));
        p.drawText(QRectF(x, 0, wordSize.horizontalAdvance(part.what) + 2, height()), Qt::AlignVCenter | Qt::AlignLeft,
                   part.what);
        x += wordSize.horizontalAdvance(part.what) + 16;
    }
}

} // namespace tandem::ui
