// Journal: every committed edit on disk before the program relies on it. An SQLite database in WAL mode with
// synchronous=FULL in the user's state folder ($XDG_STATE_HOME/tandem/journal/<uuid>.db, default ~/.local/state), never
// beside the project. append() is called on the editing thread; a worker thread writes. One writer a project.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/value.h"
#include "engine/model/project.h"
#include "engine/session/document.h"

struct sqlite3;

namespace tandem {

// The folder of the journals; empty where there is no home and no XDG_STATE_HOME.
std::string journal_folder();

struct JournalOptions {
    std::string folder = journal_folder();
};

// The file of a project's journal; other files of a project in the state folder stand beside it under the same name.
// Empty where nothing is journalled.
std::string journal_file(const std::string& uuid, const JournalOptions& options);

class Journal {
  public:
    // Where nothing can be written from the start (no home, read-only disk) the journal is off and edits go on without
    // it. Where writing fails later (full disk) edits are kept in memory and tried again every second.
    Journal(const std::string& uuid, const JournalOptions& options = {});
    ~Journal(); // writes what is left
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    bool on() const { return !worker_stopped_; }
    // Why edits are not on the disk now; "" = they are, or will be in a moment. Any thread.
    std::string trouble() const;
    const std::string& path() const { return path_; }

    // Queues one edit: {"op": ..., arguments}. Returns its number. "undo" and "redo" are edits too, and "restore" with
    // a whole "project" as text. Edits in a row with the same text "merge" are one undo step.
    int64_t append(const Value& intent);
    // The newest edit that is on disk.
    int64_t acknowledged() const;
    // Blocks until edit `number` is on disk; false where the journal is off, or writing fails now.
    bool wait(int64_t number);
    // The project was saved to `file` with all edits up to `last` (-1 = so far): recovery starts from there.
    // `file_hash` = hash_text of the file's bytes.
    void saved(const std::string& file, uint64_t file_hash, int64_t last = -1);

  private:
    struct Row {
        int64_t seq;
        std::string op, args;
    };
    void open(const std::string& folder);
    void work();
    void stop(const std::string& why);

    std::string path_, trouble_;
    sqlite3* db_ = nullptr; // the worker's once it runs
    mutable std::mutex mutex_;
    std::condition_variable queued_, written_;
    std::deque<Row> queue_;
    int64_t next_ = 1, acknowledged_ = 0;
    bool quit_ = false;
    bool worker_stopped_ = true;
    std::thread worker_;
};

struct JournalEntry {
    int64_t seq = 0;
    double unix_time = 0;
    Value intent;
};
struct SavedPoint {
    int64_t seq = 0; // edits up to here are in the file
    std::string file;
    uint64_t file_hash = 0;
};
struct JournalContents {
    std::vector<JournalEntry> entries; // by rising seq
    std::vector<SavedPoint> saved;
    std::string warning; // what was salvaged, where the database is damaged
};
// Reads a journal; a damaged one is read read-only as far as it goes. no_input where there is none.
Result<JournalContents> read_journal(const std::string& uuid, const JournalOptions& options = {});

struct Recovered {
    Ref<Project> project;
    std::vector<HistoryEntry> history; // of the replay: `base` first, so that what came back can be undone
    size_t position = 0;               // of `project` in it
    int64_t last = 0;                  // the newest edit that is in it
    size_t applied = 0;
    std::vector<std::string> quarantined; // entries that could not be replayed, with the reason
};
// Replays the edits after the saved point that `base` was loaded from (`file_hash`; 0 or unknown = all edits). An entry
// that fails, or makes the document invalid, is set aside and replay goes on with what still applies.
Recovered recover(const Ref<Project>& base, uint64_t file_hash, const JournalContents& journal);
// Removes the journal's files, after a clean save and close.
void remove_journal(const std::string& uuid, const JournalOptions& options = {});

} // namespace tandem
