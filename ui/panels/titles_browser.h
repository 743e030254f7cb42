// TitlesBrowser: titles ready to put over the picture: by double-click at the playhead, or dragged. Main thread.
#pragma once

#include <QListWidget>

#include "ui/studio.h"

namespace tandem::ui {

// A preset of the browser as a title at an instant; no track = the first free one on top.
void putTitlePreset(Studio& studio, int preset, Time at, TrackId track = {});
QString titlePresetText(int preset);

class TitlesBrowser : public QWidget {
    Q_OBJECT
  public:
    explicit TitlesBrowser(Studio& studio, QWidget* parent = nullptr);

  private:
    Studio& studio_;
    QListWidget* list_;
};

} // namespace tandem::ui
