// Ways out of the sandbox, each tried by a script in the real helper: all are refused within the limits, and the
// program that asked lives to say so.
#include "tests/unit/scripting/fixture.h"

#include <sstream>
#include <sys/resource.h>

using namespace tandem;
using namespace tandem::test;

namespace {

enum Kind {
    denied,   // the sandbox says no
    wrong,    // an error of the script's
    either,   // one of both, by which limit comes first
    harmless, // the script gets through, and nothing came of it
};

struct Escape {
    Kind kind;
    std::string text; // "return m" is added where it does not return
};

const char* const kMatrix = "local m = tandem.matrix() m:add{preset='h264'};\n";

void try_escape(const Escape& escape) {
    CAPTURE(escape.text);
    const Ran ran = run_text(kMatrix + escape.text + "\nreturn m");
    if (escape.kind == harmless) {
        REQUIRE_MESSAGE(ran.matrix, why(ran.matrix));
        CHECK(*ran.matrix == R"({"deliverables":[{"id":"h264","preset":"h264"}],"tandemMatrix":1})");
        return;
    }
    REQUIRE(!ran.matrix);
    const Error error = ran.matrix.error();
    CAPTURE(error.text());
    CHECK(error.text().find("test.lua") != std::string::npos);
    switch (escape.kind) {
    case denied:
        CHECK(error.code == ErrorCode::denied);
        break;
    case wrong:
        CHECK(error.code == ErrorCode::bad_data);
        break;
    default:
        CHECK((error.code == ErrorCode::denied || error.code == ErrorCode::bad_data));
    }
}

int tried = 0;
void try_all(const std::vector<Escape>& list) {
    for (const Escape& e : list) {
        try_escape(e);
        ++tried;
    }
}

} // namespace

TEST_CASE("names that lead outside are refused") {
    std::vector<Escape> list;
    for (const char* use : {"io.open('/etc/passwd')",
                            "io.popen('id')",
                            "io.lines('/etc/passwd')",
                            "io.write('x')",
                            "io.stdout:write('x')",
                            "io.tmpfile()",
                            "io.read()",
                            "os.execute('id')",
                            "os.remove('/tmp/x')",
                            "os.rename('/tmp/x', '/tmp/y')",
                            "os.getenv('HOME')",
                            "os.exit(0)",
                            "os.exit(true, true)",
                            "os.tmpname()",
                            "os.time()",
                            "os.clock()",
                            "os.date()",
                            "os.setlocale('C')",
                            "os.difftime(1, 2)",
                            "debug.getregistry()",
                            "debug.getinfo(1)",
                            "debug.getmetatable('')",
                            "debug.sethook()",
                            "debug.getupvalue(print, 1)",
                            "debug.setmetatable('', {})",
                            "debug.traceback()",
                            "debug.getlocal(1, 1)",
                            "debug.debug()",
                            "package.loadlib('libc.so.6', 'system')",
                            "package.loaded.os.execute('id')",
                            "package.path = '/tmp/?.lua'",
                            "package.cpath = '/tmp/?.so'",
                            "package.searchpath('x', '/tmp/?')",
                            "package.preload.x = print",
                            "require('os')",
                            "require 'io'",
                            "load('return 1')",
                            "load(function() return nil end)",
                            "load(('').dump(print))",
                            "loadstring('return 1')",
                            "loadfile('/etc/passwd')",
                            "loadfile()",
                            "dofile('/etc/passwd')",
                            "dofile()",
                            "module('x')",
                            "collectgarbage()",
                            "collectgarbage('stop')",
                            "collectgarbage('count')",
                            "collectgarbage('generational')",
                            "coroutine.create(print)",
                            "coroutine.wrap(function() while true do end end)()",
                            "coroutine.yield()",
                            "coroutine.running()",
                            "coroutine.close()",
                            "getmetatable('')",
                            "getmetatable(tandem)",
                            "getmetatable(tandem.project)",
                            "setmetatable({}, {__gc = print})",
                            "setmetatable({}, {__index = print})",
                            "setmetatable(tandem, nil)",
                            "setmetatable('', {})",
                            "rawset(tandem, 'x', 1)",
                            "rawget(tandem, 'x')",
                            "rawequal(1, 1)",
                            "rawlen('x')",
                            "next(tandem)",
                            "next({})",
                            "xpcall(print, print)",
                            "warn('@on')",
                            "_G.os.execute('id')",
                            "_G._G._G.io.open('x')",
                            "string.dump(print)",
                            "('x').dump(print)",
                            "('x'):dump()",
                            "string.pack('i', 1)",
                            "string.unpack('i', 'abcd')",
                            "string.packsize('i')",
                            "math.random()",
                            "math.randomseed(1)",
                            "_ENV.io.open('x')",
                            "_ENV['os'].exit()",
                            "_ENV.load('x')"})
        list.push_back({denied, std::string("local x = ") + use});
    // These are statements.
    for (Escape& e : list)
        if (e.text.find(" = '") != std::string::npos || e.text.find("= print") == e.text.size() - 7)
            e.text = e.text.substr(10);
    list.push_back({wrong, "local x = tandem.read('/etc/passwd')"}); // not there without --allow
    list.push_back({wrong, "local x = tandem.env('HOME')"});
    list.push_back({wrong, "local x = tandem.io"});
    list.push_back({wrong, "local x = ffi"});
    list.push_back({wrong, "local x = jit.off()"});
    list.push_back({wrong, "local x = arg[0]"});
    list.push_back({wrong, "local x = _VERSION"});
    list.push_back({wrong, "local x = unpack({1})"});
    list.push_back({wrong, "local x = setfenv(1, {})"});
    list.push_back({wrong, "local x = getfenv(1)"});
    list.push_back({wrong, "local x = newproxy(true)"});
    list.push_back({wrong, "local x = string.nothing"});
    try_all(list);
}

TEST_CASE("what is read-only stays as it is") {
    try_all({
        {denied, "tandem.project.name = 'x'"},
        {denied, "tandem.timeline.clips[1] = nil"},
        {denied, "tandem.timeline.clips[1].name = 'x'"},
        {denied, "tandem.presets[1].id = 'x'"},
        {denied, "tandem.matrix = nil"},
        {denied, "tandem.extra = 1"},
        {denied, "string.format = print"},
        {denied, "table.insert = nil"},
        {denied, "math.pi = 3"},
        {denied, "utf8.char = 1"},
        {wrong, "('').rep = 1"},
        {wrong, "m.add = print"},
        {wrong, "m[1] = {}"},
        {wrong, "local x = m.deliverables"},
        {wrong, "m.add(tandem, {preset = 'h264'})"},
        {wrong, "m.add('x', {preset = 'h264'})"},
        {wrong, "tandem.timeline.ranges('x', {})"},
        {wrong, "table.insert(tandem.timeline.clips, {})"},
        {wrong, "table.remove(tandem.timeline.clips)"},
        {wrong, "table.sort(tandem.timeline.clips)"},
        {wrong, "table.sort(string)  local x = tandem.timeline.clips.x"},
        {denied, "table.move({1}, 1, 1, 1, tandem.timeline.clips)"},
        {harmless, "print = nil pairs = error ipairs = 7 type = nil tostring = nil"},
        {harmless, "tandem = {matrix = function() end}"},
        {harmless, "string = nil table = nil math = nil"},
        {harmless, "local _ENV = {m = m} x = 1"},
        {harmless, "_ENV = nil"},
        {harmless, "for k, v in pairs(_ENV) do _ENV[k] = nil end"},
    });
}

TEST_CASE("compiled and broken texts are refused") {
    static const struct {
        ErrorCode code;
        std::string text;
    } texts[] = {
        {ErrorCode::denied, std::string("\x1bLua\x54\x00\x19\x93\r\n\x1a\n", 12)},
        {ErrorCode::denied, "\x1b"},
        {ErrorCode::denied, "\x1bLJ\x02"},
        {ErrorCode::bad_data, "return"},
        {ErrorCode::bad_data, ""},
        {ErrorCode::bad_data, "return 1"},
        {ErrorCode::bad_data, "return {}"},
        {ErrorCode::bad_data, "return tandem"},
        {ErrorCode::bad_data, "return tandem.project"},
        {ErrorCode::bad_data, "return tandem.matrix()"},
        {ErrorCode::bad_data, "return '{\"tandemMatrix\":1}'"},
        {ErrorCode::bad_data, "goto nowhere"},
        {ErrorCode::bad_data, "local x <close> = {}"},
        {ErrorCode::bad_data, "local x <const> = 1 x = 2"},
        {ErrorCode::bad_data, "return " + std::string(300, '(') + "1" + std::string(300, ')')},
        {ErrorCode::bad_data, "return " + std::string(100000, '{')},
        {ErrorCode::bad_data, "local x = [" + std::string(100000, '=') + "["},
        {ErrorCode::bad_data, std::string("\0\0\0\0", 4)},
        {ErrorCode::bad_data, std::string(1000, '\xff')},
        {ErrorCode::bad_data, "return '\\u{7FFFFFFFF}'"},
        {ErrorCode::denied, std::string((1 << 20) + 1, ' ')},
    };
    for (const auto& t : texts) {
        CAPTURE(t.text.substr(0, 80));
        const Ran ran = run_text(t.text);
        ++tried;
        REQUIRE(!ran.matrix);
        CHECK(ran.matrix.error().code == t.code);
        CHECK(ran.matrix.error().text().find("test.lua") != std::string::npos);
    }
}

TEST_CASE("loops end") {
    try_all({
        {denied, "while true do end"},
        {denied, "repeat until false"},
        {denied, "::again:: goto again"},
        {denied, "for i = 1, math.huge do end"},
        {denied, "for i = 1, 1e308, 1e-300 do end"},
        {denied, "for i = math.mininteger, math.maxinteger do end"},
        {denied, "local function f() return f() end f()"},
        {denied, "while true do pcall(error) end"},
        {denied, "while true do pcall(function() while true do end end) end"},
        {denied, "while true do pcall(string.rep, 'x', -1) end"},
        {denied, "local function f() pcall(f) f() end pcall(f) while true do end"},
        {denied, "table.sort({3, 2, 1}, function() while true do end end)"},
        {denied, "local t = {} for i = 1, 1000 do t[i] = i end while true do table.sort(t, function(a, b) return true "
                 "end) end"},
        {denied, "string.gsub('x', '.', function() while true do end end)"},
        {denied, "string.gsub(('x'):rep(1000), '.', function() for i = 1, 1e6 do end end)"},
        {denied, "string.find(('a'):rep(100000), ('.-'):rep(20) .. 'b')"},
        {denied, "string.match(('a'):rep(50000), ('a*'):rep(30) .. 'b')"},
        {denied, "string.gsub(('a'):rep(1000000), '.-b', '')"},
        {denied, "string.gsub(('('):rep(1000000), '%b()', '')"},
        {denied, "for w in string.gmatch(('a'):rep(1000000), 'a-b') do end"},
        {denied, "string.find(('ab'):rep(100000), '(a.-)%1%1%1$')"},
        {denied, "pcall(string.find, ('a'):rep(100000), ('.-'):rep(20) .. 'b')"},
        {denied, "while true do string.find(('a'):rep(1000000), 'b', 1, true) end"},
        {denied, "for i = 1, 1e9 do local x = tandem.timeline.clips[1].name end"},
        {denied, "while true do tandem.timeline:ranges() end"},
        {denied, "while true do for k, v in pairs(tandem.timeline) do end end"},
        {denied, "for _ in function() return 1 end do end"},
        {denied, "local r = tandem.random(1) while true do r(1, 10) end"},
        {wrong, "table.concat({}, 'x', 1, math.maxinteger)"},
        {wrong, "table.move({}, 1, math.maxinteger, 2)"},
        {wrong, "table.move({}, 1, 1 << 40, 2)"},
        {wrong, "table.move({}, -1 << 40, 1, 2)"},
        {wrong, "table.unpack({}, 1, math.maxinteger)"},
        {wrong, "table.unpack({}, 1, 1e8)"},
        {wrong, "select(-1)"},
        {harmless, "select(math.maxinteger)"},
        // A list of 63 items whose length is 1 << 62.
        {wrong, "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 table.insert(t, 1, 1)"},
        {wrong, "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 table.remove(t, 1)"},
        {wrong, "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 table.sort(t)"},
        {wrong, "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 table.concat(t)"},
        {wrong, "local t = {} for i = 0, 62 do t[1 << i] = 1 end t[5] = 1 t[9] = 1 m:add{preset = 'h264', set = t}"},
    });
}

TEST_CASE("memory ends") {
    try_all({
        {wrong, "('x'):rep(1e9)"},
        {wrong, "('x'):rep(math.maxinteger)"},
        {wrong, "('x'):rep(1 << 40, 'y')"},
        {wrong, "(''):rep(1 << 40, 'y')"},
        {harmless, "(''):rep(1 << 50)"},
        {denied, "local s = 'x' while true do s = s .. s end"},
        {denied, "local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end"},
        {either, "local t = {} while true do t[#t + 1] = {} end"},
        {either, "local t = {} for i = 1, 1e9 do t[i] = i end"},
        {either, "local t = {} for i = 1, 1e9 do t['k' .. i] = i end"},
        {either, "local s = ('x'):rep(10000000) local t = {s, s, s, s, s, s, s, s} s = table.concat(t)"},
        {either, "string.gsub(('x'):rep(1000000), 'x', ('y'):rep(1000))"},
        {either, "local function f() return f, f() end f()"},
        {either, "local function f(...) return f(1, ...) end f()"},
        {either, "local function f(...) local t = {...} return f(t, table.unpack(t)) end f(1)"},
        {either, "local function f() return 1 + f() end f()"},
        {wrong, "local function f(n) return n .. f(n) end f('x')"},
        {wrong, "string.format('%99999999d', 1)"},
        {wrong, "string.format('%.99999999f', 1)"},
        {wrong, "string.format('%p', {})"},
        {wrong, "string.format('%s %-+ #0p', 1, print)"},
        {wrong, "string.format(('%s'):rep(100000))"},
        {wrong, "string.char(table.unpack({}, 1, 300))"},
        {wrong, "string.char(256)"},
        {wrong, "utf8.char(-1)"},
        {wrong, "utf8.codepoint(('x'):rep(10000000), 1, -1)"},
        {wrong, "string.byte(('x'):rep(16000000), 1, -1)"},
        {denied, "local t = {} for i = 1, 64 do t[i] = ('x'):rep(16 << 20) end"},
        {denied,
         "pcall(function() local s = 'x' while true do s = s .. s end end) local s = 'x' while true do s = s .. s end"},
        {either, "while true do pcall(string.rep, ('x'):rep(1 << 20), 16) end"},
        {wrong, "local t = {} t[1] = t m:add{preset = 'h264', set = t}"},
        {wrong, "local t = {} for i = 1, 100 do t = {t} end m:add{preset = 'h264', set = t}"},
        {either, "local function f() return pcall(f) end local ok = f() while true do f() end"},
    });
}

TEST_CASE("errors that are not texts, and texts that are traps") {
    try_all({
        {wrong, "error()"},
        {wrong, "error(nil)"},
        {wrong, "error({})"},
        {wrong, "error(print)"},
        {wrong, "error(tandem.project)"},
        {wrong, "error(m)"},
        {wrong, "error(true)"},
        {wrong, "error({code = 'denied'})"},
        {wrong, "error(('x'):rep(1000000), 0) -- test.lua"},
        {wrong, "error('\\27[2J\\27]0;title\\7', 1)"},
        {wrong, "error('\\255\\254\\0\\n\\r')"},
        {wrong, "error('{\"code\":\"internal\"}')"},
        {wrong, "error(0)"},
        {wrong, "assert(false)"},
        {wrong, "assert(nil, {})"},
        {wrong, "local x = nil .. 'x'"},
        {wrong, "local x = 1 // 0"},
        {wrong, "local x = 1 % 0"},
        {wrong, "local x = math.maxinteger < {}"},
        {wrong, "local x = 2 ^ 53 | 0.5"},
        {wrong, "local x = 'abc' + 1"},
        {wrong, "local x = #5"},
        {wrong, "local t = {} t[0 / 0] = 1"},
        {wrong, "local t = {} t[nil] = 1"},
        {wrong, "for i = 1, 10, 0 do end"},
        {wrong, "for k in pairs({[{}] = 1}) do end"},
        {wrong, "for k in pairs({[print] = 1}) do end"},
        {wrong, "for k in pairs(5) do end"},
        {wrong, "for k in pairs() do end"},
        {wrong, "tandem.random()"},
        {wrong, "tandem.random('x')"},
        {wrong, "tandem.random(1)(2, 1)"},
        {wrong, "tandem.seconds({})"},
        {wrong, "tandem.timecode(0 / 0)"},
        {wrong, "tandem.timecode(1e300)"},
        {wrong, "tandem.timecode(('9'):rep(100000) .. 'f')"},
        {harmless, "local x = math.mininteger // -1"},
        {harmless, "local x = math.mininteger % -1"},
        {harmless, "local x = math.abs(math.mininteger) + math.tointeger(2^53) + (math.ult(1, -1) and 1 or 0)"},
        {harmless, "local x = 1 << 64, 1 << -64, 1 >> math.mininteger, math.maxinteger + 1"},
        {harmless, "local r = tandem.random(-1) r(math.mininteger, math.maxinteger)"},
    });
    // Errors of library functions have the script's line too.
    for (const char* text : {"\nstring.format('%99999999d', 1)", "\nstring.format('%p', 1)", "\ntable.insert({}, 5, 1)",
                             "\nstring.find('a', '(')", "\nmath.floor({})", "\n('x'):rep(1e9)", "\nutf8.char(-1)"})
        CHECK_MESSAGE(run_text(text).matrix.error().text().starts_with("test.lua:2: "), text);
    // What reaches a terminal holds no control characters.
    const Ran ran = run_text("print('\\27[2J\\0\\255 fine') error('\\27[31mred\\7')");
    REQUIRE(!ran.matrix);
    CHECK(ran.matrix.error().text().find('\x1b') == std::string::npos);
    CHECK(ran.printed == std::vector<std::string>{"?[2J?? fine"});
}

TEST_CASE("answers are bounded") {
    try_all({
        {denied, "while true do print('x') end"},
        {denied, "print(('x'):rep(1 << 17))"},
        {denied, "for i = 1, 2000 do m:add{preset = 'h264'} end"},
        {denied, "for i = 1, 1000 do m:add{preset = 'h264', name = ('x'):rep(1024), set = {a = ('y'):rep(1024)}} end"},
        {denied, "m:add{preset = 'h264', set = {a = ('y'):rep(1 << 20)}}"},
        {denied, "for i = 1, 100 do tandem.matrix() end"},
        {denied, "pcall(function() while true do print('x') end end)"},
        {harmless, "pcall(m.add, m, {preset = 'h264', set = {a = ('y'):rep(1 << 20)}})"},
    });
}

TEST_CASE("every escape was tried, and the program that tried them is as before") {
    CHECK(tried >= 150);
    MESSAGE("escapes tried: ", tried);
    // No helper is left behind.
    std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
    std::string any;
    CHECK(!(children >> any));
}

TEST_CASE("time limits hold where the steps do not count") {
    // Long work inside one call of the library: the wall clock ends it, at once.
    const Ran ran = run_text("print('x') while true do end", {}, 0.0);
    REQUIRE(!ran.matrix);
    CHECK(ran.matrix.error().code == ErrorCode::denied);
}
