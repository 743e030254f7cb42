// A plug-in's state as text for the document: one property a line, "key TAB type TAB flags TAB base64 of the value", by
// rising key. Numbers of URIs are stored as their URIs. Part of engine/audio/lv2; one thread.
#pragma once

#include <map>
#include <string>

#include "engine/audio/lv2/features.h"
#include "engine/base/result.h"

namespace tandem::lv2 {

struct StateProperty {
    std::string type, value;
    uint32_t flags = 0;
};
using StateMap = std::map<std::string, StateProperty>;

std::string state_text(const StateMap& state);
// bad_data where the text is none.
Result<StateMap> parse_state(const std::string& text);

// For LV2_State_Interface; `handle` is a StateMap, or a StateReader.
LV2_State_Status store_property(LV2_State_Handle handle, uint32_t key, const void* value, size_t size, uint32_t type,
                                uint32_t flags);
struct StateReader {
    const StateMap& state;
    uint32_t scratch = 0; // a number of a URI that was read
};
const void* retrieve_property(LV2_State_Handle handle, uint32_t key, size_t* size, uint32_t* type, uint32_t* flags);

} // namespace tandem::lv2
