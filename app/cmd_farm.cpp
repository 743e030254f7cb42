// `tandem plan`, `chunk`, `audio`, `join` and `encode`: the steps of a farm, for any engine that can start processes.
// Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/deliver.h"
#include "app/farm.h"
#include "app/progress.h"
#include "engine/export/output_name.h"

#ifndef TANDEM_VERSION
#define TANDEM_VERSION "0"
#endif

namespace tandem::app {

namespace fs = std::filesystem;

struct PlanArgs {
    std::string project, spec, out, to = ".", only, preset = "h264", sequence, range;
    std::vector<std::string> sets, allow;
    double chunk_seconds = 30;
    bool deterministic = false;
};

static Result<Outcome> run_plan(const PlanArgs& args, Context& context) {
    Cancellable scope;
    const OnMissing on_missing = TRY(context.on_missing());
    const Loaded loaded = TRY(load_timeline(args.project, context));
    DeliveryJob job{.project = loaded.project, .project_path = loaded.path, .on_missing = on_missing};
    job.only = args.only, job.build = TANDEM_VERSION;
    job.overwrite = context.flags.on_existing() == OnExisting::replace ? Overwrite::yes : Overwrite::never;
    job.deterministic = args.deterministic, job.threads = context.flags.threads;
    std::error_code ec;
    if (!args.spec.empty()) {
        job.matrix = TRY(load_spec(args.spec, args.allow, loaded, context));
        job.folder = absolute_path(args.to);
    } else {
        std::string film = absolute_path(args.to);
        if (fs::is_directory(film, ec)) {
            const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
            film += "/" + output_name(TRY(load_preset(args.preset)), *loaded.project, *sequence, args.project);
        }
        job.matrix = TRY(single_film(args.preset, args.sets, args.sequence, args.range, film));
        job.folder = fs::path(film).parent_path().string();
    }
    const auto renderers = TRY(context.renderers());
    if (!context.flags.dry_run)
        for (const auto& r : renderers) job.renderers.push_back(r.get());
    const FarmDraft draft = TRY(draft_farm({job, args.chunk_seconds, this_machine(device_class(renderers))}));
    TRY_VOID(announce(draft.films, loaded, on_missing, context));
    const std::string folder = absolute_path(args.out);
    Outcome outcome = TRY(planned_outcome(draft.films)); // refuses what encoders refuse
    if (!context.flags.dry_run) TRY_VOID(write_farm(draft, folder));
    outcome.json["hash"] = draft.hash, outcome.json["chunks"] = static_cast<int64_t>(draft.chunks);
    outcome.json["sounds"] = static_cast<int64_t>(draft.sounds);
    outcome.json["plan"] = folder + "/plan.json";
    outcome.text +=
        format_text("\n%zu chunks and %zu sounds; %s", draft.chunks, draft.sounds, (folder + "/plan.json").c_str());
    return outcome;
}

struct StepArgs {
    std::string plan, film;
    int64_t index = -1;
    int retries = 0;
};

static FarmOptions options_of(Context& context, const std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    FarmOptions options{.renderers = {},
                        .threads = context.flags.threads,
                        .cancel = &cancel_flag(),
                        .progress = [&](const ExportProgress& p) { context.progress->update(p); },
                        .warn = [&](const std::string& text) { context.progress->warn(text); }};
    for (const auto& r : renderers) options.renderers.push_back(r.get());
    return options;
}

static const char* done_word(StepDone done) { return done == StepDone::made ? "made" : "kept"; }

// A step, tried again where its error is one that may pass.
template<class Make>
static Result<StepDone> tried(const FarmJob& job, const char* step, size_t index, int retries, Context& context,
                              Make make) {
    for (int left = retries;; --left) {
        auto done = make();
        farm_log(job.folder, step, static_cast<int64_t>(index), done ? done_word(*done) : done.error().text());
        if (done || done.error().code != ErrorCode::temporary || left <= 0) return done;
        context.progress->event("retry", std::string(step) + " " + std::to_string(index) + ": " + done.error().text());
    }
}

static Result<Outcome> run_chunk(const StepArgs& args, Context& context) {
    Cancellable scope;
    // A chunk that is there is found before a device is opened.
    FarmJob job = TRY(open_farm(args.plan, this_machine("")));
    const auto index = static_cast<size_t>(args.index);
    if (index >= job.chunks.size())
        return fail(ErrorCode::usage, "the plan has " + std::to_string(job.chunks.size()) + " chunks, from 0",
                    "--index " + std::to_string(args.index));
    StepDone done = StepDone::kept;
    if (!chunk_done(job, index)) {
        const auto renderers = TRY(context.renderers());
        job = TRY(open_farm(args.plan, this_machine(device_class(renderers))));
        const FarmOptions options = options_of(context, renderers);
        context.progress->plan("chunk " + std::to_string(index), job.chunks[index].frames);
        context.progress->start();
        done = TRY(tried(job, "chunk", index, args.retries, context, [&] { return make_chunk(job, index, options); }));
    }
    Outcome outcome;
    outcome.json = {{"chunk", args.index}, {"frames", job.chunks[index].frames}, {"state", done_word(done)}};
    outcome.text = format_text("chunk %zu: %s, %lld frames", index, done_word(done),
                               static_cast<long long>(job.chunks[index].frames));
    return outcome;
}

static Result<Outcome> run_audio(const StepArgs& args, Context& context) {
    Cancellable scope;
    const FarmJob job = TRY(open_farm(args.plan, this_machine("")));
    const FarmOptions options = options_of(context, {});
    Outcome outcome;
    ValueArray list;
    context.progress->plan("sound", 0);
    context.progress->start();
    size_t first = 0, last = job.sounds.size();
    if (args.index >= 0) first = static_cast<size_t>(args.index), last = first + 1;
    for (size_t i = first; i < last; ++i) {
        const StepDone done =
            TRY(tried(job, "audio", i, args.retries, context, [&] { return make_sound(job, i, options); }));
        list.push_back(ValueObject{{"sound", static_cast<int64_t>(i)}, {"state", done_word(done)}});
        outcome.text += format_text("sound %zu: %s\n", i, done_word(done));
    }
    outcome.json = {{"sounds", list}};
    return outcome;
}

static ValueArray numbers(const std::vector<size_t>& list) {
    ValueArray out;
    for (const size_t n : list) out.push_back(static_cast<int64_t>(n));
    return out;
}

static Result<Outcome> run_join(const StepArgs& args, bool repair, Context& context) {
    Cancellable scope;
    const FarmJob job = TRY(open_farm(args.plan, this_machine("")));
    const FarmOptions options = options_of(context, {});
    const std::vector<size_t> films = films_to_make(job);
    Joined joined = TRY(join_farm(job, films, options));
    const std::vector<std::string> damaged = joined.damaged;
    if (repair && !joined.whole()) {
        FarmArgs farm;
        farm.retries = args.retries;
        context.progress->start();
        PartsGate nobody;
        TRY_VOID(make_parts_here({farm, job, job.folder + "/plan.json", context.flags.device, context}, 1, nobody));
        joined = TRY(join_farm(job, films, options));
    }
    farm_log(job.folder, "join", -1, joined.whole() ? "whole" : "missing " + missing_text(joined));
    Outcome outcome;
    outcome.json = {{"chunks", static_cast<int64_t>(job.chunks.size())},
                    {"sounds", static_cast<int64_t>(job.sounds.size())},
                    {"missing_chunks", numbers(joined.chunks)},
                    {"missing_sounds", numbers(joined.sounds)},
                    {"damaged", ValueArray(damaged.begin(), damaged.end())}};
    outcome.text = format_text("%zu chunks and %zu sounds: ", job.chunks.size(), job.sounds.size());
    for (const std::string& file : damaged) context.progress->warn(file + " was damaged");
    if (joined.whole()) {
        outcome.text += "whole";
        return outcome;
    }
    outcome.text += "missing " + missing_text(joined);
    outcome.message = "missing " + missing_text(joined);
    outcome.exit = exit_code(ErrorCode::temporary);
    return outcome;
}

static Result<std::vector<size_t>> chosen_films(const FarmJob& job, const std::string& word) {
    std::vector<size_t> out;
    for (size_t i = 0; i < job.films.size(); ++i)
        if (word.empty() || word == std::to_string(i)) out.push_back(i);
    for (size_t i = 0; i < job.films.size() && out.empty(); ++i)
        if (job.planned.files[i].id == word) out.push_back(i);
    if (!out.empty()) return out;
    return fail(ErrorCode::usage,
                "the plan has no such deliverable; it has " + std::to_string(job.films.size()) + ", numbered from 0",
                "--deliverable " + word);
}

static Result<Outcome> run_encode(const StepArgs& args, Context& context) {
    Cancellable scope;
    FarmJob job = TRY(open_farm(args.plan, this_machine("")));
    const auto films = TRY(chosen_films(job, args.film));
    std::vector<std::unique_ptr<FrameRenderer>> renderers;
    if (encode_renders(job, films)) {
        renderers = TRY(context.renderers());
        job = TRY(open_farm(args.plan, this_machine(device_class(renderers))));
    }
    const FarmOptions options = options_of(context, renderers);
    DeliveryPlan plan = job.planned;
    plan.files.clear();
    for (const size_t i : films) {
        plan.files.push_back(job.planned.files[i]);
        context.progress->plan(plan.files.back().id, plan.files.back().target.frames);
    }
    context.progress->start();
    const DeliveryReport report = TRY(encode_films(
        job, films, options, [&](const std::string& id, const ExportProgress& p) { context.progress->update(id, p); }));
    for (size_t i = 0; i < films.size(); ++i)
        farm_log(job.folder, "encode", static_cast<int64_t>(films[i]),
                 report.files[i].error ? report.files[i].error->text() : "done");
    return delivered_outcome(report, plan, context);
}

static void add_step(CLI::App& app, Commands& commands, const char* name, const char* help, const char* which,
                     Result<Outcome> (*run)(const StepArgs&, Context&)) {
    auto args = std::make_shared<StepArgs>();
    CLI::App* sub = app.add_subcommand(name, help);
    sub->fallthrough();
    sub->add_option("--plan", args->plan, "plan.json of the job")->required();
    if (std::string(name) == "encode") {
        sub->add_option("--deliverable", args->film, which);
    } else {
        auto* index = sub->add_option("--index", args->index, which)->check(CLI::Range(0, 1'000'000));
        if (std::string(name) == "chunk") index->required();
        sub->add_option("--retries", args->retries, "Tries more where an error may pass by itself")
            ->check(CLI::Range(0, 100));
    }
    commands.push_back({sub, [args, run](Context& context) { return run(*args, context); }});
}

void add_farm(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<PlanArgs>();
    CLI::App* sub = app.add_subcommand("plan", "Cut a delivery or an export into steps for a farm");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A .tandem, .otio or other readable timeline")->required();
    sub->add_option("SPEC", args->spec, "A .lua script or a .tandemmatrix.json; without one, one film of --preset");
    sub->add_option("-o,--output", args->out, "The job's folder, which all machines see")->required();
    sub->add_option("--to", args->to, "The folder to deliver to, or the film; default this folder");
    sub->add_option("--only", args->only, "Only deliverables whose id or name matches, e.g. 'web-*'");
    sub->add_option("--allow", args->allow, "What a script may ask for: read:DIR, env:NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    sub->add_option("-p,--preset", args->preset, "Name or file of a preset, without SPEC")->capture_default_str();
    sub->add_option("--sequence", args->sequence, "Name of the sequence, without SPEC; default the active one");
    sub->add_option("--range", args->range, "IN..OUT, without SPEC; default the whole sequence");
    sub->add_option("--set", args->sets, "key=value of the preset, without SPEC")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    sub->add_option("--chunk-seconds", args->chunk_seconds, "Least length of a chunk on the timeline")
        ->capture_default_str()
        ->check(CLI::Range(0.001, 1e6));
    sub->add_flag("--deterministic", args->deterministic, "Equal bytes for equal project, build and device");
    commands.push_back({sub, [args](Context& context) { return run_plan(*args, context); }});

    add_step(app, commands, "chunk", "Make one chunk of a plan's pictures", "Number of the chunk, from 0", run_chunk);
    add_step(app, commands, "audio", "Make the whole sounds of a plan", "Number of one sound, from 0; default all",
             run_audio);
    auto join = std::make_shared<StepArgs>();
    auto repair = std::make_shared<bool>(false);
    sub = app.add_subcommand(
        "join", "Check that all parts that a plan's films still need are there and whole; exit 75 where not");
    sub->fallthrough();
    sub->add_option("--plan", join->plan, "plan.json of the job")->required();
    sub->add_flag("--repair", *repair, "Make here what is missing or damaged");
    sub->add_option("--retries", join->retries, "Tries more for each step of --repair")->check(CLI::Range(0, 100));
    commands.push_back({sub, [join, repair](Context& context) { return run_join(*join, *repair, context); }});
    add_step(app, commands, "encode", "Make the films of a plan from its parts; done means verified",
             "Number from 0, or id, of one film; default all", run_encode);
}

} // namespace tandem::app
