// string.find, match, gmatch, gsub, rep and format for scripts that are not trusted: same results as Lua's own, with
// bounded work and nothing that tells addresses.
#pragma once

#include <lua.hpp>

#include <cstdint>

namespace tandem::lua_helper {

// Replaces the functions in the table on top of the stack (the string library). `steps` is what all pattern functions
// together may try; where it is used up, `exhausted` is called and must not return.
void bound_string_functions(lua_State* lua, int64_t* steps, lua_CFunction exhausted);

// Calls the function below its `count` arguments for the one that runs, so that an error gets the script's line; the
// number of results. For library functions, which call nothing of the script's.
int call_for_script(lua_State* lua, int count);

// Pushes what tostring gives: tables and functions are "table" and "function", without an address, so that a script
// cannot depend on where memory lies.
void push_text(lua_State* lua, int index);

} // namespace tandem::lua_helper
