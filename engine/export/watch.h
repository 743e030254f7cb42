// Watch folder: every file that is put into a folder is worked on exactly once.
//
//   DIR/...                       what is put there; folders below count to a depth
//   DIR/working/KEY/              a claimed file while it is worked on: claim.json, file/, what `make` leaves there
//   DIR/done/DATE/, DIR/failed/   the file afterwards, with NAME.report.json
//   DIR/output/                   films, where no other folder was named; never looked through
//   DIR/.tandem-watch/            lock (one watcher a folder), made/ (what was made of which content)
//
// A file is claimed when its size and times have not changed for the settle time, or when NAME.ready stands beside it,
// and nobody has it open for writing; by one rename, so it is in one place at every instant. Hidden files, .part, ~ and
// empty ones are left alone; links are never followed. A content that was made already by the same recipe, and whose
// outputs still stand, is not made again. What a watcher that died had claimed is taken up by the next one; a file that
// took its watcher along ten times is failed. inotify wakes the watcher, looking through the folder decides: an event
// that is missed, or a file system without events, costs a rescan's time only.
//
// Blocking; `make` runs on threads of the watcher, which are joined before it returns.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/value.h"
#include "engine/io/disk_space.h"

namespace tandem {

// A claimed file as `make` gets it.
struct WatchedFile {
    std::string name;   // as it was put there; any bytes
    std::string path;   // where it is now
    std::string folder; // where it was: what a project's relative media are relative to
    std::string home;   // DIR/working/KEY: `make` may leave files here
    std::string stem;   // what films are named by: a safe name that no other file of this folder has
    std::string sha256;
    int lock = -1; // for children, as of a queue's job
};

struct WatchMade {
    int exit = 0; // 0: made
    std::string message;
    std::vector<std::string> outputs; // files that stand
    Value detail;                     // for the report
    bool stopped = false;             // by a cancel: the file stays claimed, for the next watcher
};

struct WatchOptions {
    std::string folder; // absolute, exists
    std::string output; // absolute; not looked through
    std::string recipe; // digest of what is made of every file
    double settle_s = 10, rescan_s = 5;
    int depth = 4;         // of folders below
    int64_t max_bytes = 0; // of a file; larger ones fail; 0 = any
    int64_t quota = 0;     // bytes that the folder's working, done, failed and the output may hold together; 0 = any
    int64_t reserve = kDiskReserve; // bytes of disk that stay free
    int jobs = 1;                   // at once; 0 = measured
    bool once = false;              // ends when nothing is left to claim
    const std::atomic<bool>* cancel = nullptr;
    std::function<WatchMade(const WatchedFile&)> make;
    // "claim", "done", "failed", "same" (made before), "again" (it changed: back where it was); one call at a time.
    std::function<void(const char* event, const std::string& name, const std::string& text)> tell;
};

struct WatchReport {
    int done = 0, failed = 0, same = 0;
    bool held = false; // files are left because of the quota or a full disk
    int worst = 0;     // exit code of the first that failed
};

// Errors: temporary (another watcher has the folder), denied (a link stands where one of its folders should), io.
Result<WatchReport> run_watch(const WatchOptions& options);

} // namespace tandem
