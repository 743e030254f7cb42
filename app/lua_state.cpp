// Memory, errors, libraries and values of Lua states; see lua_state.h.
#include "app/lua_state.h"

#include <cstdlib>
#include <string>

namespace tandem::app {

static constexpr lua_Unsigned kMaxItems = 10'000'000; // of a table that becomes a value

void* lua_allocate(void* user, void* block, size_t old_size, size_t new_size) {
    auto host = static_cast<LuaHost*>(user);
    if (!block) old_size = 0;
    if (new_size == 0) {
        std::free(block);
        host->memory -= old_size;
        return nullptr;
    }
    if (new_size > old_size && host->memory - old_size + new_size > host->memory_limit) return nullptr;
    void* moved = std::realloc(block, new_size);
    if (moved) host->memory = host->memory - old_size + new_size;
    return moved;
}

void set_host(lua_State* lua, LuaHost* host) { *static_cast<LuaHost**>(lua_getextraspace(lua)) = host; }
LuaHost& host_of(lua_State* lua) { return **static_cast<LuaHost**>(lua_getextraspace(lua)); }

int set_error(lua_State* lua, Error error) {
    // The innermost place in the script: a function of the library may stand between.
    int level = 1;
    for (lua_Debug frame; lua_getstack(lua, level, &frame); ++level)
        if (lua_getinfo(lua, "l", &frame); frame.currentline > 0) break;
    luaL_where(lua, level);
    lua_pushstring(lua, error.text().c_str());
    lua_concat(lua, 2);
    host_of(lua).error = std::move(error);
    return -1;
}

Error script_error(lua_State* lua) {
    const LuaHost& host = host_of(lua);
    const char* raw = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : nullptr;
    const std::string message = raw ? raw : "the script failed with an error that is not text";
    const bool same = host.error && message.find(host.error->text()) != std::string::npos;
    return fail(same ? host.error->code : ErrorCode::bad_data, message);
}

void open_text_libraries(lua_State* lua) {
    luaL_requiref(lua, LUA_GNAME, luaopen_base, 1);
    luaL_requiref(lua, LUA_TABLIBNAME, luaopen_table, 1);
    luaL_requiref(lua, LUA_MATHLIBNAME, luaopen_math, 1);
    luaL_requiref(lua, LUA_UTF8LIBNAME, luaopen_utf8, 1);
    luaL_requiref(lua, LUA_STRLIBNAME, luaopen_string, 1);
    lua_pushnil(lua);
    lua_setfield(lua, -2, "dump");
    lua_settop(lua, 0);
}

void push_value(lua_State* lua, const Value& value) {
    luaL_checkstack(lua, 4, "value too deep");
    if (value.is_null()) return lua_pushnil(lua);
    if (auto b = value.as_bool()) return lua_pushboolean(lua, *b);
    if (auto i = value.as_int()) return lua_pushinteger(lua, *i);
    if (auto d = std::get_if<double>(&value.v)) return lua_pushnumber(lua, *d);
    if (auto s = value.as_string()) return static_cast<void>(lua_pushlstring(lua, s->data(), s->size()));
    if (auto a = value.as_array()) {
        lua_createtable(lua, static_cast<int>(a->size()), 0);
        for (size_t i = 0; i < a->size(); ++i) {
            push_value(lua, (*a)[i]);
            lua_rawseti(lua, -2, static_cast<lua_Integer>(i) + 1);
        }
        return;
    }
    const ValueObject& object = *value.as_object();
    lua_createtable(lua, 0, static_cast<int>(object.size()));
    for (const auto& [key, inner] : object) {
        push_value(lua, inner);
        lua_setfield(lua, -2, key.c_str());
    }
}

static Result<Value> table_value(lua_State* lua, int index, int depth) {
    ValueObject object;
    ValueArray array;
    const lua_Unsigned length = lua_rawlen(lua, index);
    if (length > kMaxItems) return fail(ErrorCode::usage, "a list is too long"); // or has its end far behind holes
    for (lua_Unsigned i = 1; i <= length; ++i) {
        lua_rawgeti(lua, index, static_cast<lua_Integer>(i));
        auto item = to_value(lua, -1, depth + 1);
        lua_pop(lua, 1);
        array.push_back(TRY(std::move(item)));
    }
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        if (lua_type(lua, -2) == LUA_TSTRING) {
            auto item = to_value(lua, -1, depth + 1);
            if (!item) return lua_pop(lua, 2), std::move(item).error();
            object[lua_tostring(lua, -2)] = std::move(*item);
        } else if (!lua_isinteger(lua, -2) || lua_tointeger(lua, -2) < 1 ||
                   static_cast<lua_Unsigned>(lua_tointeger(lua, -2)) > length) {
            lua_pop(lua, 2);
            return fail(ErrorCode::usage, "a table has names or the numbers 1..n as keys");
        }
        lua_pop(lua, 1);
    }
    if (!array.empty() && !object.empty())
        return fail(ErrorCode::usage, "a table has either names or numbers as keys, not both");
    if (!array.empty()) return Value(std::move(array));
    return Value(std::move(object));
}

Result<Value> to_value(lua_State* lua, int index, int depth) {
    if (depth > 32) return fail(ErrorCode::usage, "a table is deeper than 32 levels or contains itself");
    index = lua_absindex(lua, index);
    if (!lua_checkstack(lua, 4)) return fail(ErrorCode::usage, "a table is too deep");
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
        return Value();
    case LUA_TBOOLEAN:
        return Value(lua_toboolean(lua, index) != 0);
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index)) return Value(static_cast<int64_t>(lua_tointeger(lua, index)));
        return Value(lua_tonumber(lua, index));
    case LUA_TSTRING: {
        size_t size = 0;
        const char* text = lua_tolstring(lua, index, &size);
        return Value(std::string(text, size));
    }
    case LUA_TTABLE:
        return table_value(lua, index, depth);
    default:
        return fail(ErrorCode::usage, std::string("a ") + luaL_typename(lua, index) + " cannot be an argument");
    }
}

} // namespace tandem::app
