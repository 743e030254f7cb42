// ReadOut: what a plug-in measures, a control output of it: a bar over the port's range and the number. It cannot be
// changed. Main thread.
#pragma once

#include <QWidget>
#include <optional>

#include "engine/audio/lv2/plugin_info.h"

namespace tandem::ui {

class ReadOut : public QWidget {
    Q_OBJECT
  public:
    // `rate` in Hz, of the sequence. The port's name is its accessible name.
    ReadOut(lv2::Port port, double rate, QWidget* parent = nullptr);
    // In the port's unit, finite. The bar lies between `rest`, what is said of silence, and the value, so that a gain
    // reduction grows from 0 as a level does from below. Repaints itself where that looks different.
    void feed(double value, double rest);
    void clear(); // nothing is known
    std::optional<double> value() const { return value_; }
    QString words() const { return words_; } // "−6.2 dB", "On", the name of a scale point; "—" where nothing is known
    double bottom() const { return bottom_; } // of the range
    double top() const { return top_; }
    QSize sizeHint() const override { return {160, 24}; }

  protected:
    bool event(QEvent*) override; // the tip has name and number
    void paintEvent(QPaintEvent*) override;

  private:
    QString wordsOf(double value) const;
    double fraction(double value) const; // of the bar, 0..1
    double barWidth() const;

    const lv2::Port port_;
    double bottom_, top_;
    std::optional<double> value_;
    double rest_ = 0;
    QString words_;
};

} // namespace tandem::ui
