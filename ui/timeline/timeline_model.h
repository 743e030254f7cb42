// TimelineModel: what is visible of a sequence and where: scale, scroll, rows of tracks, snapping, hits. Shared by the
// ruler, the track heads and the lanes. Pixels are logical ones of the lanes, x 0 = left edge of the lanes. Main
// thread.
#pragma once

#include <QObject>
#include <QRectF>
#include <map>
#include <optional>
#include <vector>

#include "ui/studio.h"
#include "ui/timeline/value_line.h"

namespace tandem::ui {

enum class TrackHeight : uint8_t { compact, comfortable, tall };

struct TrackRow {
    size_t track = 0;                  // index in the sequence
    int y = 0, height = 0;             // in the content, before scrolling
    bool strip = false;                // pictures only, without a head: the Sound workspace
    std::vector<StripLine> lines = {}; // automation lanes under the clips, kLineHeight each
    static constexpr int kLineHeight = 40;
    int whole() const { return height + static_cast<int>(lines.size()) * kLineHeight; }
    friend bool operator==(const TrackRow&, const TrackRow&) = default;
};

struct SnapHit {
    Time at;
    QString what; // "clip end"
};

// A picture transition or cross-fade, of the clip that carries it.
struct TransitionHit {
    size_t track = 0, index = 0;
    ClipId clip;
    enum class Part : uint8_t { body, start, end } part = Part::body;
};

// A line of values under the pointer.
struct LineHit {
    LineRef ref;
    QRectF box;              // that its values lie in
    std::optional<Time> key; // in sequence time
    bool near = false;       // on the line itself, or anywhere in an automation lane
};

enum class ClipPart : uint8_t { body, head_edge, tail_edge, fade_in, fade_out };
struct ClipHit {
    size_t track = 0, index = 0;
    const Placement* placement = nullptr;
    ClipPart part = ClipPart::body;
};

class TimelineModel : public QObject {
    Q_OBJECT
  public:
    TimelineModel(Studio& studio, QObject* parent);

    Studio& studio() { return studio_; }
    // Without a session an empty one to show what belongs where; nothing can be edited in it.
    const Ref<Sequence>& sequence() const { return sequence_; }

    // ---- scale ----
    double pxPerSecond() const { return scale_; }
    double x(Time t) const;
    Time timeAt(double x) const;
    Time frameAt(double x) const; // nearest frame, >= 0
    // Keeps the instant under `anchor` where it is.
    void zoom(double factor, double anchor);
    void zoomTo(TimeRange range);
    void zoomToFit();
    Time origin() const { return origin_; }
    void setOrigin(Time origin);
    double zoomFraction() const; // 0..1 for the slider
    void setZoomFraction(double fraction, double anchor);
    void setLaneSize(int width, int height);
    int laneWidth() const { return laneWidth_; }
    // End of what can be scrolled to.
    Time contentEnd() const;

    // ---- rows ----
    const std::vector<TrackRow>& rows() const { return rows_; }
    const TrackRow* rowAt(int contentY) const; // null between and below, and on automation lanes
    const TrackRow* rowOf(size_t track) const;
    int contentHeight() const { return contentHeight_; }
    int scrollY() const { return scrollY_; }
    void setScrollY(int y);
    int dividerY() const { return dividerY_; } // between picture and sound, -1 without
    TrackHeight trackHeight() const { return height_; }
    void setTrackHeight(TrackHeight height);
    // Of the picture only the main track, as a strip.
    void setSoundView(bool on);
    bool soundView() const { return soundView_; }

    // ---- clips ----
    QRectF clipBox(const TrackRow& row, const Placement& p) const; // on the lanes, scrolled
    std::optional<ClipHit> hit(QPointF lanesPoint) const;
    // ---- transitions ----
    QRectF transitionBox(const TrackRow& row, const Placement& p) const; // pre: p carries one
    std::optional<TransitionHit> transitionHit(QPointF lanesPoint) const;
    // ---- lines of values ----
    ClipLine clipLine(TrackKind kind) const { return kind == TrackKind::sound ? soundLine_ : pictureLine_; }
    void setClipLine(TrackKind kind, ClipLine line);
    // Whether a clip shows its line now: it moves, or the clip is selected; not on low rows.
    bool showsLine(const TrackRow& row, const Placement& p) const;
    static QRectF lineBox(QRectF clipBox) { return clipBox.adjusted(0, 18, 0, -3); }
    QRectF laneBox(const TrackRow& row, size_t line) const; // of an automation lane, all of the lanes' width
    std::optional<LineHit> lineHit(QPointF lanesPoint) const;
    bool automationShown(TrackId track, StripLine line) const;
    void showAutomation(TrackId track, StripLine line, bool on);
    // Nearest edit point, marker, playhead or mark within 8 px; clips in `without` do not count.
    std::optional<SnapHit> snap(Time t, const std::set<ClipId>& without, bool toPlayhead = true) const;
    // Of several instants that move together (start and end of what is dragged): the shift that makes one of them snap.
    struct Shift {
        Time by;
        SnapHit hit;
    };
    std::optional<Shift> snapShift(const std::vector<Time>& at, const std::set<ClipId>& without) const;

    // ---- what is drawn over the clips while something is dragged ----
    struct Overlay {
        std::optional<SnapHit> snap;
        QString badge; // "+00:00:01:14"
        QPointF badgeAt;
        bool limit = false;        // the badge says why it goes no further
        std::optional<QRectF> box; // rubber band
        struct Ghost {
            size_t track;
            Time start, length;
            QString name;
        };
        std::vector<Ghost> ghosts; // of what would be dropped
        std::optional<Time> skim;  // blade's line
    };
    const Overlay& overlay() const { return overlay_; }
    void setOverlay(Overlay overlay);

  Q_SIGNALS:
    void viewChanged(); // scale, scroll or rows; not the clips on them
    void overlayChanged();
    void rowsChanged(); // other tracks or heights

  private:
    void refresh();
    void enterSequence(); // where it was left, or all of it
    struct Left {
        double scale;
        Time origin;
        int scrollY;
    };

    Studio& studio_;
    Ref<Sequence> sequence_;
    std::map<SequenceId, Left> left_; // views of sequences that were left
    double scale_ = 40;               // pixels a second
    Time origin_;
    int laneWidth_ = 800, laneHeight_ = 300, scrollY_ = 0, contentHeight_ = 0, dividerY_ = -1;
    TrackHeight height_ = TrackHeight::comfortable;
    bool soundView_ = false;
    ClipLine pictureLine_{EffectKind::composite, slot::opacity}, soundLine_{EffectKind::gain, slot::db};
    std::map<TrackId, std::vector<StripLine>> automation_;
    std::vector<TrackRow> rows_;
    std::vector<TrackId> rowTracks_;
    Overlay overlay_;
};

} // namespace tandem::ui
