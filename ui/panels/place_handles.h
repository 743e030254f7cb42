// PlaceHandles: the selected clip's outline on the picture, to drag, scale and turn it there; titles are dragged. Main
// thread.
#pragma once

#include <array>

#include "ui/panels/picture_tool.h"

namespace tandem::ui {

class PlaceHandles : public PictureTool {
  public:
    using PictureTool::PictureTool;
    bool there(QRectF box) const override { return shape(box).has_value(); }
    void paint(QPainter& painter, QRectF box) const override;
    bool press(QPointF at, QRectF box) override;
    Qt::CursorShape cursor(QPointF at, QRectF box) const override;
    // Where the selected title's text stands on the screen; none where no title is selected.
    std::optional<QRectF> titleBox(QRectF box) const;
    // The topmost clip at the playhead that shows at this point; titles by their text.
    ClipId clipUnder(QPointF at, QRectF box) const;

  private:
    bool holds() const override { return part_ != Part::none; }
    void letGo() override { part_ = Part::none; }
    QString label() const override;
    enum class Part { none, body, corner, turn };
    struct Shape {
        ClipId clip;
        bool title = false;
        std::array<QPointF, 4> corners; // on the screen
        QPointF middle;                 // what scaling and turning are about
        double perPixel = 1;            // sequence pixels of one on the screen
    };
    std::optional<Shape> shape(QRectF box) const;
    std::optional<Shape> shapeOf(const Placement& placement, QRectF box) const;
    QRectF inkOf(const Placement& placement, QSizeF screen) const;
    Part partAt(const Shape& shape, QPointF at) const;
    static QPointF turnHandle(const Shape& shape);
    void apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const override;

    Part part_ = Part::none;
    Shape start_;
    QSizeF frame_;
    double x_ = 0, y_ = 0, scaleX_ = 1, scaleY_ = 1, rotation_ = 0; // when the drag began
    // What a title's raster said last: it is asked for at every paint.
    mutable Ref<Effect> inkTitle_;
    mutable Time inkTime_;
    mutable QSizeF inkScreen_;
    mutable QRectF ink_;
};

} // namespace tandem::ui
