// TransitionSection: the transition that leads into the selected clip. Main thread.
#pragma once

#include "ui/panels/param_row.h"
#include "ui/panels/section.h"

namespace tandem::ui {

class ChoiceBox;

class TransitionSection : public Section {
    Q_OBJECT
  public:
    TransitionSection(Studio& studio, ClipId clip, QColor tint, QWidget* parent);
    void refresh(const Sequence& sequence);

  private:
    // Arguments of set_transition that leave it as it is.
    std::optional<ValueObject> asIs() const;
    void change(const std::function<void(ValueObject&)>& change, bool show = false);
    QHBoxLayout* addRow(const QString& text);
    Studio& studio_;
    ClipId clip_;
    std::vector<TransitionKind> kinds_;
    ChoiceBox* kind_;
    NumberField *length_, *softness_;
    QWidget *softRow_, *colourRow_;
    ColourField* colour_;
};

} // namespace tandem::ui
