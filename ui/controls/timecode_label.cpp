// Painting and typing of a timecode.
#include "ui/controls/timecode_label.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <cmath>

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
    edit_ = new QLineEdit(text_, this);
    edit_->setAccessibleName(accessibleName());
    edit_->setFont(textFont(13));
    edit_->setGeometry(rect());
    edit_->selectAll();
    edit_->installEventFilter(this);
    edit_->show();
    edit_->setFocus();
    connect(edit_, &QLineEdit::returnPressed, this, [this] {
        QLineEdit* edit = std::exchange(edit_, nullptr);
        edit->deleteLater();
        Q_EMIT typed(edit->text());
    });
}

bool TimecodeLabel::eventFilter(QObject* target, QEvent* event) {
    if (target == edit_) {
        const bool escape =
            event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
        if (event->type() == QEvent::ShortcutOverride) {
            event->accept();
            return false;
        }
        if (escape || event->type() == QEvent::FocusOut) {
            std::exchange(edit_, nullptr)->deleteLater();
            return escape;
        }
    }
    return QWidget::eventFilter(target, event);
}

} // namespace tandem::ui
