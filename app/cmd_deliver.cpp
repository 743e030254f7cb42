// `tandem deliver`: a matrix of deliverables from one project, each frame decoded once and composited once for each
// canvas. Main thread; the export's own threads are joined before it returns.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <set>

#include "app/deliver.h"
#include "app/farm.h"
#include "app/json_forms.h"
#include "app/progress.h"
#include "app/scripting/script_host.h"
#include "engine/base/log.h"
#include "engine/export/resumable_delivery.h"
#include "engine/io/disk_space.h"
#include "engine/io/project_file.h"

#ifndef TANDEM_VERSION
#define TANDEM_VERSION "0"
#endif

namespace tandem::app {

namespace fs = std::filesystem;

struct DeliverArgs {
    std::string project, spec, folder = ".", only;
    std::vector<std::string> allow;
    bool deterministic = false;
    FarmArgs farm;
    std::string parts;
    bool lossless_parts = false;
};

Result<DeliveryMatrix> load_spec(const std::string& path, const std::vector<std::string>& allowed, const Loaded& loaded,
                                 Context& context) {
    if (path.ends_with(".json")) return parse_spec(TRY(read_file_limited(path, size_t{4} << 20)), path);
    if (!path.ends_with(".lua"))
        return fail(ErrorCode::usage, "a specification is a .lua script or a .tandemmatrix.json file", path);
    const ScriptAllow allow = TRY(parse_allow(allowed));
    if (context.flags.verbose) log(LogLevel::info, TRY(script_notice(path, allow)));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, {}));
    ScriptOptions options;
    options.print = [&](const std::string& line) { context.progress->warn(line); };
    const std::string text = TRY(run_delivery_script(*loaded.project, *sequence, path, allow, cancel_flag(), options));
    return parse_spec(text, path);
}

Result<DeliveryMatrix> single_film(const std::string& preset, const std::vector<std::string>& sets,
                                   const std::string& sequence, const std::string& range, const std::string& out) {
    Deliverable film;
    film.preset = preset, film.sequence = sequence, film.range = range;
    film.id = film.name = fs::path(out).filename().string();
    if (film.name.find('{') != std::string::npos)
        return fail(ErrorCode::usage, "the name of a film that a farm makes cannot hold {", out);
    for (const std::string& set : sets) {
        const size_t equals = set.find('=');
        if (equals == std::string::npos) return fail(ErrorCode::usage, "--set takes key=value", "--set " + set);
        film.sets.emplace_back(set.substr(0, equals), set.substr(equals + 1));
    }
    DeliveryMatrix matrix;
    matrix.deliverables.push_back(std::move(film));
    return matrix;
}

static const char* state_word(Delivered::State state) {
    static constexpr const char* kWords[] = {"made", "kept", "failed"};
    return kWords[static_cast<size_t>(state)];
}

static ValueObject planned_json(const PlannedDeliverable& film) {
    ValueArray sidecars;
    for (const auto& s : film.sidecars) sidecars.push_back(s.path);
    ValueObject out{{"id", film.id},
                    {"output", film.job.output},
                    {"preset", film.job.preset.id},
                    {"sequence", film.job.sequence->name},
                    {"frames", film.target.frames},
                    {"duration_s", film.target.length.seconds()},
                    {"standing", film.standing == Standing::kept ? "kept" : "wanted"},
                    {"pass", film.pass},
                    {"sidecars", sidecars},
                    {"report", film.report}};
    if (film.target.frames > 0)
        out["width"] = film.target.frame.width, out["height"] = film.target.frame.height,
        out["fps"] = film.target.rate.hz();
    if (film.canvas >= 0) out["canvas"] = film.canvas;
    if (film.estimate) out["estimated_bytes"] = *film.estimate;
    return out;
}

Result<Outcome> planned_outcome(const DeliveryPlan& plan) {
    Outcome outcome;
    ValueArray list;
    for (const PlannedDeliverable& film : plan.files) {
        ValueObject said = planned_json(film);
        if (film.standing == Standing::wanted) {
            auto facts = export_facts(film.job);
            if (!facts) {
                Error error = std::move(facts).error();
                error.what += " (deliverable " + film.id + ")";
                return error;
            }
            for (auto& [key, value] : facts_json(*facts)) said[key] = std::move(value);
        }
        list.push_back(std::move(said));
        const std::string id = film.id, name = film.name;
        outcome.text += format_text("%-12s %s", id.c_str(), name.c_str());
        if (film.target.frames > 0)
            outcome.text +=
                format_text("  %dx%d, %lld frames, canvas %d", film.target.frame.width, film.target.frame.height,
                            static_cast<long long>(film.target.frames), film.canvas);
        outcome.text += format_text(", %s s", seconds_text(film.target.length).c_str());
        if (film.estimate) outcome.text += ", about " + bytes_text(*film.estimate);
        if (film.standing == Standing::kept) outcome.text += ", there already";
        outcome.text += "\n";
    }
    outcome.text += format_text("%d canvases in %d passes", plan.canvases, plan.passes);
    if (plan.disk_free >= 0) outcome.text += ", " + bytes_text(plan.disk_free) + " free";
    outcome.json = {{"deliverables", list},
                    {"canvases", plan.canvases},
                    {"passes", plan.passes},
                    {"disk_free", plan.disk_free},
                    {"media", sources_json(*plan.files[0].job.project)},
                    {"warnings", ValueArray(plan.warnings.begin(), plan.warnings.end())}};
    return outcome;
}

static ValueObject delivered_json(const Delivered& d, const PlannedDeliverable& film) {
    ValueObject out = d.report ? export_json(*d.report) : ValueObject{};
    for (auto& [key, value] : planned_json(film)) out[key] = std::move(value);
    out["state"] = state_word(d.state);
    out.erase("standing");
    out["sidecars"] = ValueArray(d.sidecars.begin(), d.sidecars.end());
    if (d.error) out["error"] = error_json(*d.error);
    return out;
}

Result<Outcome> delivered_outcome(const DeliveryReport& report, const DeliveryPlan& plan, Context& context) {
    Outcome outcome;
    std::set<std::string> noted; // films of one timeline share most
    ValueArray list;
    size_t failed = 0;
    const Error* first = nullptr;
    for (size_t i = 0; i < report.files.size(); ++i) {
        const Delivered& d = report.files[i];
        list.push_back(delivered_json(d, plan.files[i]));
        outcome.text += format_text("%-6s %s", state_word(d.state), d.output.c_str());
        if (d.report) {
            outcome.text += export_text(*d.report);
            for (const FrameNote& note : d.report->notes)
                if (noted.insert(note.what).second) context.progress->warn(note.what);
        }
        if (d.error) {
            ++failed, first = first ? first : &*d.error;
            outcome.text += ": " + d.error->text();
            if (d.error->code == ErrorCode::cancelled) return *d.error;
        }
        if (outcome.text.back() != '\n') outcome.text += "\n";
    }
    outcome.text += format_text("%zu of %zu deliverables in %.1f s, %lld frames composited for %d canvases",
                                report.files.size() - failed, report.files.size(), report.seconds,
                                static_cast<long long>(report.composited_frames), report.canvases);
    outcome.json = {{"deliverables", list},
                    {"canvases", report.canvases},
                    {"mixes", report.mixes},
                    {"composited_frames", report.composited_frames},
                    {"passes", plan.passes},
                    {"seconds", report.seconds},
                    {"warnings", ValueArray(plan.warnings.begin(), plan.warnings.end())}};
    if (failed == 0) return outcome;
    outcome.exit = failed < report.files.size() ? 2 : exit_code(first->code);
    outcome.message = first->text();
    return outcome;
}

Result<void> announce(const DeliveryPlan& plan, const Loaded& loaded, OnMissing on_missing, Context& context) {
    for (const auto& text : plan.warnings) context.progress->warn(text);
    for (const PlannedDeliverable& film : plan.files) {
        TRY_VOID(refuse_missing(loaded, *film.job.sequence, film.job.range, on_missing, context));
        const bool wanted = film.standing == Standing::wanted;
        context.progress->plan(film.id, film.target.progress_frames(),
                               wanted ? part_paths(film) : std::vector<std::string>{});
    }
    return {};
}

static Result<Outcome> run_deliver(const DeliverArgs& args, Context& context) {
    Cancellable scope;
    const Loaded loaded = TRY(load_timeline(args.project, context));
    DeliveryMatrix matrix = TRY(load_spec(args.spec, args.allow, loaded, context));
    const OnMissing on_missing = TRY(context.on_missing());
    DeliveryJob job{
        .project = loaded.project,
        .project_path = absolute_path(args.project),
        .matrix = std::move(matrix),
        .folder = args.folder,
        .only = args.only,
        .build = TANDEM_VERSION,
        .on_missing = on_missing,
        .overwrite = context.flags.on_existing() == OnExisting::replace ? Overwrite::yes : Overwrite::never,
        .deterministic = args.deterministic,
        .threads = context.flags.threads,
        .renderers = {},
        .cancel = &cancel_flag(),
        .progress = [&](const std::string& id, const ExportProgress& p) { context.progress->update(id, p); },
        .warn = [&](const std::string& message) { context.progress->warn(message); }};
    const DeliveryPlan plan = TRY(plan_delivery(job));
    TRY_VOID(announce(plan, loaded, job.on_missing, context));
    bool to_do = false;
    for (const PlannedDeliverable& film : plan.files) {
        to_do = to_do || film.standing == Standing::wanted;
        for (const auto& s : film.sidecars) to_do = to_do || !fs::exists(s.path);
    }
    if (!args.farm.farm.empty() && !context.flags.dry_run) return run_on_farm(args.farm, job, context);
    // Devices are opened only where something is to be made.
    std::vector<std::unique_ptr<FrameRenderer>> renderers;
    if (to_do) renderers = TRY(context.renderers());
    if (context.flags.dry_run) return planned_outcome(plan);
    context.progress->start();
    for (const auto& r : renderers) job.renderers.push_back(r.get());
    if (args.parts.empty()) return delivered_outcome(run_delivery(job, plan), plan, context);
    job.folder = absolute_path(job.folder);
    const PartsOptions parts{absolute_path(args.parts), args.farm.chunk_seconds, args.lossless_parts};
    return delivered_outcome(TRY(run_resumable(job, plan, TANDEM_VERSION, parts)), plan, context);
}

void add_deliver(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<DeliverArgs>();
    CLI::App* sub = app.add_subcommand(
        "deliver", "Make every deliverable of a matrix from one project, each frame composited once");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A .tandem, .otio or other readable timeline")->required();
    sub->add_option("SPEC", args->spec, "A .lua script or a .tandemmatrix.json")->required();
    sub->add_option("-o,--output", args->folder, "The folder to deliver to; default this one");
    sub->add_option("--only", args->only, "Only deliverables whose id or name matches, e.g. 'web-*'");
    sub->add_option("--allow", args->allow, "What a script may ask for: read:DIR, env:NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    sub->add_flag("--deterministic", args->deterministic, "Equal bytes for equal project, build and device");
    add_farm_options(*sub, args->farm);
    CLI::Option* parts = sub->add_option(
        "--parts", args->parts,
        "Folder for finished chunks of long films, from which the same command goes on; it goes when all films stand");
    parts->excludes("--farm");
    sub->add_flag("--lossless-parts", args->lossless_parts,
                  "With --parts: chunks also of films whose packets cannot be copied (with a rate ceiling, VP9 ...), "
                  "stored without loss")
        ->needs(parts);
    commands.push_back({sub, [args](Context& context) { return run_deliver(*args, context); }});
}

} // namespace tandem::app
