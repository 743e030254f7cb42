// `tandem presets list|show|check`. Main thread.
#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "engine/export/preset.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {

static Result<Outcome> list_all() {
    Outcome outcome;
    ValueArray presets;
    for (const PresetInfo& p : list_presets()) {
        presets.push_back(
            ValueObject{{"id", p.id}, {"title", p.title}, {"description", p.description}, {"built_in", p.built_in}});
        outcome.text += format_text("%-24s %s%s\n", p.id.c_str(), p.title.c_str(), p.built_in ? "" : " (yours)");
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
    const Preset preset = TRY(load_preset(file));
    Outcome outcome;
    outcome.text = file + ": preset " + preset.id + " is right";
    outcome.json = {{"file", file}, {"id", preset.id}, {"title", preset.title}};
    return outcome;
}

void add_presets(CLI::App& app, Commands& commands) {
    CLI::App* sub = app.add_subcommand("presets", "Export presets: list, show NAME, check FILE");
    sub->fallthrough()->require_subcommand(1);
    auto name = std::make_shared<std::string>(), file = std::make_shared<std::string>();
    CLI::App* list = sub->add_subcommand("list", "All presets");
    CLI::App* one = sub->add_subcommand("show", "A preset with what it inherits");
    CLI::App* test = sub->add_subcommand("check", "Check a preset file");
    for (CLI::App* inner : {list, one, test}) inner->fallthrough();
    one->add_option("NAME", *name, "Preset")->required();
    test->add_option("FILE", *file, "*.tandempreset.json")->required();
    commands.push_back({list, [](Context&) { return list_all(); }});
    commands.push_back({one, [name](Context&) { return show(*name); }});
    commands.push_back({test, [file](Context&) { return check(*file); }});
}

} // namespace tandem::app
