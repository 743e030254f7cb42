// NumberField: a number with its unit. Drag over it to change it, click to type; takes arithmetic ("50*2"). Shift drags
// finer, Ctrl coarser. Escape gives the old value back. Main thread.
#pragma once

#include <QPointer>
#include <QWidget>
#include <optional>

namespace tandem::ui {

class InlineEdit;

// Value of an expression of numbers, + - * / and brackets; a trailing unit is ignored, a comma is a decimal point. None
// where it is not one.
std::optional<double> evaluateText(const QString& text);

class NumberField : public QWidget {
    Q_OBJECT
  public:
    struct Look {
        double min = 0, max = 1, step = 0.01; // step: of one pixel of dragging
        int decimals = 2;
        QString suffix;    // " dB", with its space
        double factor = 1; // shown = value * factor
        bool signPlus = false;
        bool kilo = false; // from 1000 on with a k before the unit: "3.50 kHz"
        bool flat = false; // without a box until the pointer is over it; for rows of many
        QString prefix = {};
    };
    NumberField(const Look& look, const QString& name, QWidget* parent = nullptr);

    double value() const { return value_; }
    void setValue(double value); // without a signal
    void setMixed(bool mixed);   // several different values: a dash
    QString text() const;
    QSize sizeHint() const override { return {58, 24}; }

  Q_SIGNALS:
    void changing(double value);  // while dragging
    void committed(double value); // dragging or typing ended
    void cancelled();             // what changing() said is void

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void focusInEvent(QFocusEvent*) override;

  private:
    void beginTyping();
    void endTyping(bool take, const QString& typed);
    double clamped(double v) const;

    Look look_;
    double value_ = 0, before_ = 0;
    bool mixed_ = false, dragging_ = false, moved_ = false, wrong_ = false, keyboard_ = false;
    double dragValue_ = 0;
    QPoint last_;
    QPointer<InlineEdit> edit_;
};

} // namespace tandem::ui
