// The bounded string functions against Lua's own: equal results and errors on many patterns, and an end to those that
// Lua's would not finish.
#include "app/lua_helper/string_functions.h"

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>

using namespace tandem;

static int64_t steps_left = 0;
static int exhausted(lua_State* lua) { return luaL_error(lua, "too many steps"); }

// Lua with its own functions as `string`, ours as `ours`.
static std::shared_ptr<lua_State> both() {
    std::shared_ptr<lua_State> lua(luaL_newstate(), lua_close);
    luaL_openlibs(lua.get());
    lua_newtable(lua.get());
    lua_getglobal(lua.get(), "string");
    lua_getfield(lua.get(), -1, "format");
    lua_setfield(lua.get(), -3, "format");
    lua_pop(lua.get(), 1);
    lua_helper::bound_string_functions(lua.get(), &steps_left, exhausted);
    lua_setglobal(lua.get(), "ours");
    // All results of a call as one text; a message loses its place.
    const char* text = R"(
function results(library, name, ...)
  local function show(...)
    local t = table.pack(...)
    for i = 1, t.n do t[i] = math.type(t[i]) and tostring(t[i]) or type(t[i]) .. ':' .. tostring(t[i]) end
    return table.concat(t, '|')
  end
  if name == 'gmatch' then
    local s = ''
    local good, message = pcall(function(...)
      local n = 0
      for a, b, c in library.gmatch(...) do
        s = s .. show(a, b, c) .. ';'
        n = n + 1
        if n > 50 then break end
      end
    end, ...)
    return good and s or s .. 'error:' .. message:gsub("bad argument #%d to '%a*'", '')
  end
  local r = table.pack(pcall(library[name], ...))
  if r[1] then return show(table.unpack(r, 2, r.n)) end
  return 'error: ' .. (r[2]:gsub("bad argument #%d to '%S*'", ''))
end
function compare(...)
  local a, b = results(string, ...), results(ours, ...)
  if a ~= b then return 'Lua: ' .. a .. ' ours: ' .. b end
end
)";
    REQUIRE(luaL_dostring(lua.get(), text) == LUA_OK);
    return lua;
}

static std::string compare(lua_State* lua, const std::string& call) {
    steps_left = 10'000'000;
    const std::string text = "return compare(" + call + ")";
    if (luaL_dostring(lua, text.c_str()) != LUA_OK) {
        std::string message = lua_tostring(lua, -1);
        lua_settop(lua, 0);
        return message;
    }
    const std::string difference = lua_isnil(lua, -1) ? "" : lua_tostring(lua, -1);
    lua_settop(lua, 0);
    return difference;
}

TEST_CASE("patterns give what Lua's own give") {
    auto lua = both();
    for (const std::string call : {
             "'find', 'hello world', 'o w'",
             "'find', 'hello', 'l+'",
             "'find', 'hello', '(l)(l)'",
             "'find', 'a.b', '.', 1, true",
             "'find', 'abc', '', 10",
             "'find', 'abc', '', 4",
             "'find', 'abc', 'c', -1",
             "'find', 'abc', 'a', -100",
             "'find', '', ''",
             "'find', 'abc', '^b'",
             "'find', 'abc', '^b', 2",
             "'match', 'key = value', '^(%w+)%s*=%s*(%w+)$'",
             "'match', '2026-11-28', '(%d+)-(%d+)-(%d+)'",
             "'match', 'abc', '()b()'",
             "'match', 'x', '()()()()'",
             "'match', '[[x]]', '%[(%b[])%]'",
             "'match', 'THE (quick) fox', '%f[%a]%a+%f[%A]'",
             "'match', 'aa', '(a)%1'",
             "'match', 'ab', '(a)%1'",
             "'match', 'a', '(()%2)'",
             "'match', 'abc', '[a-'",
             "'match', 'abc', '[]]'",
             "'match', ']', '[]]'",
             "'match', 'a-z', '[a%-z]+'",
             "'match', '^', '[%^]'",
             "'match', '^x', '[^^]'",
             "'match', 'abc', '%'",
             "'match', 'abc', '%b'",
             "'match', 'abc', '%bx'",
             "'match', 'abc', '%f'",
             "'match', 'abc', '(('",
             "'match', 'abc', '(a'",
             "'match', 'abc', 'a)'",
             "'match', 'abc', '%1'",
             "'match', 'abc', '%0'",
             "'match', 'a\\0b', 'a%zb'",
             "'match', 'a\\0b', 'a\\0b'",
             "'match', 'a\\0b', '[\\0]'",
             "'gsub', 'hello', 'l', 'L', 1",
             "'gsub', 'hello', '', '-'",
             "'gsub', 'abc', '%w', '%0%0'",
             "'gsub', 'abc', '(%w)', '<%1>'",
             "'gsub', 'abc', '%w', '%2'",
             "'gsub', 'abc', '%w', '%'",
             "'gsub', 'abc', '%w', '%x'",
             "'gsub', 'abc', '%w', '%%'",
             "'gsub', 'abc', '()', '%1'",
             "'gsub', 'abc', '%w', {a='1', b=true}",
             "'gsub', 'abc', '%w', {a=2, b=false}",
             "'gsub', 'abc', '%w', function(c) if c ~= 'b' then return c .. c end end",
             "'gsub', 'abc', '%w', function() return {} end",
             "'gsub', 'abc', '^a', 'x'",
             "'gsub', 'aaa', '^a', 'x'",
             "'gsub', 'abc', 'b*', 'x'",
             "'gsub', 'abc', '%w', 'x', -1",
             "'gsub', 'abc', '%w', true",
             "'gmatch', 'one two', '%a+'",
             "'gmatch', 'k=v, x=y', '(%w+)=(%w+)'",
             "'gmatch', 'abc', ''",
             "'gmatch', 'abc', '^a'",
             "'gmatch', 'abc', '.', 2",
             "'gmatch', 'abc', '.', -1",
             "'gmatch', 'abc', '('",
             "'rep', 'ab', 3, ','",
             "'rep', 'x', 0",
             "'rep', 'x', -1",
             "'rep', '', 5",
             "'match', ('a'):rep(300), ('a?'):rep(250)",
             "'match', 'x', ('('):rep(40)",
             "'find', 'a', 1",
             "'find', 12, '2'",
             "'format', '%5.2f|%d|%s|%q', 3.14159, 42, 'x', 'a\\nb'",
             "'format', '%99999999d', 1",
             "'format', '%d', 1.5",
             "'format', '%y', 1",
             "'format', '%s'",
             "'format', '%'",
             "'format', '%%%c%x', 65, 255",
             "'format', '%-10s|', 'ab'",
         }) {
        CAPTURE(call);
        CHECK(compare(lua.get(), call) == "");
    }
}

TEST_CASE("random patterns give what Lua's own give") {
    auto lua = both();
    std::mt19937 random(20261128);
    const auto pick = [&](const char* letters) { return letters[random() % std::strlen(letters)]; };
    int interesting = 0;
    for (int i = 0; i < 4000; ++i) {
        std::string subject, pattern;
        for (auto n = random() % 12; n > 0; --n) subject += pick("aabb1 (]-.");
        for (auto n = random() % 9; n > 0; --n) {
            switch (random() % 8) {
            case 0:
                pattern += '%';
                pattern += pick("aAdDsSwWpbf1(].");
                break;
            case 1:
                pattern += '[';
                if (random() % 3 == 0) pattern += '^';
                pattern += pick("ab1]-");
                pattern += pick("-ab%");
                pattern += pick("bw1]");
                pattern += ']';
                break;
            case 2:
                pattern += pick("()");
                break;
            case 3:
                pattern += pick("*+-?");
                break;
            default:
                pattern += pick("ab1.^$ ");
            }
        }
        static const char* const functions[] = {"'find'", "'match'", "'gmatch'", "'gsub'"};
        std::string call = functions[random() % 4];
        call += ", [==[" + subject + " ]==], [==[" + pattern + "]==]";
        if (call.starts_with("'gsub'")) call += ", '<%1>'";
        CAPTURE(call);
        const std::string difference = compare(lua.get(), call);
        CHECK(difference == "");
        interesting += difference.empty();
    }
    CHECK(interesting == 4000);
}

TEST_CASE("patterns that would run for years end") {
    auto lua = both();
    for (const std::string call : {
             "ours.find(('a'):rep(100000), ('.-'):rep(20) .. 'b')",
             "ours.match(('a'):rep(50000), ('a*'):rep(30) .. 'b')",
             "ours.gsub(('a'):rep(100000), '.-b', '')",
             "ours.gsub(('('):rep(200000), '%b()', '')",
             "for _ in ours.gmatch(('a'):rep(100000), 'a-b') do end",
             "ours.find(('ab'):rep(100000), '(a.-)%1%1%1$')",
         }) {
        CAPTURE(call);
        steps_left = 2'000'000;
        CHECK(luaL_dostring(lua.get(), call.c_str()) != LUA_OK);
        CHECK(std::string(lua_tostring(lua.get(), -1)).find("too many steps") != std::string::npos);
        lua_settop(lua.get(), 0);
    }
}
