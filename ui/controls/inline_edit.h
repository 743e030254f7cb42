// InlineEdit: a line edit laid over a painted control while something is typed there. Enter takes the text, Escape
// drops it, leaving does as told; then it deletes itself. Single keys are its own, not shortcuts of the window. Main
// thread.
#pragma once

#include <QLineEdit>

namespace tandem::ui {

class InlineEdit : public QLineEdit {
    Q_OBJECT
  public:
    enum class Leaving { takes, drops };
    // Shown at once, all selected, with the keyboard.
    InlineEdit(const QString& text, QWidget* over, QRect box, const QFont& font, Leaving leaving = Leaving::takes);

    // As if it were left.
    void finish() { end(leaving_ == Leaving::takes); }

  Q_SIGNALS:
    void ended(bool take, const QString& text); // once

  protected:
    bool event(QEvent*) override;
    void focusOutEvent(QFocusEvent*) override;

  private:
    void end(bool take);
    Leaving leaving_;
    bool ended_ = false;
};

} // namespace tandem::ui
