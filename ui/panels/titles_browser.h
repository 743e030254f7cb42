// TitlesBrowser: titles ready to put over the picture: by double-click at the playhead, or dragged. Main thread.
#pragma once

#include <QListWidget>

#include "ui/studio.h"

namespace tandem::ui {

class TitlesBrowser : public QWidget {
    Q_OBJECT
  public:
    explicit TitlesBrowser(Studio& studio, QWidget* parent = nullptr);

  private:
    void put(int row);
    Studio& studio_;
    QListWidget* list_;
};

} // namespace tandem::ui
