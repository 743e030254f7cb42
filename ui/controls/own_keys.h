// Keys that a widget with the keyboard uses itself, before the window's shortcuts of the same keys have them. The space
// bar is never among them: it plays. Main thread.
#pragma once

class QKeyEvent;
class QWidget;

namespace tandem::ui {

enum OwnKey : int {
    kOwnAcross = 1,  // Left, Right
    kOwnUpDown = 2,  // Up, Down
    kOwnPages = 4,   // Page Up, Page Down, Home, End
    kOwnRemove = 8,  // Delete, Backspace
    kOwnEnter = 16,  // Enter; buttons and choices are pressed by it without asking
    kOwnTyping = 32, // what begins a number: minus, point; and F2
    kOwnShifted = 64 // the same with Shift, for finer steps
};

// Lists, choices and sliders of Qt have theirs without this call.
void setOwnKeys(QWidget* widget, int keys);

// Whether `focus` wants this key for itself.
bool ownsKey(const QWidget* focus, const QKeyEvent& key);

// What Enter does on a button or a choice that has the keyboard. False where it is neither.
bool pressByEnter(QWidget* focus);

} // namespace tandem::ui
