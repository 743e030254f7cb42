// Views: read-only tables over the project's description. The data lie outside of Lua's memory; a view is 8 bytes and
// made when a script asks for it, so that a project of many clips costs a small script nothing.
#include "app/lua_helper/delivery_api.h"
#include "app/lua_helper/sandbox.h"

namespace tandem::lua_helper {

using app::protect;
using app::set_error;

namespace {

constexpr const char* kView = "tandem.view";
constexpr const char* kKnown = "tandem.views"; // registry: address -> view, weak, so that equal views are one

const Value& self(lua_State* lua) { return **static_cast<const Value**>(luaL_checkudata(lua, 1, kView)); }

int index_body(lua_State* lua) {
    const Value& value = self(lua);
    if (auto array = value.as_array()) {
        if (lua_isinteger(lua, 2)) {
            const auto i = static_cast<lua_Unsigned>(lua_tointeger(lua, 2)) - 1;
            return i < array->size() ? push_view(lua, &(*array)[i]) : lua_pushnil(lua), 1;
        }
        if (lua_isnumber(lua, 2)) return lua_pushnil(lua), 1;
    } else if (lua_type(lua, 2) == LUA_TSTRING) {
        const Value* found = value.find(lua_tostring(lua, 2));
        if (found) return push_view(lua, found), 1;
        // Methods of the timeline are plain functions that stand in the registry.
        if (&value == sandbox_of(lua).world.find("timeline") &&
            lua_getfield(lua, LUA_REGISTRYINDEX, kTimelineMethods) == LUA_TTABLE) {
            lua_pushvalue(lua, 2);
            if (lua_rawget(lua, -2) != LUA_TNIL) return 1;
        }
    }
    const std::string key = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : luaL_typename(lua, 2);
    std::string known;
    if (auto object = value.as_object())
        for (const auto& [name, inner] : *object) known += (known.empty() ? "" : ", ") + name;
    return set_error(lua, fail(ErrorCode::bad_data, value.as_array()
                                                        ? "a list has numbers as keys, not '" + key + "'"
                                                        : "there is no '" + key + "' here; there are " + known));
}

int newindex_body(lua_State* lua) {
    return set_error(lua, fail(ErrorCode::denied, "the project is read-only to scripts"));
}

int len_body(lua_State* lua) {
    auto array = self(lua).as_array();
    lua_pushinteger(lua, array ? static_cast<lua_Integer>(array->size()) : 0);
    return 1;
}

int text_body(lua_State* lua) { return lua_pushliteral(lua, "table"), 1; }

} // namespace

void open_views(lua_State* lua) {
    luaL_newmetatable(lua, kView);
    static constexpr luaL_Reg kMeta[] = {{"__index", protect<index_body>},
                                         {"__newindex", protect<newindex_body>},
                                         {"__len", protect<len_body>},
                                         {"__tostring", protect<text_body>},
                                         {nullptr, nullptr}};
    luaL_setfuncs(lua, kMeta, 0);
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 1);
    lua_newtable(lua);
    lua_newtable(lua);
    lua_pushliteral(lua, "v");
    lua_setfield(lua, -2, "__mode");
    lua_setmetatable(lua, -2);
    lua_setfield(lua, LUA_REGISTRYINDEX, kKnown);
}

void push_view(lua_State* lua, const Value* value) {
    luaL_checkstack(lua, 4, "too deep");
    if (!value->as_array() && !value->as_object()) return app::push_value(lua, *value);
    lua_getfield(lua, LUA_REGISTRYINDEX, kKnown);
    if (lua_rawgetp(lua, -1, value) == LUA_TNIL) {
        lua_pop(lua, 1);
        *static_cast<const Value**>(lua_newuserdatauv(lua, sizeof value, 0)) = value;
        luaL_setmetatable(lua, kView);
        lua_pushvalue(lua, -1);
        lua_rawsetp(lua, -3, value);
    }
    lua_remove(lua, -2);
}

const Value* view_at(lua_State* lua, int index) {
    auto view = static_cast<const Value**>(luaL_testudata(lua, index, kView));
    return view ? *view : nullptr;
}

} // namespace tandem::lua_helper
