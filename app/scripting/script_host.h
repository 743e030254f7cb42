// Delivery scripts, seen from tandem: runs one in the helper process tandem-lua, which can compute and answer and
// nothing else, and gives back the deliverables as text. A script runs only when a user names it; opening a project
// never runs one. Blocking; any one thread at a time.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "engine/model/project.h"

namespace tandem::app {

// What `--allow` adds to a script's world: functions that tandem runs for it.
struct ScriptAllow {
    std::vector<std::string> read; // folders, absolute
    std::vector<std::string> env;  // names of variables
};
// Of the words "read:DIR" and "env:NAME". Errors: usage; no_input, where the folder is not there.
Result<ScriptAllow> parse_allow(const std::vector<std::string>& words);

struct ScriptOptions {
    std::string helper;                            // path of tandem-lua; "" = beside this program
    double wall_seconds = 5;                       // from when the script starts
    std::function<void(const std::string&)> print; // a line of the script's print; default: stderr
};

// The script's matrix as JSON, `{"tandemMatrix":1,"deliverables":[...]}`: strict, at most 1 MiB, every preset in
// list_presets(). What a deliverable may hold is in app/lua_helper/delivery_api.cpp. Errors, with the script's file and
// line where there is one:
//   no_input  the script is missing          unavailable  no helper, or a system that cannot confine it
//   denied    what the sandbox refuses       bad_data     the script is wrong
//   cancelled, temporary (the helper was killed from outside), internal (the helper does not work as it should)
Result<std::string> run_delivery_script(const Project& project, const Sequence& sequence, const std::string& path,
                                        const ScriptAllow& allow, const std::atomic<bool>& cancel,
                                        const ScriptOptions& options = {});
// The same for text; `name` is what errors call it.
Result<std::string> run_delivery_text(const Project& project, const Sequence& sequence, const std::string& text,
                                      const std::string& name, const ScriptAllow& allow,
                                      const std::atomic<bool>& cancel, const ScriptOptions& options = {});

// For -v: what is about to run and what it may do: "shorts.lua (1a2b3c4d5e6f7081): may read /data/names; no network,
// ...". The hash is engine/base/hash.h's, to see a change, not to prove an origin. Error: no_input.
Result<std::string> script_notice(const std::string& path, const ScriptAllow& allow);

} // namespace tandem::app
