// Words and number formats of the catalog of effects, in the user's language. Main thread.
#pragma once

#include <QStringList>
#include <vector>

#include "engine/model/catalog.h"
#include "ui/controls/number_field.h"

namespace tandem::ui {

QString effectName(EffectKind kind);      // "Compressor"
QString effectShortName(EffectKind kind); // "Comp", for rows of 40 pixels
QString paramName(const ParamSpec& param);
QStringList choiceNames(const ParamSpec& param);
NumberField::Look numberLook(const ParamSpec& param);
// All English words that the functions above may ask a translation for.
std::vector<const char*> catalogWords();
// Effects that make sense as inserts of strips, in the order of a menu.
std::vector<EffectKind> stripEffects();

} // namespace tandem::ui
