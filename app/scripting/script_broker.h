// What tandem does for a script that was allowed to: reading files below named folders, and naming environment
// variables. Every argument comes from the script and is hostile until proved. Blocking; the caller's thread.
#pragma once

#include <optional>
#include <string>

#include "app/scripting/script_host.h"

namespace tandem::app {

inline constexpr size_t kMaxScriptFile = size_t{1} << 20; // bytes that one read gives

// The bytes of a regular file below one of the folders, the first that has it. The kernel resolves the path and keeps
// it below the folder, links included, so nothing can be changed between check and use; nothing but a regular file is
// ever opened. Errors: denied, no_input (not there), io.
Result<std::string> read_allowed(const ScriptAllow& allow, const std::string& path);

// The variable's text; empty where it is not set. Error: denied.
Result<std::optional<std::string>> env_allowed(const ScriptAllow& allow, const std::string& name);

} // namespace tandem::app
