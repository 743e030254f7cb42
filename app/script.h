// The Lua of `tandem edit`: the command table as functions of a global `tandem`, and read-only queries of the document.
// One script at a time on the main thread; nothing outside the project can be reached from a script.
#pragma once

#include <atomic>
#include <string>

#include "engine/model/project.h"

namespace tandem::app {

struct ScriptResult {
    Ref<Project> project; // after all commands
    int64_t commands = 0;
};

// Runs `text`, named `name` in messages. All or nothing: an error gives no project. Errors carry file and line: those
// of a command keep its code; `denied` for what the sandbox refuses; bad_data for other script errors.
Result<ScriptResult> run_script(const Ref<Project>& project, const std::string& text, const std::string& name,
                                const std::atomic<bool>& cancel);

} // namespace tandem::app
