// The inspector's speed section: a constant rate, or a ramp with its speed at the playhead, keys and presets. Main
// thread.
#pragma once

#include "ui/panels/edit_plan.h"
#include "ui/panels/section.h"
#include "ui/panels/speed_keys.h"

namespace tandem::ui {

class ChoiceBox;
class KeyButton;
class NumberField;
class RowLabel;
class Slider;

class SpeedSection : public Section {
    Q_OBJECT
  public:
    SpeedSection(Studio& studio, const std::vector<ClipId>& clips, QColor tint, QWidget* parent);
    void refresh(const Sequence& sequence, Time playhead);
    void setClips(const std::vector<ClipId>& clips);
    bool animated() const { return ramped_; } // its values follow the playhead

  private:
    void addRate(QColor tint);
    void addRamp();
    QWidget* row(const QString& text, const std::vector<QWidget*>& controls);
    Toggle* addSwitch(const QString& text);
    // Percent, negative = backwards.
    void put(EditPlan& plan, double percent) const;
    void commit(double percent);
    double current() const;
    Keep keep() const;
    // Calls change(keys, key time of the playhead, clip) for the ramp of each clip under the playhead, and sets it.
    template<class F>
    void changeKeys(EditPlan& plan, F change) const;
    template<class F>
    void commitKeys(const QString& label, F change);
    void applyPreset(SpeedKeys::Shape shape);
    void switchRamp(bool on);

    Studio& studio_;
    std::vector<ClipId> clips_; // one of each linked group
    Slider* slider_;
    NumberField* number_;
    Toggle *reverse_, *pitch_, *ramp_, *keepLength_;
    NumberField* here_;
    KeyButton* key_;
    ChoiceBox* goesOn_;
    std::vector<QWidget*> rampRows_;
    bool ramped_ = false;
};

} // namespace tandem::ui
