// MarkersPanel: the sequence's markers by time; a click goes there, a double-click names. Main thread.
#pragma once

#include <QListWidget>

#include "ui/panels/panel.h"
#include "ui/studio.h"

namespace tandem::ui {

class MarkersPanel : public QWidget {
    Q_OBJECT
  public:
    explicit MarkersPanel(Studio& studio, QWidget* parent = nullptr);

  private:
    void refresh();
    Studio& studio_;
    QListWidget* list_;
    EmptyNote* empty_;
    bool filling_ = false;
};

} // namespace tandem::ui
