// The worker: a loop that begins jobs where there is room, and a thread for each that watches its child.
#include "engine/export/queue_worker.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

#include "engine/base/thread.h"
#include "engine/export/child_process.h"
#include "engine/export/machine_load.h"
#include "engine/export/thread_list.h"
#include "engine/io/json_value.h"

namespace tandem {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

static constexpr int kTickMs = 100, kIdleMs = 500;
static constexpr size_t kNoise = 2000;

bool ChildTalk::take(const std::string& line) {
    auto value = line.starts_with('{') ? parse_value(line) : Result<Value>(fail(ErrorCode::bad_data, ""));
    const Value* event = value ? value->find("ev") : nullptr;
    if (!event || !event->as_string()) {
        noise_ += line + "\n";
        if (noise_.size() > kNoise) noise_.erase(0, noise_.size() - kNoise);
        return false;
    }
    auto text = [&](const char* key) {
        const Value* v = value->find(key);
        return v && v->as_string() ? *v->as_string() : std::string();
    };
    auto number = [&](const char* key) {
        const Value* v = value->find(key);
        double out = 0;
        return v && v->number(out) ? out : 0;
    };
    if (const Value* parts = value->find("parts"); parts && parts->as_array() && *event->as_string() == "plan")
        for (const Value& part : *parts->as_array())
            if (part.as_string()) parts_.push_back(*part.as_string());
    if (*event->as_string() == "done" || *event->as_string() == "error") last_ = text("msg");
    if (*event->as_string() != "progress" && *event->as_string() != "verify") return false;
    progress_ = {text("deliverable"),
                 *event->as_string() == "verify" ? "verify" : "render",
                 static_cast<int64_t>(number("frame")),
                 static_cast<int64_t>(number("frames")),
                 number("fps"),
                 number("eta_s")};
    return true;
}

std::string ChildTalk::message() const {
    if (!last_.empty()) return last_;
    std::string text = noise_;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

namespace {

struct Running {
    std::shared_ptr<std::atomic<pid_t>> pid = std::make_shared<std::atomic<pid_t>>(0);
    std::string folder;
};

class Worker {
  public:
    Worker(JobQueue& queue, const WorkerOptions& options) : queue_(queue), options_(options), room_(options.jobs) {}

    Result<WorkerReport> run() {
        std::optional<Error> error;
        int begun = 0;
        while (!stopped()) {
            running_.reap();
            bool more = false;
            if (options_.until != WorkerOptions::Until::one || begun == 0) {
                if (Clock::now() >= next_claim_ && room()) {
                    auto claim = queue_.claim([this](const QueuedJob& job) { return has_disk(job); });
                    if (!claim) {
                        error = claim.error();
                        break;
                    }
                    if (*claim) {
                        begin(std::move(**claim));
                        ++begun, more = true;
                    } else {
                        next_claim_ = Clock::now() + std::chrono::milliseconds(kIdleMs); // reading a long queue costs
                    }
                }
            }
            if (more) continue;
            if (running_.empty() && options_.until != WorkerOptions::Until::stopped) {
                if (begun > 0 && options_.until == WorkerOptions::Until::one) break;
                auto left = anything_left();
                if (!left) error = left.error();
                if (!left || !*left) break;
            }
            rest();
        }
        running_.join();
        if (error) return *error;
        return report_;
    }

  private:
    // For a tick, or until a job has ended.
    void rest() {
        std::unique_lock lock(rest_mutex_);
        rests_.wait_for(lock, std::chrono::milliseconds(kTickMs), [&] { return std::exchange(some_ended_, false); });
    }
    void wake() {
        {
            std::lock_guard lock(rest_mutex_);
            some_ended_ = true;
        }
        rests_.notify_all();
    }
    bool stopped() const { return options_.cancel && *options_.cancel; }

    bool room() {
        int64_t largest = 0;
        running_.each([&](const Running& r) { largest = std::max(largest, memory_of(*r.pid)); });
        return room_.for_one_more(running_.size(), largest);
    }

    // Jobs that run side by side into one file system leave the reserve to each.
    bool has_disk(const QueuedJob& job) {
        const int64_t free = disk_free(job.folder);
        if (free < 0) return true; // the child says what is wrong with the folder
        int64_t wanted = options_.reserve;
        running_.each([&](const Running& r) { wanted += r.folder == job.folder ? options_.reserve : 0; });
        return free >= wanted;
    }

    // Whether a worker that ends on an empty queue must wait: something may begin later. Jobs held by a full disk do
    // not count; they are said.
    Result<bool> anything_left() {
        const QueueListing all = TRY(queue_.list());
        report_.held = 0;
        bool later = false;
        for (const QueuedJob& job : all.jobs) {
            if (all.paused) continue;
            // The child of a worker that was killed is about to follow it.
            if (job.state == JobState::running && kill(static_cast<pid_t>(job.pid), 0) != 0 && errno == ESRCH)
                later = true;
            if (job.state != JobState::waiting) continue;
            if (job.not_before_ms > now_ms() || has_disk(job))
                later = true;
            else
                ++report_.held, hold(job);
        }
        return later;
    }

    void hold(const QueuedJob& job) {
        if (options_.warn && told_.insert(job.id).second)
            options_.warn("job " + std::to_string(job.id) + " waits: its disk has " +
                          bytes_text(disk_free(job.folder)) + " free of the " + bytes_text(options_.reserve) +
                          " that stay free; " + job.folder);
    }

    void tell(const char* event, const QueuedJob& job) {
        std::lock_guard lock(mutex_);
        if (options_.tell) options_.tell(event, job);
    }

    void begin(JobClaim claim) {
        Running about;
        about.folder = claim.job().folder;
        running_.start(std::move(about), [this, c = std::make_shared<JobClaim>(std::move(claim))](Running& r) {
            set_thread_name("queue job");
            make(*c, r);
        });
    }

    ChildCommand command(const JobClaim& claim) const {
        const QueuedJob& job = claim.job();
        ChildCommand c;
        c.argv = {options_.program, "deliver",      job.project,         job.matrix, "-o",
                  job.folder,       "--json",       "--progress",        "json",     "--device",
                  job.flags.device, "--on-missing", job.flags.on_missing};
        if (job.flags.threads > 0) c.argv.insert(c.argv.end(), {"--threads", std::to_string(job.flags.threads)});
        if (job.flags.deterministic) c.argv.push_back("--deterministic");
        c.argv.insert(c.argv.end(),
                      {"--parts", job.parts(), "--chunk-seconds", std::to_string(options_.chunk_seconds)});
        if (job.flags.lossless_parts) c.argv.push_back("--lossless-parts");
        if (job.flags.overwrite) c.argv.push_back("-y");
        c.output = job.report() + ".new";
        c.kept_fd = claim.lock();
        c.nice = kBackgroundNice;
        return c;
    }

    void make(JobClaim& claim, Running& r) {
        QueuedJob job = claim.job();
        tell("begin", job);
        JobClaim::End end;
        auto child = ChildProcess::start(command(claim));
        if (!child) {
            end = {JobState::failed, exit_code(child.error().code), child.error().text(), 0, true};
        } else {
            *r.pid = child->pid();
            ChildTalk talk;
            const JobAsk ask = watch(claim, *child, talk, job);
            end = ending(claim, *child, talk, ask);
            *r.pid = 0;
        }
        std::error_code ec;
        fs::rename(job.report() + ".new", job.report(), ec);
        if (auto written = claim.end(end); !written && options_.warn) {
            std::lock_guard lock(mutex_);
            options_.warn(written.error().text());
        }
        job = claim.job();
        {
            std::lock_guard lock(mutex_);
            if (job.state == JobState::done) ++report_.done;
            if (job.state == JobState::failed) {
                ++report_.failed;
                if (report_.worst == 0) report_.worst = job.exit;
            }
            if (job.state != JobState::done && job.state != JobState::failed) ++report_.stopped;
        }
        tell("end", job);
    }

    // Until the child has ended; what it was stopped for.
    JobAsk watch(const JobClaim& claim, ChildProcess& child, ChildTalk& talk, QueuedJob& job) {
        JobAsk ask = JobAsk::none;
        bool fresh = false, asked = false, killed = false;
        size_t parts = 0; // told
        auto told = Clock::now(), stop_time = told;
        for (;;) {
            const bool gone = child.wait(kTickMs, [&](const std::string& line) { fresh = talk.take(line) || fresh; });
            if (talk.parts().size() != parts) parts = talk.parts().size(), claim.writes(talk.parts());
            if (gone) return ask;
            const auto now = Clock::now();
            if (fresh && now - told >= std::chrono::milliseconds(500)) {
                told = now, fresh = false;
                job.progress = talk.progress();
                claim.tell(talk.progress());
                tell("progress", job);
            }
            if (!asked && (stopped() || (ask = claim.ask()) != JobAsk::none)) {
                asked = true, stop_time = now;
                child.stop();
            }
            if (asked && !killed && now - stop_time > std::chrono::milliseconds(options_.gentle_ms)) {
                killed = true;
                child.stop();
            }
        }
    }

    JobClaim::End ending(const JobClaim& claim, const ChildProcess& child, const ChildTalk& talk, JobAsk ask) const {
        const QueuedJob& job = claim.job();
        const int exit = child.exit();
        if (exit == 0) return {JobState::done, 0, talk.message(), 0, true};
        // What was asked for while it ended by itself is asked for still.
        if (ask == JobAsk::none) ask = claim.ask();
        if (ask == JobAsk::cancel) return {JobState::cancelled, 130, "cancelled", 0, false};
        if (ask == JobAsk::pause) return {JobState::paused, 0, "", 0, false};
        if (stopped()) return {JobState::waiting, 0, "its worker was stopped", 0, false};
        std::string why = talk.message();
        const bool killed = exit < 0;
        if (killed) why = "its process was ended by signal " + std::to_string(-exit) + (why.empty() ? "" : ": " + why);
        const int64_t free = disk_free(job.folder);
        if (exit == exit_code(ErrorCode::io) && free >= 0 && free < options_.reserve)
            return {JobState::waiting, exit, "the disk is full; it goes on when there is space: " + why, 0, false};
        const bool for_a_time = killed || exit == exit_code(ErrorCode::temporary) || exit == 130 || exit == 143;
        if (for_a_time && job.tries + 1 < options_.tries) {
            const int64_t pause = int64_t{options_.retry_ms} << job.tries;
            return {JobState::waiting, 0, "tried again: " + why, now_ms() + pause, true};
        }
        return {JobState::failed, killed ? exit_code(ErrorCode::temporary) : exit, why, 0, true};
    }

    JobQueue& queue_;
    const WorkerOptions& options_;
    std::mutex mutex_;
    WorkerReport report_;
    JobRoom room_;
    Clock::time_point next_claim_{};
    std::set<int64_t> told_; // of held jobs
    std::mutex rest_mutex_;
    std::condition_variable rests_;
    bool some_ended_ = false;
    ThreadList<Running> running_{[this] { wake(); }}; // last: its threads use the rest
};

} // namespace

Result<WorkerReport> run_queue(JobQueue& queue, const WorkerOptions& options) { return Worker(queue, options).run(); }

} // namespace tandem
