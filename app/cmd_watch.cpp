// `tandem watch`: makes deliverables of every file that is put into a folder. Media become projects by `tandem new`,
// projects are delivered as they are, both in child processes, so that a file that brings a decoder down costs itself
// only. Main thread; files are made on the watcher's threads.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/cli.h"
#include "app/frozen_job.h"
#include "app/load.h"
#include "app/progress.h"
#include "engine/base/thread.h"
#include "engine/export/child_process.h"
#include "engine/export/file_digest.h"
#include "engine/export/queue_worker.h"
#include "engine/export/watch.h"
#include "engine/io/interchange.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {

namespace fs = std::filesystem;

namespace {

struct WatchArgs {
    std::string folder, jobs = "1";
    FreezeArgs make;
    double settle = 10, rescan = 5;
    int depth = 4;
    int64_t max_mb = 0, quota_mb = 0, reserve_mb = 256;
    bool once = false;
};

constexpr size_t kMaxText = size_t{256} << 20;

// What every file is made into, as a file for `deliver`, and a digest of it.
struct Recipe {
    std::string spec, digest;
    std::vector<std::string> flags; // of deliver
};

Result<Recipe> recipe_of(const WatchArgs& args, const std::string& folder, const Context& context) {
    Recipe recipe;
    const std::string state = folder + "/.tandem-watch";
    std::error_code ec;
    fs::create_directory(state, ec);
    std::string text;
    if (!args.make.spec.empty()) {
        // A copy: what is watched for is what was asked for at the start.
        const std::string ending = fs::path(args.make.spec).extension().string();
        if (ending != ".json" && ending != ".lua")
            return fail(ErrorCode::usage, "a specification is a .lua script or a .tandemmatrix.json file",
                        args.make.spec);
        if (!args.make.preset.empty() || !args.make.sets.empty())
            return fail(ErrorCode::usage, "a specification says preset and keys itself", args.make.spec);
        text = TRY(read_file_limited(args.make.spec, size_t{4} << 20));
        recipe.spec = state + (ending == ".lua" ? "/spec.lua" : "/spec.tandemmatrix.json");
        if (ending == ".json") TRY(parse_spec(text, args.make.spec));
        TRY_VOID(write_file_atomic(recipe.spec, text));
    } else {
        Preset preset = TRY(load_preset(args.make.preset.empty() ? "h264" : args.make.preset));
        for (const std::string& set : args.make.sets) {
            const size_t equals = set.find('=');
            if (equals == std::string::npos) return fail(ErrorCode::usage, "--set takes key=value", "--set " + set);
            TRY_VOID(set_preset_key(preset, set.substr(0, equals), set.substr(equals + 1)));
        }
        TRY_VOID(check_preset(preset));
        text = preset_text(preset);
        const std::string file = state + "/preset.tandempreset.json";
        TRY_VOID(write_file_atomic(file, text));
        Deliverable wish;
        wish.id = "1", wish.preset = file;
        recipe.spec = state + "/spec.tandemmatrix.json";
        TRY_VOID(write_file_atomic(recipe.spec, matrix_text(DeliveryMatrix{{wish}})));
    }
    for (const std::string& allow : args.make.allow) recipe.flags.insert(recipe.flags.end(), {"--allow", allow});
    recipe.flags.insert(recipe.flags.end(), {"--device", context.flags.device, "--on-missing", context.flags.on_missing,
                                             "--threads", std::to_string(context.flags.threads)});
    if (args.make.deterministic) recipe.flags.push_back("--deterministic");
    for (const std::string& flag : recipe.flags) text += "\n" + flag;
    recipe.digest = sha256_text(text);
    return recipe;
}

struct Ran {
    int exit = 0;
    bool stopped = false;
    std::string message;
};

// A child to its end; one that is killed or fails for a time is tried again.
Ran run_child(const std::vector<std::string>& argv, const std::string& output, int lock) {
    Ran ran;
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto child = ChildProcess::start({.argv = argv, .output = output, .kept_fd = lock, .nice = kBackgroundNice});
        if (!child) return {exit_code(child.error().code), false, child.error().text()};
        ChildTalk talk;
        for (int ticks = 0, asked = 0; !child->wait(100, [&](const std::string&line) { talk.take(line); }); ++ticks)
            if (cancel_flag() && (asked == 0 || ticks - asked == 200)) child->stop(), asked = ticks ? ticks : 1;
        ran = {child->exit(), false, talk.message()};
        if (ran.exit == 0) return ran;
        if (cancel_flag()) return {ran.exit, true, ran.message};
        if (ran.exit < 0) {
            ran.message = "its process was ended by signal " + std::to_string(-ran.exit) + ": " + ran.message;
            ran.exit = exit_code(ErrorCode::temporary);
        }
        if (ran.exit != exit_code(ErrorCode::temporary)) return ran;
    }
    return ran;
}

bool is_timeline(const std::string& path) {
    const std::string ending = fs::path(path).extension().string();
    return ending == ".tandem" || ending == ".otio";
}

// A project with absolute media, as relative ones are relative to where it was put.
Result<void> freeze_timeline(const WatchedFile& file, const std::string& to) {
    const std::string text = TRY(read_file_limited(file.path, kMaxText));
    const bool native = fs::path(file.path).extension() == ".tandem";
    Project project;
    if (native)
        project = TRY(parse_project(text, file.folder));
    else
        project = std::move(TRY(read_otio(text, file.folder)).project);
    return write_file_atomic(to, project_text(project, {}));
}

WatchMade failed(int exit, const std::string& message) { return {exit, message, {}, {}, false}; }

// What a delivery made: films, what lies beside them, reports.
void add_outputs(WatchMade& made) {
    const Value* films = made.detail.find("deliverables");
    if (!films || !films->as_array()) return;
    for (const Value& film : *films->as_array()) {
        const Value* state = film.find("state");
        if (!state || !state->as_string() || *state->as_string() == "failed") continue;
        for (const char* key : {"output", "report"})
            if (const Value* v = film.find(key); v && v->as_string()) made.outputs.push_back(*v->as_string());
        if (const Value* sidecars = film.find("sidecars"); sidecars && sidecars->as_array())
            for (const Value& s : *sidecars->as_array())
                if (s.as_string()) made.outputs.push_back(*s.as_string());
    }
    std::error_code ec;
    std::erase_if(made.outputs, [&](const std::string& path) { return !fs::exists(path, ec); });
}

WatchMade make_file(const WatchedFile& file, const Recipe& recipe, const std::string& program,
                    const std::string& output) {
    const std::string project = file.home + "/" + file.stem + ".tandem";
    std::error_code ec;
    // One that a watcher before made is the same.
    if (!fs::exists(project, ec)) {
        if (is_timeline(file.path)) {
            if (auto frozen = freeze_timeline(file, project); !frozen)
                return failed(exit_code(frozen.error().code), frozen.error().text());
        } else {
            const Ran ran = run_child({program, "new", project, file.path, "--progress", "json"}, {}, file.lock);
            if (ran.exit != 0) return {ran.exit, ran.message, {}, {}, ran.stopped};
        }
    }
    std::vector<std::string> argv{program,      "deliver", project,   recipe.spec,         "-o", output, "--json",
                                  "--progress", "json",    "--parts", file.home + "/parts"};
    argv.insert(argv.end(), recipe.flags.begin(), recipe.flags.end());
    const std::string said = file.home + "/delivery.json";
    const Ran ran = run_child(argv, said, file.lock);
    WatchMade made{ran.exit, ran.exit == 0 ? "" : ran.message, {}, {}, ran.stopped};
    if (auto text = read_file_limited(said, kMaxText))
        if (auto value = parse_value(*text)) made.detail = std::move(*value);
    add_outputs(made);
    return made;
}

Result<Outcome> run_watch_command(const WatchArgs& args, Context& context) {
    Cancellable scope;
    TRY_VOID(context.on_missing());
    std::error_code ec;
    const std::string folder = absolute_path(args.folder);
    if (!fs::is_directory(folder, ec)) return fail(ErrorCode::no_input, "there is no folder of this name", folder);
    const std::string output = args.make.out.empty() ? folder + "/output" : absolute_path(args.make.out);
    if (args.make.out.empty()) fs::create_directory(output, ec);
    if (!fs::is_directory(output, ec) || (args.make.out.empty() && fs::is_symlink(output, ec)))
        return fail(ErrorCode::cant_create, "the folder for the films does not exist; make it first", output);
    const std::string program = TRY(own_program());
    const Recipe recipe = TRY(recipe_of(args, folder, context));
    ValueArray events;
    std::string text;
    WatchOptions options{.folder = folder,
                         .output = output,
                         .recipe = recipe.digest,
                         .settle_s = args.settle,
                         .rescan_s = args.rescan,
                         .depth = args.depth,
                         .max_bytes = args.max_mb << 20,
                         .quota = args.quota_mb << 20,
                         .reserve = args.reserve_mb << 20,
                         .jobs = TRY(parse_jobs(args.jobs)),
                         .once = args.once,
                         .cancel = &cancel_flag(),
                         .make = [&](const WatchedFile& f) { return make_file(f, recipe, program, output); },
                         .tell = {}};
    options.tell = [&](const char* event, const std::string& name, const std::string& why) {
        const std::string word = event;
        if (word == "again" || word == "failed")
            context.progress->warn(name + ": " + word + (why.empty() ? "" : ": " + why));
        if (word == "claim") return;
        const std::string line = word + "  " + name + (why.empty() ? "" : ": " + why) + "\n";
        if (!args.once && !context.flags.json) {
            std::fputs(line.c_str(), stdout), std::fflush(stdout);
        } else if (args.once) {
            text += line;
            events.push_back(ValueObject{{"event", word}, {"name", name}, {"message", why}});
        }
    };
    context.progress->start();
    const WatchReport report = TRY(run_watch(options));
    if (cancel_flag())
        return fail(ErrorCode::cancelled, "the watcher was stopped; claimed files wait for the next one");
    Outcome outcome;
    outcome.json = {{"files", events},
                    {"done", report.done},
                    {"failed", report.failed},
                    {"same", report.same},
                    {"held", report.held}};
    outcome.text = text + format_text("%d done, %d failed, %d made before", report.done, report.failed, report.same);
    if (report.failed > 0) outcome.exit = report.done + report.same > 0 ? 2 : report.worst;
    if (report.failed == 0 && report.held) {
        outcome.exit = exit_code(ErrorCode::io);
        outcome.message = "files wait: the quota is reached, the disk is full or they cannot be moved";
        outcome.text += "; " + outcome.message;
    }
    return outcome;
}

} // namespace

void add_watch(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<WatchArgs>();
    CLI::App* sub = app.add_subcommand("watch", "Make deliverables of every file that is put into a folder");
    sub->fallthrough();
    sub->add_option("DIR", args->folder, "The folder; working, done, failed and output are made in it")->required();
    add_freeze_options(*sub, args->make, false);
    sub->add_flag("--once", args->once, "End when every file is worked on");
    sub->add_option("--settle", args->settle,
                    "Seconds that a file must not change; NAME.ready beside it says it is whole")
        ->check(CLI::Range(0.0, 86400.0));
    sub->add_option("--rescan", args->rescan, "Seconds between looks where no event comes")
        ->check(CLI::Range(0.1, 3600.0));
    sub->add_option("--depth", args->depth, "Levels of folders below")->check(CLI::Range(0, 64));
    sub->add_option("--max-size", args->max_mb, "MiB; larger files fail; 0 = any")
        ->check(CLI::Range(int64_t{0}, int64_t{1} << 30));
    sub->add_option("--quota", args->quota_mb, "MiB that files and films may take together; 0 = any")
        ->check(CLI::Range(int64_t{0}, int64_t{1} << 40));
    sub->add_option("--reserve", args->reserve_mb, "MiB of disk that stay free")
        ->check(CLI::Range(int64_t{0}, int64_t{1} << 30));
    sub->add_option("--jobs", args->jobs, "Files at once: a number, or auto: as cores and memory have room");
    commands.push_back({sub, [args](Context& context) { return run_watch_command(*args, context); }});
}

} // namespace tandem::app
