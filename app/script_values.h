// Lua values to and from Value, and the document's parts as tables for scripts. Private to app/script*.cpp.
#pragma once

#include <lua.hpp>

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem::app {

// Pushes a value; arrays from 1.
void push_value(lua_State* lua, const Value& value);
// The value at an index: a table with the keys 1..n is an array, an empty one an object. Error: usage, for functions,
// cycles and mixed tables.
Result<Value> to_value(lua_State* lua, int index, int depth = 0);

// Times are ticks, so that scripts can compute with them exactly; `_tc` fields are timecode.
Value clips_value(const Project& project, const Sequence& sequence, const std::string& track);
Value tracks_value(const Sequence& sequence);
Value media_value(const Project& project);
Value markers_value(const Sequence& sequence);
Value sequence_value(const Sequence& sequence);

} // namespace tandem::app
