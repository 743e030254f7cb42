// Progress: what a long command tells while it works, on stderr: a bar for people, one JSON object a line for programs.
// Called on the working thread; a heartbeat thread of its own repeats the last line so that one comes every second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/result.h"
#include "engine/export/export.h"

namespace tandem::app {

enum class ProgressStyle { none, bar, json };

// Of --progress; auto is a bar on a terminal and nothing else.
Result<ProgressStyle> progress_style(const std::string& word);

class Progress {
  public:
    explicit Progress(ProgressStyle style);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // The output that the lines are about, and its length.
    void plan(const std::string& deliverable, int64_t frames);
    // With what a kill would leave of it, for whoever would clean up.
    void plan(const std::string& deliverable, int64_t frames, const std::vector<std::string>& parts);
    void start();
    void update(const ExportProgress& now);
    // The same for one output of several.
    void update(const std::string& deliverable, const ExportProgress& now);
    void warn(const std::string& message);
    // A line of its own in JSON: "chunk" (done), "retry", "print" (of a script), "log" (with -v). People see `retry` as
    // a warning.
    void event(const std::string& name, const std::string& message);
    // The last line: `done` for exit 0, else `error`. Later calls do nothing.
    void finish(int exit, const std::string& message);

  private:
    void emit(const std::string& event, const std::string& message, int exit);
    void beat();

    const ProgressStyle style_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread heart_;
    std::vector<std::string> parts_; // told by the next line
    std::string deliverable_, event_ = "progress";
    ExportProgress now_;
    bool begun_ = false, finished_ = false, stop_ = false, bar_shown_ = false, emitted_ = false;
};

} // namespace tandem::app
