// The ways an inline edit ends.
#include "ui/controls/inline_edit.h"

#include <QKeyEvent>

namespace tandem::ui {

InlineEdit::InlineEdit(const QString& text, QWidget* over, QRect box, const QFont& font, Leaving leaving)
    : QLineEdit(text, over), leaving_(leaving) {
    setAccessibleName(over->accessibleName());
    setGeometry(box);
    setFont(font);
    selectAll();
    connect(this, &QLineEdit::returnPressed, this, [this] { end(true); });
    show();
    setFocus();
}

bool InlineEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        end(false);
        return true;
    }
    return QLineEdit::event(event);
}

void InlineEdit::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    // Its own menu takes the keyboard for a moment.
    if (event->reason() != Qt::PopupFocusReason) finish();
}

void InlineEdit::end(bool take) {
    if (std::exchange(ended_, true)) return;
    deleteLater();
    Q_EMIT ended(take, text());
}

} // namespace tandem::ui
