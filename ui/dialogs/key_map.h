// KeyMap: every command with its keys, in columns by menu, where keys are changed: a click on a command, or Enter,
// waits for the new key; one that belongs to another command is asked for twice. Sets of keys after other programs'
// habits are chosen here. Deletes itself when closed. Main thread.
#pragma once

#include <QAction>
#include <QList>

#include "ui/dialogs/overlay.h"

class QComboBox;
class QLabel;
class QScrollArea;

namespace tandem::ui {

class Actions;

class KeyMap : public Overlay {
    Q_OBJECT
  public:
    // The actions outlive it.
    KeyMap(Actions& actions, QWidget* parent);

  protected:
    QRect sheetBox() const override;
    QWidget* firstFocus() override;

  private:
    void showState();
    Actions& actions_;
    QComboBox* sets_;
    QLabel* note_;
    QScrollArea* scroll_;
    class KeyTable* table_;
};

} // namespace tandem::ui
