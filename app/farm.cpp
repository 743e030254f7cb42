// A delivery on a farm from its plan to the last film.
#include "app/farm.h"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "app/deliver.h"
#include "app/progress.h"
#include "engine/base/thread.h"
#include "engine/export/program_identity.h"
#include "engine/export/resumable_delivery.h"
#include "engine/io/file_lock.h"
#include "engine/io/json_value.h"

#ifndef TANDEM_VERSION
#define TANDEM_VERSION "0"
#endif

namespace tandem::app {

namespace fs = std::filesystem;

void add_farm_options(CLI::App& sub, FarmArgs& args) {
    sub.add_option("--farm", args.farm, "Make it in chunks: local[:N] processes here, or slurm[:PARTITION]");
    sub.add_option("--chunk-seconds", args.chunk_seconds, "Least length of a chunk on the timeline")
        ->capture_default_str()
        ->check(CLI::Range(0.001, 1e6));
    sub.add_option("--retries", args.retries, "How often a failed step is tried again")
        ->capture_default_str()
        ->check(CLI::Range(0, 100));
    sub.add_option("--resume", args.resume,
                   "auto: go on with a job of the same plan; force: only that; never: begin anew")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "force", "never"}));
    sub.add_flag("--no-wait", args.no_wait, "With slurm: print the jobs' ids and end");
    sub.add_option("--sbatch", args.sbatch, "With slurm: an argument more for sbatch, e.g. --sbatch=--mem=8G")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

static std::vector<FrameRenderer*> borrowed(const std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    std::vector<FrameRenderer*> out;
    for (const auto& r : renderers) out.push_back(r.get());
    return out;
}

std::string device_class(const std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    return tandem::device_class(borrowed(renderers));
}

FarmMachine this_machine(const std::string& device) { return {TANDEM_VERSION "+" + program_build(), device}; }

void farm_log(const std::string& folder, const std::string& step, int64_t index, const std::string& what) {
    ValueObject line{{"v", 1},
                     {"t", static_cast<int64_t>(std::time(nullptr))},
                     {"pid", static_cast<int64_t>(getpid())},
                     {"step", step},
                     {"what", what}};
    if (index >= 0) line["index"] = index;
    const std::string text = value_text(line) + "\n";
    const int fd = open((folder + "/log.ndjson").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) return;
    // One write, so that lines of several processes do not mix.
    [[maybe_unused]] const auto written = write(fd, text.data(), text.size());
    close(fd);
}

namespace {

// While it lives no other tandem of this machine runs the same job.
Result<FileLock> take_job(const std::string& folder) {
    auto lock = FileLock::attempt(folder + "/lock");
    if (!lock || !lock->held())
        return fail(ErrorCode::temporary, "another tandem works on this job; wait for it or stop it", folder);
    return lock;
}

struct FarmKind {
    bool slurm = false;
    int processes = 0;
    std::string partition;
};

Result<FarmKind> farm_kind(const std::string& word) {
    const size_t colon = word.find(':');
    const std::string name = word.substr(0, colon), rest = colon == std::string::npos ? "" : word.substr(colon + 1);
    const bool bare = colon == std::string::npos;
    if (name == "slurm" && (bare || !rest.empty())) return FarmKind{true, 0, rest};
    if (name == "local") {
        int n = bare ? std::max(1, available_cores() / 2) : 0;
        if (!bare && rest.size() <= 4 && rest.find_first_not_of("0123456789") == std::string::npos && !rest.empty())
            n = std::stoi(rest);
        if (n >= 1 && n <= 1024) return FarmKind{false, n, {}};
    }
    return fail(ErrorCode::usage,
                "--farm " + word + ": it is local, local:N with N from 1 to 1024, slurm or " + "slurm:PARTITION");
}

// Jobs of other plans that stand beside the films.
void tell_of_others(const std::string& folder, const std::string& own, Context& context) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".tandem-job-") && entry.path() != own)
            context.progress->warn(entry.path().string() +
                                   ": an unfinished job of another plan; where its project, media, presets or the "
                                   "program have changed since, nothing goes on with it and it can be removed");
    }
}

// Whether everything is there.
bool stands(const DeliveryPlan& films) {
    return std::all_of(films.files.begin(), films.files.end(), [](const PlannedDeliverable& film) {
        std::error_code ec;
        return film.standing == Standing::kept && std::all_of(film.sidecars.begin(), film.sidecars.end(),
                                                              [&](const auto& s) { return fs::exists(s.path, ec); });
    });
}

Result<DeliveryReport> work(const FarmKind& kind, const FarmRun& run, const FarmDraft& draft,
                            const std::vector<std::unique_ptr<FrameRenderer>>& renderers,
                            std::vector<std::string>& ids) {
    Context& context = run.context;
    const FarmOptions options{.renderers = borrowed(renderers),
                              .threads = context.flags.threads,
                              .cancel = &cancel_flag(),
                              .progress = {},
                              .warn = [&](const std::string& m) { context.progress->warn(m); }};
    const auto progress = [&](const std::string& id, const ExportProgress& p) { context.progress->update(id, p); };
    if (kind.slurm) TRY_VOID(run_by_slurm(run, kind.partition, ids));
    if (kind.slurm && run.args.no_wait) return DeliveryReport{};
    // What Slurm made is found here; sidecars that it did not come to are written.
    DeliveryReport report =
        TRY(kind.slurm ? encode_films(run.job, {}, options, progress)
                       : encode_beside(run.job, draft.direct ? Beside::yes : Beside::no, options, progress,
                                       [&](PartsGate& gate) { return make_parts_here(run, kind.processes, gate); }));
    for (size_t i = 0; i < report.files.size(); ++i)
        if (report.files[i].state == Delivered::State::kept && draft.films.files[i].standing == Standing::wanted)
            report.files[i].state = Delivered::State::made;
    return report;
}

} // namespace

Result<Outcome> run_on_farm(const FarmArgs& args, const DeliveryJob& job, Context& context) {
    const FarmKind kind = TRY(farm_kind(args.farm));
    const auto renderers = TRY(context.renderers());
    FarmSpec spec{job, args.chunk_seconds, this_machine(device_class(renderers))};
    spec.delivery.folder = absolute_path(job.folder);
    if (!context.flags.dry_run) spec.delivery.renderers = borrowed(renderers);
    const FarmDraft draft = TRY(draft_farm(spec));
    for (const std::string& text : draft.films.warnings) context.progress->warn(text);
    const std::string folder = spec.delivery.folder + "/.tandem-job-" + draft.hash.substr(0, 16);
    std::error_code ec;
    const bool there = fs::exists(folder + "/plan.json", ec);
    tell_of_others(spec.delivery.folder, folder, context);
    if (args.resume == "force" && !there)
        return fail(ErrorCode::config,
                    "there is no unfinished job of this plan; project, media, presets or the program "
                    "have changed, or it is finished",
                    spec.delivery.folder);
    if (args.resume == "never" && there) {
        const FileLock lock = TRY(take_job(folder));
        remove_farm(folder);
    }
    context.progress->start();
    DeliveryReport report;
    std::vector<std::string> ids;
    const bool to_do = !stands(draft.films);
    if (to_do) {
        TRY_VOID(write_farm(draft, folder));
        const FileLock lock = TRY(take_job(folder));
        const std::string plan = folder + "/plan.json";
        const FarmJob farm = TRY(open_farm(plan, spec.machine));
        if (there) farm_log(folder, "resume", -1, "goes on");
        report = TRY(work(kind, {args, farm, plan, context.flags.device, context}, draft, renderers, ids));
        const bool whole = !args.no_wait && std::all_of(report.files.begin(), report.files.end(),
                                                        [](const auto& f) { return !f.error; });
        if (whole) remove_farm(folder);
    } else {
        for (const auto& film : draft.films.files)
            report.files.push_back({film.id, film.job.output, Delivered::State::kept, {}, {}, {}});
        if (there) {
            const FileLock lock = TRY(take_job(folder));
            remove_farm(folder);
        }
    }
    if (to_do && kind.slurm && args.no_wait) {
        Outcome outcome;
        outcome.json = {{"job", folder}, {"slurm", ValueArray(ids.begin(), ids.end())}};
        for (const std::string& id : ids) outcome.text += id + "\n";
        outcome.message = "submitted";
        return outcome;
    }
    Outcome outcome = TRY(delivered_outcome(report, draft.films, context));
    outcome.json["job"] = folder;
    return outcome;
}

} // namespace tandem::app
