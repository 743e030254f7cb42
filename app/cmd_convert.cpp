// `tandem convert IN OUT`: interchange between timeline formats, with a report of what was kept. Main thread.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <set>

#include "app/cli.h"
#include "app/json_forms.h"
#include "app/load.h"
#include "engine/io/json_value.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"

namespace tandem::app {

struct ConvertArgs {
    std::string in, out, report, dialect = "spec";
};

static Result<OtioDialect> dialect_of(const std::string& word) {
    if (word == "spec") return OtioDialect::spec;
    if (word == "resolve") return OtioDialect::resolve;
    if (word == "premiere") return OtioDialect::premiere;
    if (word == "nuke") return OtioDialect::nuke;
    return fail(ErrorCode::usage, "a dialect is one of spec, resolve, premiere, nuke", "--dialect " + word);
}

static Result<std::string> subtitles_of(const Project& project, const std::string& extension, const std::string& in) {
    for (const auto& track : project.active_sequence() ? project.active_sequence()->tracks : std::vector<Ref<Track>>{})
        if (track->kind == TrackKind::subtitle) return extension == "srt" ? write_srt(*track) : write_vtt(*track);
    return fail(ErrorCode::bad_data, "there is no subtitle track to write", in);
}

// An edit list holds one picture track: the lowest that has clips. Others, sound and subtitles are named as dropped.
static Result<std::string> edl_of(const Project& project, const std::string& in, LossReport& losses) {
    const Ref<Sequence> sequence = TRY(pick_sequence(project, ""));
    Ref<Track> chosen;
    for (const auto& track : sequence->tracks) {
        if (track->items.empty()) continue;
        if (!chosen && track->kind == TrackKind::picture && track->enabled)
            chosen = track;
        else
            losses.items.push_back({LossItem::Fate::dropped, std::to_string(track->items.size()) + " clips",
                                    "track " + track->name + ": an edit list holds one picture track"});
    }
    if (!chosen) return fail(ErrorCode::bad_data, "there is no picture track with clips to write", in);
    return write_edl(project, *sequence, *chosen, {Time{}, sequence->duration()}, &losses);
}

// Clips of the sequence that nothing was said of went over whole. Items of a whole track ("track A1", "track A1: why")
// are of all its clips.
static void add_kept(const Sequence& sequence, bool subtitles_only, LossReport& losses) {
    std::set<std::string> named;
    for (const LossItem& item : losses.items) named.insert(item.where.substr(0, item.where.find(": ")));
    for (const auto& track : sequence.tracks) {
        const std::string of = "track " + track->name;
        if (named.contains(of) || (subtitles_only && track->kind != TrackKind::subtitle)) continue;
        for (const Placement& p : track->items) {
            const std::string where =
                of + ", clip " + p.clip->name + " (" + time_text(p.start, sequence.format.rate) + ")";
            if (!named.contains(where)) losses.items.push_back({LossItem::Fate::kept, "clip", where});
        }
    }
}

static bool same_file(const std::string& a, const std::string& b) {
    std::error_code none;
    return absolute_path(a) == absolute_path(b) || std::filesystem::equivalent(a, b, none);
}

static Result<void> check_places(const ConvertArgs& args, const CommonFlags& flags) {
    if (same_file(args.in, args.out)) return fail(ErrorCode::usage, "OUT is IN; name another file", args.out);
    if (!args.report.empty() && (same_file(args.report, args.in) || same_file(args.report, args.out)))
        return fail(ErrorCode::usage, "--report is IN or OUT; name a file of its own", args.report);
    TRY_VOID(check_output(args.out, flags));
    if (!args.report.empty()) TRY_VOID(check_output(args.report, flags));
    return {};
}

static Result<Outcome> run_convert(const ConvertArgs& args, Context& context) {
    TRY_VOID(check_places(args, context.flags));
    const OtioDialect dialect = TRY(dialect_of(args.dialect));
    const std::string out = absolute_path(args.out);
    const std::string extension = lower_extension(out);
    Loaded loaded = TRY(load_timeline(args.in, context));
    const Project& project = *loaded.project;
    LossReport losses = loaded.report;
    const bool dry = context.flags.dry_run;
    std::string text; // of all but a project
    if (extension == "tandem") {
    } else if (extension == "otio") {
        const Ref<Sequence> sequence = TRY(pick_sequence(project, ""));
        text = write_otio(project, sequence->id, dialect, std::filesystem::path(out).parent_path().string(), &losses);
    } else if (extension == "srt" || extension == "vtt") {
        text = TRY(subtitles_of(project, extension, args.in));
    } else if (extension == "edl") {
        text = TRY(edl_of(project, args.in, losses));
    } else {
        return fail(ErrorCode::unavailable, "this version writes .tandem, .otio, .edl, .srt and .vtt, not " + extension,
                    args.out);
    }
    const bool subtitles = extension == "srt" || extension == "vtt";
    if (const Ref<Sequence> sequence = project.active_sequence()) add_kept(*sequence, subtitles, losses);
    Outcome outcome;
    outcome.json = {{"input", args.in}, {"output", args.out}, {"report", loss_json(losses)}};
    if (!dry) {
        // The report first: where it cannot be written, nothing is.
        const std::string report = args.report.empty() ? "" : absolute_path(args.report);
        if (!report.empty()) TRY_VOID(write_file_atomic(report, value_text(outcome.json) + "\n"));
        auto written = extension == "tandem" ? save_project(project, out) : write_file_atomic(out, text);
        std::error_code none;
        if (!written && !report.empty()) std::filesystem::remove(report, none);
        TRY_VOID(std::move(written));
    }
    outcome.text = args.out + (dry ? ": would be written\n" : ": written\n") + loss_text(losses);
    for (const MediaIssue& issue : loaded.probed.issues) outcome.text += "  media: " + issue.error.text() + "\n";
    outcome.message = args.out;
    return outcome;
}

void add_convert(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<ConvertArgs>();
    CLI::App* sub = app.add_subcommand("convert", "Turn one timeline format into another");
    sub->fallthrough();
    sub->add_option("IN", args->in, "A readable timeline")->required();
    sub->add_option("OUT", args->out, "OUT.tandem, .otio, .edl, .srt or .vtt")->required();
    sub->add_option("--report", args->report, "Write the loss report (JSON) here");
    sub->add_option("--dialect", args->dialect, "OTIO for: spec, resolve, premiere, nuke")->capture_default_str();
    commands.push_back({sub, [args](Context& context) { return run_convert(*args, context); }});
}

} // namespace tandem::app
