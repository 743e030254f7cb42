// The queue's operations. Each takes the queue's lock for its moment; who makes a job holds the job's own lock.
#include "engine/export/queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "engine/export/farm_steps.h"
#include "engine/export/output_name.h"
#include "engine/export/output_place.h"
#include "engine/export/preset.h"
#include "engine/export/queue_files.h"
#include "engine/io/json.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem {

namespace fs = std::filesystem;
using namespace queue_files;

std::string queue_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && state[0] == '/')
        return std::string(state) + "/tandem/queue";
    if (const char* home = std::getenv("HOME"); home && home[0] == '/')
        return std::string(home) + "/.local/state/tandem/queue";
    return {};
}

int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string utc_text(int64_t ms) {
    const auto seconds = static_cast<time_t>(ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

static std::string lock_path(const std::string& queue) { return queue + "/lock"; }
static std::string run_lock(const QueuedJob& job) { return job.home + "/run.lock"; }

static Result<void> make_folder(const std::string& path) {
    std::error_code ec;
    if (fs::is_directory(path, ec)) return {};
    fs::create_directories(fs::path(path).parent_path(), ec);
    if (!ec && fs::create_directory(path, ec)) fs::permissions(path, fs::perms::owner_all, ec);
    if (ec && !fs::is_directory(path)) return fail(ErrorCode::cant_create, "cannot be made: " + ec.message(), path);
    return {};
}

Result<JobQueue> JobQueue::open(const std::string& folder) {
    if (folder.empty())
        return fail(ErrorCode::usage,
                    "there is no folder for the queue: neither HOME nor XDG_STATE_HOME; give --queue");
    std::error_code ec;
    const std::string path = fs::absolute(folder, ec).lexically_normal().string();
    if (!valid_utf8(path)) return fail(ErrorCode::usage, "the path of a queue must be valid UTF-8", path);
    for (const char* part : {"", "/jobs", "/aside"}) TRY_VOID(make_folder(path + part));
    return JobQueue(path);
}

// ---- adding --------------------------------------------------------------------------------------------------------

namespace {

// What was left by a program that died while it added; one that lives holds the lock.
void sweep(const std::string& queue) {
    std::error_code ec;
    for (fs::directory_iterator it(queue + "/jobs", ec), end; !ec && it != end; it.increment(ec)) {
        if (!it->path().filename().string().starts_with('.')) continue;
        auto lock = FileLock::attempt((it->path() / "run.lock").string());
        if (!lock || !lock->held()) continue;
        std::error_code ignored;
        fs::remove_all(it->path(), ignored);
    }
}

// The names that a delivery will give its files say nothing outside the folder, whatever their words stand for.
Result<void> check_names(const DeliveryMatrix& matrix, const std::vector<Preset>& presets, const std::string& stem) {
    for (size_t i = 0; i < matrix.deliverables.size(); ++i) {
        const Deliverable& wish = matrix.deliverables[i];
        NameWords words{.project = stem,
                        .sequence = "s",
                        .preset = "p",
                        .id = wish.id,
                        .locale = wish.locale,
                        .ext = "x",
                        .date = "2026-01-01"};
        if (auto good = check_file_name(expand_name(wish.name.empty() ? presets[i].name : wish.name, words)); !good)
            return fail(good.error().code, good.error().what, "deliverable " + wish.id + ", " + good.error().where);
    }
    return {};
}

// Into a folder that nobody reads yet: files are written first and synced together, which costs a disk far less than
// one after the other.
class NewFiles {
  public:
    explicit NewFiles(std::string place) : place_(std::move(place)) {}

    Result<void> write(const std::string& name, std::string_view text) {
        const std::string path = place_ + "/" + name;
        std::ofstream out(path, std::ios::binary);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        out.close();
        if (!out) return fail(ErrorCode::io, "cannot be written; is the disk full?", path);
        paths_.push_back(path);
        return {};
    }
    Result<void> sync() const {
        for (const std::string& path : paths_) TRY_VOID(sync_path(path));
        TRY_VOID(sync_path(place_ + "/presets"));
        return sync_path(place_);
    }

  private:
    std::string place_;
    std::vector<std::string> paths_;
};

Result<void> write_job(const std::string& place, const QueuedJob& job, const NewJob& wanted, DeliveryMatrix matrix,
                       const std::vector<Preset>& presets) {
    std::error_code ec;
    fs::create_directory(place + "/presets", ec);
    NewFiles files(place);
    // Equal presets share a file; the matrix names the place where the folder will stand.
    std::vector<std::string> texts;
    for (size_t i = 0; i < presets.size(); ++i) {
        const std::string text = preset_text(presets[i]);
        const auto n = static_cast<size_t>(std::find(texts.begin(), texts.end(), text) - texts.begin());
        const std::string name = "presets/" + std::to_string(n + 1) + ".tandempreset.json";
        if (n == texts.size()) {
            texts.push_back(text);
            TRY_VOID(files.write(name, text));
        }
        matrix.deliverables[i].preset = job.home + "/" + name;
    }
    TRY_VOID(files.write("matrix.tandemmatrix.json", matrix_text(matrix)));
    TRY_VOID(files.write(fs::path(job.project).filename().string(), wanted.project_text));
    TRY_VOID(files.write("job.json", job_text(job)));
    TRY_VOID(files.write("state.json", state_text(job)));
    return files.sync();
}

// The frozen copy keeps the project's stem, as outputs are named by it.
std::string frozen_name(const std::string& source) {
    std::string stem = fs::path(source).stem().string();
    if (stem.empty() || stem.starts_with('.') || stem.size() > 200) stem = "project";
    return stem + ".tandem";
}

} // namespace

Result<int64_t> JobQueue::add(const NewJob& wanted) {
    if (!wanted.folder.starts_with('/')) return fail(ErrorCode::usage, "an absolute folder is needed", wanted.folder);
    std::error_code ec;
    if (!fs::is_directory(wanted.folder, ec))
        return fail(ErrorCode::cant_create, "the folder does not exist; make it first", wanted.folder);
    QueuedJob job;
    std::vector<Preset> presets;
    const bool given = !wanted.presets.empty();
    VERIFY(!given || wanted.presets.size() == wanted.matrix.deliverables.size());
    for (size_t i = 0; i < wanted.matrix.deliverables.size(); ++i) {
        const Deliverable& wish = wanted.matrix.deliverables[i];
        Preset preset = given ? wanted.presets[i] : TRY(load_preset(wish.preset));
        Preset with = preset;
        for (const auto& [key, value] : wish.sets) TRY_VOID(set_preset_key(with, key, value));
        TRY_VOID(check_preset(with));
        job.presets.push_back(preset.id);
        job.names.push_back(wish.name.empty() ? preset.name : wish.name);
        presets.push_back(std::move(preset));
    }
    TRY_VOID(check_names(wanted.matrix, presets, fs::path(wanted.source).stem().string()));
    job.title = wanted.title;
    if (job.title.empty()) {
        job.title = fs::path(wanted.source).stem().string() + ": " + job.presets.front();
        if (job.presets.size() > 1) job.title += " and " + std::to_string(job.presets.size() - 1) + " more";
    }
    job.source = wanted.source, job.folder = wanted.folder, job.flags = wanted.flags, job.added_ms = now_ms();

    FileLock building;
    std::string place;
    {
        const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
        sweep(folder_);
        const auto ids = job_ids(folder_, true);
        job.id = std::max(read_book(folder_).next, ids.empty() ? 1 : ids.back() + 1);
        job.home = job_home(folder_, job.id);
        job.project = job.home + "/" + frozen_name(wanted.source);
        place = folder_ + "/jobs/." + std::to_string(job.id);
        if (!fs::create_directory(place, ec))
            return fail(ErrorCode::cant_create, "cannot be made: " + ec.message(), place);
        building = TRY(FileLock::attempt(place + "/run.lock"));
    }
    auto written = write_job(place, job, wanted, wanted.matrix, presets);
    if (written) {
        const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
        building = FileLock(); // from here on its lock is its worker's
        fs::rename(place, job.home, ec);
        if (ec) written = fail(ErrorCode::io, "cannot be renamed: " + ec.message(), place);
    }
    if (!written) {
        fs::remove_all(place, ec);
        return written.error();
    }
    TRY_VOID(sync_path(folder_ + "/jobs"));
    return job.id;
}

// ---- reading -------------------------------------------------------------------------------------------------------

namespace {

// A job that runs and whose lock is free was left by the dead.
void see_whether_interrupted(QueuedJob& job) {
    if (job.state != JobState::running) return;
    auto lock = FileLock::attempt(run_lock(job));
    if (!lock || !lock->held()) return;
    // It may have ended between the two looks.
    auto again = read_job(fs::path(job.home).parent_path().parent_path().string(), job.id);
    if (!again) return;
    job = *again;
    job.interrupted = job.state == JobState::running;
    if (job.interrupted) job.state = JobState::waiting, job.progress.reset();
}

void put_in_order(std::vector<QueuedJob>& jobs, const std::vector<int64_t>& order) {
    auto rank = [&](const QueuedJob& job) {
        return std::find(order.begin(), order.end(), job.id) - order.begin(); // unknown ones come last
    };
    std::sort(jobs.begin(), jobs.end(), [&](const QueuedJob& a, const QueuedJob& b) {
        const bool ended = job_ended(a.state);
        if (ended != job_ended(b.state)) return !ended;
        if (ended) return std::pair(b.ended_ms, b.id) < std::pair(a.ended_ms, a.id);
        return std::pair(rank(a), a.id) < std::pair(rank(b), b.id);
    });
}

// Says what is wrong with a job and moves it away; one that is being made stays until it is not.
std::string set_aside(const std::string& queue, int64_t id, const Error& error) {
    std::string said = "job " + std::to_string(id) + " cannot be read: " + error.text();
    auto lock = FileLock::attempt(job_home(queue, id) + "/run.lock");
    if (!lock || !lock->held()) return said;
    std::error_code ec;
    for (int n = 1; n < 1000; ++n) {
        const std::string to = queue + "/aside/" + std::to_string(id) + (n > 1 ? "-" + std::to_string(n) : "");
        if (fs::exists(fs::symlink_status(to, ec))) continue;
        fs::rename(job_home(queue, id), to, ec);
        return ec ? said : said + "; it was moved to " + to;
    }
    return said;
}

// Under the queue's lock.
QueueListing read_all(const std::string& queue) {
    QueueListing listing;
    const Book book = read_book(queue);
    listing.paused = book.paused;
    for (const int64_t id : job_ids(queue)) {
        auto job = read_job(queue, id);
        if (job) {
            see_whether_interrupted(*job);
            listing.jobs.push_back(std::move(*job));
        } else if (job.error().code == ErrorCode::unavailable) {
            listing.problems.push_back("job " + std::to_string(id) + ": " + job.error().text());
        } else if (job.error().code != ErrorCode::no_input) {
            listing.problems.push_back(set_aside(queue, id, job.error()));
        }
    }
    put_in_order(listing.jobs, book.order);
    return listing;
}

} // namespace

Result<QueueListing> JobQueue::list() {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    return read_all(folder_);
}

Result<QueuedJob> JobQueue::find(int64_t id) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    QueuedJob job = TRY(read_job(folder_, id));
    see_whether_interrupted(job);
    return job;
}

// ---- changing ------------------------------------------------------------------------------------------------------

Result<JobState> JobQueue::change(int64_t id, const std::function<Result<void>(QueuedJob&, bool)>& fn) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    QueuedJob job = TRY(read_job(folder_, id));
    const FileLock mine = TRY(FileLock::attempt(run_lock(job)));
    if (mine.held()) job = TRY(read_job(folder_, id)); // its worker may just have ended it
    if (mine.held() && job.state == JobState::running) {
        job.state = job.ask == JobAsk::cancel  ? JobState::cancelled
                    : job.ask == JobAsk::pause ? JobState::paused
                                               : JobState::waiting;
        job.ask = JobAsk::none, job.pid = 0;
        if (job_ended(job.state)) job.ended_ms = now_ms();
    }
    TRY_VOID(fn(job, !mine.held()));
    TRY_VOID(write_state(job));
    return job.state;
}

static Error wrong_state(const QueuedJob& job, const std::string& what) {
    return fail(ErrorCode::usage, what + "; it is " + job_state_word(job.state), "job " + std::to_string(job.id));
}

// All that a job which nobody makes has left beside its films.
static void put_away(const QueuedJob& job) {
    remove_leftovers(job);
    remove_farm(job.parts());
}

Result<JobState> JobQueue::pause(int64_t id) {
    return change(id, [](QueuedJob& job, bool runs) -> Result<void> {
        if (job_ended(job.state)) return wrong_state(job, "it has ended");
        if (runs && job.ask == JobAsk::none) job.ask = JobAsk::pause;
        if (!runs) job.state = JobState::paused, remove_leftovers(job);
        return {};
    });
}

Result<JobState> JobQueue::resume(int64_t id) {
    return change(id, [](QueuedJob& job, bool runs) -> Result<void> {
        if (job_ended(job.state)) return wrong_state(job, "it has ended; retry takes it up again");
        if (runs && job.ask == JobAsk::pause) job.ask = JobAsk::none;
        if (!runs) job.state = JobState::waiting, job.not_before_ms = 0, job.message.clear();
        return {};
    });
}

Result<JobState> JobQueue::cancel(int64_t id) {
    return change(id, [](QueuedJob& job, bool runs) -> Result<void> {
        if (job_ended(job.state)) return wrong_state(job, "it has ended");
        if (runs)
            job.ask = JobAsk::cancel;
        else
            job.state = JobState::cancelled, job.ended_ms = now_ms(), job.message.clear(), put_away(job);
        return {};
    });
}

Result<JobState> JobQueue::retry(int64_t id) {
    auto state = change(id, [](QueuedJob& job, bool) -> Result<void> {
        if (job.state != JobState::failed && job.state != JobState::cancelled)
            return wrong_state(job, "only a job that failed or was cancelled is tried again");
        job.state = JobState::waiting, job.tries = 0, job.exit = 0, job.message.clear();
        job.started_ms = job.ended_ms = job.not_before_ms = 0;
        return {};
    });
    if (state) TRY_VOID(move(id, INT64_MAX));
    return state;
}

Result<void> JobQueue::move(int64_t id, int64_t place) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    const QueueListing all = read_all(folder_);
    Book book = read_book(folder_);
    book.order.clear();
    bool found = false;
    for (const QueuedJob& job : all.jobs) {
        if (job.id == id && job_ended(job.state)) return wrong_state(job, "it has ended and has no place in the order");
        found = found || job.id == id;
        if (!job_ended(job.state) && job.id != id) book.order.push_back(job.id);
    }
    if (!found) return fail(ErrorCode::no_input, "no job of this number is in the queue", std::to_string(id));
    const auto at = std::clamp<int64_t>(place, 1, static_cast<int64_t>(book.order.size()) + 1) - 1;
    book.order.insert(book.order.begin() + at, id);
    return write_book(folder_, book);
}

Result<int64_t> JobQueue::place_of(int64_t id) {
    const QueueListing all = TRY(list());
    for (size_t i = 0; i < all.jobs.size(); ++i)
        if (all.jobs[i].id == id) return static_cast<int64_t>(i) + 1;
    return fail(ErrorCode::no_input, "no job of this number is in the queue", std::to_string(id));
}

Result<void> JobQueue::remove(int64_t id) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    return forget(id);
}

Result<int64_t> JobQueue::remove_ended() {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    int64_t count = 0;
    for (const QueuedJob& job : read_all(folder_).jobs) {
        if (!job_ended(job.state)) continue;
        TRY_VOID(forget(job.id));
        ++count;
    }
    return count;
}

// Under the queue's lock.
Result<void> JobQueue::forget(int64_t id) {
    const QueuedJob job = TRY(read_job(folder_, id));
    const FileLock mine = TRY(FileLock::attempt(run_lock(job)));
    if (!mine.held()) return wrong_state(job, "cancel it first");
    Book book = read_book(folder_);
    std::erase(book.order, id);
    book.next = std::max(book.next, job_ids(folder_, true).back() + 1); // numbers are not used again
    TRY_VOID(write_book(folder_, book));
    put_away(job);
    const std::string gone = folder_ + "/jobs/." + std::to_string(id);
    std::error_code ec;
    fs::rename(job.home, gone, ec);
    if (ec) return fail(ErrorCode::io, "cannot be removed: " + ec.message(), job.home);
    fs::remove_all(gone, ec);
    return {};
}

Result<void> JobQueue::pause_all(bool paused) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    Book book = read_book(folder_);
    book.paused = paused;
    book.next = std::max(book.next, [&] {
        const auto ids = job_ids(folder_, true);
        return ids.empty() ? int64_t{1} : ids.back() + 1;
    }());
    return write_book(folder_, book);
}

// ---- claims --------------------------------------------------------------------------------------------------------

// Under the queue's lock.
Result<std::optional<JobClaim>> JobQueue::take(const QueuedJob& seen) {
    FileLock mine = TRY(FileLock::attempt(run_lock(seen)));
    if (!mine.held()) return std::optional<JobClaim>();
    QueuedJob job = TRY(read_job(folder_, seen.id));
    const bool left = job.state == JobState::running;
    if (left && job.ask != JobAsk::none) {
        job.state = job.ask == JobAsk::cancel ? JobState::cancelled : JobState::paused;
        if (job_ended(job.state)) job.ended_ms = now_ms();
        job.ask = JobAsk::none, job.pid = 0;
        TRY_VOID(write_state(job));
        return std::optional<JobClaim>();
    }
    if (!left && job.state != JobState::waiting) return std::optional<JobClaim>();
    job.state = JobState::running, job.interrupted = left;
    job.started_ms = now_ms(), job.pid = getpid(), job.ask = JobAsk::none, job.message.clear();
    std::error_code ec;
    fs::remove(job.home + "/progress.json", ec);
    TRY_VOID(write_state(job));
    return std::optional(JobClaim(folder_, std::move(job), mine.release()));
}

Result<std::optional<JobClaim>> JobQueue::claim(const std::function<bool(const QueuedJob&)>& may) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    const QueueListing all = read_all(folder_);
    if (all.paused) return std::optional<JobClaim>();
    const int64_t now = now_ms();
    for (const QueuedJob& job : all.jobs) {
        if (job.state != JobState::waiting || job.not_before_ms > now || (may && !may(job))) continue;
        auto claim = TRY(take(job));
        if (claim) return claim;
    }
    return std::optional<JobClaim>();
}

Result<std::optional<JobClaim>> JobQueue::claim_one(int64_t id) {
    const FileLock lock = TRY(FileLock::wait(lock_path(folder_)));
    return take(TRY(read_job(folder_, id)));
}

JobClaim::JobClaim(JobClaim&& other) noexcept
    : queue_(std::move(other.queue_)), job_(std::move(other.job_)), lock_(std::exchange(other.lock_, -1)) {}

JobClaim::~JobClaim() {
    if (lock_ < 0) return;
    if (auto given = end({.state = JobState::waiting, .exit = 0, .message = {}, .not_before_ms = 0, .counts = false});
        !given && lock_ >= 0)
        ::close(lock_); // its state says "running" with no one who runs it: it goes on with the next worker
}

JobAsk JobClaim::ask() const {
    auto job = read_job(queue_, job_.id);
    return job ? job->ask : JobAsk::none;
}

void JobClaim::tell(const JobProgress& p) const {
    const ValueObject o{{"deliverable", p.deliverable}, {"phase", p.phase}, {"frame", p.frame},
                        {"frames", p.frames},           {"fps", p.fps},     {"eta_s", p.eta_s}};
    // Not synced: it is worth nothing after a crash.
    const std::string path = job_.home + "/progress.json", fresh = path + ".new";
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return;
    const std::string text = value_text(o);
    const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    if (whole) std::rename(fresh.c_str(), path.c_str());
}

void JobClaim::writes(const std::vector<std::string>& paths) const { write_leftovers(job_, paths); }

Result<void> JobClaim::end(const End& end) {
    VERIFY(lock_ >= 0 && end.state != JobState::running);
    const FileLock lock = TRY(FileLock::wait(lock_path(queue_)));
    job_.state = end.state, job_.exit = end.exit, job_.message = end.message;
    job_.not_before_ms = end.not_before_ms, job_.ask = JobAsk::none, job_.pid = 0;
    if (end.counts) ++job_.tries;
    if (job_ended(job_.state)) job_.ended_ms = now_ms();
    TRY_VOID(write_state(job_));
    remove_leftovers(job_); // of a child that had to be killed
    if (job_.state == JobState::cancelled || job_.state == JobState::done) remove_farm(job_.parts());
    ::close(std::exchange(lock_, -1));
    return {};
}

std::string QueuedJob::parts() const {
    // Numbers of jobs are a queue's own.
    return folder + "/.tandem-parts-" + std::to_string(id) + "-" + std::to_string(added_ms);
}

ValueObject job_value(const QueuedJob& job) {
    auto time = [](int64_t ms) { return ms > 0 ? Value(utc_text(ms)) : Value(); };
    ValueObject out{{"id", job.id},
                    {"title", job.title},
                    {"state", job_state_word(job.state)},
                    {"project", job.source},
                    {"frozen", job.project},
                    {"folder", job.folder},
                    {"presets", ValueArray(job.presets.begin(), job.presets.end())},
                    {"names", ValueArray(job.names.begin(), job.names.end())},
                    {"added", time(job.added_ms)},
                    {"started", time(job.started_ms)},
                    {"ended", time(job.ended_ms)},
                    {"tries", job.tries},
                    {"interrupted", job.interrupted},
                    {"message", job.message}};
    if (job_ended(job.state)) out["exit_code"] = job.exit;
    if (job.ask != JobAsk::none) out["asked"] = job.ask == JobAsk::pause ? "pause" : "cancel";
    if (job.progress)
        out["progress"] = ValueObject{
            {"deliverable", job.progress->deliverable}, {"phase", job.progress->phase}, {"frame", job.progress->frame},
            {"frames", job.progress->frames},           {"fps", job.progress->fps},     {"eta_s", job.progress->eta_s}};
    std::error_code ec;
    if (fs::exists(job.report(), ec)) out["report"] = job.report();
    return out;
}

} // namespace tandem
