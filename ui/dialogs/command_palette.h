// CommandPalette: finds any command by words of its name and runs it. Deletes itself when closed. Main thread.
#pragma once

#include <QAction>
#include <QList>

#include "ui/dialogs/overlay.h"

class QLineEdit;
class QListWidget;

namespace tandem::ui {

class CommandPalette : public Overlay {
    Q_OBJECT
  public:
    // The actions outlive it.
    CommandPalette(const QList<QAction*>& actions, QWidget* parent);

  protected:
    QRect sheetBox() const override;
    QWidget* firstFocus() override;
    bool eventFilter(QObject*, QEvent*) override;

  private:
    void refresh();
    void runCurrent();
    QList<QAction*> actions_;
    QLineEdit* search_;
    QListWidget* list_;
    QWidget* none_ = nullptr; // in its place
};

// How well the words of `query` are found in `text`: 0 = not, more is better. Every word must be found: at the start of
// a word, inside one, or as letters in order.
int matchWords(const QString& query, const QString& text);

} // namespace tandem::ui
