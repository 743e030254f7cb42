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
    bool (*set)(T&, const Json&); // false = wrong value, target unchanged or to be dropped
    Json (*get)(const T&);        // null = leave out of the text
};

std::span<const PresetKey<Preset>> preset_keys();
// Keys of one element of "audio".
std::span<const PresetKey<AudioSettings>> audio_keys();

} // namespace tandem
