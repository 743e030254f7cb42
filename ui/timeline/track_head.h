// Track heads: one for each row; picture tracks with lock and eye, sound tracks as small channel strips. Main thread.
#pragma once

#include <QLabel>
#include <QWidget>

#include "ui/controls/buttons.h"
#include "ui/controls/sliders.h"
#include "ui/timeline/timeline_model.h"

namespace tandem::ui {

class TrackHead : public QWidget {
    Q_OBJECT
  public:
    TrackHead(TimelineModel& model, size_t track, QWidget* parent);
    size_t track() const { return index_; }
    void refresh(); // from the sequence
    void readLevels();

  protected:
    bool event(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

  private:
    const Track& track_() const { return *model_.sequence()->tracks[index_]; }
    void rename();
    int own() const; // height without automation lanes
    static QString lineWord(StripLine line);
    ValueObject strip(ValueObject more) const;

    TimelineModel& model_;
    Studio& studio_;
    size_t index_;
    TrackId id_;
    bool sound_;
    IconButton *lock_ = nullptr, *eye_ = nullptr;
    LetterButton *mute_ = nullptr, *solo_ = nullptr, *record_ = nullptr;
    Slider* gain_ = nullptr;
    Meter* meter_ = nullptr;
    std::vector<IconButton*> closers_; // of automation lanes
};

// The column of heads; scrolls with the lanes.
class TrackHeads : public QWidget {
    Q_OBJECT
  public:
    TrackHeads(TimelineModel& model, QWidget* parent);
    void focusHead(); // of the track that inserts go to; Up and Down lead to the others
    void step(const TrackHead* from, int by);

  protected:
    void paintEvent(QPaintEvent*) override;
    void wheelEvent(QWheelEvent*) override;

  private:
    void rebuild();
    void place();
    TimelineModel& model_;
    std::vector<TrackHead*> heads_;
};

} // namespace tandem::ui
