// Globals, hook and run of a delivery script; see sandbox.h. What Lua's own libraries offer beyond the allow-list is
// removed; a refused name answers with an error that says so.
#include "app/lua_helper/sandbox.h"

#include <algorithm>
#include <cctype>
#include <unistd.h>

#include "app/lua_helper/delivery_api.h"
#include "app/lua_helper/string_functions.h"
#include "app/lua_helper/wire.h"
#include "engine/io/json_value.h"

namespace tandem::lua_helper {

using app::protect;
using app::set_error;

namespace {

constexpr int kInstructionsPerLook = 10'000;

bool listed(std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void look(lua_State* lua, lua_Debug*) {
    Sandbox& sandbox = sandbox_of(lua);
    sandbox.instructions += kInstructionsPerLook;
    if (sandbox.instructions > kMaxInstructions)
        stop(lua, ErrorCode::denied, "the script ran for more than 50 million steps; does a loop not end?");
}

int exhausted(lua_State* lua) {
    stop(lua, ErrorCode::denied, "the script's text patterns took more than 50 million steps; simplify the pattern");
}

// Upvalue 1: "" for globals or "string." and the like. A name that is not there.
int missing_body(lua_State* lua) {
    const std::string library = lua_tostring(lua, lua_upvalueindex(1));
    const std::string name = library + (lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : luaL_typename(lua, 2));
    if (listed(refused_names(), name))
        return set_error(
            lua, fail(ErrorCode::denied, name + " is not available to delivery scripts" +
                                             (name.starts_with("math.random") ? "; use tandem.random(seed)" : "")));
    return set_error(lua,
                     fail(ErrorCode::bad_data, "there is no '" + clean_text(name) + "'" +
                                                   (library.empty() ? "; a global is set before it is read" : "")));
}

int locked_body(lua_State* lua) {
    return set_error(lua, fail(ErrorCode::denied, "libraries are read-only to scripts"));
}

int tostring(lua_State* lua) {
    luaL_checkany(lua, 1);
    push_text(lua, 1);
    return 1;
}

int type(lua_State* lua) {
    luaL_checkany(lua, 1);
    lua_pushstring(lua, lua_type(lua, 1) == LUA_TUSERDATA ? "table" : luaL_typename(lua, 1));
    return 1;
}

int print(lua_State* lua) {
    Sandbox& sandbox = sandbox_of(lua);
    const int count = lua_gettop(lua);
    luaL_Buffer line;
    luaL_buffinit(lua, &line);
    for (int i = 1; i <= count; ++i) {
        if (i > 1) luaL_addchar(&line, '\t');
        push_text(lua, i);
        luaL_addvalue(&line);
    }
    luaL_pushresult(&line);
    size_t size = 0;
    const char* text = lua_tolstring(lua, -1, &size);
    sandbox.printed += size + 1;
    if (sandbox.printed > kMaxPrintBytes) stop(lua, ErrorCode::denied, "the script printed more than 64 KiB");
    if (!write_frame(sandbox.socket, FrameKind::print, {text, size})) _exit(0);
    return 0;
}

// tandem.random's function. Upvalue 1: the state of SplitMix64 (Steele, Lea, Flood 2014).
int next_random(lua_State* lua) {
    const auto state = static_cast<uint64_t>(lua_tointeger(lua, lua_upvalueindex(1))) + 0x9E3779B97F4A7C15ull;
    lua_pushinteger(lua, static_cast<lua_Integer>(state));
    lua_replace(lua, lua_upvalueindex(1));
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z ^= z >> 31;
    if (lua_gettop(lua) == 0) return lua_pushnumber(lua, static_cast<lua_Number>(z >> 11) * 0x1p-53), 1;
    const lua_Integer low = lua_gettop(lua) > 1 ? luaL_checkinteger(lua, 1) : 1;
    const lua_Integer high = luaL_checkinteger(lua, lua_gettop(lua) > 1 ? 2 : 1);
    luaL_argcheck(lua, low <= high, 1, "the interval is empty");
    const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1; // 0 = all of them
    const uint64_t off = span == 0 ? z : static_cast<uint64_t>((static_cast<unsigned __int128>(z) * span) >> 64);
    lua_pushinteger(lua, static_cast<lua_Integer>(static_cast<uint64_t>(low) + off));
    return 1;
}

int random(lua_State* lua) {
    lua_pushinteger(lua, luaL_checkinteger(lua, 1));
    lua_pushcclosure(lua, next_random, 1);
    return 1;
}

int seconds_body(lua_State* lua) {
    const Time t = ({
        auto made = instant(sandbox_of(lua), lua, 1);
        if (!made) return set_error(lua, std::move(made).error());
        *made;
    });
    lua_pushnumber(lua, t.seconds());
    return 1;
}

int timecode_body(lua_State* lua) {
    const Sandbox& s = sandbox_of(lua);
    auto t = instant(s, lua, 1);
    if (!t) return set_error(lua, std::move(t).error());
    lua_pushstring(lua, timecode_text(s.rate.frame_nearest(*t) + s.start_frame, s.rate, s.drop).c_str());
    return 1;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

void push_range(lua_State* lua, const std::string& name, const std::string& note, double start, double stop) {
    app::push_value(
        lua, ValueObject{{"name", name}, {"note", note}, {"start", start}, {"stop", stop}, {"duration", stop - start}});
}

const ValueArray& markers(lua_State* lua) {
    return *sandbox_of(lua).world.find("timeline")->find("markers")->as_array();
}
const std::string& text_of(const Value& v, const char* key) { return *v.find(key)->as_string(); }
double number_of(const Value& v, const char* key) {
    double n = 0;
    v.find(key)->number(n);
    return n;
}

// timeline:ranges(word); slot 1 is the timeline.
int ranges_body(lua_State* lua) {
    const std::string word = lua_isnoneornil(lua, 2) ? "" : lower(luaL_checkstring(lua, 2));
    lua_newtable(lua);
    lua_Integer count = 0;
    for (const Value& m : markers(lua)) {
        const double start = number_of(m, "start"), stop = number_of(m, "stop");
        if (stop <= start) continue;
        const bool fits = lower(text_of(m, "name")).starts_with(word) || lower(text_of(m, "colour")) == word ||
                          text_of(m, "kind") == word;
        if (!fits) continue;
        push_range(lua, text_of(m, "name"), text_of(m, "note"), start, stop);
        lua_rawseti(lua, -2, ++count);
    }
    return 1;
}

int chapters_body(lua_State* lua) {
    const double end = number_of(*sandbox_of(lua).world.find("timeline"), "duration");
    const ValueArray& all = markers(lua);
    lua_newtable(lua);
    lua_Integer count = 0;
    for (size_t i = 0; i < all.size(); ++i) {
        if (text_of(all[i], "kind") != "chapter") continue;
        size_t next = i + 1;
        while (next < all.size() && text_of(all[next], "kind") != "chapter") ++next;
        const double start = number_of(all[i], "start");
        const double stop = next < all.size() ? number_of(all[next], "start") : end;
        if (stop <= start) continue;
        push_range(lua, text_of(all[i], "name"), text_of(all[i], "note"), start, stop);
        lua_rawseti(lua, -2, ++count);
    }
    return 1;
}

// Asks tandem, which has the file system and the environment.
template<FrameKind kind>
int ask_body(lua_State* lua) {
    size_t size = 0;
    const char* text = luaL_checklstring(lua, 1, &size);
    Sandbox& sandbox = sandbox_of(lua);
    if (size > 65536) return set_error(lua, fail(ErrorCode::denied, "the name is longer than 64 KiB"));
    Frame frame;
    if (!write_frame(sandbox.socket, kind, {text, size}) || !read_frame(sandbox.socket, frame)) _exit(0);
    if (frame.kind == FrameKind::none) return lua_pushnil(lua), 1;
    if (frame.kind != FrameKind::answer) return set_error(lua, parse_error(frame.bytes));
    lua_pushlstring(lua, frame.bytes.data(), frame.bytes.size());
    return 1;
}

void set_function(lua_State* lua, const char* name, lua_CFunction function) {
    lua_pushcfunction(lua, function);
    lua_setfield(lua, -2, name);
}

// A read-only stand-in for the table on top of the stack, which it replaces; `prefix` names it in errors.
void lock(lua_State* lua, const char* prefix) {
    lua_newtable(lua); // the stand-in
    lua_newtable(lua); // its metatable
    // The library's own table answers first, then the message for what is missing.
    lua_pushvalue(lua, -3);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, protect<locked_body>);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    lua_newtable(lua);
    lua_pushstring(lua, prefix);
    lua_pushcclosure(lua, protect<missing_body>, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -3);
    lua_remove(lua, -2);
}

void open_globals(lua_State* lua) {
    app::open_text_libraries(lua);
    open_tables(lua);
    lua_getglobal(lua, "string");
    bound_string_functions(lua, &sandbox_of(lua).pattern_steps, exhausted);
    lua_pop(lua, 1);
    for (std::string_view name : refused_names()) { // parts of libraries that stay
        const size_t dot = name.find('.');
        if (dot == std::string_view::npos) continue;
        lua_getglobal(lua, std::string(name.substr(0, dot)).c_str());
        lua_pushnil(lua);
        lua_setfield(lua, -2, std::string(name.substr(dot + 1)).c_str());
        lua_pop(lua, 1);
    }
    lua_register(lua, "tostring", tostring);
    lua_register(lua, "type", type);
    for (const char* library : {"math", "string", "table", "utf8"}) {
        lua_getglobal(lua, library);
        lock(lua, (std::string(library) + ".").c_str());
        lua_setglobal(lua, library);
    }
    // ("x"):upper() looks where string.upper is found.
    lua_pushliteral(lua, "");
    lua_getmetatable(lua, -1);
    lua_getglobal(lua, "string");
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 2);

    // A new table of globals with the allow-list only.
    lua_newtable(lua);
    for (std::string_view name : allowed_names()) {
        lua_getglobal(lua, std::string(name).c_str());
        lua_setfield(lua, -2, std::string(name).c_str());
    }
    set_function(lua, "print", print);
    lua_newtable(lua);
    lua_pushliteral(lua, "");
    lua_pushcclosure(lua, protect<missing_body>, 1);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_setmetatable(lua, -2);
    lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

void open_tandem(lua_State* lua) {
    Sandbox& sandbox = sandbox_of(lua);
    open_views(lua);
    open_matrix(lua);
    lua_newtable(lua);
    set_function(lua, "ranges", protect<ranges_body>);
    set_function(lua, "chapters", protect<chapters_body>);
    lua_setfield(lua, LUA_REGISTRYINDEX, kTimelineMethods);
    lua_newtable(lua);
    for (const char* part : {"project", "timeline", "media", "buses", "presets"}) {
        push_view(lua, sandbox.world.find(part));
        lua_setfield(lua, -2, part);
    }
    set_function(lua, "matrix", new_matrix);
    set_function(lua, "random", random);
    set_function(lua, "seconds", protect<seconds_body>);
    set_function(lua, "timecode", protect<timecode_body>);
    if (*sandbox.world.find("read") == Value(true)) set_function(lua, "read", protect<ask_body<FrameKind::read>>);
    if (*sandbox.world.find("env") == Value(true)) set_function(lua, "env", protect<ask_body<FrameKind::env>>);
    lock(lua, "tandem.");
    lua_setglobal(lua, "tandem");
}

int open_all(lua_State* lua) {
    open_globals(lua);
    open_tandem(lua);
    return 0;
}

int run_chunk(lua_State* lua) {
    const auto text = static_cast<const std::string*>(lua_touserdata(lua, 1));
    const auto chunk = static_cast<const std::string*>(lua_touserdata(lua, 2));
    if (luaL_loadbufferx(lua, text->data(), text->size(), chunk->c_str(), "t") != LUA_OK) return lua_error(lua);
    lua_call(lua, 0, 1);
    return 1;
}

} // namespace

void stop(lua_State* lua, ErrorCode code, const std::string& what) {
    std::string place;
    lua_Debug frame;
    for (int level = 0; lua_getstack(lua, level, &frame); ++level) {
        lua_getinfo(lua, "Sl", &frame);
        if (frame.currentline <= 0) continue;
        place = std::string(frame.short_src) + ":" + std::to_string(frame.currentline) + ": ";
        break;
    }
    write_frame(sandbox_of(lua).socket, FrameKind::error, error_json(fail(code, place + what)));
    _exit(0);
}

Result<Time> instant(const Sandbox& sandbox, lua_State* lua, int index) {
    if (lua_type(lua, index) == LUA_TNUMBER) {
        const double seconds = lua_tonumber(lua, index);
        if (!(seconds > -1e6 && seconds < 1e6)) return fail(ErrorCode::bad_data, "that is not a time of the timeline");
        return Time::from_double(seconds);
    }
    if (lua_type(lua, index) != LUA_TSTRING) return fail(ErrorCode::bad_data, "takes a time: seconds, or text");
    const std::string text = lua_tostring(lua, index);
    auto t = parse_time(text, sandbox.rate, sandbox.audio_rate);
    if (!t) return fail(ErrorCode::bad_data, t.error().text());
    if (text.find(':') == std::string::npos && text.find(';') == std::string::npos) return *t;
    const Time shifted = sandbox.rate.time_of(sandbox.rate.frame_nearest(*t) - sandbox.start_frame);
    return shifted >= Time{} ? shifted : *t; // as on the command line
}

lua_State* make_sandbox(Sandbox& sandbox) {
    sandbox.memory_limit = kMaxLuaBytes;
    lua_State* lua = lua_newstate(app::lua_allocate, static_cast<app::LuaHost*>(&sandbox));
    if (!lua) return nullptr;
    app::set_host(lua, &sandbox);
    lua_pushcfunction(lua, open_all);
    if (lua_pcall(lua, 0, 0, 0) != LUA_OK) return nullptr;
    lua_sethook(lua, look, LUA_MASKCOUNT, kInstructionsPerLook);
    return lua;
}

Result<std::string> run_sandbox(lua_State* lua, const std::string& text, const std::string& name) {
    const std::string chunk = "@" + name;
    if (text.starts_with("\x1b"))
        return fail(ErrorCode::denied, "compiled Lua is not run; give the script's text", name);
    lua_pushcfunction(lua, run_chunk);
    lua_pushlightuserdata(lua, const_cast<std::string*>(&text));
    lua_pushlightuserdata(lua, const_cast<std::string*>(&chunk));
    const int status = lua_pcall(lua, 2, 1, 0);
    if (status == LUA_ERRMEM) return fail(ErrorCode::denied, "the script needs more than 64 MiB of memory", name);
    if (status != LUA_OK) {
        Error error = app::script_error(lua);
        if (!error.what.starts_with(name + ":")) error.where = name;
        return error;
    }
    const ValueArray* matrix = matrix_at(lua, -1);
    if (!matrix)
        return fail(ErrorCode::bad_data,
                    "the script returns no matrix; it begins with local m = tandem.matrix() and ends with return m",
                    name);
    if (matrix->empty()) return fail(ErrorCode::bad_data, "the matrix is empty; the script added no deliverable", name);
    return value_text(ValueObject{{"tandemMatrix", 1}, {"deliverables", *matrix}});
}

} // namespace tandem::lua_helper
