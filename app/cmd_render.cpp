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
#include "engine/export/smart_plan.h"
#include "engine/export/verify.h"

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

    const FrameRate rate = sequence->format.rate;
    const Time start = range.empty() ? Time{} : range.start;
    const Time end = range.empty() ? sequence->duration() : range.end();
    const int64_t frames = rate.frames_covering(end) - rate.frame_at(start);
    TRY(OutputPlace::plan({.project = loaded.project,
                           .sequence = sequence,
                           .preset = preset,
                           .output = out,
                           .overwrite = Overwrite::yes, // what is there was looked at
                           .renderers = {}},
                          frames));
    context.progress->plan(out, frames);
    Outcome outcome;
    outcome.message = out;
    if (context.flags.dry_run) {
        outcome.json = {{"output", out},
                        {"frames", frames},
                        {"preset", preset.id},
                        {"device", device_names(renderers)},
                        {"sequence", sequence->name},
                        {"report", loss_json(loaded.report)}};
        outcome.text =
            format_text("would render %lld frames of %s to %s with preset %s on %s", static_cast<long long>(frames),
                        sequence->name.c_str(), out.c_str(), preset.id.c_str(), device_names(renderers).c_str());
        return outcome;
    }
    if (farm) return render_on_farm(args, loaded, out, on_missing, context);
    context.progress->start();
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
    for (const auto& r : renderers) job.renderers.push_back(r.get());
    const ExportReport report = TRY(run_export(job));
    const double fps = report.seconds > 0 ? static_cast<double>(report.frames) / report.seconds : 0;
    outcome.json = export_json(report);
    outcome.json["output"] = report.output, outcome.json["preset"] = preset.id;
    outcome.json["fps"] = fps, outcome.json["x_realtime"] = fps / rate.hz();
    outcome.json["device"] = device_names(renderers);
    ValueArray times;
    for (const auto& r : renderers)
        if (Value v = device_times_json(*r); !v.is_null()) times.push_back(std::move(v));
    if (!times.empty()) outcome.json["device_times"] = times;
    if (!loaded.report.items.empty()) outcome.json["report"] = loss_json(loaded.report);
    outcome.text = format_text("%s: %lld frames in %.1f s (%.1f x realtime, bound by %s)", report.output.c_str(),
                               static_cast<long long>(report.frames), report.seconds, fps / rate.hz(),
                               bound_word(report.bound_by));
    outcome.text += export_text(report);
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
