// The table's lookup and the check of arguments.
#include "engine/session/commands.h"

#include <algorithm>

#include "engine/session/command_args.h"

namespace tandem {

std::span<const CommandSpec> all_commands() {
    static const std::vector<CommandSpec> table = [] {
        std::vector<CommandSpec> t;
        for (auto part : {timeline_commands(), clipboard_commands(), clip_commands(), effect_commands(),
                          plugin_commands(), project_commands()})
            t.insert(t.end(), part.begin(), part.end());
        std::sort(t.begin(), t.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return t;
    }();
    return table;
}

const CommandSpec* find_command(std::string_view name) {
    auto t = all_commands();
    auto at = std::lower_bound(t.begin(), t.end(), name, [](const CommandSpec& c, auto n) { return c.name < n; });
    return at != t.end() && at->name == name ? &*at : nullptr;
}

static const char* expected(ArgType type) {
    switch (type) {
    case ArgType::time:
        return "a time such as \"00:00:01:00\", \"2.5s\", \"50f\" or \"48000a\", or ticks";
    case ArgType::id:
        return "an id or a name";
    case ArgType::integer:
        return "a whole number";
    case ArgType::number:
        return "a number";
    case ArgType::text:
        return "a text";
    case ArgType::boolean:
        return "true or false";
    case ArgType::array:
        return "a list";
    case ArgType::object:
        return "a table of names and values";
    }
    return "";
}

static bool matches(ArgType type, const Value& v) {
    double d;
    switch (type) {
    case ArgType::time:
    case ArgType::id:
        return v.as_int() || v.as_string();
    case ArgType::integer:
        return v.as_int() != nullptr;
    case ArgType::number:
        return v.number(d);
    case ArgType::text:
        return v.as_string() != nullptr;
    case ArgType::boolean:
        return v.as_bool() != nullptr;
    case ArgType::array:
        return v.as_array() != nullptr;
    case ArgType::object:
        return v.as_object() != nullptr;
    }
    return false;
}

Result<CommandOutcome> run_command(const Ref<Project>& project, std::string_view name, const ValueObject& args) {
    const CommandSpec* c = find_command(name);
    if (!c) {
        std::string known;
        for (const auto& x : all_commands()) known += (known.empty() ? "" : ", ") + std::string(x.name);
        return fail(ErrorCode::usage, "there is no command \"" + std::string(name) + "\"; there are: " + known);
    }
    const std::string where = "command " + std::string(name);
    for (const auto& [key, value] : args) {
        auto a = std::find_if(c->args.begin(), c->args.end(), [&](const ArgSpec& s) { return s.name == key; });
        if (a == c->args.end()) {
            std::string known;
            for (const auto& x : c->args) known += (known.empty() ? "" : ", ") + std::string(x.name);
            return fail(ErrorCode::usage, "there is no argument \"" + key + "\"; there are: " + known, where);
        }
        if (!value.is_null() && !matches(a->type, value))
            return fail(ErrorCode::usage, "\"" + key + "\" must be " + expected(a->type), where);
    }
    for (const ArgSpec& a : c->args)
        if (auto at = args.find(std::string(a.name)); a.required && (at == args.end() || at->second.is_null()))
            return fail(ErrorCode::usage, "the argument \"" + std::string(a.name) + "\" is missing", where);
    auto outcome = c->run(project, args);
    if (!outcome) {
        Error e = outcome.error();
        if (e.where.empty()) e.where = where;
        return e;
    }
    if (outcome->intent.is_null()) {
        ValueObject intent = args;
        intent["op"] = std::string(name);
        outcome->intent = std::move(intent);
    }
    return outcome;
}

} // namespace tandem
