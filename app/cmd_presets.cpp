// `tandem presets list|show|check|schema`. Main thread.
#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "engine/export/preset.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {

static Result<Outcome> list_all() {
    Outcome outcome;
    ValueArray presets;
    const std::vector<PresetInfo> all = list_presets();
    auto add = [&](const PresetInfo& p) {
        ValueObject row{{"id", p.id},
                        {"title", p.title},
                        {"description", p.description},
                        {"group", p.group},
                        {"built_in", p.built_in}};
        if (!p.source.url.empty() || !p.source.checked.empty())
            row["source"] = ValueObject{{"url", p.source.url}, {"checked", p.source.checked}};
        presets.push_back(std::move(row));
        outcome.text += format_text("  %-28s %s%s\n", p.id.c_str(), p.title.c_str(), p.built_in ? "" : " (yours)");
    };
    std::vector<std::string> groups = preset_groups();
    groups.push_back("");
    for (const std::string& group : groups) {
        bool head = false;
        for (const PresetInfo& p : all) {
            if (p.group != group) continue;
            if (!head) outcome.text += (group.empty() ? "others" : group) + "\n", head = true;
            add(p);
        }
    }
    outcome.json["presets"] = presets;
    return outcome;
}

static Result<Outcome> show(const std::string& name) {
    const Preset preset = TRY(load_preset(name));
    Outcome outcome;
    outcome.text = preset_text(preset);
    outcome.json["preset"] = TRY(parse_value(outcome.text));
    return outcome;
}

static Result<Outcome> check(const std::string& file) {
    const std::vector<std::string> problems = TRY(preset_problems(file));
    Outcome outcome;
    outcome.json = {{"file", file}, {"problems", ValueArray(problems.begin(), problems.end())}};
    if (problems.empty()) {
        const Preset preset = TRY(load_preset(file));
        outcome.text = file + ": preset " + preset.id + " is right";
        outcome.json["id"] = preset.id, outcome.json["title"] = preset.title;
        return outcome;
    }
    outcome.text = file + format_text(": %zu problem%s\n", problems.size(), problems.size() > 1 ? "s" : "");
    for (const std::string& p : problems) outcome.text += "  " + p + "\n";
    outcome.exit = exit_code(ErrorCode::config);
    outcome.message = problems.front();
    return outcome;
}

static Result<Outcome> schema() {
    Outcome outcome;
    outcome.text = preset_schema();
    outcome.json["schema"] = TRY(parse_value(outcome.text));
    return outcome;
}

void add_presets(CLI::App& app, Commands& commands) {
    CLI::App* sub = app.add_subcommand("presets", "Export presets: list, show NAME, check FILE, schema");
    sub->fallthrough()->require_subcommand(1);
    auto name = std::make_shared<std::string>(), file = std::make_shared<std::string>();
    CLI::App* list = sub->add_subcommand("list", "All presets");
    CLI::App* one = sub->add_subcommand("show", "A preset with what it inherits");
    CLI::App* test = sub->add_subcommand("check", "Check a preset file");
    CLI::App* form = sub->add_subcommand("schema", "The JSON Schema of preset files");
    for (CLI::App* inner : {list, one, test, form}) inner->fallthrough();
    one->add_option("NAME", *name, "Preset")->required();
    test->add_option("FILE", *file, "*.tandempreset.json")->required();
    commands.push_back({list, [](Context&) { return list_all(); }});
    commands.push_back({one, [name](Context&) { return show(*name); }});
    commands.push_back({form, [](Context&) { return schema(); }});
    commands.push_back({test, [file](Context&) { return check(*file); }});
}

} // namespace tandem::app
