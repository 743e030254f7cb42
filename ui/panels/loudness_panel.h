// Loudness of the master by EBU R128: integrated, short-term, momentary, range and true peak, with a target and the
// last minute as a line. LoudnessView stands alone in the scopes' column; LoudnessPanel is the Sound workspace's. Main
// thread.
#pragma once

#include <deque>

#include "engine/audio/meters.h"
#include "ui/panels/panel.h"

class QTimer;

namespace tandem::ui {

class IconButton;
class MenuWord;
class Studio;

class LoudnessView : public QWidget {
    Q_OBJECT
  public:
    enum class Look { compact, full }; // compact: 300 x 120, without the line over time
    LoudnessView(Studio& studio, Look look, QWidget* parent = nullptr);
    double target() const { return target_; } // LUFS, of this user
    void setTarget(double lufs);
    void reset();
    // What it shows; for tests and for who measures without playback.
    void setReading(const audio::LoudnessReading& reading);
    QSize sizeHint() const override { return look_ == Look::compact ? QSize(280, 118) : QSize(480, 250); }
    QSize minimumSizeHint() const override { return {200, look_ == Look::compact ? 104 : 120}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    void read();
    void paintHead(QPainter& painter, int y) const;
    void paintBars(QPainter& painter, int y) const;
    void paintHistory(QPainter& painter, QRectF box) const;
    void paintNumbers(QPainter& painter, int y) const;

    struct Point {
        float momentary = -HUGE_VALF, shortTerm = -HUGE_VALF;
    };
    Studio& studio_;
    Look look_;
    double target_;
    audio::LoudnessReading now_;
    std::deque<Point> history_; // ten a second
    QTimer* clock_ = nullptr;
};

class LoudnessPanel : public Panel {
    Q_OBJECT
  public:
    explicit LoudnessPanel(Studio& studio, QWidget* parent = nullptr);
    LoudnessView* view() { return view_; }

  private:
    LoudnessView* view_ = nullptr;
};

// A word that chooses the target, and the reset button; for the head of a panel.
QWidget* loudnessTools(LoudnessView& view, QWidget* parent);

} // namespace tandem::ui
