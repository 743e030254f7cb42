// ColourField: a colour as a swatch that opens a picker, and as hex digits to type. Values are display-referred 0..1:
// red, green, blue, alpha. Main thread.
#pragma once

#include <QAbstractButton>
#include <array>

#include "ui/theme/theme.h"

class QLineEdit;

namespace tandem::ui {

using Rgba = std::array<double, 4>;

class ColourField : public QWidget {
    Q_OBJECT
  public:
    ColourField(const QString& name, bool alpha, QWidget* parent);
    void setValue(const Rgba& rgba, bool mixed); // without a signal

  Q_SIGNALS:
    void changing(const std::array<double, 4>& rgba); // while the picker is dragged
    void committed(const std::array<double, 4>& rgba);
    void cancelled(); // what changing() said is void

  private:
    void pick();
    void showText();
    class Swatch;
    QString name_;
    bool alpha_, mixed_ = false;
    Rgba value_{0, 0, 0, 1};
    Swatch* swatch_;
    QLineEdit* hex_;
};

// Hue, saturation and value, and alpha where asked for, dragged. Escape gives the old colour back.
class ColourPicker : public QWidget {
    Q_OBJECT
  public:
    ColourPicker(const Rgba& rgba, bool alpha, QWidget* parent);

  Q_SIGNALS:
    void changing(const std::array<double, 4>& rgba);
    void committed(const std::array<double, 4>& rgba);
    void cancelled();

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    enum class Part : uint8_t { none, field, hue, alpha };
    QRect field() const { return {10, 10, 180, 150}; }
    QRect bar(int i) const { return {10, 170 + i * 22, 180, 12}; }
    void drag(QPoint at);
    Rgba value() const;
    bool alpha_;
    Rgba before_;
    double h_ = 0, s_ = 0, v_ = 0, a_ = 1;
    Part part_ = Part::none;
};

} // namespace tandem::ui
