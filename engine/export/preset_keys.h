// The keys of a preset file, as one table: each knows how to read, write and describe its value. Used by preset.cpp
// (files, --set, text). Pure, any thread. Private to engine/export: it names the JSON library.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "engine/export/preset.h"

namespace tandem {

using Json = nlohmann::ordered_json;

template<class T>
struct PresetKey {
    const char* path;             // "video.rate.crf"
    const char* expects;          // shown in the error for a wrong value
    const char* schema;           // what `set` takes, in JSON Schema
    bool (*set)(T&, const Json&); // false = wrong value, target unchanged or to be dropped
    Json (*get)(const T&);        // null = leave out of the text
};

// One step of the format: changes the JSON of a version into that of the next.
using PresetUpgrade = void (*)(Json&);
// From version 1 on, one for each change of meaning there has been.
std::span<const PresetUpgrade> preset_upgrades();
// Brings a preset of any older version to the newest, step by step; its number is 1 + steps.size(). The text says why
// it cannot: no version in it, or one that is newer. None = done.
std::optional<std::string> upgrade_preset(Json& preset, std::span<const PresetUpgrade> steps);

std::span<const PresetKey<Preset>> preset_keys();
// Keys of one element of "audio".
std::span<const PresetKey<AudioSettings>> audio_keys();

// Settings that do not fit together, each line with its key; empty = none.
std::vector<std::string> preset_misfits(const Preset& preset);

} // namespace tandem
