// Files of the queue: their JSON forms. Private to queue*.cpp. Any thread; blocking.
#pragma once

#include "engine/export/queue.h"
#include "engine/io/file_lock.h"

namespace tandem::queue_files {

struct Book { // queue.json
    int64_t next = 1;
    std::vector<int64_t> order;
    bool paused = false;
};

std::string job_home(const std::string& queue, int64_t id);
// Ids of the folders under jobs/, ascending; `building` also those that are not whole yet (".ID").
std::vector<int64_t> job_ids(const std::string& queue, bool building = false);

// A book that is missing or damaged is a fresh one.
Book read_book(const std::string& queue);
Result<void> write_book(const std::string& queue, const Book& book);

std::string job_text(const QueuedJob& job); // job.json
std::string state_text(const QueuedJob& job);
// Both files and the progress of a running one; whether it is interrupted is not known yet. Errors: no_input (it is
// gone), bad_data (job.json; `what` says why). A damaged state reads as a pause that says so.
Result<QueuedJob> read_job(const std::string& queue, int64_t id);
Result<void> write_state(const QueuedJob& job);

// writing.json, and away with what is named there and still there, and with the unfinished files among the job's parts;
// finished chunks stay. Nothing outside the job's folder, and nothing that anybody has open. Pre: nobody makes the job.
void write_leftovers(const QueuedJob& job, const std::vector<std::string>& paths);
void remove_leftovers(const QueuedJob& job);

} // namespace tandem::queue_files
