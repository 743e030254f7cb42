// How the parameters of an effect stand in rows of the inspector, made from the catalog: what belongs together in one
// row, over which part of its range a slider goes, how its number is written. Main thread.
#pragma once

#include "ui/panels/catalog_words.h"

namespace tandem::ui {

struct RowPlan {
    enum class Form : uint8_t {
        number, // slider and number
        pair,   // two numbers: across and down
        linked, // the same, or both by one slider
        choice,
        toggle,
        colour, // red, green, blue and perhaps alpha
        band,   // of the equaliser: type, frequency, gain, Q
    };
    Form form = Form::number;
    std::vector<int> slots;
    QString label;
};

std::vector<RowPlan> planRows(EffectKind kind);
std::vector<int> allSlots(EffectKind kind);

// A parameter with the range that a slider is useful over; numbers go on to the ends of the true one.
ParamSpec sliderRange(EffectKind kind, const ParamSpec& param);
NumberField::Look rowLook(EffectKind kind, const ParamSpec& param);

QString effectIcon(EffectKind kind);
// One line on what it does.
QString effectHint(EffectKind kind);
// Has a section of its own for every clip, whether it is there or not.
inline bool standsAlways(EffectKind kind) {
    return kind == EffectKind::transform || kind == EffectKind::crop || kind == EffectKind::composite ||
           kind == EffectKind::gain || kind == EffectKind::pan;
}

} // namespace tandem::ui
