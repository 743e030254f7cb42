// Slider, fader, pan and level meter, painted. Double-click gives the default. Main thread.
#pragma once

#include <QElapsedTimer>
#include <QWidget>
#include <array>

#include "ui/theme/theme.h"

namespace tandem::ui {

// Common to the three: a value in [min, max], dragged along one axis.
class DragControl : public QWidget {
    Q_OBJECT
  public:
    DragControl(double min, double max, double initial, const QString& name, QWidget* parent);
    double value() const { return value_; }
    void setValue(double value); // without a signal; ignored while it is dragged
    void setTint(QColor tint) { tint_ = tint, update(); }

  Q_SIGNALS:
    void changing(double value);
    void committed(double value);
    void cancelled();

  protected:
    // Fraction of the way 0..1 of a value, and back.
    virtual double toFraction(double value) const { return (value - min_) / (max_ - min_); }
    virtual double toValue(double fraction) const { return min_ + fraction * (max_ - min_); }
    virtual QRectF track() const = 0; // the knob's centre moves along its longer side
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool eventFilter(QObject*, QEvent*) override; // of the application, while dragged
    void commit(double value);
    QPointF knob() const;
    bool vertical() const { return track().height() > track().width(); }

    double min_, max_, initial_, value_;
    QColor tint_;
    double wheelStep_ = 0, fineStep_ = 0;
    bool dragging_ = false;
    double before_ = 0, grabbed_ = 0;
    QPointF last_;
};

class Slider : public DragControl {
    Q_OBJECT
  public:
    Slider(double min, double max, double initial, const QString& name, QWidget* parent = nullptr);
    void setCentred(bool centred) { centred_ = centred; } // filled from the default, not from the left
    QSize sizeHint() const override { return {90, 20}; }

  protected:
    QRectF track() const override { return QRectF(6, height() / 2.0 - 1.5, width() - 12, 3); }
    void paintEvent(QPaintEvent*) override;

  private:
    bool centred_ = false;
};

// Gain in dB, -60 (silence below) to +6, with its scale. The dB run of a mixing desk: half of the way is above -12.
class Fader : public DragControl {
    Q_OBJECT
  public:
    explicit Fader(const QString& name, QWidget* parent = nullptr, bool scale = true);
    static constexpr double kBottom = -60, kTop = 6;
    static double fraction(double db);
    static double decibel(double fraction);
    QSize sizeHint() const override { return {44, 140}; }

  protected:
    double toFraction(double value) const override { return fraction(value); }
    double toValue(double f) const override { return decibel(f); }
    QRectF track() const override;
    void paintEvent(QPaintEvent*) override;

  private:
    bool scale_;
};

class PanBar : public DragControl {
    Q_OBJECT
  public:
    explicit PanBar(const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {60, 18}; }
    static QString word(double pan); // "C", "L12", "R30"

  protected:
    QRectF track() const override { return QRectF(8, height() / 2.0 - 1.5, width() - 16, 3); }
    void paintEvent(QPaintEvent*) override;
};

// Peak levels of up to two channels with hold lines. feed() takes linear peaks since the last call and lets the bars
// fall by 20 dB a second.
class Meter : public QWidget {
    Q_OBJECT
  public:
    enum class Look { bar, thin };
    Meter(Look look, const QString& name, QWidget* parent = nullptr);
    void feed(double left, double right);
    void clear();
    void setGround(QColor ground) { ground_ = ground, update(); } // of what it stands on
    double heldDb() const { return top_; }                        // highest since the last click, -inf before any
    QSize sizeHint() const override { return {look_ == Look::thin ? 8 : 14, 100}; }

  Q_SIGNALS:
    void topChanged();

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;

  private:
    Look look_;
    std::array<double, 2> level_{-120, -120}, hold_{-120, -120};
    std::array<double, 2> holdAge_{0, 0};
    double top_;
    QColor ground_;
    QElapsedTimer clock_;
};

QString decibelText(double db); // "−3.2", "−∞" at the bottom

} // namespace tandem::ui
