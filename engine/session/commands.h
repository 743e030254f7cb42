// The command table: every edit a user or script can make, by name, with checked arguments. The command line's Lua, the
// window's actions and the journal's replay all run these. Pure: Project in, Project out; the caller commits to its
// Document.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem {

enum class ArgType : uint8_t { time, id, integer, number, text, boolean, array, object };

struct ArgSpec {
    std::string_view name;
    ArgType type;
    bool required;
    std::string_view help;
};

// What a command made: the new root, a label for the undo list, and a value for the script (the new clip's id).
struct CommandOutcome {
    Ref<Project> project;
    std::string label;
    Value result;
    // What the journal and the history keep: {"op": name, arguments}. Facts from outside the document (a probed file)
    // are written out, so that a replay needs nothing but the project.
    Value intent;
};

struct CommandSpec {
    std::string_view name; // "ripple_trim"
    std::string_view help; // one line
    std::span<const ArgSpec> args;
    Result<CommandOutcome> (*run)(const Ref<Project>& project, const ValueObject& args);
};

std::span<const CommandSpec> all_commands();
const CommandSpec* find_command(std::string_view name);
// Checks names and types of `args`, then runs. Unknown command or argument: usage error that lists what exists. Times
// are ticks as integers or text as users write it ("00:00:01:00", "2.5s", "50f"), in the rate of the sequence the
// command works on; seconds are moved to the nearest frame where they place something, ticks and samples ("48000a") are
// exact.
Result<CommandOutcome> run_command(const Ref<Project>& project, std::string_view name, const ValueObject& args);

} // namespace tandem
