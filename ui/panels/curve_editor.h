// CurveEditor: the curves of a grade drawn and dragged: a double-click adds a point, Delete or a right-click takes it
// away. One curve at a time of those the effect has. Main thread.
#pragma once

#include <QWidget>

#include "engine/model/curve_points.h"
#include "ui/panels/clip_effects.h"

namespace tandem::ui {

class ChoiceRow;

class CurvePlot : public QWidget {
    Q_OBJECT
  public:
    explicit CurvePlot(QWidget* parent);
    void setCurve(const CurveSlot& slot, std::vector<CurvePoint> points, QColor ink);
    const std::vector<CurvePoint>& points() const { return points_; }
    bool dragging() const { return dragging_; }

  Q_SIGNALS:
    void changing();
    void committed();
    void cancelled();

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    QRectF plot() const { return QRectF(rect()).adjusted(6.5, 6.5, -6.5, -6.5); }
    QPointF toPixel(CurvePoint p) const;
    CurvePoint toPoint(QPointF at) const;
    int pointAt(QPointF at) const;
    void moveTo(int index, CurvePoint to);
    void removeCurrent();
    CurveSlot slot_;
    std::vector<CurvePoint> points_, before_;
    QColor ink_;
    int current_ = -1;
    bool dragging_ = false;
};

class CurveEditor : public QWidget {
    Q_OBJECT
  public:
    CurveEditor(Studio& studio, const ClipEffects& effects, QWidget* parent);
    void refresh(const Sequence& sequence);
    void setClips(const std::vector<ClipId>& clips) { effects_.clips = clips; }

  private:
    void put(bool show);
    Studio& studio_;
    ClipEffects effects_;
    ChoiceRow* which_;
    CurvePlot* plot_;
};

} // namespace tandem::ui
