// The Lua machine of tandem-lua: what a delivery script finds in its world, and the end of scripts that want more. One
// per process, in it one script.
#pragma once

#include <lua.hpp>

#include <set>
#include <string>
#include <vector>

#include "app/lua_state.h"
#include "engine/base/time.h"
#include "engine/base/timecode.h"

namespace tandem::lua_helper {

// Limits of RELIABILITY R13; CPU and wall-clock time are the kernel's and tandem's (confine.h, script_host.h).
inline constexpr size_t kMaxLuaBytes = size_t{64} << 20;
inline constexpr int64_t kMaxInstructions = 50'000'000;
inline constexpr int64_t kMaxPatternSteps = 50'000'000;
inline constexpr size_t kMaxMatrixBytes = size_t{1} << 20;
inline constexpr size_t kMaxPrintBytes = size_t{64} << 10;
inline constexpr size_t kMaxDeliverables = 1000;
inline constexpr size_t kMaxMatrices = 16;

struct Matrix {
    ValueArray items;
    std::set<std::string> ids;
};

struct Sandbox : app::LuaHost {
    int socket = -1;
    Value world; // describe_project's
    // The sequence's clock.
    FrameRate rate;
    int64_t audio_rate = 48000, start_frame = 0;
    DropFrame drop = DropFrame::no;

    int64_t instructions = 0, pattern_steps = kMaxPatternSteps;
    size_t printed = 0, made = 0; // bytes of print and of all matrices
    std::vector<Matrix> matrices;
};

inline Sandbox& sandbox_of(lua_State* lua) { return static_cast<Sandbox&>(app::host_of(lua)); }

// Makes the state: libraries, globals, hook. Before confinement, as Lua seeds its hashes by the clock. Null without
// memory.
lua_State* make_sandbox(Sandbox& sandbox);
// Runs the script: the matrix it returned as JSON text, or why not (denied, bad_data). Never throws; may end the
// process after an error frame (see stop).
Result<std::string> run_sandbox(lua_State* lua, const std::string& text, const std::string& name);

// Ends the process with an error that no pcall can catch: for limits. The script's line is added where there is one.
[[noreturn]] void stop(lua_State* lua, ErrorCode code, const std::string& what);

// An instant of the sequence in seconds: a number, or text as parse_time takes it, timecodes counted from the
// sequence's start timecode. Error: bad_data.
Result<Time> instant(const Sandbox& sandbox, lua_State* lua, int index);

// Parts, one file each.
void open_views(lua_State* lua);                        // read_only_view.cpp: metatable of views
void push_view(lua_State* lua, const Value* value);     // a scalar as itself, arrays and objects as read-only tables
const Value* view_at(lua_State* lua, int index);        // null where it is none
void open_matrix(lua_State* lua);                       // matrix.cpp
int new_matrix(lua_State* lua);                         // tandem.matrix()
const ValueArray* matrix_at(lua_State* lua, int index); // null where it is none
void open_tables(lua_State* lua);                       // table_functions.cpp: pairs, table.*
void lock_library(lua_State* lua, const char* name);    // sandbox.cpp: the global `name` gets read-only

} // namespace tandem::lua_helper
