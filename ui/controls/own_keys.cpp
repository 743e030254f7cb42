// Which widgets have which keys.
#include "ui/controls/own_keys.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QComboBox>
#include <QKeyEvent>

namespace tandem::ui {

static constexpr char kProperty[] = "ownKeys";

void setOwnKeys(QWidget* widget, int keys) { widget->setProperty(kProperty, keys); }

static int ownKeys(const QWidget* w) {
    if (const QVariant own = w->property(kProperty); own.isValid()) return own.toInt();
    if (qobject_cast<const QAbstractItemView*>(w)) return kOwnAcross | kOwnUpDown | kOwnPages | kOwnEnter;
    if (qobject_cast<const QAbstractSlider*>(w)) return kOwnAcross | kOwnUpDown | kOwnPages;
    if (qobject_cast<const QComboBox*>(w)) return kOwnUpDown | kOwnEnter;
    if (qobject_cast<const QAbstractButton*>(w)) return kOwnEnter;
    return 0;
}

static int kindOf(int key) {
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        return kOwnAcross;
    case Qt::Key_Up:
    case Qt::Key_Down:
        return kOwnUpDown;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
    case Qt::Key_End:
        return kOwnPages;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        return kOwnRemove;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return kOwnEnter;
    case Qt::Key_Minus:
    case Qt::Key_Period:
    case Qt::Key_F2:
        return kOwnTyping;
    default:
        return 0;
    }
}

bool ownsKey(const QWidget* focus, const QKeyEvent& key) {
    if (!focus) return false;
    const int own = ownKeys(focus);
    auto modifiers = key.modifiers() & ~Qt::KeypadModifier;
    if (own & kOwnShifted) modifiers &= ~Qt::ShiftModifier;
    return modifiers == Qt::NoModifier && (own & kindOf(key.key())) != 0;
}

bool pressByEnter(QWidget* focus) {
    if (auto button = qobject_cast<QAbstractButton*>(focus)) return button->click(), true;
    if (auto choice = qobject_cast<QComboBox*>(focus)) return choice->showPopup(), true;
    return false;
}

} // namespace tandem::ui
