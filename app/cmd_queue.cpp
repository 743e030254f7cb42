// `tandem queue`: exports that wait, and the worker that makes them. Main thread; the worker's own threads are joined
// before it returns.
#include <CLI/CLI.hpp>
#include <cinttypes>
#include <filesystem>
#include <mutex>

#include "app/cli.h"
#include "app/frozen_job.h"
#include "app/progress.h"
#include "engine/export/queue_worker.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {

namespace fs = std::filesystem;

namespace {

struct QueueArgs {
    std::string folder; // of the queue
    FreezeArgs freeze;
    std::string title, place, jobs = "1";
    int64_t id = 0, reserve_mb = 256;
    double chunk_seconds = 30;
    bool once = false, watch = false, ended = false;
};

Result<JobQueue> open_queue(const QueueArgs& args) {
    return JobQueue::open(args.folder.empty() ? queue_folder() : args.folder);
}

std::string job_line(const QueuedJob& job) {
    std::string line = format_text("%4" PRId64 "  %-9s %s", job.id, job_state_word(job.state), job.title.c_str());
    if (job.progress && job.progress->frames > 0)
        line += format_text("  %d %%, %.1f fps", static_cast<int>(100 * job.progress->frame / job.progress->frames),
                            job.progress->fps);
    if (job.interrupted) line += "  (interrupted; it goes on with the next worker)";
    if (job.ask != JobAsk::none) line += job.ask == JobAsk::pause ? "  (pausing)" : "  (stopping)";
    if (!job.message.empty()) line += "  " + job.message;
    return line + "\n";
}

Outcome state_outcome(int64_t id, JobState state) {
    Outcome outcome;
    outcome.json = {{"id", id}, {"state", job_state_word(state)}};
    outcome.text = format_text("job %" PRId64 ": %s", id, job_state_word(state));
    return outcome;
}

Result<Outcome> run_add(const QueueArgs& args, Context& context) {
    JobQueue queue = TRY(open_queue(args));
    NewJob job = TRY(freeze_job(args.freeze, context));
    job.title = args.title;
    Outcome outcome;
    if (context.flags.dry_run) {
        outcome.json = {{"folder", job.folder}, {"deliverables", static_cast<int64_t>(job.matrix.deliverables.size())}};
        outcome.text =
            format_text("would queue %zu deliverables to %s", job.matrix.deliverables.size(), job.folder.c_str());
        return outcome;
    }
    const int64_t id = TRY(queue.add(job));
    const QueuedJob added = TRY(queue.find(id));
    outcome.json = job_value(added);
    outcome.text = format_text("%" PRId64, id);
    outcome.message = added.title;
    return outcome;
}

Result<Outcome> run_list(const QueueArgs& args, Context&) {
    JobQueue queue = TRY(open_queue(args));
    const QueueListing all = TRY(queue.list());
    Outcome outcome;
    ValueArray jobs;
    if (all.paused) outcome.text = "the queue is paused\n";
    for (const QueuedJob& job : all.jobs) {
        jobs.push_back(job_value(job));
        outcome.text += job_line(job);
    }
    for (const std::string& problem : all.problems) outcome.text += problem + "\n";
    if (outcome.text.empty()) outcome.text = "the queue is empty";
    outcome.json = {{"queue", queue.folder()},
                    {"paused", all.paused},
                    {"jobs", jobs},
                    {"problems", ValueArray(all.problems.begin(), all.problems.end())}};
    return outcome;
}

Result<Outcome> run_show(const QueueArgs& args, Context&) {
    JobQueue queue = TRY(open_queue(args));
    const QueuedJob job = TRY(queue.find(args.id));
    Outcome outcome;
    outcome.json = job_value(job);
    outcome.text = job_line(job) + "project  " + job.source + "\nfrozen   " + job.project + "\nfolder   " + job.folder +
                   "\nadded    " + utc_text(job.added_ms);
    // What the delivery said, in full.
    constexpr size_t kMax = size_t{64} << 20;
    if (auto text = read_file_limited(job.report(), kMax))
        if (auto report = parse_value(*text)) outcome.json["delivery"] = *report;
    if (outcome.json.contains("report")) outcome.text += "\nreport   " + job.report();
    return outcome;
}

Result<Outcome> run_move(const QueueArgs& args, Context&) {
    JobQueue queue = TRY(open_queue(args));
    int64_t to = 1;
    if (args.place == "up" || args.place == "down")
        to = TRY(queue.place_of(args.id)) + (args.place == "up" ? -1 : 1);
    else if (args.place != "top")
        to = std::stoll(args.place);
    TRY_VOID(queue.move(args.id, to));
    Outcome outcome;
    to = TRY(queue.place_of(args.id));
    outcome.json = {{"id", args.id}, {"place", to}};
    outcome.text = format_text("job %" PRId64 " is number %" PRId64 " now", args.id, to);
    return outcome;
}

Result<Outcome> run_pause(const QueueArgs& args, bool pause) {
    JobQueue queue = TRY(open_queue(args));
    if (args.id != 0) return state_outcome(args.id, TRY(pause ? queue.pause(args.id) : queue.resume(args.id)));
    TRY_VOID(queue.pause_all(pause));
    Outcome outcome;
    outcome.json = {{"paused", pause}};
    outcome.text = pause ? "the queue is paused: what runs goes on, nothing is begun" : "the queue goes on";
    return outcome;
}

Result<Outcome> run_remove(const QueueArgs& args, Context&) {
    JobQueue queue = TRY(open_queue(args));
    Outcome outcome;
    if (args.ended == (args.id != 0)) return fail(ErrorCode::usage, "remove takes a job's number or --ended");
    if (args.ended) {
        const int64_t count = TRY(queue.remove_ended());
        outcome.json = {{"removed", count}};
        outcome.text = format_text("%" PRId64 " jobs were removed", count);
        return outcome;
    }
    TRY_VOID(queue.remove(args.id));
    outcome.json = {{"id", args.id}, {"removed", true}};
    outcome.text = format_text("job %" PRId64 " was removed", args.id);
    return outcome;
}

Result<Outcome> run_worker(const QueueArgs& args, Context& context) {
    Cancellable scope;
    JobQueue queue = TRY(open_queue(args));
    WorkerOptions options;
    options.program = TRY(own_program());
    options.until = args.once    ? WorkerOptions::Until::one
                    : args.watch ? WorkerOptions::Until::stopped
                                 : WorkerOptions::Until::empty;
    options.jobs = TRY(parse_jobs(args.jobs));
    options.reserve = args.reserve_mb << 20;
    options.chunk_seconds = args.chunk_seconds;
    options.cancel = &cancel_flag();
    options.warn = [&](const std::string& text) { context.progress->warn(text); };
    ValueArray ended;
    std::string text;
    options.tell = [&](const char* event, const QueuedJob& job) {
        const std::string name = "job " + std::to_string(job.id);
        if (event == std::string_view("begin")) context.progress->plan(name, 0), context.progress->start();
        if (job.progress)
            context.progress->update(name, {.frame = job.progress->frame,
                                            .frames = job.progress->frames,
                                            .fps = job.progress->fps,
                                            .eta_s = job.progress->eta_s,
                                            .phase = job.progress->phase});
        if (event == std::string_view("end")) {
            ended.push_back(job_value(job));
            text += job_line(job);
        }
    };
    const WorkerReport report = TRY(run_queue(queue, options));
    if (cancel_flag())
        return fail(ErrorCode::cancelled, "the worker was stopped; its jobs wait and go on with the next");
    Outcome outcome;
    outcome.json = {{"jobs", ended}, {"done", report.done}, {"failed", report.failed}, {"held", report.held}};
    outcome.text = text + format_text("%d done, %d failed", report.done, report.failed);
    if (report.held > 0) outcome.text += format_text(", %d wait for disk space", report.held);
    if (report.failed > 0) outcome.exit = report.done > 0 ? 2 : report.worst;
    if (report.failed == 0 && report.held > 0) outcome.exit = exit_code(ErrorCode::io);
    return outcome;
}

} // namespace

void add_queue(CLI::App& app, Commands& commands) {
    auto args = std::make_shared<QueueArgs>();
    CLI::App* sub = app.add_subcommand("queue", "Exports that wait: they survive a crash and a restart");
    sub->require_subcommand(1);
    sub->fallthrough();
    sub->add_option("--queue", args->folder, "The queue's folder; default the user's own");
    auto command = [&](const char* name, const char* help, std::function<Result<Outcome>(Context&)> run) {
        CLI::App* c = sub->add_subcommand(name, help);
        c->fallthrough();
        commands.push_back({c, std::move(run)});
        return c;
    };
    auto with_id = [&](CLI::App* c, bool required) {
        auto* id = c->add_option("ID", args->id, "The job's number")->check(CLI::Range(int64_t{1}, INT64_MAX));
        if (required) id->required();
    };
    CLI::App* add = command("add", "Queue a project as it is now; prints the job's number",
                            [args](Context& context) { return run_add(*args, context); });
    add_freeze_options(*add, args->freeze, true);
    add->add_option("--title", args->title, "What lists call the job");
    command("list", "All jobs in their order", [args](Context& context) { return run_list(*args, context); });
    with_id(command("show", "One job, with what its delivery said",
                    [args](Context& context) { return run_show(*args, context); }),
            true);
    CLI::App* move = command("move", "Change the order of what has not ended",
                             [args](Context& context) { return run_move(*args, context); });
    with_id(move, true);
    auto* place = move->add_option_group("place")->require_option(1);
    place->add_option("--to", args->place, "The place, from 1")->check(CLI::Range(int64_t{1}, INT64_MAX));
    for (const char* word : {"up", "down", "top"})
        place->add_flag_callback(
            std::string("--") + word, [args, word] { args->place = word; }, word);
    with_id(
        command("pause", "Pause one job, or begin nothing more", [args](Context&) { return run_pause(*args, true); }),
        false);
    with_id(command("resume", "Undo a pause", [args](Context&) { return run_pause(*args, false); }), false);
    with_id(command("retry", "Queue a job again that failed or was cancelled",
                    [args](Context&) -> Result<Outcome> {
                        JobQueue queue = TRY(open_queue(*args));
                        return state_outcome(args->id, TRY(queue.retry(args->id)));
                    }),
            true);
    with_id(command("cancel", "Stop a job; what it has finished stays",
                    [args](Context&) -> Result<Outcome> {
                        JobQueue queue = TRY(open_queue(*args));
                        return state_outcome(args->id, TRY(queue.cancel(args->id)));
                    }),
            true);
    CLI::App* remove = command("remove", "Forget a job that does not run",
                               [args](Context& context) { return run_remove(*args, context); });
    with_id(remove, false);
    remove->add_flag("--ended", args->ended, "All that have ended");
    CLI::App* run = command("run", "The worker: makes the jobs in their order until the queue is empty",
                            [args](Context& context) { return run_worker(*args, context); });
    auto* once = run->add_flag("--once", args->once, "One job");
    run->add_flag("--watch", args->watch, "Wait for more jobs, until it is stopped")->excludes(once);
    run->add_option("--jobs", args->jobs, "Jobs at once: a number, or auto: as the cores, memory and disk have room");
    run->add_option(
           "--chunk-seconds", args->chunk_seconds,
           "Least length of the chunks that a long film is made in, where an interrupted one goes on from them")
        ->capture_default_str()
        ->check(CLI::Range(0.001, 1e6));
    run->add_option("--reserve", args->reserve_mb, "MiB of disk that stay free; jobs wait below that")
        ->check(CLI::Range(int64_t{0}, int64_t{1} << 30));
}

} // namespace tandem::app
