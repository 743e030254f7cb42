// The Lua state of `tandem edit`; see script.h and lua_state.h.
#include "app/script.h"

#include <memory>

#include "app/lua_state.h"
#include "app/script_values.h"
#include "engine/base/log.h"
#include "engine/session/commands.h"

namespace tandem::app {

namespace {

constexpr size_t kMaxMemory = size_t{512} << 20;
constexpr int kInstructionsPerLook = 100'000; // how often a running script looks at the cancel flag

struct Script : LuaHost {
    Ref<Project> project;
    int64_t commands = 0;
    const std::atomic<bool>* cancel = nullptr;
};

Script& script_of(lua_State* lua) { return static_cast<Script&>(host_of(lua)); }

void look(lua_State* lua, lua_Debug*) {
    if (script_of(lua).cancel->load()) luaL_error(lua, "interrupted");
}

int command_body(lua_State* lua) {
    Script& script = script_of(lua);
    const std::string name = lua_tostring(lua, lua_upvalueindex(1));
    ValueObject args;
    if (!lua_isnoneornil(lua, 1)) {
        if (!lua_istable(lua, 1))
            return set_error(lua, fail(ErrorCode::usage, "takes one table: tandem." + name + "{ name = value, ... }"));
        auto value = to_value(lua, 1);
        if (!value) return set_error(lua, fail(value.error().code, value.error().what, "tandem." + name));
        if (auto object = value->as_object())
            args = *object;
        else
            return set_error(lua, fail(ErrorCode::usage, "arguments have names", "tandem." + name));
    }
    auto outcome = run_command(script.project, name, args);
    if (!outcome) return set_error(lua, std::move(outcome).error());
    script.project = outcome->project;
    ++script.commands;
    push_value(lua, outcome->result);
    return 1;
}

Ref<Sequence> sequence_now(lua_State* lua) { return script_of(lua).project->active_sequence(); }

enum Query { query_clips, query_tracks, query_media, query_markers, query_sequence };

template<int query>
int query_body(lua_State* lua) {
    Script& script = script_of(lua);
    auto sequence = sequence_now(lua);
    if (!sequence) return set_error(lua, fail(ErrorCode::bad_data, "the project has no sequence"));
    switch (query) {
    case query_clips: {
        const char* track = lua_type(lua, 1) == LUA_TSTRING ? lua_tostring(lua, 1) : "";
        push_value(lua, clips_value(*script.project, *sequence, track));
        break;
    }
    case query_tracks:
        push_value(lua, tracks_value(*sequence));
        break;
    case query_media:
        push_value(lua, media_value(*script.project));
        break;
    case query_markers:
        push_value(lua, markers_value(*sequence));
        break;
    default:
        push_value(lua, sequence_value(*sequence));
        break;
    }
    return 1;
}

// tandem.time("00:00:01:00") -> ticks; numbers are seconds.
int time_body(lua_State* lua) {
    auto sequence = sequence_now(lua);
    if (!sequence) return set_error(lua, fail(ErrorCode::bad_data, "the project has no sequence"));
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_pushinteger(lua, Time::from_double(lua_tonumber(lua, 1)).ticks);
        return 1;
    }
    const char* text = lua_tostring(lua, 1);
    auto t = parse_time(text ? text : "", sequence->format.rate, sequence->format.audio_rate);
    if (!t) return set_error(lua, std::move(t).error());
    lua_pushinteger(lua, t->ticks);
    return 1;
}

// tandem.timecode(ticks) -> text.
int timecode_body(lua_State* lua) {
    auto sequence = sequence_now(lua);
    if (!sequence || !lua_isinteger(lua, 1))
        return set_error(lua, fail(ErrorCode::usage, "takes ticks, a whole number"));
    lua_pushstring(lua, time_text(Time{lua_tointeger(lua, 1)}, sequence->format.rate).c_str());
    return 1;
}

int commands_body(lua_State* lua) {
    ValueArray list;
    for (const CommandSpec& c : all_commands()) {
        ValueArray args;
        for (const ArgSpec& a : c.args)
            args.push_back(
                ValueObject{{"name", std::string(a.name)}, {"required", a.required}, {"help", std::string(a.help)}});
        list.push_back(ValueObject{{"name", std::string(c.name)}, {"help", std::string(c.help)}, {"args", args}});
    }
    push_value(lua, list);
    return 1;
}

// print goes to stderr, or into the progress: stdout carries results only.
int print_body(lua_State* lua) {
    const int count = lua_gettop(lua);
    std::string line;
    for (int i = 1; i <= count; ++i) {
        size_t size = 0;
        const char* text = luaL_tolstring(lua, i, &size);
        line.append(i > 1 ? "\t" : "").append(text, size);
        lua_pop(lua, 1);
    }
    log(LogLevel::print, line);
    return 0;
}

int denied_body(lua_State* lua) {
    const std::string name = lua_tostring(lua, lua_upvalueindex(1));
    return set_error(
        lua, fail(ErrorCode::denied, name + " is not available to edit scripts; they can only reach the project"));
}

void add(lua_State* lua, const char* name, lua_CFunction function) {
    lua_pushcfunction(lua, function);
    lua_setfield(lua, -2, name);
}

void open_libraries(lua_State* lua) {
    open_text_libraries(lua);
    for (const char* name : {"load", "loadfile", "dofile", "require", "loadstring"}) {
        lua_pushstring(lua, name);
        lua_pushcclosure(lua, protect<denied_body>, 1);
        lua_setglobal(lua, name);
    }
    for (const char* name : {"io", "os", "debug", "package", "coroutine"}) {
        lua_newtable(lua); // the library
        lua_newtable(lua); // its metatable
        lua_pushstring(lua, name);
        lua_pushcclosure(lua, protect<denied_body>, 1);
        lua_setfield(lua, -2, "__index");
        lua_setmetatable(lua, -2);
        lua_setglobal(lua, name);
    }
    lua_pushcfunction(lua, protect<print_body>);
    lua_setglobal(lua, "print");
}

int unknown_body(lua_State* lua) {
    const char* name = lua_tostring(lua, 2);
    return set_error(lua, fail(ErrorCode::usage, std::string("there is no command tandem.") + (name ? name : "?") +
                                                     "; tandem.commands() lists them"));
}

void open_tandem(lua_State* lua) {
    lua_newtable(lua);
    for (const CommandSpec& c : all_commands()) {
        lua_pushlstring(lua, c.name.data(), c.name.size());
        lua_pushcclosure(lua, protect<command_body>, 1);
        lua_setfield(lua, -2, std::string(c.name).c_str());
    }
    add(lua, "clips", protect<query_body<query_clips>>);
    add(lua, "tracks", protect<query_body<query_tracks>>);
    add(lua, "media", protect<query_body<query_media>>);
    add(lua, "markers", protect<query_body<query_markers>>);
    add(lua, "sequence", protect<query_body<query_sequence>>);
    add(lua, "commands", protect<commands_body>);
    add(lua, "time", protect<time_body>);
    add(lua, "timecode", protect<timecode_body>);
    lua_newtable(lua);
    add(lua, "__index", protect<unknown_body>);
    lua_setmetatable(lua, -2);
    lua_setglobal(lua, "tandem");
}

int run_all(lua_State* lua) {
    open_libraries(lua);
    open_tandem(lua);
    const auto text = static_cast<const std::string*>(lua_touserdata(lua, lua_upvalueindex(1)));
    const char* chunk = lua_tostring(lua, lua_upvalueindex(2));
    if (luaL_loadbufferx(lua, text->data(), text->size(), chunk, "t") != LUA_OK) return lua_error(lua);
    lua_call(lua, 0, 0);
    return 0;
}

} // namespace

Result<ScriptResult> run_script(const Ref<Project>& project, const std::string& text, const std::string& name,
                                const std::atomic<bool>& cancel) {
    Script script;
    script.memory_limit = kMaxMemory;
    script.project = project;
    script.cancel = &cancel;
    std::unique_ptr<lua_State, void (*)(lua_State*)> state(lua_newstate(lua_allocate, &script), lua_close);
    if (!state) return fail(ErrorCode::temporary, "out of memory", name);
    lua_State* lua = state.get();
    set_host(lua, &script);
    lua_sethook(lua, look, LUA_MASKCOUNT, kInstructionsPerLook);
    const std::string chunk = "@" + name;
    lua_pushlightuserdata(lua, const_cast<std::string*>(&text));
    lua_pushstring(lua, chunk.c_str());
    lua_pushcclosure(lua, run_all, 2);
    if (lua_pcall(lua, 0, 0, 0) == LUA_OK) return ScriptResult{script.project, script.commands};
    if (cancel.load()) return fail(ErrorCode::cancelled, "interrupted; nothing was saved", name);
    const Error error = script_error(lua);
    return fail(error.code, error.what + "; nothing was saved");
}

} // namespace tandem::app
