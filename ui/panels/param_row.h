// ParamRow: one row of the inspector: label, slider, numbers, choice, switch or colour, and the keyframe diamond. Shows
// a dash where the selected clips differ; a change goes to all of them. Main thread.
#pragma once

#include "ui/panels/clip_effects.h"
#include "ui/panels/row_plan.h"

namespace tandem::ui {

class ChoiceBox;
class ColourField;
class IconButton;
class KeyButton;
class Slider;
class Toggle;

// The grid that all rows of the inspector keep, in pixels.
namespace grid {
inline constexpr int kLeft = 12, kRight = 6, kLabel = 86, kGap = 6, kField = 64, kRow = 28;
}

// A name that is cut with dots where it is too long, and gives the default back when it is double-clicked.
class RowLabel : public QWidget {
    Q_OBJECT
  public:
    RowLabel(const QString& text, QWidget* parent);
    void setText(const QString& text) { text_ = text, update(); }

  Q_SIGNALS:
    void resetAsked();

  protected:
    void paintEvent(QPaintEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override { Q_EMIT resetAsked(); }

  private:
    QString text_;
};

class ParamRow : public QWidget {
    Q_OBJECT
  public:
    ParamRow(Studio& studio, const ClipEffects& effects, const RowPlan& plan, QColor tint, QWidget* parent);
    void refresh(const Sequence& sequence, Time playhead);
    // The same row of other clips.
    void setClips(const std::vector<ClipId>& clips) { effects_.clips = clips, knowsLink_ = false; }

  private:
    using Form = RowPlan::Form;
    const ParamSpec& param(size_t i) const { return effects_.rows().params[static_cast<size_t>(plan_.slots[i])]; }
    QString nameOf(size_t i) const;
    void addSlider(size_t i);
    NumberField* addNumber(size_t i, int width);
    void addChoice(size_t i);
    void addColour();
    void addLink();
    void setLinked(bool linked);
    // By which the rest of a linked row follows its first slot.
    void put(EditPlan& plan, size_t i, double value) const;
    void preview(size_t i, double value);
    void commit(size_t i, double value);
    void toggleKeys();
    void reset();

    Studio& studio_;
    ClipEffects effects_;
    RowPlan plan_;
    QColor tint_;
    bool linked_ = false, knowsLink_ = false;
    class QHBoxLayout* line_ = nullptr;
    Slider* slider_ = nullptr; // of the first slot
    std::vector<std::pair<size_t, NumberField*>> numbers_;
    ChoiceBox* choice_ = nullptr;
    Toggle* toggle_ = nullptr;
    ColourField* colour_ = nullptr;
    IconButton* link_ = nullptr;
    KeyButton* key_ = nullptr;
};

} // namespace tandem::ui
