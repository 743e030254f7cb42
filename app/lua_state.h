// What the Lua machines of the program share: memory limit, errors with the script's line, libraries without reach
// outside. Used by `tandem edit` (app/script.cpp) and by the helper tandem-lua. One state, one thread.
// C functions called by Lua end in lua_error only after their C++ objects are gone, since Lua unwinds with longjmp.
#pragma once

#include <lua.hpp>

#include <optional>
#include <span>

#include "engine/base/result.h"
#include "engine/base/value.h"

namespace tandem::app {

// What a state belongs to; its address is in the state's extra space (set_host). Derive from it.
struct LuaHost {
    size_t memory = 0, memory_limit = 0; // bytes
    std::optional<Error> error;          // of the last call that failed, to keep its code
};

// lua_newstate's allocator; user = the LuaHost. Null above memory_limit.
void* lua_allocate(void* user, void* block, size_t old_size, size_t new_size);
void set_host(lua_State* lua, LuaHost* host);
LuaHost& host_of(lua_State* lua);

// Keeps the error and pushes its text with the script's file and line. Returns -1.
int set_error(lua_State* lua, Error error);
// Runs a body that returns the number of results, or -1 with the message on the stack.
template<int (*body)(lua_State*)>
int protect(lua_State* lua) {
    const int results = body(lua);
    return results < 0 ? lua_error(lua) : results;
}
// The message of a failed lua_pcall on top of the stack as an Error: a kept error gives its code where it is what ended
// the script, one that the script caught does not count; else bad_data.
Error script_error(lua_State* lua);

// base, table, math, utf8 and string as globals, without string.dump: no bytecode.
void open_text_libraries(lua_State* lua);

// Pushes a value; arrays from 1.
void push_value(lua_State* lua, const Value& value);
// The value at an index: a table with the keys 1..n is an array, an empty one an object. Error: usage, for functions,
// cycles and mixed tables.
Result<Value> to_value(lua_State* lua, int index, int depth = 0);

} // namespace tandem::app
