// QueueWorker: takes jobs of a queue in their order and makes each in a child process, `tandem deliver` on the frozen
// project. Several workers may work on one queue. A child inherits its job's lock, so a job whose worker was killed is
// not begun again before its child is gone too, and the kernel kills the child with the worker. What the child had
// finished is known again by the reports beside the films, and within a long film by its chunks
// (engine/export/resumable_delivery.h).
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "engine/export/queue.h"
#include "engine/io/disk_space.h"

namespace tandem {

struct WorkerOptions {
    std::string program; // the `tandem` that delivers
    enum class Until : uint8_t {
        one,     // one job has ended
        empty,   // nothing is left that may begin
        stopped, // for ever
    } until = Until::empty;
    int jobs = 1;                   // at once; 0 = as many as the machine has room for, measured
    int64_t reserve = kDiskReserve; // bytes of disk that stay free; a job waits where there are not so many
    int tries = 3;                  // of a job whose child was killed or failed for a time
    int retry_ms = 5000;            // pause before the second, twice that before the third
    double chunk_seconds = 30;      // of films whose finished chunks are kept
    int gentle_ms = 20'000;         // for a child that is asked to stop to end by itself; then it is killed
    const std::atomic<bool>* cancel = nullptr;
    // What happens, on threads of the worker, one call at a time: "begin", "progress", "end" (with how it stands).
    std::function<void(const char* event, const QueuedJob& job)> tell;
    std::function<void(const std::string&)> warn;
};

struct WorkerReport {
    int done = 0, failed = 0, stopped = 0; // ended by this call; stopped: paused, cancelled, given back
    int held = 0;                          // wait for disk space at the end
    int worst = 0;                         // exit code of the first that failed
};

// Blocking. After a cancel the running jobs are stopped and wait again. Errors: of the queue's own files.
Result<WorkerReport> run_queue(JobQueue& queue, const WorkerOptions& options);

// The last lines that a child of ours said, read: used for its progress and for why it ended.
class ChildTalk {
  public:
    // One line of stderr; true where it brought progress.
    bool take(const std::string& line);
    const JobProgress& progress() const { return progress_; }
    // What it said that it writes, for JobClaim::writes.
    const std::vector<std::string>& parts() const { return parts_; }
    // Its last word of "done" or "error", else its last other lines.
    std::string message() const;

  private:
    JobProgress progress_;
    std::vector<std::string> parts_;
    std::string last_, noise_;
};

} // namespace tandem
