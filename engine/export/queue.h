// JobQueue: exports that wait on disk, shared by every program that opens the same folder: command line, window and
// workers. It survives a crash, a kill and a restart of the machine.
//
// Plain files and flock, no database: a job is a folder of small files, each written whole (temporary file, fsync,
// rename), so one damaged file costs one job and a person can read all of them; and a lock that the kernel drops with
// the last process that holds it tells a dead claim from a living one without heartbeats, process numbers or clocks,
// the exporting child included, which inherits it. A database would need both beside it.
//
//   FOLDER/lock                  held for the moment of a change
//   FOLDER/queue.json            order, pause of the whole queue, next id; without it jobs go by their ids
//   FOLDER/jobs/ID/job.json      what is made; never changes
//   FOLDER/jobs/ID/state.json    how it stands
//   FOLDER/jobs/ID/run.lock      held by who makes it
//   FOLDER/jobs/ID/NAME.tandem, matrix.json, presets/   the frozen project and what is made of it; media stay where
//                                                       they are
//   FOLDER/jobs/ID/progress.json, report.json           what its making told
//   FOLDER/jobs/ID/writing.json                         what a kill of it leaves
//   FOLDER/aside/                jobs that cannot be read
//
// Every call may be made on any thread and by any number of programs at once; blocking, local file system. Folders are
// made for the user alone. Errors: no_input (no such job), usage (its state does not allow it), cant_create, io.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/value.h"
#include "engine/export/matrix.h"
#include "engine/export/preset.h"

namespace tandem {

enum class JobState : uint8_t { waiting, running, paused, done, failed, cancelled };
const char* job_state_word(JobState state);
inline bool job_ended(JobState s) { return s == JobState::done || s == JobState::failed || s == JobState::cancelled; }

// How a job is made, besides its matrix.
struct JobFlags {
    std::string device = "auto", on_missing = "fail";
    int threads = 0; // 0 = all cores
    bool overwrite = false, deterministic = false;
    bool lossless_parts = false; // PartsOptions::lossless
};

struct NewJob {
    std::string title;             // for lists; "" = the names of project and presets
    std::string source;            // the project's path, absolute; its stem names outputs
    std::string project_text;      // the project as it is now (project_text with no folder, so that media are absolute)
    DeliveryMatrix matrix;         // presets are resolved and frozen by add
    std::vector<Preset> presets{}; // one for each deliverable, in place of those that the matrix names; or none
    std::string folder;            // outputs go here and nowhere else; absolute, exists
    JobFlags flags;
};

// What was asked of a running job and is not done yet.
enum class JobAsk : uint8_t { none, pause, cancel };

struct JobProgress {
    std::string deliverable, phase;
    int64_t frame = 0, frames = 0; // of the deliverable
    double fps = 0, eta_s = 0;
};

struct QueuedJob {
    int64_t id = 0;
    std::string title, source, folder;
    std::string home;                 // FOLDER/jobs/ID
    std::string project;              // the frozen copy
    std::string matrix;               // file
    std::vector<std::string> presets; // ids, one for each deliverable
    std::vector<std::string> names;   // patterns of the files' names, likewise
    JobFlags flags;
    int64_t added_ms = 0; // times are milliseconds since 1970

    JobState state = JobState::waiting;
    JobAsk ask = JobAsk::none;
    bool interrupted = false; // it was running when its worker died; it goes on when a worker takes it
    int tries = 0;            // times that it was begun and neither ended nor was stopped by a user
    int64_t started_ms = 0, ended_ms = 0, not_before_ms = 0;     // 0 = never; not_before: a retry waits for it
    int64_t pid = 0;                                             // of its worker
    int exit = 0;                                                // of an ended one
    std::string message;                                         // why it failed, or what it waits for
    std::optional<JobProgress> progress;                         // of a running one
    std::string report() const { return home + "/report.json"; } // what `deliver --json` said; may not exist
    // Finished chunks of its films, beside these (engine/export/resumable_delivery.h); may not exist. Gone when the job
    // is done, cancelled or removed.
    std::string parts() const;
};

struct QueueListing {
    std::vector<QueuedJob> jobs;       // what is to do in its order, then what ended, the newest first
    bool paused = false;               // nothing is begun
    std::vector<std::string> problems; // jobs that cannot be read, by name
};

// $XDG_STATE_HOME/tandem/queue or ~/.local/state/tandem/queue; "" where neither variable is set.
std::string queue_folder();

class JobQueue;

// A job that this process makes. Holding it holds its lock; dropping it without an end gives the job back.
class JobClaim {
  public:
    ~JobClaim();
    JobClaim(JobClaim&& other) noexcept;
    JobClaim& operator=(JobClaim&&) = delete;

    const QueuedJob& job() const { return job_; }
    int lock() const { return lock_; }            // for the child that inherits it
    JobAsk ask() const;                           // reads the state file
    void tell(const JobProgress& progress) const; // best effort
    // Files and folders that a kill would leave unfinished (part_paths), in place of those told before. Whoever finds
    // the job without its process removes them. Best effort.
    void writes(const std::vector<std::string>& paths) const;
    // How it went on: to done, failed or cancelled with an exit code; to waiting or paused, to go on later.
    struct End {
        JobState state = JobState::failed;
        int exit = 0;
        std::string message;
        int64_t not_before_ms = 0;
        bool counts = true; // as a try
    };
    Result<void> end(const End& end);

  private:
    friend class JobQueue;
    JobClaim(std::string queue, QueuedJob job, int lock)
        : queue_(std::move(queue)), job_(std::move(job)), lock_(lock) {}

    std::string queue_;
    QueuedJob job_;
    int lock_ = -1;
};

class JobQueue {
  public:
    // Makes the folder where it is not there.
    static Result<JobQueue> open(const std::string& folder);
    const std::string& folder() const { return folder_; }

    // The job stands whole or not at all; its id. Also config (a preset), denied (a name that leaves the folder).
    Result<int64_t> add(const NewJob& wanted);
    // Jobs that cannot be read are moved to aside/ and named.
    Result<QueueListing> list();
    Result<QueuedJob> find(int64_t id);

    // To a place among the jobs that have not ended, from 1; places beyond the ends are the ends.
    Result<void> move(int64_t id, int64_t place);
    Result<int64_t> place_of(int64_t id);
    // A running job is asked to stop; it is paused when its worker has done so. What it has finished is kept.
    Result<JobState> pause(int64_t id);
    Result<JobState> resume(int64_t id);
    Result<JobState> retry(int64_t id); // failed or cancelled: waits at the end again
    Result<JobState> cancel(int64_t id);
    Result<void> remove(int64_t id); // not while it runs
    Result<int64_t> remove_ended();  // how many
    Result<void> pause_all(bool paused);

    // The first job that may begin now and that `may` accepts, claimed: waiting, its time has come, the queue not
    // paused; or claimed by a process that is dead.
    Result<std::optional<JobClaim>> claim(const std::function<bool(const QueuedJob&)>& may = {});
    // This one, or none where another has it or it does not wait.
    Result<std::optional<JobClaim>> claim_one(int64_t id);

  private:
    explicit JobQueue(std::string folder) : folder_(std::move(folder)) {}
    Result<JobState> change(int64_t id, const std::function<Result<void>(QueuedJob& job, bool locked)>& fn);
    Result<void> forget(int64_t id);
    Result<std::optional<JobClaim>> take(const QueuedJob& job);

    std::string folder_;
};

// For lists and reports.
ValueObject job_value(const QueuedJob& job);
std::string utc_text(int64_t ms); // "2026-01-31T12:00:00Z"
int64_t now_ms();

} // namespace tandem
