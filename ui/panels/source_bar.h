// SourceBar: the whole length of the viewed source as a bar, with its in and out and the playhead; a press or drag on
// it moves the playhead. Shown while a source is viewed: the program has the timeline for it. Main thread.
#pragma once

#include <QWidget>

#include "ui/studio.h"

namespace tandem::ui {

class SourceBar : public QWidget {
    Q_OBJECT
  public:
    SourceBar(Studio& studio, QWidget* parent);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;

  private:
    void refresh();
    void locateTo(double x);
    QRectF groove() const;
    double x(Time t) const;
    Studio& studio_;
};

} // namespace tandem::ui
