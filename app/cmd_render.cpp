// `tandem render`: one export of a project or of any readable timeline. Main thread; the export's own threads are
// joined before it returns.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli.h"
#include "app/json_forms.h"
#include "app/load.h"
#include "app/progress.h"
#include "engine/base/thread.h"
#include "engine/export/export.h"
#include "engine/export/output_name.h"
#include "engine/export/smart_plan.h"
#include "engine/export/verify.h"

namespace tandem::app {

struct RenderArgs {
    std::string project, out, preset = "h264", sequence, range;
    std::vector<std::string> sets;
    bool deterministic = false;
};

static const char* bound_word(Bound bound) {
    static constexpr const char* kWords[] = {"decode", "compute", "encode", "disk"};
    return kWords[static_cast<size_t>(bound)];
}

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

static Value smart_json(const SmartPlan& plan) {
    ValueArray spans;
    for (const SmartSpan& s : plan.spans) {
        ValueObject span{{"first", s.first}, {"frames", s.count}, {"copied", s.source >= 0}};
        if (!s.reason.empty()) span.emplace("reason", s.reason);
        spans.push_back(std::move(span));
    }
    return ValueObject{{"copied", plan.copied}, {"encoded", plan.encoded}, {"spans", spans}};
}

static Result<Outcome> run_render(const RenderArgs& args, Context& context) {
    Cancellable scope;
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
    TRY_VOID(check_output(out, context.flags));
    if (sequence->duration() <= Time{})
        return fail(ErrorCode::bad_data, "the sequence " + sequence->name + " is empty; there is nothing to render",
                    args.project);
    TRY_VOID(refuse_missing(loaded, *sequence, range, on_missing, context));

    const FrameRate rate = sequence->format.rate;
    const Time start = range.empty() ? Time{} : range.start;
    const Time end = range.empty() ? sequence->duration() : range.end();
    const int64_t frames = rate.frames_covering(end) - rate.frame_at(start);
    context.progress->plan(out, frames);
    ValueArray notes;
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
    for (const FrameNote& note : report.notes)
        notes.push_back(ValueObject{{"clip", note.clip.value}, {"what", note.what}});
    const double fps = report.seconds > 0 ? static_cast<double>(report.frames) / report.seconds : 0;
    outcome.json = {{"output", report.output},
                    {"frames", report.frames},
                    {"seconds", report.seconds},
                    {"fps", fps},
                    {"x_realtime", fps / rate.hz()},
                    {"decode_s", report.decode_s},
                    {"compute_s", report.compute_s},
                    {"encode_s", report.encode_s},
                    {"passthrough_frames", report.passthrough_frames},
                    {"bound_by", bound_word(report.bound_by)},
                    {"device", device_names(renderers)},
                    {"preset", preset.id},
                    {"video_encoder", report.video_encoder},
                    {"tries", report.tries},
                    {"loudness", loudness_json(report.loudness)},
                    {"notes", notes},
                    {"warnings", ValueArray(report.warnings.begin(), report.warnings.end())}};
    if (!loaded.report.items.empty()) outcome.json["report"] = loss_json(loaded.report);
    if (report.smart) outcome.json["smart"] = smart_json(*report.smart);
    if (report.verify) outcome.json["verify"] = verify_json(*report.verify);
    outcome.text = format_text("%s: %lld frames in %.1f s (%.1f x realtime, bound by %s)", report.output.c_str(),
                               static_cast<long long>(report.frames), report.seconds, fps / rate.hz(),
                               bound_word(report.bound_by));
    if (report.smart)
        outcome.text +=
            format_text("\n  %lld frames copied, %lld encoded", static_cast<long long>(report.smart->copied),
                        static_cast<long long>(report.smart->encoded));
    for (const FrameNote& note : report.notes) outcome.text += "\n  note: " + note.what;
    outcome.text += loudness_text(report.loudness);
    if (report.verify) outcome.text += "\n" + verify_text(*report.verify);
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
    commands.push_back({sub, [args](Context& context) { return run_render(*args, context); }});
}

} // namespace tandem::app
