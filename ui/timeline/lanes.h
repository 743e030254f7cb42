// Lanes: the clips. Paints what is exposed only and turns pointer work into edits: while dragging the document is
// previewed, on release the edit is committed, Escape gives the old state back. Main thread.
#pragma once

#include <QWidget>

#include "ui/timeline/timeline_model.h"

namespace tandem::ui {

class Lanes : public QWidget {
    Q_OBJECT
  public:
    Lanes(TimelineModel& model, QWidget* parent);

  Q_SIGNALS:
    // What the pointer is over and what keys do there, for the status bar.
    void hint(const QString& text);
    void menuAsked(QPoint globalPosition);

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dragMoveEvent(QDragMoveEvent*) override;
    void dragLeaveEvent(QDragLeaveEvent*) override;
    void dropEvent(QDropEvent*) override;

  private:
    enum class Drag { none, pressed, move, trim, fade, gain, slip, box, pan };

    // lanes_paint.cpp
    void paintLanes(QPainter& painter, QRect exposed);
    void paintTrack(QPainter& painter, const TrackRow& row, QRect exposed);
    void paintTransitions(QPainter& painter, const TrackRow& row, const Track& track, QRect exposed);
    void paintEmpty(QPainter& painter);
    void paintRecording(QPainter& painter);
    void paintOverlay(QPainter& painter);
    // lanes.cpp
    void beginDrag(const ClipHit& hit, QMouseEvent* event);
    void dragTo(QPointF at, Qt::KeyboardModifiers modifiers);
    void dragMove(QPointF at, bool copy);
    void dragTrim(QPointF at);
    void dragFade(QPointF at);
    void dragGain(QPointF at, bool fine);
    void dragSlip(QPointF at);
    void dragBox(QPointF at);
    void endDrag(bool commit);
    void show(const Result<void>& result, const QString& badge, std::optional<SnapHit> snap, QPointF at);
    void updateCursor(QPointF at, Qt::KeyboardModifiers modifiers);
    void movePlayheadStrip();
    // lanes_drop.cpp
    struct Drop {
        std::vector<MediaId> media;
        QStringList files;
        QString effect, transition, title;
        bool any() const {
            return !media.empty() || !files.isEmpty() || !effect.isEmpty() || !transition.isEmpty() || !title.isEmpty();
        }
    };
    static Drop readDrop(const class QMimeData* data);
    void showDrop(const Drop& drop, QPointF at);
    Time dropTime(QPointF at, SnapHit* snapped) const;

    TimelineModel& model_;
    Studio& studio_;
    Drag drag_ = Drag::none;
    QPointF pressed_;
    Time pressedOrigin_;
    int pressedScroll_ = 0;
    Ref<Sequence> base_; // as it was when the drag began
    ClipId grabbed_;
    size_t grabbedTrack_ = 0;
    Time grabbedStart_, grabbedLength_;
    ClipPart part_ = ClipPart::body;
    std::vector<ClipId> moving_; // the grabbed one first
    std::set<ClipId> before_;    // selection when a rubber band began
    bool clickSelects_ = false;  // a click without a drag makes it the only one selected
    std::string command_;        // the last preview that was possible; empty = none
    ValueObject args_;
    ClipId hovered_;
    double playheadX_ = -100;
};

} // namespace tandem::ui
