// Painting of key caps.
#include "ui/controls/key_caps.h"

#include <QStringList>
#include <algorithm>

#include "ui/theme/theme.h"

namespace tandem::ui {

static QStringList caps(const QKeySequence& keys) {
    const QString text = keys.toString(QKeySequence::NativeText);
    QStringList parts = text.split(u'+', Qt::SkipEmptyParts);
    if (text == QStringLiteral("+") || text.endsWith(QStringLiteral("++"))) parts.push_back(QStringLiteral("+"));
    const QStringList from{QStringLiteral("Left"), QStringLiteral("Right"), QStringLiteral("Up"),
                           QStringLiteral("Down"), QStringLiteral("Return")};
    const QStringList to{QStringLiteral("←"), QStringLiteral("→"), QStringLiteral("↑"), QStringLiteral("↓"),
                         QStringLiteral("Enter")};
    for (QString& part : parts)
        if (const auto i = from.indexOf(part); i >= 0) part = to[i];
    return parts;
}

static double capWidth(const QFontMetricsF& metrics, const QString& text) {
    return std::max(18.0, std::ceil(metrics.horizontalAdvance(text)) + 10);
}

double keysWidth(const QKeySequence& keys) {
    const QFontMetricsF metrics(textFont(11));
    double width = 0;
    for (const QString& cap : caps(keys)) width += capWidth(metrics, cap) + 3;
    return std::max(0.0, width - 3);
}

double drawKeys(QPainter& p, double right, double middle, const QKeySequence& keys, bool quiet) {
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(textFont(11));
    const QFontMetricsF metrics(p.font());
    QStringList all = caps(keys);
    std::reverse(all.begin(), all.end());
    double x = right;
    for (const QString& cap : all) {
        const double width = capWidth(metrics, cap);
        const QRectF box(x - width, middle - 9, width, 18);
        p.setPen(QPen(colour(quiet ? token::line : token::controlActive), 1));
        p.setBrush(colour(token::panel));
        p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        p.setPen(colour(quiet ? token::textDis : token::text2));
        p.drawText(box, Qt::AlignCenter, cap);
        x -= width + 3;
    }
    p.restore();
    return x + 3;
}

} // namespace tandem::ui
