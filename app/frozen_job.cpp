// Freezing projects for the queue.
#include "app/frozen_job.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>

#include "app/load.h"
#include "app/progress.h"
#include "app/scripting/script_host.h"
#include "engine/export/output_name.h"
#include "engine/io/project_file.h"

namespace tandem::app {

namespace fs = std::filesystem;

void add_freeze_options(CLI::App& parser, FreezeArgs& args, bool one_project) {
    if (one_project) {
        parser.add_option("PROJECT", args.project, "A .tandem, .otio or other readable timeline")->required();
        parser.add_option("SPEC", args.spec, "A .lua script or a .tandemmatrix.json, as of deliver");
        parser.add_option("--sequence", args.sequence, "With --preset: default the active one");
        parser.add_option("--range", args.range, "With --preset: IN..OUT");
        parser.add_option("-o,--output", args.out, "With SPEC the folder, with --preset the file");
        parser.add_flag("--lossless-parts", args.lossless_parts,
                        "Finished chunks also of films whose packets cannot be copied (with a rate ceiling, VP9 ...), "
                        "stored without loss");
    } else {
        parser.add_option("--spec", args.spec, "A .lua script or a .tandemmatrix.json, as of deliver");
        parser.add_option("-o,--output", args.out, "The folder of the films; default DIR/output");
    }
    parser.add_option("--preset", args.preset, "Instead of a specification: an export preset's name or file");
    parser.add_option("--set", args.sets, "With --preset: key=value of the preset")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser.add_option("--allow", args.allow, "What a script may ask for: read:DIR, env:NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser.add_flag("--deterministic", args.deterministic, "Equal bytes for equal project, build and device");
}

// Media that are not where the project says are looked for now, beside the project: later only the frozen copy is
// known.
static bool all_there(const Project& project) {
    std::error_code ec;
    for (const auto& m : project.media)
        if (!m->path.empty() && !fs::exists(m->path, ec)) return false;
    return true;
}

static Result<DeliveryMatrix> matrix_of(const FreezeArgs& args, const Ref<Project>& project, Context& context) {
    if (args.spec.empty()) {
        Deliverable wish;
        wish.id = "1", wish.preset = args.preset.empty() ? "h264" : args.preset;
        wish.sequence = args.sequence, wish.range = args.range;
        for (const std::string& set : args.sets) {
            const size_t equals = set.find('=');
            if (equals == std::string::npos) return fail(ErrorCode::usage, "--set takes key=value", "--set " + set);
            wish.sets.emplace_back(set.substr(0, equals), set.substr(equals + 1));
        }
        return DeliveryMatrix{{wish}};
    }
    if (!args.preset.empty() || !args.sets.empty() || !args.sequence.empty() || !args.range.empty())
        return fail(ErrorCode::usage, "a specification says preset, keys, sequence and range itself", args.spec);
    if (args.spec.ends_with(".json"))
        return parse_spec(TRY(read_file_limited(args.spec, size_t{4} << 20)), args.spec);
    if (!args.spec.ends_with(".lua"))
        return fail(ErrorCode::usage, "a specification is a .lua script or a .tandemmatrix.json file", args.spec);
    const ScriptAllow allow = TRY(parse_allow(args.allow));
    const Ref<Sequence> sequence = TRY(pick_sequence(*project, {}));
    ScriptOptions options;
    options.print = [&](const std::string& line) { context.progress->warn(line); };
    return parse_spec(TRY(run_delivery_script(*project, *sequence, args.spec, allow, cancel_flag(), options)),
                        args.spec);
}

Result<NewJob> freeze_job(const FreezeArgs& args, Context& context) {
    TRY_VOID(context.on_missing());
    NewJob job;
    job.source = absolute_path(args.project);
    Imported imported = TRY(load_any(job.source));
    auto project = std::make_shared<const Project>(std::move(imported.project));
    const bool script = args.spec.ends_with(".lua");
    if (script || !all_there(*project))
        project = probe_project_media(project, fs::path(job.source).parent_path().string()).project;
    job.project_text = project_text(*project, {});
    job.matrix = TRY(matrix_of(args, project, context));
    for (const Deliverable& wish : job.matrix.deliverables) TRY(pick_sequence(*project, wish.sequence));
    job.folder = absolute_path(args.out.empty() ? "." : args.out);
    if (args.spec.empty() && !args.out.empty()) {
        const fs::path file(job.folder);
        std::error_code ec;
        if (!fs::is_directory(file, ec)) {
            TRY_VOID(check_file_name(file.filename().string()));
            TRY_VOID(check_output(job.folder, context.flags));
            job.matrix.deliverables.front().name = file.filename().string();
            job.folder = file.parent_path().string();
        }
    }
    job.flags = {context.flags.device,  context.flags.on_missing,
                 context.flags.threads, context.flags.on_existing() == OnExisting::replace,
                 args.deterministic,    args.lossless_parts};
    return job;
}

Result<int> parse_jobs(const std::string& word) {
    if (word == "auto") return 0;
    int n = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), n);
    if (error != std::errc{} || end != word.data() + word.size() || n < 1 || n > 256)
        return fail(ErrorCode::usage, "it takes auto or a number from 1 to 256", "--jobs " + word);
    return n;
}

Result<std::string> own_program() {
    std::error_code ec;
    const fs::path path = fs::read_symlink("/proc/self/exe", ec);
    if (ec) return fail(ErrorCode::unavailable, "the path of this program cannot be read: " + ec.message());
    return path.string();
}

} // namespace tandem::app
