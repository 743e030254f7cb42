// Markdown from the tables; see script_reference.h.
#include "app/scripting/script_reference.h"

#include <vector>

#include "app/lua_helper/delivery_api.h"
#include "engine/session/commands.h"

namespace tandem::app {

namespace {

// A '|' would end a cell.
std::string cell(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out;
}

const char* type_word(ArgType type) {
    switch (type) {
    case ArgType::time:
        return "time";
    case ArgType::id:
        return "id";
    case ArgType::integer:
        return "whole number";
    case ArgType::number:
        return "number";
    case ArgType::text:
        return "text";
    case ArgType::boolean:
        return "boolean";
    case ArgType::array:
        return "list";
    case ArgType::object:
        return "table";
    }
    return "";
}

std::string code_list(std::span<const std::string_view> names) {
    std::string out;
    for (std::string_view name : names) out += (out.empty() ? "`" : ", `") + std::string(name) + "`";
    return out;
}

std::string delivery() {
    std::string out = R"(# Scripting

Two kinds of Lua 5.4 scripts, both text. This page is made from the program's own tables; a test compares them.

- A **delivery script** (`tandem deliver PROJECT SPEC.lua`) looks at a project and returns a list of deliverables. It changes nothing.
- An **edit script** (`tandem edit PROJECT --script FILE.lua`) changes a project by the commands that the window uses.

Neither runs when a project is opened: only a user who names it starts one.

## Delivery scripts

```lua
local m = tandem.matrix()
for _, locale in ipairs(tandem.project.locales) do
  m:add{preset = "web.youtube-1080p", locale = locale, name = "{project}_" .. locale .. ".{ext}"}
end
return m
```

A delivery script runs in a process of its own that can compute and answer, nothing more: no files, no network, no other program, no clock. It
ends after 5 s, 2 s of processor time, 50 million steps or 64 MiB. The same project gives the same deliverables on every run: `pairs` goes through
keys in order (numbers, then texts), `table.sort` is stable, chance comes from `tandem.random(seed)`. More scripts are in `resources/scripts`.

`--allow read:DIR` and `--allow env:NAME` add `tandem.read` and `tandem.env`. `-v` shows the script's hash and what it may do before it runs. What the
sandbox refuses ends with exit code 77, a mistake in the script with 65 and its line.

### Functions

| function | does |
|---|---|
)";
    for (const auto& row : lua_helper::api_functions())
        out += "| `" + std::string(row.name) + std::string(row.arguments) + "` | " + cell(row.help) + " |\n";
    out += "\nOf Lua itself: " + code_list(lua_helper::allowed_names()) +
           ".\n\nNot there, with an error that says so: " + code_list(lua_helper::refused_names()) + ".\n";
    out += "\n### Data\n\nAll of it is read-only, times are seconds.\n\n| where | type | is |\n|---|---|---|\n";
    for (const auto& row : lua_helper::api_data())
        out += "| `tandem." + std::string(row.place) + "." + std::string(row.name) + "` | " + std::string(row.type) +
               " | " + cell(row.help) + " |\n";
    out += "\n### Keys of a deliverable\n\n`x[].y` is a key of each entry of the list `x`.\n\n| key | takes | means "
           "|\n|---|---|---|\n";
    for (const auto& row : lua_helper::api_fields())
        out += "| `" + std::string(row.path) + "` | " + cell(lua_helper::field_words(row)) + " | " + cell(row.help) +
               " |\n";
    return out;
}

std::string editing() {
    std::string out = R"(
## Edit scripts

Each command is a function that takes one table: `tandem.append{media = id}`. Times are ticks (705 600 000 a second) or text as on the command line
(`"00:00:01:00"`, `"2.5s"`, `"50f"`). A script is applied as a whole or not at all.

Queries: `tandem.clips(track)`, `tandem.tracks()`, `tandem.media()`, `tandem.markers()`, `tandem.sequence()`, `tandem.commands()`; `tandem.time(text or
seconds)` gives ticks, `tandem.timecode(ticks)` text.
)";
    for (const CommandSpec& command : all_commands()) {
        out += "\n### tandem." + std::string(command.name) + "\n\n" + std::string(command.help) + "\n";
        if (command.args.empty()) continue;
        out += "\n| argument | type | is |\n|---|---|---|\n";
        for (const ArgSpec& arg : command.args)
            out += "| `" + std::string(arg.name) + "`" + (arg.required ? ", required" : "") + " | " +
                   type_word(arg.type) + " | " + cell(arg.help) + " |\n";
    }
    return out;
}

} // namespace

std::string script_reference() { return delivery() + editing(); }

} // namespace tandem::app
