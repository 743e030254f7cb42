// `tandem verify FILE [--against PROJECT]`: decodes a finished film and measures it; with a project, compares sampled
// pictures with what the render graph makes of the same instants. Main thread.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/cli.h"
#include "app/json_forms.h"
#include "app/load.h"
#include "app/progress.h"
#include "engine/export/verify.h"
#include "engine/media/probe.h"
#include "engine/video/assets.h"
#include "engine/video/render_frame.h"

namespace tandem::app {

using Clock = std::chrono::steady_clock;

struct VerifyArgs {
    std::string file, against, sequence, range;
    int samples = 16;
    double min_psnr = 26; // a wrong picture is far below, a hard-pressed encoder above
};

// Mean squared difference of all components relative to full scale, as dB; 99 where equal.
static double psnr(const Picture& a, const Picture& b) {
    const PixelFormatInfo& format = info(a.format);
    double sum = 0, count = 0;
    for (int c = 0; c < std::min<int>(format.components, 3); ++c) {
        const PixelComponent& comp = format.comp[static_cast<size_t>(c)];
        const bool chroma = format.model == ColourModel::yuv && c > 0;
        const int width = chroma ? -(-a.width >> format.chroma_shift_x) : a.width;
        const int height = chroma ? -(-a.height >> format.chroma_shift_y) : a.height;
        const double scale = 1.0 / ((1 << std::min<int>(comp.depth, 16)) - 1);
        auto value = [&](const Picture& p, int x, int y) {
            const uint8_t* at = p.data[comp.plane] + y * p.stride[comp.plane] + comp.offset + x * comp.step;
            const int word = comp.depth > 8 || comp.shift > 0 ? at[0] | at[1] << 8 : at[0];
            return static_cast<double>((word >> comp.shift) & ((1 << comp.depth) - 1)) * scale;
        };
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                const double d = value(a, x, y) - value(b, x, y);
                sum += d * d;
                count += 1;
            }
    }
    return sum <= 0 || count <= 0 ? 99 : std::min(99.0, -10 * std::log10(sum / count));
}

struct Comparison {
    ValueArray frames;
    double lowest = 99;
    int64_t expected = 0;
};

static Result<Comparison> compare(const VerifyArgs& args, const VerifyReport& report, Context& context) {
    const OnMissing on_missing = TRY(context.on_missing());
    auto renderer = TRY(context.renderer());
    const Loaded loaded = TRY(load_timeline(args.against, context));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
    TimeRange range = TRY(parse_range(args.range, *sequence));
    if (const std::string text = range_warning(range, *sequence); !text.empty()) {
        context.progress->warn(text);
        range = TimeRange::between(range.start, sequence->duration());
    }
    TRY_VOID(refuse_missing(loaded, *sequence, range, on_missing, context));
    const FrameRate rate = sequence->format.rate;
    const int64_t first = range.empty() ? 0 : rate.frame_at(range.start);
    const int64_t last = rate.frames_covering(range.empty() ? sequence->duration() : range.end());
    Comparison result;
    result.expected = report.rate == rate ? last - first : report.frames;
    const Media film = TRY(probe_media(args.file));
    if (film.pictures.empty()) return result;
    auto reader = TRY(VideoReader::open(film, {.decoder_threads = context.flags.threads}));
    auto assets = make_frame_assets();
    DecodePool pool({.decoder_threads = context.flags.threads});
    const int64_t samples = std::min<int64_t>(args.samples, std::max<int64_t>(1, report.frames));
    for (int64_t i = 0; i < samples; ++i) {
        if (cancel_flag()) return fail(ErrorCode::cancelled, "interrupted");
        const int64_t frame = samples == 1 ? 0 : i * (report.frames - 1) / (samples - 1);
        const PictureRef made = TRY(reader->frame_at(report.rate.time_of(frame)));
        const Time t = report.rate == rate ? rate.time_of(first + frame)
                                           : (range.empty() ? Time{} : range.start) + report.rate.time_of(frame);
        RenderSpec spec{.target = {.format = made->format, .width = made->width, .height = made->height, .colour = {}},
                        .on_missing = on_missing};
        spec.target.colour =
            with_defaults(made->colour, made->width, made->height, info(made->format).model == ColourModel::rgb);
        const PictureRef meant =
            TRY(render_sequence_frame(loaded.project, *sequence, t, spec, *assets, pool, *renderer));
        const double db = psnr(*made, *meant);
        result.lowest = std::min(result.lowest, db);
        result.frames.push_back(ValueObject{{"frame", frame}, {"psnr_db", db}});
    }
    for (const std::string& warning : renderer->take_warnings()) context.progress->warn(warning);
    return result;
}

static Result<Outcome> run_verify(const VerifyArgs& args, Context& context) {
    Cancellable scope;
    context.progress->plan(args.file, 0);
    context.progress->start();
    const auto begin = Clock::now();
    auto told = begin;
    int64_t stated = 0;
    VerifyReport report =
        TRY(verify_file(args.file, {}, &cancel_flag(), VerifyDepth::full, [&](int64_t frame, int64_t frames) {
            stated = frames;
            const auto now = Clock::now();
            if (now - told < std::chrono::milliseconds(250)) return;
            told = now;
            const double seconds = std::chrono::duration<double>(now - begin).count();
            ExportProgress p{.frame = frame, .frames = std::max(frame, frames), .phase = "verify"};
            p.fps = static_cast<double>(frame) / seconds;
            p.eta_s = static_cast<double>(p.frames - frame) / p.fps;
            context.progress->update(p);
        }));
    context.progress->update({.frame = report.frames, .frames = std::max(stated, report.frames), .phase = "verify"});
    Outcome outcome;
    std::string compared;
    ValueObject against;
    if (!args.against.empty()) {
        const Comparison result = TRY(compare(args, report, context));
        if (report.frames != result.expected)
            report.problems.push_back(format_text("%lld frames where the project makes %lld",
                                                  static_cast<long long>(report.frames),
                                                  static_cast<long long>(result.expected)));
        if (!result.frames.empty()) {
            compared = format_text("  pictures: %zu compared with %s, lowest PSNR %.1f dB\n", result.frames.size(),
                                   args.against.c_str(), result.lowest);
            if (result.lowest < args.min_psnr)
                report.problems.push_back(
                    format_text("a picture differs from the project: PSNR %.1f dB, at least %.1f is asked for",
                                result.lowest, args.min_psnr));
        }
        against = {{"project", args.against}, {"frames", result.frames}, {"lowest_psnr_db", result.lowest}};
    }
    outcome.json = verify_json(report);
    if (!args.against.empty()) outcome.json["against"] = against;
    outcome.text = verify_text(report) + compared;
    outcome.exit = report.problems.empty() ? 0 : exit_code(ErrorCode::bad_data);
    outcome.message = report.problems.empty() ? args.file : report.problems.front();
    return outcome;
}

void add_verify(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<VerifyArgs>();
    CLI::App* sub = app.add_subcommand("verify", "Decode and measure a film; with a project, compare its pictures");
    sub->fallthrough();
    sub->add_option("FILE", args->file, "The film")->required();
    sub->add_option("--against", args->against, "The project that it was made from");
    sub->add_option("--sequence", args->sequence, "Name of the project's sequence; default the active one");
    sub->add_option("--range", args->range, "IN..OUT that was rendered; default the whole sequence");
    sub->add_option("--samples", args->samples, "Pictures to compare")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    sub->add_option("--min-psnr", args->min_psnr, "Lowest PSNR in dB that counts as the same picture")
        ->capture_default_str();
    commands.push_back({sub, [args](Context& context) { return run_verify(*args, context); }});
}

} // namespace tandem::app
