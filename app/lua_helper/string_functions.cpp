// Lua's side of the bounded string functions; see string_functions.h. Errors are raised by luaL_error: no C++ object
// with a destructor may live then.
#include "app/lua_helper/string_functions.h"

#include <cstring>
#include <new>

#include "app/lua_helper/pattern.h"

namespace tandem::lua_helper {

namespace {

constexpr size_t kMaxRepeat = size_t{16} << 20; // bytes that string.rep may make

// Upvalues of every function here.
constexpr int kSteps = 1, kExhausted = 2;

std::string_view text_arg(lua_State* lua, int index) {
    size_t size = 0;
    const char* text = luaL_checklstring(lua, index, &size);
    return {text, size};
}

// A matcher in memory of Lua's, so that an error of Lua frees it: `problem` texts are moved out before.
struct Matcher {
    PatternMatch match;
};
int free_matcher(lua_State* lua) {
    static_cast<Matcher*>(lua_touserdata(lua, 1))->~Matcher();
    return 0;
}
PatternMatch& push_matcher(lua_State* lua, std::string_view subject, std::string_view pattern) {
    auto steps = static_cast<int64_t*>(lua_touserdata(lua, lua_upvalueindex(kSteps)));
    void* memory = lua_newuserdatauv(lua, sizeof(Matcher), 0);
    auto made = new (memory) Matcher{PatternMatch(subject, pattern, *steps)};
    if (luaL_newmetatable(lua, "tandem.matcher")) {
        lua_pushcfunction(lua, free_matcher);
        lua_setfield(lua, -2, "__gc");
    }
    lua_setmetatable(lua, -2);
    return made->match;
}

// The end of a match or -1; raises what is wrong with the pattern.
ptrdiff_t try_at(lua_State* lua, PatternMatch& match, size_t start) {
    const ptrdiff_t end = match.match_at(start);
    if (match.too_much()) {
        lua_pushvalue(lua, lua_upvalueindex(kExhausted));
        lua_call(lua, 0, 0);
    }
    if (!match.problem().empty()) luaL_error(lua, "%s", match.problem().c_str());
    return end;
}

void push_capture(lua_State* lua, const PatternMatch& match, std::string_view subject, int i) {
    if (match.unfinished(i)) luaL_error(lua, "unfinished capture");
    const auto& c = match.capture(i);
    if (c.length == PatternMatch::kPosition)
        lua_pushinteger(lua, c.begin - subject.data() + 1);
    else
        lua_pushlstring(lua, c.begin, static_cast<size_t>(c.length));
}

// All captures, or the whole match where the pattern has none. The number pushed.
int push_captures(lua_State* lua, const PatternMatch& match, std::string_view subject, size_t start, size_t end) {
    if (match.captures() == 0) return lua_pushlstring(lua, subject.data() + start, end - start), 1;
    luaL_checkstack(lua, match.captures(), "too many captures");
    for (int i = 0; i < match.captures(); ++i) push_capture(lua, match, subject, i);
    return match.captures();
}

// Where a function begins: 1 = the first byte, negative from the end. size + 1 where it lies behind.
size_t start_of(lua_State* lua, int index, size_t size) {
    const lua_Integer i = luaL_optinteger(lua, index, 1);
    if (i > 0) return static_cast<lua_Unsigned>(i) > size + 1 ? size + 1 : static_cast<size_t>(i) - 1;
    if (i == 0 || i < -static_cast<lua_Integer>(size)) return 0;
    return size - static_cast<size_t>(-i);
}

enum class Want { place, captures };

template<Want want>
int find(lua_State* lua) {
    const std::string_view subject = text_arg(lua, 1), whole = text_arg(lua, 2);
    const size_t start = start_of(lua, 3, subject.size());
    if (start > subject.size()) return lua_pushnil(lua), 1;
    const bool plain =
        want == Want::place && (lua_toboolean(lua, 4) || whole.find_first_of("^$*+?.([%-") == std::string_view::npos);
    if (plain) {
        // Quadratic at worst: counted as if every place were tried.
        auto steps = static_cast<int64_t*>(lua_touserdata(lua, lua_upvalueindex(kSteps)));
        const void* found = whole.empty()
                                ? subject.data() + start
                                : memmem(subject.data() + start, subject.size() - start, whole.data(), whole.size());
        *steps -= static_cast<int64_t>((subject.size() - start) / 16) + 1;
        if (*steps < 0) {
            lua_pushvalue(lua, lua_upvalueindex(kExhausted));
            lua_call(lua, 0, 0);
        }
        if (!found) return lua_pushnil(lua), 1;
        const auto at = static_cast<const char*>(found) - subject.data();
        lua_pushinteger(lua, at + 1);
        lua_pushinteger(lua, at + static_cast<ptrdiff_t>(whole.size()));
        return 2;
    }
    const bool anchored = !whole.empty() && whole[0] == '^';
    PatternMatch& match = push_matcher(lua, subject, anchored ? whole.substr(1) : whole);
    for (size_t at = start; at <= subject.size(); ++at) {
        const ptrdiff_t end = try_at(lua, match, at);
        if (end >= 0) {
            if constexpr (want == Want::captures) {
                return push_captures(lua, match, subject, at, static_cast<size_t>(end));
            } else {
                lua_pushinteger(lua, static_cast<lua_Integer>(at) + 1);
                lua_pushinteger(lua, end);
                return 2 + (match.captures() ? push_captures(lua, match, subject, at, static_cast<size_t>(end)) : 0);
            }
        }
        if (anchored) break;
    }
    return lua_pushnil(lua), 1;
}

// Upvalues 3, 4: the texts; 5: where to go on; 6: end of the last match, or -1.
int next_match(lua_State* lua) {
    size_t subject_size = 0, pattern_size = 0;
    const char* s = lua_tolstring(lua, lua_upvalueindex(3), &subject_size);
    const char* p = lua_tolstring(lua, lua_upvalueindex(4), &pattern_size);
    const std::string_view subject(s, subject_size);
    const lua_Integer last = lua_tointeger(lua, lua_upvalueindex(6));
    PatternMatch& match = push_matcher(lua, subject, {p, pattern_size});
    for (auto at = static_cast<size_t>(lua_tointeger(lua, lua_upvalueindex(5))); at <= subject_size; ++at) {
        const ptrdiff_t end = try_at(lua, match, at);
        if (end < 0 || end == last) continue;
        lua_pushinteger(lua, end);
        lua_copy(lua, -1, lua_upvalueindex(5));
        lua_replace(lua, lua_upvalueindex(6));
        return push_captures(lua, match, subject, at, static_cast<size_t>(end));
    }
    lua_pushinteger(lua, static_cast<lua_Integer>(subject_size) + 1);
    lua_replace(lua, lua_upvalueindex(5));
    return 0;
}

int gmatch(lua_State* lua) {
    const std::string_view subject = text_arg(lua, 1);
    text_arg(lua, 2);
    const size_t start = start_of(lua, 3, subject.size());
    lua_pushvalue(lua, lua_upvalueindex(kSteps));
    lua_pushvalue(lua, lua_upvalueindex(kExhausted));
    lua_pushvalue(lua, 1);
    lua_pushvalue(lua, 2);
    lua_pushinteger(lua, static_cast<lua_Integer>(start));
    lua_pushinteger(lua, -1);
    lua_pushcclosure(lua, next_match, 6);
    return 1;
}

// Adds what a match is replaced by to the buffer.
void add_replacement(lua_State* lua, luaL_Buffer& out, const PatternMatch& match, std::string_view subject,
                     size_t start, size_t end) {
    switch (lua_type(lua, 3)) {
    case LUA_TFUNCTION: {
        lua_pushvalue(lua, 3);
        const int count = push_captures(lua, match, subject, start, end);
        lua_call(lua, count, 1);
        break;
    }
    case LUA_TTABLE:
        if (match.captures())
            push_capture(lua, match, subject, 0);
        else
            lua_pushlstring(lua, subject.data() + start, end - start);
        lua_gettable(lua, 3);
        break;
    default: {
        const std::string_view text = text_arg(lua, 3);
        for (size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '%') {
                luaL_addchar(&out, text[i]);
                continue;
            }
            const char c = ++i < text.size() ? text[i] : '\0';
            if (c == '%') {
                luaL_addchar(&out, '%');
            } else if (c == '0' || (c == '1' && match.captures() == 0)) {
                luaL_addlstring(&out, subject.data() + start, end - start);
            } else if (c >= '1' && c <= '9') {
                if (c - '1' >= match.captures()) luaL_error(lua, "invalid capture index %%%d", c - '0');
                push_capture(lua, match, subject, c - '1');
                luaL_tolstring(lua, -1, nullptr); // a position is a number
                lua_remove(lua, -2);
                luaL_addvalue(&out);
            } else {
                luaL_error(lua, "invalid use of '%%' in replacement string");
            }
        }
        return;
    }
    }
    if (!lua_toboolean(lua, -1)) {
        lua_pop(lua, 1);
        luaL_addlstring(&out, subject.data() + start, end - start);
    } else if (!lua_isstring(lua, -1)) {
        luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
    } else {
        luaL_addvalue(&out);
    }
}

int gsub(lua_State* lua) {
    const std::string_view subject = text_arg(lua, 1), whole = text_arg(lua, 2);
    const int kind = lua_type(lua, 3);
    luaL_argexpected(lua, kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE, 3,
                     "string/function/table");
    const lua_Integer most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(subject.size()) + 1);
    const bool anchored = !whole.empty() && whole[0] == '^';
    PatternMatch& match = push_matcher(lua, subject, anchored ? whole.substr(1) : whole);
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    lua_Integer count = 0;
    size_t at = 0;
    ptrdiff_t last = -1;
    while (count < most) {
        const ptrdiff_t end = try_at(lua, match, at);
        if (end >= 0 && end != last) {
            ++count;
            add_replacement(lua, out, match, subject, at, static_cast<size_t>(end));
            last = end;
            at = static_cast<size_t>(end);
        } else if (at < subject.size()) {
            luaL_addchar(&out, subject[at]);
            ++at;
        } else {
            break;
        }
        if (anchored) break;
    }
    if (at < subject.size()) luaL_addlstring(&out, subject.data() + at, subject.size() - at);
    luaL_pushresult(&out);
    lua_pushinteger(lua, count);
    return 2;
}

int rep(lua_State* lua) {
    const std::string_view text = text_arg(lua, 1);
    const lua_Integer count = luaL_checkinteger(lua, 2);
    size_t separator_size = 0;
    const char* separator = luaL_optlstring(lua, 3, "", &separator_size);
    const size_t each = text.size() + separator_size;
    if (count <= 0 || each == 0) return lua_pushliteral(lua, ""), 1;
    if (static_cast<lua_Unsigned>(count) > kMaxRepeat / each)
        return luaL_error(lua, "the resulting string is too large (more than 16 MiB)");
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    for (lua_Integer i = 0; i < count; ++i) {
        luaL_addlstring(&out, text.data(), text.size());
        if (i + 1 < count) luaL_addlstring(&out, separator, separator_size);
    }
    luaL_pushresult(&out);
    return 1;
}

// Upvalue 1: Lua's own format, which bounds widths to two digits. "%p" would tell an address.
int format(lua_State* lua) {
    const std::string_view text = text_arg(lua, 1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') continue;
        i = text.find_first_not_of("-+ #0123456789.", i + 1);
        if (i == std::string_view::npos) break;
        if (text[i] == 'p') return luaL_error(lua, "invalid conversion '%%p' to 'format': scripts see no addresses");
    }
    const int count = lua_gettop(lua);
    for (int i = 2; i <= count; ++i) {
        const int type = lua_type(lua, i);
        if (type != LUA_TTABLE && type != LUA_TFUNCTION && type != LUA_TUSERDATA) continue;
        push_text(lua, i);
        lua_replace(lua, i);
    }
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    return call_for_script(lua, count);
}

} // namespace

int call_for_script(lua_State* lua, int count) {
    const int below = lua_gettop(lua) - count - 1;
    const int status = lua_pcall(lua, count, LUA_MULTRET, 0);
    if (status == LUA_OK) return lua_gettop(lua) - below;
    if (status == LUA_ERRRUN && lua_type(lua, -1) == LUA_TSTRING) {
        luaL_where(lua, 1);
        lua_insert(lua, -2);
        lua_concat(lua, 2);
    }
    return lua_error(lua);
}

void push_text(lua_State* lua, int index) {
    switch (lua_type(lua, index)) {
    case LUA_TFUNCTION:
        lua_pushliteral(lua, "function");
        break;
    case LUA_TTABLE:
    case LUA_TUSERDATA:
        lua_pushliteral(lua, "table");
        break;
    default:
        luaL_tolstring(lua, index, nullptr);
    }
}

void bound_string_functions(lua_State* lua, int64_t* steps, lua_CFunction exhausted) {
    lua_getfield(lua, -1, "format");
    lua_pushcclosure(lua, format, 1);
    lua_setfield(lua, -2, "format");
    static constexpr luaL_Reg kFunctions[] = {
        {"find", find<Want::place>}, {"match", find<Want::captures>}, {"gmatch", gmatch}, {"gsub", gsub}, {"rep", rep}};
    for (const luaL_Reg& f : kFunctions) {
        lua_pushlightuserdata(lua, steps);
        lua_pushcfunction(lua, exhausted);
        lua_pushcclosure(lua, f.func, 2);
        lua_setfield(lua, -2, f.name);
    }
}

} // namespace tandem::lua_helper
