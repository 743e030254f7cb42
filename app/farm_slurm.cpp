// The farm through an existing Slurm: arrays of chunks, sounds, a join that repairs, an encode for each film.
// Dependencies are `afterany`: a task that failed once and then succeeded would fail `afterok` for ever; what counts
// are the files. Whatever is missing when all jobs are gone is submitted again.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <map>
#include <string_view>
#include <thread>

#include "app/farm.h"
#include "app/progress.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {
namespace {

namespace fs = std::filesystem;
constexpr int kPatience = 60;   // tries to submit, two seconds apart
constexpr size_t kArray = 1000; // tasks of one array; Slurm's usual MaxArraySize is 1001

struct Ran {
    int exit = -1;
    std::string out; // stdout and stderr
};

// Runs a program of the PATH without a shell.
Result<Ran> run_program(std::vector<std::string> words) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail(ErrorCode::temporary, "no pipe for " + words[0]);
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0) {
        close(ends[0]), close(ends[1]);
        return fail(ErrorCode::temporary, "no process can be started");
    }
    if (pid == 0) {
        const int null = open("/dev/null", O_RDONLY);
        dup2(null, 0), dup2(ends[1], 1), dup2(ends[1], 2);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    close(ends[1]);
    Ran ran;
    char block[4096];
    for (ssize_t got; (got = read(ends[0], block, sizeof block)) != 0;) {
        if (got < 0 && errno != EINTR) break;
        if (got > 0) ran.out.append(block, static_cast<size_t>(got));
    }
    close(ends[0]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    while (!ran.out.empty() && ran.out.back() == '\n') ran.out.pop_back();
    return ran;
}

std::string shell_word(const std::string& text) {
    std::string out = "'";
    for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string list_text(const std::vector<size_t>& list, char between) {
    std::string out;
    for (const size_t n : list) out += (out.empty() ? "" : std::string(1, between)) + std::to_string(n);
    return out;
}

class SlurmFarm {
  public:
    SlurmFarm(const FarmRun& run, const std::string& partition) : run_(run), partition_(partition) {
        std::error_code ec;
        program_ = fs::read_symlink("/proc/self/exe", ec).string();
        record_ = run.job.folder + "/slurm.json";
    }

    // Everything that is missing; ids of the jobs are kept for a later call.
    Result<void> submit() {
        const std::vector<size_t> films = films_to_make(run_.job);
        const FarmOptions options{.renderers = {}, .threads = 0, .cancel = &cancel_flag(), .progress = {}, .warn = {}};
        const Joined joined = TRY(join_farm(run_.job, films, options));
        const std::vector<size_t>&chunks = joined.chunks, &sounds = joined.sounds;
        ids_.clear();
        const std::string retries = " --retries " + std::to_string(run_.args.retries);
        const std::string device = " --device " + shell_word(run_.device);
        std::string parts;
        auto after = [&](const std::string& id) { parts += ":" + id; };
        if (!sounds.empty()) after(TRY(sbatch("audio", sounds, {}, "audio --index \"$i\"" + retries)));
        for (size_t at = 0; at < chunks.size(); at += kArray) {
            const std::vector<size_t> some(chunks.begin() + static_cast<std::ptrdiff_t>(at),
                                           chunks.begin() +
                                               static_cast<std::ptrdiff_t>(std::min(at + kArray, chunks.size())));
            after(TRY(sbatch("chunk", some, {}, "chunk --index \"$i\"" + retries + device)));
        }
        const std::string join = TRY(sbatch("join", {0}, parts, "join --repair" + retries + device));
        for (size_t at = 0; at < films.size(); at += kArray) {
            const std::vector<size_t> some(films.begin() + static_cast<std::ptrdiff_t>(at),
                                           films.begin() +
                                               static_cast<std::ptrdiff_t>(std::min(at + kArray, films.size())));
            TRY(sbatch("encode", some, ":" + join, "encode --deliverable \"$i\"" + device));
        }
        return write_file_atomic(record_,
                                 value_text(ValueObject{{"jobs", ValueArray(ids_.begin(), ids_.end())}}) + "\n");
    }

    // Until no job is in Slurm's queue any more; a controller that is away is waited for.
    Result<void> wait() {
        for (auto seen = std::chrono::steady_clock::now();;) {
            count();
            const Ran queue = TRY(run_program({"squeue", "-h", "-o", "%i|%r", "-j", joined_ids()}));
            const bool gone = queue.exit != 0 && queue.out.find("Invalid job id") != std::string::npos;
            if (gone || (queue.exit == 0 && queue.out.empty())) return {};
            if (queue.exit == 0) {
                seen = std::chrono::steady_clock::now();
                TRY_VOID(release_held(queue.out));
            }
            if (std::chrono::steady_clock::now() - seen > std::chrono::minutes(10))
                return fail(ErrorCode::temporary,
                            "Slurm has not answered for ten minutes (" + queue.out +
                                "); the same command goes on from here",
                            run_.job.folder);
            for (int i = 0; i < 10; ++i) {
                if (cancel_flag()) {
                    std::vector<std::string> words{"scancel"};
                    words.insert(words.end(), ids_.begin(), ids_.end());
                    TRY(run_program(words));
                    return fail(ErrorCode::cancelled,
                                "interrupted, the jobs were cancelled; the same command goes on "
                                "from here",
                                run_.job.folder);
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        }
    }

    // Jobs of an earlier call that may still be there.
    bool resume() {
        auto text = read_file_limited(record_, size_t{1} << 20);
        auto value = text ? parse_value(*text) : Result<Value>(text.error());
        const Value* jobs = value ? value->find("jobs") : nullptr;
        if (!jobs || !jobs->as_array()) return false;
        ids_.clear();
        for (const Value& id : *jobs->as_array())
            if (id.as_string() && !id.as_string()->empty() &&
                id.as_string()->find_first_not_of("0123456789") == std::string::npos)
                ids_.push_back(*id.as_string());
        if (ids_.empty()) return false;
        auto queue = run_program({"squeue", "-h", "-o", "%T", "-j", joined_ids()});
        return queue && queue->exit == 0 && !queue->out.empty();
    }

    bool finished() const { return films_to_make(run_.job).empty(); }
    const std::vector<std::string>& ids() const { return ids_; }
    // Last lines of what the steps of the last round said, of those that failed.
    std::string complaint() const {
        std::string text;
        std::error_code ec;
        for (const auto& entry : fs::directory_iterator(run_.job.folder, ec)) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with("slurm-") || !name.ends_with(".out")) continue;
            auto said = read_file_limited(entry.path().string(), size_t{1} << 20);
            const size_t at = said ? said->rfind("tandem: ") : std::string::npos;
            if (at != std::string::npos) text = said->substr(at, said->find('\n', at) - at);
        }
        return text;
    }

  private:
    // Slurm holds a task whose launch failed on its node (a prolog, a full spool, a killed slurmstepd) until somebody
    // releases it; what a person holds stays held. Lines of "id|reason".
    Result<void> release_held(const std::string& queue) {
        static constexpr std::string_view kHeld = "|launch failed requeued held";
        for (size_t at = 0, end; at < queue.size(); at = end + 1) {
            end = std::min(queue.find('\n', at), queue.size());
            const std::string_view line = std::string_view(queue).substr(at, end - at);
            if (!line.ends_with(kHeld)) continue;
            const std::string id(line.substr(0, line.size() - kHeld.size()));
            if (++releases_[id] > run_.args.retries)
                return fail(ErrorCode::temporary,
                            "Slurm does not launch job " + id +
                                " and holds it; see its nodes' logs, then scontrol release " + id +
                                ", and the same command goes on from here",
                            run_.job.folder);
            run_.context.progress->event("retry", "Slurm failed to launch job " + id + " and held it; it is released");
            farm_log(run_.job.folder, "release", -1, id);
            TRY(run_program({"scontrol", "release", id}));
        }
        return {};
    }

    std::string joined_ids() const {
        std::string out;
        for (const auto& id : ids_) out += (out.empty() ? "" : ",") + id;
        return out;
    }

    // One array; `$i` is the number of the step. The shell is replaced, so that signals reach tandem.
    Result<std::string> sbatch(const std::string& step, const std::vector<size_t>& numbers, const std::string& after,
                               const std::string& command) {
        const std::string array = "0-" + std::to_string(numbers.size() - 1);
        std::vector<std::string> words{"sbatch",
                                       "--parsable",
                                       "--requeue",
                                       "--signal=B:TERM@60",
                                       "--job-name=tandem-" + step,
                                       "--output=" + run_.job.folder + "/slurm-" + step + "-%A_%a.out",
                                       "--chdir=" + run_.job.folder,
                                       "--array=" + array};
        if (!partition_.empty()) words.push_back("--partition=" + partition_);
        if (!after.empty()) words.push_back("--dependency=afterany" + after);
        words.insert(words.end(), run_.args.sbatch.begin(), run_.args.sbatch.end());
        words.push_back("--wrap");
        words.push_back("i=$(echo " + list_text(numbers, ' ') +
                        " | cut -d ' ' -f $((SLURM_ARRAY_TASK_ID + 1))); exec " + shell_word(program_) + " " + command +
                        " --progress none --plan " + shell_word(run_.plan));
        Ran ran = TRY(run_program(words));
        // A controller that is away for a while; a job it took without an answer does no harm.
        for (int i = 0; i < kPatience && ran.exit != 0 && ran.out.find("ontact slurm controller") != std::string::npos;
             ++i) {
            if (cancel_flag()) break;
            std::this_thread::sleep_for(std::chrono::seconds(2));
            ran = TRY(run_program(words));
        }
        if (ran.exit == 127)
            return fail(ErrorCode::unavailable, "there is no sbatch; is Slurm installed here?", "--farm slurm");
        // "123" or "123;cluster", behind warnings.
        const size_t line = ran.out.rfind('\n') + 1;
        const std::string id = ran.out.substr(line, ran.out.find(';', line) - line);
        if (ran.exit != 0 || id.empty() || id.find_first_not_of("0123456789") != std::string::npos)
            return fail(ErrorCode::temporary, "Slurm does not take the job: " + ran.out, "--farm slurm");
        ids_.push_back(id);
        farm_log(run_.job.folder, "sbatch " + step, -1, id);
        return id;
    }

    void count() {
        ExportProgress p{.phase = "render"};
        for (size_t i = 0; i < run_.job.chunks.size(); ++i) {
            p.frames += run_.job.chunks[i].frames;
            if (chunk_done(run_.job, i)) p.frame += run_.job.chunks[i].frames;
        }
        run_.context.progress->update(p);
    }

    const FarmRun& run_;
    const std::string partition_;
    std::string program_, record_;
    std::vector<std::string> ids_;
    std::map<std::string, int> releases_; // by job
};

} // namespace

Result<void> run_by_slurm(const FarmRun& run, const std::string& partition, std::vector<std::string>& ids) {
    SlurmFarm farm(run, partition);
    if (farm.finished()) return {};
    for (int round = 0; round <= run.args.retries; ++round) {
        if (!(round == 0 && farm.resume())) TRY_VOID(farm.submit());
        ids = farm.ids();
        if (run.args.no_wait) return {};
        TRY_VOID(farm.wait());
        if (farm.finished()) return {};
        run.context.progress->event("retry", "the jobs have ended and films are missing; " + farm.complaint());
    }
    return fail(ErrorCode::temporary, "Slurm's jobs have ended without all films; the last said: " + farm.complaint(),
                run.job.folder);
}

} // namespace tandem::app
