// PictureHandles: the selected clip's outline on the picture, to drag, scale and turn it there; titles are dragged.
// What is shown while dragging is a preview, releasing is one undo step. Main thread.
#pragma once

#include <QPainter>
#include <array>
#include <optional>

#include "ui/panels/clip_effects.h"

namespace tandem::ui {

class PictureHandles {
  public:
    explicit PictureHandles(Studio& studio) : studio_(studio) {}

    // `box`: where the sequence's frame lies on the screen.
    void paint(QPainter& painter, QRectF box) const;
    // Each says whether it took the event.
    bool press(QPointF at, QRectF box);
    bool drag(QPointF at, QRectF box, Qt::KeyboardModifiers modifiers);
    bool release();
    bool cancel(); // Escape
    bool dragging() const { return part_ != Part::none; }
    Qt::CursorShape cursor(QPointF at, QRectF box) const;

  private:
    enum class Part { none, body, corner, turn };
    struct Shape {
        ClipId clip;
        bool title = false;
        std::array<QPointF, 4> corners; // on the screen
        QPointF middle;                 // what scaling and turning are about
        double perPixel = 1;            // sequence pixels of one on the screen
    };
    std::optional<Shape> shape(QRectF box) const;
    Part partAt(const Shape& shape, QPointF at) const;
    static QPointF turnHandle(const Shape& shape);
    void apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const;

    Studio& studio_;
    Part part_ = Part::none;
    QPointF pressed_, last_;
    Shape start_;
    QSizeF frame_;
    double x_ = 0, y_ = 0, scaleX_ = 1, scaleY_ = 1, rotation_ = 0; // when the drag began
    Qt::KeyboardModifiers modifiers_;
    bool moved_ = false;
};

} // namespace tandem::ui
