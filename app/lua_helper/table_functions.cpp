// pairs and the table library with an order that depends on nothing but the keys, and bounded work. Lua's own pairs
// follows hashes that differ from run to run, its sort asks the clock.
#include <algorithm>

#include "app/lua_helper/sandbox.h"
#include "app/lua_helper/string_functions.h"

namespace tandem::lua_helper {

using app::protect;
using app::set_error;

namespace {

constexpr lua_Integer kMaxItems = 10'000'000; // that one call may touch

// Whether a key comes before another: false, true, numbers, texts.
bool key_before(lua_State* lua, int a, int b) {
    const int left = lua_type(lua, a), right = lua_type(lua, b);
    if (left != right) return left < right;
    if (left == LUA_TBOOLEAN) return !lua_toboolean(lua, a) && lua_toboolean(lua, b);
    return lua_compare(lua, a, b, LUA_OPLT);
}

// By the comparator in stack slot 2 of table.sort, or "<".
bool item_before(lua_State* lua, int a, int b) {
    if (lua_isnoneornil(lua, 2)) return lua_compare(lua, a, b, LUA_OPLT);
    a = lua_absindex(lua, a);
    b = lua_absindex(lua, b);
    lua_pushvalue(lua, 2);
    lua_pushvalue(lua, a);
    lua_pushvalue(lua, b);
    lua_call(lua, 2, 1);
    const bool before = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    return before;
}

// Stable merge sort of the items 1..count of the table at `list`, bottom up; uses one table as long.
template<bool (*before)(lua_State*, int, int)>
void sort_list(lua_State* lua, int list, lua_Integer count) {
    lua_createtable(lua, static_cast<int>(count), 0);
    int from = list, to = lua_gettop(lua);
    const int scratch = to;
    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer start = 1; start <= count; start += 2 * width) {
            lua_Integer left = start, right = std::min(start + width, count + 1), out = start;
            const lua_Integer middle = right, end = std::min(start + 2 * width, count + 1);
            while (left < middle || right < end) {
                bool take_right = left >= middle;
                if (left < middle && right < end) {
                    lua_rawgeti(lua, from, right);
                    lua_rawgeti(lua, from, left);
                    take_right = before(lua, -2, -1);
                    lua_pop(lua, 2);
                }
                lua_rawgeti(lua, from, take_right ? right++ : left++);
                lua_rawseti(lua, to, out++);
            }
        }
        std::swap(from, to);
    }
    if (from == scratch)
        for (lua_Integer i = 1; i <= count; ++i) {
            lua_rawgeti(lua, scratch, i);
            lua_rawseti(lua, list, i);
        }
    lua_pop(lua, 1);
}

// Upvalues: the table, its keys in order, how many, the last one visited.
int next_pair(lua_State* lua) {
    const lua_Integer count = lua_tointeger(lua, lua_upvalueindex(3));
    for (lua_Integer i = lua_tointeger(lua, lua_upvalueindex(4)) + 1; i <= count; ++i) {
        lua_pushinteger(lua, i);
        lua_replace(lua, lua_upvalueindex(4));
        lua_rawgeti(lua, lua_upvalueindex(2), i);
        lua_pushvalue(lua, -1);
        lua_gettable(lua, lua_upvalueindex(1));
        if (!lua_isnil(lua, -1)) return 2; // else removed meanwhile
        lua_pop(lua, 2);
    }
    return lua_pushnil(lua), 1;
}

int pairs_body(lua_State* lua) {
    lua_settop(lua, 1);
    lua_Integer count = 0;
    lua_newtable(lua);
    if (const Value* view = view_at(lua, 1)) {
        if (auto array = view->as_array())
            for (size_t i = 0; i < array->size(); ++i) {
                lua_pushinteger(lua, ++count);
                lua_rawseti(lua, 2, count);
            }
        else
            for (const auto& [key, inner] : *view->as_object()) {
                lua_pushlstring(lua, key.data(), key.size());
                lua_rawseti(lua, 2, ++count);
            }
    } else {
        luaL_checktype(lua, 1, LUA_TTABLE);
        lua_pushnil(lua);
        while (lua_next(lua, 1) != 0) {
            const int type = lua_type(lua, -2);
            if (type != LUA_TBOOLEAN && type != LUA_TNUMBER && type != LUA_TSTRING)
                return set_error(lua, fail(ErrorCode::bad_data, std::string("pairs has no order for keys that are a ") +
                                                                    lua_typename(lua, type)));
            lua_pop(lua, 1);
            lua_pushvalue(lua, -1);
            lua_rawseti(lua, 2, ++count);
        }
        sort_list<key_before>(lua, 2, count);
    }
    lua_pushinteger(lua, count);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, next_pair, 4);
    return 1;
}

// The length of the table in slot 1; raises where it is none or absurdly long (a border far behind the last item).
lua_Integer list_length(lua_State* lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    const auto count = static_cast<lua_Integer>(lua_rawlen(lua, 1));
    if (count > kMaxItems || count < 0) luaL_error(lua, "the list is too long");
    return count;
}

int sort(lua_State* lua) {
    const lua_Integer count = list_length(lua);
    if (!lua_isnoneornil(lua, 2)) luaL_checktype(lua, 2, LUA_TFUNCTION);
    lua_settop(lua, 2);
    sort_list<item_before>(lua, 1, count);
    return 0;
}

// Upvalue 1: Lua's own function.
int call_own(lua_State* lua) {
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    return call_for_script(lua, lua_gettop(lua) - 1);
}

int on_list(lua_State* lua) {
    list_length(lua);
    return call_own(lua);
}

int move(lua_State* lua) {
    const lua_Integer first = luaL_checkinteger(lua, 2), last = luaL_checkinteger(lua, 3);
    if (last >= first && (first < -kMaxItems || last > kMaxItems)) return luaL_error(lua, "too many elements to move");
    return call_own(lua);
}

} // namespace

void open_tables(lua_State* lua) {
    lua_register(lua, "pairs", protect<pairs_body>);
    lua_getglobal(lua, "table");
    for (const char* name : {"insert", "remove"}) {
        lua_getfield(lua, -1, name);
        lua_pushcclosure(lua, on_list, 1);
        lua_setfield(lua, -2, name);
    }
    lua_getfield(lua, -1, "move");
    lua_pushcclosure(lua, move, 1);
    lua_setfield(lua, -2, "move");
    lua_pushcfunction(lua, sort);
    lua_setfield(lua, -2, "sort");
    lua_pop(lua, 1);
}

} // namespace tandem::lua_helper
