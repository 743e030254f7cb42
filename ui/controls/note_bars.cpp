// Bars from notes.
#include "ui/controls/note_bars.h"

#include <QPainter>
#include <algorithm>

namespace tandem::ui {

void paintNoteBars(QPainter& p, const MidiNotes& notes, QRectF body, QRectF exposed, double origin, double perSecond,
                   QColor ink) {
    auto [low, high] = std::pair(notes.low, notes.high);
    // An octave at least, so that few notes do not fill the place.
    if (const int lacking = 12 - (high - low); lacking > 0) low -= lacking / 2, high += lacking - lacking / 2;
    const double step = body.height() / (high - low + 1), height = std::clamp(step - 1, 1.0, 6.0);
    for (const MidiNote& n : notes.all) {
        const double left = origin + n.start.seconds() * perSecond, right = origin + n.end.seconds() * perSecond;
        if (left > std::min(body.right(), exposed.right())) break;
        if (right < std::max(body.left(), exposed.left())) continue;
        ink.setAlphaF(0.45f + 0.55f * static_cast<float>(n.velocity) / 127);
        p.fillRect(QRectF(left, body.top() + (high - n.key) * step, std::max(1.5, right - left - 1), height), ink);
    }
}

} // namespace tandem::ui
