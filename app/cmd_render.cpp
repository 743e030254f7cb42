// `tandem render`: one export of a project or of any readable timeline. Main thread; the export's own threads are
// joined before it returns.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "app/deliver.h"
#include "app/device_times.h"
#include "app/farm.h"
#include "app/json_forms.h"
#include "app/progress.h"
#include "engine/base/thread.h"
#include "engine/export/export.h"
#include "engine/export/output_name.h"
#include "engine/export/output_place.h"
#include "engine/export/smart_match.h"
#include "engine/export/smart_plan.h"
#include "engine/export/target.h"
#include "engine/export/verify.h"
#include "engine/io/disk_space.h"

#ifndef TANDEM_VERSION
#define TANDEM_VERSION "0"
#endif

namespace tandem::app {

struct RenderArgs {
    std::string project, out, preset = "h264", sequence, range;
    std::vector<std::string> sets;
    bool deterministic = false, stats = false;
    FarmArgs farm;
};

// "vulkan (A) x 2, vulkan (B)"
static std::string device_names(const std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    std::vector<std::pair<std::string, int>> counted;
    for (const auto& r : renderers) {
        auto known = std::find_if(counted.begin(), counted.end(), [&](const auto& c) { return c.first == r->name(); });
        if (known == counted.end())
            counted.emplace_back(r->name(), 1);
        else
            ++known->second;
    }
    std::string text;
    for (const auto& [name, count] : counted)
        text += (text.empty() ? "" : ", ") + name + (count > 1 ? " x " + std::to_string(count) : "");
    return text;
}

static std::string amount_text(int64_t frames, Time length) {
    if (frames > 0) return format_text("%lld frames", static_cast<long long>(frames));
    return seconds_text(length) + " s of sound";
}

// The same film as a delivery of one, for a farm.
static Result<Outcome> render_on_farm(const RenderArgs& args, const Loaded& loaded, const std::string& out,
                                      OnMissing on_missing, Context& context) {
    DeliveryJob job{.project = loaded.project, .project_path = loaded.path, .on_missing = on_missing};
    job.matrix = TRY(single_film(args.preset, args.sets, args.sequence, args.range, out));
    job.folder = std::filesystem::path(absolute_path(out)).parent_path().string();
    job.build = TANDEM_VERSION;
    job.overwrite = context.flags.on_existing() == OnExisting::replace ? Overwrite::yes : Overwrite::never;
    job.deterministic = args.deterministic, job.threads = context.flags.threads;
    return run_on_farm(args.farm, job, context);
}

static Result<Outcome> run_render(const RenderArgs& asked, Context& context) {
    Cancellable scope;
    RenderArgs args = asked;
    const OnMissing on_missing = TRY(context.on_missing());
    Preset preset = TRY(load_preset(args.preset));
    for (const std::string& set : args.sets) {
        const size_t equals = set.find('=');
        if (equals == std::string::npos) return fail(ErrorCode::usage, "--set takes key=value", "--set " + set);
        TRY_VOID(set_preset_key(preset, set.substr(0, equals), set.substr(equals + 1)));
    }
    const auto renderers = TRY(context.renderers());
    const Loaded loaded = TRY(load_timeline(args.project, context));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
    const TimeRange range = TRY(parse_range(args.range, *sequence));
    const std::string out = args.out.empty() ? output_name(preset, *loaded.project, *sequence, args.project) : args.out;
    if (std::none_of(args.sets.begin(), args.sets.end(),
                     [](const std::string& set) { return set.starts_with("container.mux="); })) {
        const std::string before = preset.container.mux;
        if (const std::string misnamed = follow_name(preset, out); !misnamed.empty()) context.progress->warn(misnamed);
        if (preset.container.mux != before) args.sets.push_back("container.mux=" + preset.container.mux);
    }
    // A farm knows its own films again.
    const bool farm = !args.farm.farm.empty() && !context.flags.dry_run;
    if (!farm) TRY_VOID(check_output(out, context.flags));
    if (sequence->duration() <= Time{})
        return fail(ErrorCode::bad_data, "the sequence " + sequence->name + " is empty; there is nothing to render",
                    args.project);
    TRY_VOID(refuse_missing(loaded, *sequence, range, on_missing, context));

    const ExportTarget target =
        TRY(decide_target(*loaded.project, *sequence, TRY(match_source(*loaded.project, *sequence, preset)), range));
    TRY(OutputPlace::plan({.project = loaded.project,
                           .sequence = sequence,
                           .preset = preset,
                           .output = out,
                           .overwrite = Overwrite::yes, // what is there was looked at
                           .renderers = {}},
                          target.frames));
    context.progress->plan(out, target.progress_frames());
    std::vector<std::string> warnings;
    // A farm's plan says it by itself.
    if (const std::string text = range_warning(range, *sequence); !text.empty() && !farm)
        context.progress->warn(text), warnings.push_back(text);
    Outcome outcome;
    outcome.message = out;
    if (farm) return render_on_farm(args, loaded, out, on_missing, context);
    ExportJob job{.project = loaded.project,
                  .sequence = sequence,
                  .preset = preset,
                  .output = out,
                  .range = range,
                  .on_missing = on_missing,
                  .overwrite = context.flags.on_existing() == OnExisting::replace ? Overwrite::yes : Overwrite::never,
                  .deterministic = args.deterministic,
                  .threads = context.flags.threads,
                  .renderers = {},
                  .cancel = &cancel_flag(),
                  .progress = [&](const ExportProgress& p) { context.progress->update(p); },
                  .warn = [&](const std::string& message) { context.progress->warn(message); }};
    if (context.flags.dry_run) {
        const ExportFacts facts = TRY(export_facts(job));
        outcome.json = facts_json(facts);
        outcome.json["output"] = out, outcome.json["preset"] = preset.id, outcome.json["sequence"] = sequence->name;
        outcome.json["device"] = device_names(renderers), outcome.json["media"] = sources_json(*loaded.project);
        outcome.json["warnings"] = ValueArray(warnings.begin(), warnings.end());
        outcome.json["report"] = loss_json(loaded.report);
        outcome.text = format_text("would render %s of %s to %s with preset %s on %s",
                                   amount_text(target.frames, target.length).c_str(), sequence->name.c_str(),
                                   out.c_str(), preset.id.c_str(), device_names(renderers).c_str());
        if (facts.size) outcome.text += "; about " + bytes_text(facts.size->bytes);
        if (facts.disk_free >= 0) outcome.text += ", " + bytes_text(facts.disk_free) + " are free";
        return outcome;
    }
    context.progress->start();
    for (const auto& r : renderers) job.renderers.push_back(r.get());
    ExportReport report = TRY(run_export(job));
    report.warnings.insert(report.warnings.begin(), warnings.begin(), warnings.end());
    const double seconds = std::max(1e-3, report.seconds), x_realtime = report.length.seconds() / seconds;
    outcome.json = export_json(report);
    outcome.json["output"] = report.output, outcome.json["preset"] = preset.id;
    outcome.json["fps"] = static_cast<double>(report.frames) / seconds, outcome.json["x_realtime"] = x_realtime;
    outcome.json["device"] = device_names(renderers);
    ValueArray times;
    for (const auto& r : renderers)
        if (Value v = device_times_json(*r); !v.is_null()) times.push_back(std::move(v));
    if (!times.empty()) outcome.json["device_times"] = times;
    if (!loaded.report.items.empty()) outcome.json["report"] = loss_json(loaded.report);
    outcome.text = format_text("%s: %s in %.1f s (%.1f x realtime", report.output.c_str(),
                               amount_text(report.frames, report.length).c_str(), report.seconds, x_realtime);
    // Which stage is the slowest is known of pictures.
    outcome.text += report.frames > 0 ? format_text(", bound by %s)", bound_word(report.bound_by)) : ")";
    outcome.text += export_text(report);
    for (const FrameNote& note : report.notes) context.progress->warn(note.what);
    for (const auto& r : renderers)
        if (args.stats) outcome.text += device_times_text(*r);
    return outcome;
}

void add_render(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<RenderArgs>();
    CLI::App* sub = app.add_subcommand("render", "Render a project or timeline to a film; done means verified");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A .tandem, .otio or other readable timeline")->required();
    sub->add_option("-o,--output", args->out, "The film; default from the preset's name");
    sub->add_option("-p,--preset", args->preset, "Name or file of a preset")->capture_default_str();
    sub->add_option("--sequence", args->sequence, "Name of the sequence; default the active one");
    sub->add_option("--range", args->range, "IN..OUT; default the whole sequence");
    sub->add_option("--set", args->sets, "key=value of the preset, e.g. video.crf=18")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    sub->add_flag("--deterministic", args->deterministic, "Equal bytes for equal project, build and device");
    sub->add_flag("--stats", args->stats, "Print what each kernel took, by the device's own clock");
    add_farm_options(*sub, args->farm);
    commands.push_back({sub, [args](Context& context) { return run_render(*args, context); }});
}

} // namespace tandem::app
