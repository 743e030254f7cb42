// PictureTool: what is dragged on the picture in the viewer. What is shown while dragging is a preview, releasing is
// one undo step. Main thread.
#pragma once

#include <QPainter>
#include <QTransform>
#include <optional>

#include "engine/video/clip_placing.h"
#include "ui/panels/clip_effects.h"

namespace tandem::ui {

class PictureTool {
  public:
    explicit PictureTool(Studio& studio) : studio_(studio) {}
    virtual ~PictureTool() = default;

    // Whether there is something to drag; the rest is called only then. `box`: where the sequence's frame lies on the
    // screen.
    virtual bool there(QRectF box) const = 0;
    virtual void paint(QPainter& painter, QRectF box) const = 0;
    // Each says whether it took the event.
    virtual bool press(QPointF at, QRectF box) = 0;
    bool drag(QPointF at, Qt::KeyboardModifiers modifiers);
    bool release();
    bool cancel(); // Escape
    virtual bool doubleClick(QPointF, QRectF) { return false; }
    virtual bool remove(std::optional<QPointF>, QRectF) { return false; } // Delete, or a right click at a point
    virtual bool removes() const { return false; } // whether Delete is for it and not for the clip
    virtual Qt::CursorShape cursor(QPointF at, QRectF box) const = 0;

  protected:
    // Of what press() took: whether it is held still, what it makes of the clip when dragged to a point, what that step
    // is called, and that it is held no more.
    virtual bool holds() const = 0;
    virtual void apply(EditPlan& plan, QPointF at, Qt::KeyboardModifiers modifiers) const = 0;
    virtual QString label() const = 0;
    virtual void letGo() = 0;
    void begin(QPointF at) { pressed_ = last_ = at, moved_ = false; } // for press() to call

    static constexpr double kReach = 9, kTurnAway = 26; // pixels

    // The selected picture clip under the playhead while the program is shown and stands still.
    const Placement* clipHere() const;
    // From pixels of its picture to the screen.
    struct OnScreen {
        QTransform of_picture;
        double width = 0, height = 0; // of the picture, in its own pixels
    };
    std::optional<OnScreen> onScreen(const Placement& placement, QRectF box) const;

    static void paintLine(QPainter& p, const QPainterPath& line, Qt::PenStyle style = Qt::SolidLine);
    static void paintSquare(QPainter& p, QPointF at, bool current = false);
    static void paintDot(QPainter& p, QPointF at, bool current = false);
    static bool near(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()) <= kReach; }

    Studio& studio_;
    QPointF pressed_;

  private:
    QPointF last_;
    Qt::KeyboardModifiers modifiers_;
    bool moved_ = false;
};

} // namespace tandem::ui
