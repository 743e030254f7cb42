// Painting and typing of a timecode.
#include "ui/controls/timecode_label.h"

#include <cmath>

#include "ui/controls/inline_edit.h"

namespace tandem::ui {

TimecodeLabel::TimecodeLabel(double px, QColor ink, const QString& name, QWidget* parent) : QWidget(parent), ink_(ink) {
    setAccessibleName(name);
    setFont(textFont(px, QFont::DemiBold));
    setText(QStringLiteral("00:00:00:00"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void TimecodeLabel::setText(const QString& text) {
    if (text == text_) return;
    const bool other = text.size() != text_.size();
    text_ = text;
    if (other) updateGeometry();
    update();
}

QSize TimecodeLabel::sizeHint() const {
    const QFontMetricsF metrics(font());
    return {static_cast<int>(std::ceil(fixedWidth(metrics, text_))) + 2, static_cast<int>(metrics.height()) + 4};
}

void TimecodeLabel::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setFont(font());
    p.setPen(ink_);
    const QFontMetricsF metrics(font());
    drawFixed(p, QPointF(0, (height() + metrics.ascent() - metrics.descent()) / 2), text_);
}

void TimecodeLabel::mousePressEvent(QMouseEvent*) {
    if (editable_) beginTyping();
}

void TimecodeLabel::beginTyping() {
    if (edit_) return;
    edit_ = new InlineEdit(text_, this, rect(), textFont(13), InlineEdit::Leaving::drops);
    connect(edit_, &InlineEdit::ended, this, [this](bool take, const QString& text) {
        edit_.clear();
        if (take) Q_EMIT typed(text);
    });
}

} // namespace tandem::ui
