// The local farm: a fixed number of `tandem chunk` and `tandem audio` processes, each step tried again a few times. A
// worker dies with this process and reports its error as JSON in a memory file.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <deque>
#include <thread>

#include "app/farm.h"
#include "app/progress.h"
#include "engine/base/thread.h"
#include "engine/io/json_value.h"

namespace tandem::app {
namespace {

constexpr int kRounds = 3; // of joining and making again what was damaged

struct Step {
    bool sound = false;
    size_t index = 0;
    int tries = 0;
    std::string name() const { return (sound ? "sound " : "chunk ") + std::to_string(index); }
};

struct Worker {
    pid_t pid = -1;
    int out = -1; // what it says, one JSON document
    Step step;
};

class LocalFarm {
  public:
    LocalFarm(const FarmRun& run, int processes, PartsGate& gate)
        : run_(run), processes_(static_cast<size_t>(processes)), threads_(share(run.context.flags.threads, processes)),
          gate_(gate) {}
    ~LocalFarm() { stop(); }

    Result<void> make(std::deque<Step> todo) {
        count();
        sounds_left_ = std::count_if(todo.begin(), todo.end(), [](const Step& s) { return s.sound; });
        if (sounds_left_ == 0) gate_.open_sounds();
        while ((!todo.empty() || !workers_.empty()) && !gate_.left()) {
            while (!todo.empty() && workers_.size() < processes_) {
                Step step = todo.front();
                todo.pop_front();
                TRY_VOID(start(step));
            }
            if (cancel_flag())
                return fail(ErrorCode::cancelled, "interrupted; the same command goes on from here", run_.job.folder);
            const auto ended = wait();
            if (!ended) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                continue;
            }
            auto again = look(*ended);
            if (!again) return std::move(again).error();
            if (*again) todo.push_back(**again);
        }
        return {};
    }

  private:
    // Of each process. One alone decides as a render does: encoders take more threads than cores then, and their
    // number changes what they make.
    static int share(int asked, int processes) {
        if (processes == 1) return asked;
        return std::max(1, (asked > 0 ? asked : available_cores()) / processes);
    }
    Result<void> start(const Step& step) {
        Worker worker{.step = step};
        worker.out = memfd_create("tandem-step", MFD_CLOEXEC);
        if (worker.out < 0) return fail(ErrorCode::temporary, "no memory for a worker");
        std::vector<std::string> words{"tandem",   step.sound ? "audio" : "chunk",
                                       "--plan",   run_.plan,
                                       "--index",  std::to_string(step.index),
                                       "--device", run_.device,
                                       "--json",   "--progress",
                                       "none"};
        if (threads_ > 0) words.insert(words.end(), {"--threads", std::to_string(threads_)});
        std::vector<char*> argv;
        for (auto& w : words) argv.push_back(w.data());
        argv.push_back(nullptr);
        const pid_t parent = getpid();
        worker.pid = fork();
        if (worker.pid < 0) {
            close(worker.out);
            return fail(ErrorCode::temporary, "no process can be started; use a smaller N in --farm local:N");
        }
        if (worker.pid == 0) {
            // Only what is safe between fork and exec of a threaded program.
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            const int null = open("/dev/null", O_RDWR);
            if (getppid() != parent || null < 0) _exit(75);
            dup2(null, 0), dup2(worker.out, 1), dup2(null, 2);
            setpgid(0, 0); // a Ctrl-C is for this process, which passes it on
            execv("/proc/self/exe", argv.data());
            _exit(75);
        }
        workers_.push_back(worker);
        return {};
    }

    // A worker that has ended.
    std::optional<std::pair<Worker, int>> wait() {
        for (size_t i = 0; i < workers_.size(); ++i) {
            int status = 0;
            if (waitpid(workers_[i].pid, &status, WNOHANG) != workers_[i].pid) continue;
            const Worker worker = workers_[i];
            workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
            return std::pair(worker, status);
        }
        return std::nullopt;
    }

    // Its error, from the document it wrote.
    static Error error_of(const Worker& worker, int status) {
        std::string text(size_t{64} << 10, '\0');
        const ssize_t got = pread(worker.out, text.data(), text.size(), 0);
        text.resize(got > 0 ? static_cast<size_t>(got) : 0);
        if (WIFSIGNALED(status))
            return fail(ErrorCode::temporary, "the process was ended by signal " + std::to_string(WTERMSIG(status)));
        Error error = fail(ErrorCode::temporary, "the process ended with " + std::to_string(WEXITSTATUS(status)));
        const auto value = parse_value(text);
        const Value* inner = value ? value->find("error") : nullptr;
        auto say = [&](const char* key, std::string& to) {
            const Value* v = inner ? inner->find(key) : nullptr;
            if (v && v->as_string()) to = *v->as_string();
        };
        say("what", error.what), say("where", error.where);
        for (const ErrorCode code :
             {ErrorCode::usage, ErrorCode::bad_data, ErrorCode::no_input, ErrorCode::unavailable, ErrorCode::internal,
              ErrorCode::cant_create, ErrorCode::io, ErrorCode::denied, ErrorCode::config})
            if (exit_code(code) == WEXITSTATUS(status)) error.code = code;
        return error;
    }

    // The step again where a retry is sane; none where it is done.
    Result<std::optional<Step>> look(const std::pair<Worker, int>& ended) {
        const auto& [worker, status] = ended;
        const Step& step = worker.step;
        const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        const Error error = good ? Error{} : error_of(worker, status);
        close(worker.out);
        Progress& progress = *run_.context.progress;
        if (good) {
            progress.event("chunk", step.name() + " is done");
            count();
            if (step.sound && --sounds_left_ == 0) gate_.open_sounds();
            // One that is damaged is found by the next join.
            if (!step.sound && TRY(chunk_stands(run_.job, step.index))) gate_.open(step.index);
            return std::optional<Step>();
        }
        farm_log(run_.job.folder, step.sound ? "audio" : "chunk", static_cast<int64_t>(step.index), error.text());
        if (error.code != ErrorCode::temporary || step.tries >= run_.args.retries) {
            Error last = error;
            last.what = step.name() + ": " + last.what;
            return last;
        }
        progress.event("retry", step.name() + ": " + error.text());
        Step again = step;
        ++again.tries;
        return std::optional(again);
    }

    // Progress: frames of chunks that are there.
    void count() {
        ExportProgress p{.phase = "render"};
        for (size_t i = 0; i < run_.job.chunks.size(); ++i) {
            p.frames += run_.job.chunks[i].frames;
            if (chunk_done(run_.job, i)) p.frame += run_.job.chunks[i].frames;
        }
        if (first_ < 0) first_ = p.frame;
        const double seconds =
            std::max(1e-3, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
        p.fps = static_cast<double>(p.frame - first_) / seconds;
        if (p.fps > 0) p.eta_s = static_cast<double>(p.frames - p.frame) / p.fps;
        p.bound_by = Bound::compute;
        run_.context.progress->update(p);
    }

    void stop() {
        for (const Worker& w : workers_) kill(w.pid, SIGTERM);
        for (const Worker& w : workers_) {
            waitpid(w.pid, nullptr, 0);
            close(w.out);
        }
        workers_.clear();
    }

    const FarmRun& run_;
    const size_t processes_;
    const int threads_;
    PartsGate& gate_;
    std::ptrdiff_t sounds_left_ = 0;
    std::vector<Worker> workers_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    int64_t first_ = -1; // frames that were there at the start
};

} // namespace

Result<void> make_parts_here(const FarmRun& run, int processes, PartsGate& gate) {
    const FarmOptions options{.renderers = {}, .threads = 0, .cancel = &cancel_flag(), .progress = {}, .warn = {}};
    const std::vector<size_t> films = films_to_make(run.job);
    LocalFarm farm(run, processes, gate);
    for (int round = 0; round < kRounds; ++round) {
        const Joined joined = TRY(join_farm(run.job, films, options));
        if (joined.sounds.empty()) gate.open_sounds();
        for (size_t c = 0; c < run.job.chunks.size(); ++c)
            if (std::find(joined.chunks.begin(), joined.chunks.end(), c) == joined.chunks.end()) gate.open(c);
        if (joined.whole() || gate.left()) return {};
        for (const std::string& file : joined.damaged)
            run.context.progress->event("retry", file + " is damaged and is made again");
        std::deque<Step> todo;
        // A sound is one long step: it goes first.
        for (const size_t s : joined.sounds) todo.push_back({true, s, 0});
        for (const size_t c : joined.chunks) todo.push_back({false, c, 0});
        TRY_VOID(farm.make(std::move(todo)));
    }
    const Joined joined = TRY(join_farm(run.job, films, options));
    if (joined.whole()) return {};
    return fail(ErrorCode::io,
                "made " + std::to_string(kRounds) + " times and damaged again: " + missing_text(joined) +
                    "; check the disk",
                run.job.folder);
}

} // namespace tandem::app
