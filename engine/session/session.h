// Session: the open project as a window works on it: the document, its journal and its file in one place. Every edit
// goes through run(), is on its way to disk before it is shown, and can be undone. Owner thread only; saving is split
// so that the writing can be done on a worker.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/session/document.h"
#include "engine/session/journal.h"

namespace tandem {

// One command of the table (engine/session/commands.h).
struct Command {
    std::string name;
    ValueObject args;
};

class Session {
  public:
    // A project that was never saved: its file lies in the user's state folder, so a crash or a closed window loses
    // nothing. Where that folder cannot be written it lives in memory only and trouble() says so.
    static std::unique_ptr<Session> create(Project project, const JournalOptions& options = {});

    // Opens a .tandem or any readable timeline (which becomes a new, untitled project), probes unknown media, looks for
    // moved ones, and replays what the journal has beyond the file. Blocking I/O: may be called on a worker.
    // A project (and every copy of its file) is open once: temporary where another window or program has it.
    struct Opened {
        std::unique_ptr<Session> session;
        size_t recovered = 0;           // edits that were not in the file
        bool closed_well = false;       // the last one to have it open closed it: nothing was cut off
        std::vector<std::string> notes; // of the reader, of relinked and missing media, of edits set aside
    };
    static Result<Opened> open(const std::string& path, const JournalOptions& options = {});
    // What is in the file as a new, untitled project; the file stays as it is and may be open elsewhere.
    static Result<Opened> open_copy(const std::string& path, const JournalOptions& options = {});

    Document& document() { return document_; }
    const Document& document() const { return document_; }
    const Ref<Project>& project() const { return document_.root(); }
    // Null in a project without any.
    Ref<Sequence> sequence() const { return document_.root()->active_sequence(); }

    // Runs a command and commits it. Equal non-empty merge keys in a row make one undo step. On error nothing changes.
    Result<Value> run(std::string_view name, const ValueObject& args, const std::string& merge_key = {});
    // Several commands as one undo step, all or nothing. `label` names the step.
    Result<std::vector<Value>> run_all(const std::string& label, const std::vector<Command>& commands);
    // Shows what a command would do, without history or journal; the next run, cancel_preview or preview replaces it.
    // Always from the last committed state.
    Result<void> preview(std::string_view name, const ValueObject& args);
    void cancel_preview() { document_.cancel_preview(); }
    void undo();
    void redo();
    // Undo or redo up to a state of the history in one go. Pre: position < history().size().
    void go_to(size_t position);
    // Commits a whole state (a kept version) as one step that can be undone. bad_data where it is another project's.
    Result<void> restore(Project state, const std::string& label);

    const std::string& path() const { return path_; } // of the file, also of an untitled project's
    const JournalOptions& journal_options() const { return options_; }
    bool untitled() const { return untitled_; }
    bool saved() const { return document_.history()[document_.position()].root == saved_root_; }
    // Why the newest edits are in memory only, "" = they are not. It can come and go: a disk that is full.
    std::string trouble() const { return journal_ ? journal_->trouble() : std::string(); }
    // Where nothing could be journalled when the project was opened (a disk that was full): tries again, the state as
    // it is now before all later edits. Whether edits are journalled now. Blocks for a moment.
    bool retry_journal();
    // The newest edit on disk covers all edits made so far; blocks until then. False where nothing is journalled.
    bool wait_journalled();

    // What is to be written; then, after write() on any thread went well, finish_save() with the same ticket.
    struct SaveTicket {
        Ref<Project> root;
        std::string path;
        int64_t last_edit = 0;
        JournalOptions options;
        // Of the file's bytes as the session read or wrote them last; null or 0 = whatever is there is replaced.
        std::shared_ptr<std::atomic<uint64_t>> known;
        uint64_t hash = 0;       // of the written bytes, set by write()
        bool kept_other = false; // another program's state of the project was there; it is a version now
        // Errors: cant_create where the file has become something else than this project, temporary where another
        // program goes on editing it for 10 s.
        Result<void> write();
    };
    SaveTicket begin_save(const std::string& path) const;
    void finish_save(const SaveTicket& ticket);

  private:
    class OpenMark;
    enum class As : uint8_t;
    static Result<Opened> open_as(const std::string& path, As as, const JournalOptions& options);
    Session(Document document, std::string path, const JournalOptions& options, std::shared_ptr<OpenMark> mark);
    bool keep_untitled(); // the state in the state folder, from which the journal goes on
    void journal(Value intent, const std::string& merge_key);
    void journal_position(const char* op, size_t times = 1);

    Document document_;
    JournalOptions options_;
    std::shared_ptr<OpenMark> mark_; // before the journal: given back after it; null where there is no state folder
    std::unique_ptr<Journal> journal_;
    std::string path_;
    // Of the file at path_, as read or written, by tickets on other threads too; 0 = not known.
    std::shared_ptr<std::atomic<uint64_t>> file_hash_ = std::make_shared<std::atomic<uint64_t>>(0);
    bool untitled_ = false;
    Ref<Project> saved_root_; // null = never saved in this run
    size_t saved_position_ = 0;
    bool below_saved_ = false; // undone past the saved state: the journal holds whole states until the next save
    int64_t last_edit_ = 0;
};

// Projects that were never saved, newest first: paths in the state folder.
std::vector<std::string> untitled_projects(const JournalOptions& options = {});
// The folder they lie in; empty where there is none.
std::string untitled_folder(const JournalOptions& options = {});

} // namespace tandem
