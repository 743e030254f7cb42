// Lanes: the clips. Paints what is exposed only and turns pointer work into edits: while dragging the document is
// previewed, on release the edit is committed, Escape gives the old state back. Main thread.
#pragma once

#include <QWidget>
#include <functional>

#include "ui/timeline/timeline_model.h"

class QMenu;

namespace tandem::ui {

class Lanes : public QWidget {
    Q_OBJECT
  public:
    Lanes(TimelineModel& model, QWidget* parent);
    TimelineModel& model() { return model_; }
    // The clip that the keyboard is on; none at first.
    ClipId focusedClip() const { return focused_; }
    void focusClip(ClipId clip);
    // Key of a line that is selected: Delete removes it.
    std::optional<std::pair<LineRef, Time>> selectedKey() const { return key_; }
    void selectKey(std::optional<std::pair<LineRef, Time>> key);
    void removeKey(const LineRef& ref, Time key);
    void easeKey(const LineRef& ref, Time key, Ease how);
    // Adds a key with the line's value there, or takes it away; of the lines that the selected clips show, else of the
    // focused track's automation.
    void toggleKeyAtPlayhead();
    void goToKey(int direction);
    // What a menu on the lanes has for the thing at that place, beside the clip's actions.
    void fillMenu(QMenu& menu, QPoint at);

  Q_SIGNALS:
    // What the pointer is over and what keys do there, for the status bar.
    void hint(const QString& text);
    void focusedClipChanged();
    void menuAsked(QPoint globalPosition);

  protected:
    bool event(QEvent*) override;
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
    enum class Drag { none, pressed, move, trim, fade, slip, slide, stretch, line, transition, box, pan, zoom };

    // lanes_paint.cpp
    void paintLanes(QPainter& painter, QRect exposed);
    void paintTrack(QPainter& painter, const TrackRow& row, const QRegion& exposed);
    QColor groundAt(const Track& track, double x) const;
    void paintEmpty(QPainter& painter);
    void paintRecording(QPainter& painter);
    void paintOverlay(QPainter& painter);
    QRectF badgeBox(QPointF at, const QString& text) const;
    QRegion overlayRegion() const;
    QRect rowBox(const TrackRow& row) const;
    // Asks for a repaint of what an edit changed: the rows of tracks that are others now, everything where it was more.
    void updateChanged();
    void updateOverlay();
    void updateRowOf(ClipId clip);
    // lanes.cpp
    void beginDrag(const ClipHit& hit, QMouseEvent* event);
    void dragTo(QPointF at, Qt::KeyboardModifiers modifiers);
    void dragMove(QPointF at, bool copy);
    void dragTrim(QPointF at);
    void dragFade(QPointF at);
    void dragSlip(QPointF at, bool fine);
    void dragSlide(QPointF at);
    void dragStretch(QPointF at);
    void dragBox(QPointF at);
    void endDrag(bool commit);
    void show(const Result<void>& result, const QString& badge, std::optional<SnapHit> snap, QPointF at);
    void updateCursor(QPointF at, Qt::KeyboardModifiers modifiers);
    void movePlayheadStrip();
    // lanes_lines.cpp
    void paintLines(QPainter& painter, const TrackRow& row, QRect exposed);
    void paintLine(QPainter& painter, const ValueLine& line, QRectF box, QRect exposed, bool strong);
    bool pressLine(const LineHit& hit, QMouseEvent* event);
    void dragLine(QPointF at, bool fine);
    void runOnLine(const LineRef& ref, const QString& label,
                   const std::function<void(EditPlan&, const ValueLine&)>& fn);
    std::vector<LineRef> linesInHand() const;
    // lanes_transition.cpp
    void paintTransitions(QPainter& painter, const TrackRow& row, const Track& track, QRect exposed);
    void pressTransition(const TransitionHit& hit);
    void dragTransition(QPointF at, bool oneSide);
    struct TransitionDrop {
        ClipId clip;
        size_t track;
        Time before, after;
    };
    // The cut nearest to the pointer that takes this kind, and how long it may be there, a second at most.
    std::optional<TransitionDrop> transitionDrop(const QString& kind, QPointF at) const;
    // lanes_keys.cpp
    bool takesKey(const QKeyEvent* event) const;
    void moveFocus(int key);
    QPoint menuPlace() const;
    // lanes_drop.cpp
    struct Drop {
        std::vector<MediaId> media;
        QStringList files;
        QString effect, transition;
        int title = -1; // preset
        bool any() const {
            return !media.empty() || !files.isEmpty() || !effect.isEmpty() || !transition.isEmpty() || title >= 0;
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
    std::function<void(EditPlan&)> plan_; // as command_, where it takes several
    QString planLabel_;
    std::optional<LineHit> lineHit_; // where a line is dragged
    std::optional<ValueLine> line_;  // as it was then
    std::optional<Key> grabbedKey_;  // of it, or a new one
    TransitionHit transition_;
    std::optional<std::pair<LineRef, Time>> key_;
    ClipId focused_, hoveredTransition_;
    bool stretching_ = false; // an edge was taken with Ctrl
    ClipId hovered_;
    double playheadX_ = -100;
    Ref<Project> shown_; // what the last repaint was asked for
    Ref<Sequence> shownSequence_;
    QRegion overlayShown_;
};

} // namespace tandem::ui
