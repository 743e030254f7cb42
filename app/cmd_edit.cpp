// `tandem edit`: applies a Lua script of edit commands to a project, all or nothing. Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/cli.h"
#include "app/load.h"
#include "app/script.h"
#include "engine/io/file_lock.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"

namespace tandem::app {

struct EditArgs {
    std::string project, script, out;
    std::vector<std::string> lines;
};

static constexpr size_t kMaxScript = size_t{16} << 20;

static Result<Outcome> run_edit(const EditArgs& args, Context& context) {
    if (args.script.empty() && args.lines.empty())
        return fail(ErrorCode::usage, "nothing to do: give --script FILE.lua or -e 'LUA'");
    if (!args.out.empty()) TRY_VOID(check_output(args.out, context.flags));
    const std::string target = absolute_path(args.out.empty() ? args.project : args.out);
    if (!target.ends_with(".tandem"))
        return fail(ErrorCode::usage, "edits are saved as .tandem; name the new project with -o OUT.tandem",
                    args.project);
    // Two at a time would each read the project as it was and the later one would take the other's edits away.
    FileLock alone;
    if (target == absolute_path(args.project) && !context.flags.dry_run)
        if (auto lock = FileLock::wait(std::filesystem::weakly_canonical(target).string(), FileLock::Missing::refuse))
            alone = std::move(*lock);
    const Loaded loaded = TRY(load_timeline(args.project, context));
    // Lua's own functions, a search for a pattern, look at no flag; nothing is lost by an end, what is saved is whole.
    Cancellable scope(2);
    Ref<Project> project = loaded.project;
    int64_t commands = 0;
    auto run = [&](const std::string& text, const std::string& name) -> Result<void> {
        const ScriptResult result = TRY(run_script(project, text, name, cancel_flag()));
        project = result.project;
        commands += result.commands;
        return {};
    };
    if (!args.script.empty()) TRY_VOID(run(TRY(read_file_limited(args.script, kMaxScript)), args.script));
    for (const std::string& line : args.lines) TRY_VOID(run(line, "-e"));
    TRY_VOID(check_valid(*project));
    if (!context.flags.dry_run && (commands > 0 || !args.out.empty())) TRY_VOID(save_project(*project, target));

    const Ref<Sequence> sequence = project->active_sequence();
    Outcome outcome;
    outcome.message = target;
    outcome.json = {{"project", args.out.empty() ? args.project : args.out}, {"commands", commands}};
    if (sequence) outcome.json["duration_s"] = sequence->duration().seconds();
    outcome.text = format_text("%s: %lld edits", (args.out.empty() ? args.project : args.out).c_str(),
                               static_cast<long long>(commands));
    return outcome;
}

void add_edit(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<EditArgs>();
    CLI::App* sub = app.add_subcommand("edit", "Apply edit commands (Lua) to a project");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A .tandem, or another timeline with -o")->required();
    sub->add_option("--script", args->script, "A Lua file");
    sub->add_option("-e", args->lines, "Lua text; may be given again")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    sub->add_option("-o,--output", args->out, "Save here; default in place");
    sub->footer(
        "tandem edit film.tandem -e 'for _, c in ipairs(tandem.commands()) do print(c.name, c.help) end' --dry-run");
    commands.push_back({sub, [args](Context& context) { return run_edit(*args, context); }});
}

} // namespace tandem::app
