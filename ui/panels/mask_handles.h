// MaskHandles: the outline of an effect's mask on the picture: rectangle and ellipse by sides, corners, middle and
// turn; drawn outlines by their points; the feather by a handle of its own. A double-click on an outline adds a point,
// one on a point makes it round or a corner, Delete or a right click takes it away. Main thread.
#pragma once

#include <vector>

#include "engine/model/mask_path.h"
#include "ui/panels/picture_tool.h"

namespace tandem::ui {

class MaskHandles : public PictureTool {
  public:
    using PictureTool::PictureTool;
    bool there(QRectF box) const override { return shape(box).has_value(); }
    void paint(QPainter& painter, QRectF box) const override;
    bool press(QPointF at, QRectF box) override;
    bool doubleClick(QPointF at, QRectF box) override;
    bool remove(std::optional<QPointF> at, QRectF box) override;
    bool removes() const override { return current_ >= 0; }
    Qt::CursorShape cursor(QPointF at, QRectF box) const override;

  private:
    bool holds() const override { return held_.part != Part::none; }
    void letGo() override { held_ = {}; }
    QString label() const override;
    enum class Part { none, body, corner, side, turn, feather, point, handle_in, handle_out };
    struct Hit {
        Part part = Part::none;
        size_t index = 0; // of the side (right, bottom, left, top), corner or point
    };
    // Numbers of the mask at the playhead and where it stands. Its own space: pixels of the picture about the mask's
    // middle, before it is turned.
    struct Shape {
        ClipEffects mask;
        MaskShape kind = MaskShape::none;
        double x = 0, y = 0, width = 0, height = 0, rotation = 0, feather = 0; // as the mask says
        double picture_width = 0, picture_height = 0;
        std::vector<PathPoint> points;  // of a path
        QTransform of_picture, of_mask; // to the screen

        double w() const { return width * picture_width; }
        double h() const { return height * picture_height; }
        QPointF toMask(double px, double py) const { return {(px - 0.5) * w(), (py - 0.5) * h()}; }
        QPointF point(size_t i) const { return of_mask.map(toMask(points[i].x, points[i].y)); }
        QPointF handle(size_t i, bool in) const;
    };
    std::optional<Shape> shape(QRectF box) const;
    static QPainterPath outline(const Shape& s); // in the mask's space
    static QPointF sideAt(const Shape& s, size_t side);
    static QPointF cornerAt(const Shape& s, size_t corner);
    static QPointF turnAt(const Shape& s);
    static QPointF featherAt(const Shape& s);
    Hit hit(const Shape& s, QPointF at) const;
    bool round(const Shape& s, size_t point) const;
    void apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const override;
    void putPath(const Shape& s, const std::vector<PathPoint>& points, const QString& label);

    Hit held_;
    int current_ = -1; // point whose handles show
    Shape start_;
};

} // namespace tandem::ui
