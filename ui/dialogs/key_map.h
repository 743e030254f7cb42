// KeyMap: every command with its keys, in columns by menu. Deletes itself when closed. Main thread.
#pragma once

#include <QAction>
#include <QList>

#include "ui/dialogs/overlay.h"

class QScrollArea;

namespace tandem::ui {

class KeyMap : public Overlay {
    Q_OBJECT
  public:
    // The actions outlive it.
    KeyMap(const QList<QAction*>& actions, QWidget* parent);

  protected:
    QRect sheetBox() const override;
    QWidget* firstFocus() override;

  private:
    QScrollArea* scroll_;
    class KeyTable* table_;
};

} // namespace tandem::ui
