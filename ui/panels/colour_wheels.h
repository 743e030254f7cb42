// ColourPanel: lift, gamma and gain or the log ranges as wheels with a slider for all channels, curves, and the grades
// one reaches for first as rows. Acts on the selected picture clips; effects are added by their first use. Main thread.
#pragma once

#include <QScrollArea>
#include <array>

#include "ui/panels/clip_effects.h"
#include "ui/panels/panel.h"

class QStackedWidget;

namespace tandem::ui {

class ChoiceRow;
class CurveEditor;
class EffectSection;
class IconButton;
class KeyButton;
class NumberField;
class ParamRow;
class Slider;

using Channels = std::array<double, 3>; // red, green, blue

// Three channels as a mean and a lean towards a hue: the puck is where the lean points. Directions are those of a
// vectorscope. Double-click gives the neutral values.
class ColourWheel : public QWidget {
    Q_OBJECT
  public:
    // `reach`: by how much a channel leaves the mean at the rim.
    ColourWheel(double neutral, double reach, const QString& name, QWidget* parent);
    void setValue(const Channels& value); // without a signal; ignored while it is dragged
    QSize sizeHint() const override { return {130, 130}; }

  Q_SIGNALS:
    void changing(const std::array<double, 3>& value);
    void committed(const std::array<double, 3>& value);
    void cancelled();

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    double radius() const { return std::min(width(), height()) / 2.0 - 3; }
    QPointF lean() const; // of the value, 1 at the rim, up and right positive
    void setLean(QPointF lean);
    double neutral_, reach_;
    Channels value_, before_{};
    QPointF last_;
    bool dragging_ = false;
};

// A wheel with its slider and numbers, for three slots of lift_gamma_gain or log_wheels.
class WheelBox : public QWidget {
    Q_OBJECT
  public:
    WheelBox(Studio& studio, const ClipEffects& effects, int firstSlot, const QString& name, QWidget* parent);
    void refresh(const Sequence& sequence, Time playhead);

  private:
    void put(const Channels& value, bool show);
    void shift(double mean, bool show); // all channels, so that their mean becomes this
    std::vector<int> slots() const { return {first_, first_ + 1, first_ + 2}; }
    Channels committed() const;
    Studio& studio_;
    ClipEffects effects_;
    int first_;
    QString name_;
    ColourWheel* wheel_;
    Slider* all_;
    std::array<NumberField*, 3> numbers_{};
    KeyButton* key_;
};

class ColourPanel : public Panel {
    Q_OBJECT
  public:
    explicit ColourPanel(Studio& studio, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent*) override;

  private:
    void refresh();
    void refreshValues();
    void build();
    void addWheels(class QHBoxLayout* line, QWidget* content);
    void addCurves(class QHBoxLayout* line, QWidget* content);
    void resetAll();
    enum class Page : uint8_t { wheels, log, curves };
    Page page() const;
    Studio& studio_;
    ChoiceRow* tabs_;
    std::vector<ClipId> clips_;
    QStackedWidget* pages_;
    QScrollArea* scroll_;
    std::vector<ClipEffects> parts_;
    std::vector<WheelBox*> wheels_;
    std::vector<CurveEditor*> curves_;
    std::vector<ParamRow*> rows_;
    IconButton* reset_;
};

} // namespace tandem::ui
