// CropHandles: sides and corners of the selected clip's crop on the picture. Main thread.
#pragma once

#include "ui/panels/picture_tool.h"

namespace tandem::ui {

class CropHandles : public PictureTool {
  public:
    using PictureTool::PictureTool;
    bool there(QRectF box) const override { return shape(box).has_value(); }
    void paint(QPainter& painter, QRectF box) const override;
    bool press(QPointF at, QRectF box) override;
    Qt::CursorShape cursor(QPointF at, QRectF box) const override;

  private:
    bool holds() const override { return held_ != 0; }
    void letGo() override { held_ = 0; }
    QString label() const override { return Studio::tr("Crop picture"); }
    struct Shape {
        ClipEffects crop;
        double sides[4] = {}; // slot::Crop: of the picture's width and height
        OnScreen screen;
        QRectF left() const; // what is not cropped, in the picture's pixels
    };
    // Which sides a place moves, as bits of slot::Crop; `kWhole` moves the frame as it is.
    static constexpr int kWhole = 1 << 4;
    std::optional<Shape> shape(QRectF box) const;
    static int sidesAt(const Shape& shape, QPointF at);
    void apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const override;

    int held_ = 0;
    Shape start_;
};

} // namespace tandem::ui
