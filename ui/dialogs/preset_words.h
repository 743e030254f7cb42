// What presets are called in the user's language. Users' own presets keep the words of their files. Main thread.
#pragma once

#include <QString>
#include <vector>

#include "engine/export/preset.h"

namespace tandem::ui {

QString presetTitle(const Preset& preset);
QString presetDescription(const Preset& preset);
QString presetGroup(const std::string& group); // "Web"; "Others" for none
// All English titles and descriptions that the functions above may ask a translation for.
std::vector<const char*> presetWords();

} // namespace tandem::ui
