// Ruler: timecode, markers, the marked range and the playhead's cap. Dragging moves the playhead. Main thread.
#pragma once

#include <QWidget>

#include "ui/timeline/timeline_model.h"

namespace tandem::ui {

class Ruler : public QWidget {
    Q_OBJECT
  public:
    Ruler(TimelineModel& model, QWidget* parent);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

  private:
    const Marker* markerAt(QPointF at) const;
    void scrub(double x);

    TimelineModel& model_;
    Studio& studio_;
    bool scrubbing_ = false;
    MarkerId dragged_;
};

} // namespace tandem::ui
