// `tandem frame` and `tandem dump`: one instant of a sequence, as a picture file or as the text of what is computed.
// Main thread.
#include <CLI/CLI.hpp>

#include "app/cli.h"
#include "app/image_file.h"
#include "app/load.h"
#include "app/progress.h"
#include "app/scope_sheet.h"
#include "engine/audio/compile_plan.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"
#include "engine/video/assets.h"
#include "engine/video/render_frame.h"

namespace tandem::app {

struct FrameArgs {
    std::string project, at, out, float_out, sequence, what = "frame";
    std::vector<std::string> scopes;
    bool deep = false;
};

// Number of the frame that --at names.
static Result<int64_t> frame_number(const std::string& at, const Sequence& sequence) {
    const FrameRate rate = sequence.format.rate;
    const int64_t number = rate.frame_at(TRY(parse_at(at, sequence)));
    if (number < 0 || rate.time_of(number) >= sequence.duration())
        return fail(ErrorCode::usage,
                    "--at lies outside the sequence, which ends at " + time_text(sequence.duration(), rate), at);
    return number;
}

static Result<Outcome> run_frame(const FrameArgs& args, Context& context) {
    if (args.out.empty() && args.float_out.empty())
        return fail(ErrorCode::usage, "name a picture: -o OUT.png or --float OUT.exr");
    for (const std::string& path : {args.out, args.float_out})
        if (!path.empty()) TRY_VOID(check_output(path, context.flags));
    if (!args.out.empty() && lower_extension(args.out) != "png")
        return fail(ErrorCode::usage, "-o writes PNG; --float writes .exr and .pfm", args.out);
    const std::vector<ScopeKind> scopes = TRY(scopes_named(args.scopes));
    if (!scopes.empty() && args.out.empty())
        return fail(ErrorCode::usage, "a scope is a picture; name it with -o OUT.png", "--scope");
    const std::string float_form = lower_extension(args.float_out);
    if (!args.float_out.empty() && float_form != "exr" && float_form != "pfm")
        return fail(ErrorCode::usage, "--float writes .exr and .pfm", args.float_out);
    const OnMissing on_missing = TRY(context.on_missing());
    auto renderer = TRY(context.renderer());
    const Loaded loaded = TRY(load_timeline(args.project, context));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
    const FrameRate rate = sequence->format.rate;
    const int64_t number = TRY(frame_number(args.at, *sequence));
    const Time t = rate.time_of(number);
    TRY_VOID(refuse_missing(loaded, *sequence, {t, rate.time_of(number + 1) - t}, on_missing, context));

    // The samples of the export's picture as RGB: its own transfer, full range.
    RenderSpec spec{.target = target_of(*sequence, args.deep ? PixelFormat::rgb48le : PixelFormat::rgb24),
                    .on_missing = on_missing};
    spec.target.colour.matrix = Matrix::rgb;
    spec.target.colour.range = ColourRange::full;
    spec.target.colour.siting = ChromaSiting::unspecified;
    auto assets = make_frame_assets();
    DecodePool pool({.max_readers = 8, .decoder_threads = context.flags.threads});
    std::vector<FrameNote> notes;
    Outcome outcome;
    ValueArray outputs;
    auto write = [&](const std::string& path, FrameForm form) -> Result<void> {
        const PictureRef picture = TRY(render_sequence_frame(loaded.project, *sequence, t, spec, *assets, pool,
                                                             *renderer, form, notes.empty() ? &notes : nullptr));
        const std::string bytes = form == FrameForm::target ? png_bytes(*picture)
                                  : float_form == "exr"     ? exr_bytes(*picture)
                                                            : pfm_bytes(*picture);
        outputs.push_back(path);
        outcome.text += path + ": frame " + time_text(t, rate) + "\n";
        if (context.flags.dry_run) return {};
        return write_file_atomic(absolute_path(path), bytes);
    };
    if (scopes.empty() && !args.out.empty()) TRY_VOID(write(args.out, FrameForm::target));
    if (!scopes.empty()) {
        // The frame as a film stores it.
        const Transfer transfer = spec.target.colour.transfer;
        const bool deep = args.deep || transfer == Transfer::pq || transfer == Transfer::hlg;
        RenderSpec stored = spec;
        stored.target = target_of(*sequence, deep ? PixelFormat::yuv420p10le : PixelFormat::yuv420p);
        const PictureRef picture = TRY(render_sequence_frame(loaded.project, *sequence, t, stored, *assets, pool,
                                                             *renderer, FrameForm::target, &notes));
        const auto engine = context.scopes();
        ScopeSheet sheet = TRY(draw_scopes(*picture, scopes, *engine));
        for (const std::string& warning : engine->take_warnings()) context.progress->warn(warning);
        outcome.json["scopes"] = std::move(sheet.json);
        outcome.text += args.out + ": " + sheet.text + " of frame " + time_text(t, rate) + "\n";
        outputs.push_back(args.out);
        if (!context.flags.dry_run) TRY_VOID(write_file_atomic(absolute_path(args.out), png_bytes(*sheet.picture)));
    }
    if (!args.float_out.empty()) TRY_VOID(write(args.float_out, FrameForm::working_float));
    for (const std::string& warning : renderer->take_warnings()) context.progress->warn(warning);
    ValueArray noted;
    for (const FrameNote& note : notes) {
        noted.push_back(ValueObject{{"clip", note.clip.value}, {"what", note_text(note)}});
        outcome.text += "  note: " + note_text(note) + "\n";
    }
    outcome.json["frame"] = number;
    outcome.json["time"] = time_text(t, rate);
    outcome.json["width"] = sequence->format.width;
    outcome.json["height"] = sequence->format.height;
    outcome.json["outputs"] = outputs;
    outcome.json["notes"] = noted;
    outcome.message = args.out.empty() ? args.float_out : args.out;
    return outcome;
}

static Result<Outcome> run_dump(const FrameArgs& args, Context& context) {
    const OnMissing on_missing = TRY(context.on_missing());
    const Loaded loaded = TRY(load_timeline(args.project, context));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
    const FrameRate rate = sequence->format.rate;
    const Time t = rate.time_of(TRY(frame_number(args.at, *sequence)));
    Outcome outcome;
    if (args.what == "frame") {
        auto assets = make_frame_assets();
        const RenderSpec spec{.target = target_of(*sequence, PixelFormat::yuv420p), .on_missing = on_missing};
        outcome.text = dump(TRY(compile_frame(*loaded.project, *sequence, t, spec, *assets)));
    } else {
        const AudioSpec spec{.rate = sequence->format.audio_rate, .channels = sequence->format.channels, .bus = {}};
        outcome.text = audio::dump(*TRY(audio::compile_plan(*loaded.project, *sequence, spec)));
    }
    outcome.json = {{"what", args.what}, {"time", time_text(t, rate)}, {"text", outcome.text}};
    return outcome;
}

void add_frame(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<FrameArgs>();
    CLI::App* sub = app.add_subcommand("frame", "One frame as the export would make it");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A readable timeline")->required();
    sub->add_option("--at", args->at, "Time of the frame")->required();
    sub->add_option("-o,--output", args->out, "OUT.png");
    sub->add_option("--float", args->float_out,
                    "OUT.exr or OUT.pfm: before conversion to the target, linear, premultiplied");
    sub->add_option("--sequence", args->sequence, "Name of the sequence; default the active one");
    sub->add_option("--scope", args->scopes,
                    "Draw scopes of the stored frame to -o instead, one below the other: waveform, rgb, parade, "
                    "vectorscope, histogram, falsecolor, zebra, peaking (several: NAME,NAME)")
        ->delimiter(',');
    sub->add_flag("--16", args->deep, "PNG of 16 bits; scopes of a 10-bit frame");
    commands.push_back({sub, [args](Context& context) { return run_frame(*args, context); }});
}

void add_dump(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<FrameArgs>();
    CLI::App* sub = app.add_subcommand("dump", "The frame program or the audio plan as text");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A readable timeline")->required();
    sub->add_option("--at", args->at, "Time of the frame")->required();
    sub->add_option("--what", args->what, "frame or plan")
        ->check(CLI::IsMember({"frame", "plan"}))
        ->capture_default_str();
    sub->add_option("--sequence", args->sequence, "Name of the sequence; default the active one");
    commands.push_back({sub, [args](Context& context) { return run_dump(*args, context); }});
}

} // namespace tandem::app
