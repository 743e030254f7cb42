// TimelinePanel: toolbar, ruler, heads, lanes and scroll bars. Main thread.
#pragma once

#include <QScrollBar>

#include "ui/controls/timecode_label.h"
#include "ui/panels/panel.h"
#include "ui/timeline/lanes.h"
#include "ui/timeline/ruler.h"
#include "ui/timeline/sequence_tabs.h"
#include "ui/timeline/track_head.h"

namespace tandem::ui {

class TimelinePanel : public Panel {
    Q_OBJECT
  public:
    explicit TimelinePanel(Studio& studio, QWidget* parent = nullptr);
    TimelineModel& model() { return model_; }
    Lanes* lanes() { return lanes_; }
    TrackHeads* heads() { return heads_; }
    SequenceTabs* tabs() { return tabs_; }
    // The Sound workspace: picture as one strip, transport in the toolbar.
    void showMainPicture(); // scrolls to the lowest picture track
    void setSoundView(bool on);

  Q_SIGNALS:
    void hint(const QString& text);
    void menuAsked(QPoint globalPosition);

  private:
    void buildToolbar();
    void buildTransport(QWidget* bar);
    void refreshTools();
    void refreshBars();
    void chooseSequence();

    Studio& studio_;
    TimelineModel model_;
    Lanes* lanes_;
    TrackHeads* heads_;
    SequenceTabs* tabs_;
    QScrollBar *across_, *down_;
    TimecodeLabel* timecode_;
    QAbstractButton* sequence_ = nullptr;
    std::vector<std::pair<Tool, IconButton*>> tools_;
    QWidget* transport_ = nullptr;
    IconButton *play_ = nullptr, *loop_ = nullptr, *record_ = nullptr;
    TimecodeLabel* position_ = nullptr;
    IconButton *magnet_ = nullptr, *linked_ = nullptr;
    ChoiceRow* mode_ = nullptr;
    Slider* zoom_ = nullptr;
};

} // namespace tandem::ui
