// ReductionBar: how much dynamics turn the level down, a bar that falls from the top: thin beside a level meter, or
// with its scale and the number. Main thread.
#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include "ui/theme/theme.h"

namespace tandem::ui {

// What such a bar shows of readings in dB >= 0, each the most since the one before: it falls at once and rises no
// faster than this, which bridges the blocks of slow devices and leaves the release to be seen.
class ReductionFall {
  public:
    static constexpr double kRiseDbPerSecond = 60;
    static constexpr double kBottom = 24; // dB of a whole bar
    ReductionFall() { clock_.start(); }
    bool feed(double db); // whether it shows something else now
    double db() const { return db_; }
    double share() const { return std::min(1.0, db_ / kBottom); } // of the bar

  private:
    double db_ = 0;
    QElapsedTimer clock_;
};

class ReductionBar : public QWidget {
    Q_OBJECT
  public:
    enum class Look { thin, scaled };
    ReductionBar(Look look, const QString& name, QWidget* parent = nullptr);
    void feed(double db); // as ReductionFall's
    double shownDb() const { return fall_.db(); }
    QString words() const; // "−6.2 dB"
    QSize sizeHint() const override { return {look_ == Look::thin ? 3 : 44, 140}; }

  protected:
    bool event(QEvent*) override; // the tip has the number
    void paintEvent(QPaintEvent*) override;

  private:
    Look look_;
    ReductionFall fall_;
};

} // namespace tandem::ui
