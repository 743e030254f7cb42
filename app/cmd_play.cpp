// `tandem play`: realtime playback without a window. The sound device drives the transport and the sound engine, the
// frame server makes pictures ahead of it, this thread presents them when they are due and measures how far off it was.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <thread>
#include <tuple>

#include "app/cli.h"
#include "app/device_times.h"
#include "app/load.h"
#include "app/progress.h"
#include "engine/audio/compile_plan.h"
#include "engine/session/sound_output.h"
#include "engine/transport/sync_meter.h"
#include "engine/video/assets.h"
#include "engine/video/frame_server.h"

namespace tandem::app {

struct PlayArgs {
    std::string project, sequence, at, audio = "default", quality = "full", size, speed = "1", jack = "off";
    double seconds = 0;
};

static constexpr int kBlockFrames = 256;
static constexpr double kMostSeconds = 1e9;
static constexpr auto kFillLimit = std::chrono::seconds(20);

static Result<Speed> parse_speed(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0' || !(std::abs(value) >= 0.125 && std::abs(value) <= 8))
        return fail(ErrorCode::usage, "a speed lies between 0.125 and 8, or is negative for backwards",
                    "--speed " + text);
    return Speed{std::lround(value * 1000), 1000};
}

static Result<View> parse_view(const PlayArgs& args) {
    View view;
    if (args.quality == "half") view.quality = ViewQuality::half;
    if (args.quality == "quarter") view.quality = ViewQuality::quarter;
    if (args.size.empty()) return view;
    char rest = 0;
    if (std::sscanf(args.size.c_str(), "%dx%d%c", &view.width, &view.height, &rest) != 2 || view.width < 2 ||
        view.height < 2 || view.width > 16384 || view.height > 16384)
        return fail(ErrorCode::usage, "a size is WIDTHxHEIGHT in pixels", "--size " + args.size);
    return view;
}

static TransportLink parse_link(const std::string& word) {
    if (word == "follow") return TransportLink::follow;
    if (word == "lead") return TransportLink::lead;
    return word == "both" ? TransportLink::both : TransportLink::off;
}

static const char* bound_word(ViewBound bound) {
    static constexpr const char* kWords[] = {"none", "decode", "compute", "caller"};
    return kWords[static_cast<size_t>(bound)];
}

namespace {

// What was played, for the report.
struct Played {
    SyncReport sync;
    FrameServerReport frames;
    double seconds = 0;
    audio::OutputReport output;
    audio::SoundReport sound;
    // Runs of the transport in samples of the device's rate: where they began and where they were stopped, -1 where
    // they were not.
    struct Run {
        int64_t from = 0, to = -1;
    };
    std::vector<Run> runs;
    int rate = 0;            // of these samples
    bool linked = false;     // with JACK's transport
    int64_t stands_at = 0;   // in the end, also where it still rolled
    uint64_t generation = 0; // of the last run

    void see(const ClockPoint& p) {
        const int64_t here = p.reference.samples_round(p.rate);
        const bool open = !runs.empty() && runs.back().to < 0 && generation == p.generation;
        if (p.state == TransportState::rolling && !open)
            runs.push_back({.from = here}), generation = p.generation;
        else if (p.state == TransportState::stopped && open)
            runs.back().to = here;
    }
    ValueArray runs_json() const {
        ValueArray all;
        for (const Run& r : runs) {
            ValueObject run{{"from", r.from}};
            if (r.to >= 0) run.emplace("to", r.to);
            all.emplace_back(std::move(run));
        }
        return all;
    }
};

} // namespace

// The sound of the sequence on a device; `silent` says why nothing is heard.
static Result<std::unique_ptr<SoundOutput>> open_sound(const PlayArgs& args, const Loaded& loaded,
                                                       const Sequence& sequence, Context& context,
                                                       std::string& silent) {
    const Format& format = sequence.format;
    auto sound = TRY(open_sound_output({.device = args.audio,
                                        .rate = format.audio_rate,
                                        .channels = format.channels,
                                        .block_frames = kBlockFrames,
                                        .threads = context.flags.threads,
                                        .link = parse_link(args.jack)}));
    if (!sound->warning.empty()) context.progress->warn(sound->warning);
    if (sound->rate != format.audio_rate)
        context.progress->warn("the sound device plays no " + std::to_string(format.audio_rate) +
                               " Hz; the mix is heard at " + std::to_string(sound->rate) + " Hz");
    auto plan = audio::compile_plan(*loaded.project, sequence, {.rate = sound->rate, .channels = sound->channels});
    if (plan)
        sound->engine.set_plan(*plan);
    else
        silent = plan.error().text();
    return sound;
}

namespace {

// Where it is played, and how.
struct Way {
    Time from, to; // to < from backwards
    Speed speed;
    TransportLink link = TransportLink::off;
    double seconds = 0; // > 0 while others lead: then it ends after so many, whatever they did
};

} // namespace

static constexpr auto kStopLimit = std::chrono::milliseconds(600);

// Plays and measures. What others do with JACK's transport is followed by picture and sound alike.
static Result<Played> play(FrameServer& server, const View& view, const Way& way, SoundOutput& sound, bool heard,
                           Context& context) {
    Transport& transport = sound.transport;
    const auto [from, to, speed] = std::tuple(way.from, way.to, way.speed);
    SyncMeter meter;
    Played out;
    out.rate = sound.rate;
    uint64_t pictures = server.show(view, from, speed);
    transport.set_speed(speed);
    uint64_t place = transport.locate(from);
    bool fills = true; // the transport's place is still to be filled
    if (way.link != TransportLink::follow) transport.play();
    auto begun = std::chrono::steady_clock::now();
    const auto start = begun;

    const double pace = std::abs(static_cast<double>(speed.num) / static_cast<double>(speed.den));
    const int64_t total = view.sequence->format.rate.frames_covering(from < to ? to - from : from - to);
    context.progress->start();
    int64_t told_ns = monotonic_ns(), start_ns = 0;
    int link_losses = 0;
    while (!cancel_flag()) {
        const ClockPoint point = transport.point();
        const int64_t now = monotonic_ns();
        if (way.link != TransportLink::off) {
            out.see(point);
            const audio::OutputReport report = sound.output->report();
            out.linked = report.linked;
            if (std::exchange(link_losses, report.link_losses) != report.link_losses)
                context.progress->warn("JACK's transport is gone; Tandem's own goes on from the same place");
            if (point.outer_moved && point.generation > place) {
                place = point.generation, fills = point.state == TransportState::locating;
                pictures = server.locate(point.reference, speed);
                begun = std::chrono::steady_clock::now();
            }
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
            if (way.seconds > 0 && spent.count() >= way.seconds) break;
        }
        if (fills) {
            const bool late = std::chrono::steady_clock::now() - begun >= kFillLimit;
            const bool ready = server.wait_ready(6, std::chrono::milliseconds(late ? 0 : 20)) &&
                               (!heard || sound.engine.filled(place));
            if (!ready && !late) {
                sleep_until_ns(now + 1'000'000);
                continue;
            }
            transport.filled(place);
            fills = false;
        }
        Time t = audible_at(point, now);
        // The last frame counts even where this thread slept past its end.
        const bool rolls = point.state == TransportState::rolling;
        const bool ended = (way.link == TransportLink::off || rolls) && (speed.num > 0 ? t >= to : t <= to);
        if (ended) t = speed.num > 0 ? to - Time{1} : to + Time{1};
        if (!ended && !rolls) {
            sleep_until_ns(now + 1'000'000);
            continue;
        }
        if (start_ns == 0) start_ns = now;
        const auto served = server.frame_at(t);
        if (served && served->fresh && served->generation == pictures) {
            const Time shown_at = audible_at(transport.point(), monotonic_ns());
            const Time late = speed.num > 0 ? shown_at - served->due : served->due - shown_at;
            meter.add(late.seconds() * 1000 / pace);
        }
        if (ended) break;
        if (now - told_ns > 500'000'000) {
            told_ns = now;
            const double spent = static_cast<double>(now - start_ns) * 1e-9;
            const auto shown = static_cast<double>(meter.report().frames);
            context.progress->update({.frame = view.sequence->format.rate.frame_at(from < to ? t - from : from - t),
                                      .frames = total,
                                      .fps = spent > 0 ? shown / spent : 0,
                                      .x_realtime = pace,
                                      .eta_s = (to < t ? t - to : to - t).seconds() / pace,
                                      .phase = "play"});
        }
        // Until the next frame is due; sooner to look whether a late one came, and never so long that an end or an
        // interruption waits.
        int64_t wake = now + 20'000'000;
        if (const auto next = server.next_due(t)) wake = std::min(wake, audible_ns(point, *next));
        wake = std::min(wake, audible_ns(point, to));
        if (!served || served->late) wake = std::min(wake, now + 1'000'000);
        sleep_until_ns(std::max(wake, now + 100'000));
    }
    out.seconds = start_ns ? static_cast<double>(monotonic_ns() - start_ns) * 1e-9 : 0;
    out.frames = server.report();
    out.sync = meter.report();
    if (leads(way.link)) { // JACK's transport stops with it
        transport.stop();
        const auto asked = std::chrono::steady_clock::now();
        while (transport.point().state != TransportState::stopped &&
               std::chrono::steady_clock::now() - asked < kStopLimit)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        out.see(transport.point());
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // until the server has seen it
    }
    const ClockPoint end = transport.point();
    out.stands_at = audible_at(end, monotonic_ns()).samples_round(end.rate);
    out.output = sound.output->report();
    out.sound = sound.engine.report();
    return out;
}

static Result<Outcome> run_play(const PlayArgs& args, Context& context) {
    Cancellable scope;
    const Speed speed = TRY(parse_speed(args.speed));
    View view = TRY(parse_view(args));
    view.on_missing = TRY(context.on_missing());
    auto renderer = TRY(context.renderer(KernelWait::stand_in));
    const Loaded loaded = TRY(load_timeline(args.project, context));
    const Ref<Sequence> sequence = TRY(pick_sequence(*loaded.project, args.sequence));
    view.project = loaded.project, view.sequence = sequence;
    const Format& format = sequence->format;
    const Time end = sequence->duration();
    if (end <= Time{})
        return fail(ErrorCode::bad_data, "the sequence " + sequence->name + " is empty; there is nothing to play",
                    args.project);
    const Time backwards_start = format.rate.time_of(format.rate.frames_covering(end) - 1);
    Time from = !args.at.empty() ? format.rate.time_of(format.rate.frame_at(TRY(parse_at(args.at, *sequence))))
                : speed.num > 0  ? Time{}
                                 : backwards_start;
    if (from < Time{} || from >= end)
        return fail(ErrorCode::usage, "--at lies outside the sequence, which ends at " + time_text(end, format.rate),
                    args.at);
    // Backwards the frame at `from` is seen first, from its end on.
    if (speed.num < 0) from = format.rate.time_of(format.rate.frame_at(from) + 1) - Time{1};
    Time to = speed.num > 0 ? end : Time{};
    const TransportLink link = parse_link(args.jack);
    if (link != TransportLink::off && !speed.normal())
        return fail(ErrorCode::usage, "JACK's transport knows speed 1 only", "--speed " + args.speed);
    if (args.seconds > 0 && link != TransportLink::follow) {
        const Time length = speed.source(Time::from_double(args.seconds));
        to = speed.num > 0 ? std::min(to, from + length) : std::max(to, from + length);
    }
    TRY_VOID(refuse_missing(loaded, *sequence,
                            speed.num > 0 ? TimeRange::between(from, to) : TimeRange::between(to, from),
                            view.on_missing, context));

    const FrameTarget target = view_target(view);
    context.progress->plan("play", format.rate.frames_covering(from < to ? to - from : from - to));
    Played played;
    std::string silent;
    std::vector<std::string> warnings;
    auto assets = make_frame_assets();
    DecodePool pool({.decoder_threads = context.flags.threads});
    if (!context.flags.dry_run) {
        std::string unplanned;
        auto sound = TRY(open_sound(args, loaded, *sequence, context, unplanned));
        if (link != TransportLink::off && !sound->output->linked()) {
            const std::string why =
                "sound is played on " + sound->output->report().device + ", not through a JACK server";
            if (link == TransportLink::follow)
                return fail(ErrorCode::unavailable,
                            why + ", so there is no transport to follow; start the server and play with --audio JACK",
                            "--jack-transport follow");
            context.progress->warn(why + "; JACK's transport is neither followed nor led");
        }
        FrameServer server(*assets, pool, *renderer);
        const Way way{.from = from,
                      .to = to,
                      .speed = speed,
                      .link = link,
                      .seconds = link == TransportLink::follow ? args.seconds : 0};
        played = TRY(play(server, view, way, *sound, unplanned.empty(), context));
        warnings = server.take_warnings();
        silent = unplanned;
    }
    for (std::string& warning : renderer->take_warnings()) warnings.push_back(std::move(warning));
    for (const std::string& warning : warnings) context.progress->warn(warning);
    if (cancel_flag()) return fail(ErrorCode::cancelled, "playback was interrupted");
    for (const std::string& error : played.sound.errors) context.progress->warn(error + "; silence instead");
    for (const std::string& warning : played.sound.warnings) context.progress->warn(warning);
    const FrameServerReport& f = played.frames;
    if (f.error && f.shown == 0 && !context.flags.dry_run) return *f.error;
    const SyncReport& s = played.sync;
    Outcome outcome;
    outcome.json = {
        {"frames_shown", f.shown},
        {"frames_dropped", f.dropped},
        {"frames_repeated", f.repeated},
        {"frames_skipped", f.skipped},
        {"frames_noted", f.noted},
        {"sync_ms",
         ValueObject{
             {"frames", s.frames}, {"mean", s.mean_ms}, {"p50", s.p50_ms}, {"p99", s.p99_ms}, {"worst", s.worst_ms}}},
        {"bound_by", bound_word(f.bound)},
        {"late_by_decode", f.late_decode},
        {"late_by_compute", f.late_compute},
        {"unasked", f.unasked},
        {"decode_s", f.decode_s},
        {"compute_s", f.compute_s},
        {"seconds", played.seconds},
        {"speed", args.speed},
        {"width", target.width},
        {"height", target.height},
        {"quality", args.quality},
        {"device", renderer->name()},
        {"warnings", ValueArray(warnings.begin(), warnings.end())},
        {"audio", ValueObject{{"device", played.output.device},
                              {"blocks", played.sound.blocks},
                              {"underflows", played.output.underflows},
                              {"losses", played.output.losses},
                              {"starved", played.sound.starved},
                              {"starved_track", played.sound.starved_track},
                              {"longest_call_us", played.sound.longest_us},
                              {"silent", silent}}}};
    if (link != TransportLink::off)
        outcome.json["jack_transport"] =
            ValueObject{{"mode", args.jack},   {"linked", played.linked},    {"losses", played.output.link_losses},
                        {"rate", played.rate}, {"runs", played.runs_json()}, {"stands_at", played.stands_at}};
    if (Value times = device_times_json(*renderer); !times.is_null()) outcome.json["device_times"] = std::move(times);
    if (f.error) outcome.json["error"] = f.error->text();
    outcome.text =
        format_text("played %.2f s at %dx%d (%s quality, speed %s) on %s\n"
                    "frames: %lld shown, %lld dropped, %lld repeated, %lld skipped on purpose; bound by %s\n"
                    "sync, shown minus due: mean %.2f ms, p50 %.2f, p99 %.2f, worst %.2f\n"
                    "busy: decode %.2f s, compute %.2f s\n",
                    played.seconds, target.width, target.height, args.quality.c_str(), args.speed.c_str(),
                    renderer->name().c_str(), static_cast<long long>(f.shown), static_cast<long long>(f.dropped),
                    static_cast<long long>(f.repeated), static_cast<long long>(f.skipped), bound_word(f.bound),
                    s.mean_ms, s.p50_ms, s.p99_ms, s.worst_ms, f.decode_s, f.compute_s);
    outcome.text += "sound: " + (silent.empty() ? played.output.device : "not played; " + silent);
    if (silent.empty())
        outcome.text += format_text("; %lld underflows, %lld quanta of a track not ready, longest call %.0f us",
                                    static_cast<long long>(played.output.underflows),
                                    static_cast<long long>(played.sound.starved), played.sound.longest_us);
    if (played.sound.starved > 0) outcome.text += "\n  note: first of all " + played.sound.starved_track + " was late";
    if (link != TransportLink::off) {
        outcome.text += "\nJACK transport, " + args.jack + ", in samples at " + std::to_string(played.rate) + " Hz:";
        for (const Played::Run& r : played.runs)
            outcome.text += " " + std::to_string(r.from) + (r.to < 0 ? "-" : "-" + std::to_string(r.to));
        outcome.text += "; stands at " + std::to_string(played.stands_at);
    }
    outcome.text += device_times_text(*renderer);
    if (f.error) outcome.text += "\n  note: " + f.error->text();
    outcome.message = "played";
    return outcome;
}

void add_play(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<PlayArgs>();
    CLI::App* sub = app.add_subcommand(
        "play", "Realtime playback without a window: shows frames by the clock and prints how far off they were");
    sub->fallthrough();
    sub->add_option("PROJECT", args->project, "A readable timeline")->required();
    sub->add_option("--seconds", args->seconds, "Stop after so many seconds; default at the end")
        ->check([](const std::string& text) -> std::string {
            char* end = nullptr;
            const double seconds = std::strtod(text.c_str(), &end);
            if (*end == '\0' && seconds > 0 && seconds <= kMostSeconds) return {};
            return "a number of seconds above 0, not " + text;
        });
    sub->add_option("--audio", args->audio,
                    "default, null (the monotonic clock, nothing is heard) or a device of `tandem devices`")
        ->capture_default_str();
    sub->add_option(
           "--jack-transport", args->jack,
           "off; follow: start, stop and go where JACK's other programs do, for --seconds or to the end; lead: they "
           "go with this; both. Frame 0 of JACK's is the timeline's sample 0")
        ->check(CLI::IsMember({"off", "follow", "lead", "both"}))
        ->capture_default_str();
    sub->add_option("--at", args->at, "Where to start; default the beginning, backwards the end");
    sub->add_option("--speed", args->speed,
                    "-8 to 8; sound follows like a tape; above 2 frames are skipped evenly and sound is in grains")
        ->capture_default_str();
    sub->add_option("--quality", args->quality, "full, half or quarter of the picture's sides")
        ->check(CLI::IsMember({"full", "half", "quarter"}))
        ->capture_default_str();
    sub->add_option("--size", args->size, "WIDTHxHEIGHT of the viewer that the picture is fitted into");
    sub->add_option("--sequence", args->sequence, "Name of the sequence; default the active one");
    commands.push_back({sub, [args](Context& context) { return run_play(*args, context); }});
}

} // namespace tandem::app
