// Opening, editing and saving of the open project.
#include "engine/session/session.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "engine/base/hash.h"
#include "engine/base/log.h"
#include "engine/io/file_lock.h"
#include "engine/io/interchange.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "engine/session/commands.h"
#include "engine/session/import_media.h"
#include "engine/session/versions.h"

namespace tandem {

namespace fs = std::filesystem;

static constexpr size_t kMaxProjectBytes = size_t{512} << 20; // as project_file.cpp reads

std::string untitled_folder(const JournalOptions& options) {
    return options.folder.empty() ? std::string()
                                  : (fs::path(options.folder).parent_path() / "untitled").lexically_normal().string();
}

std::vector<std::string> untitled_projects(const JournalOptions& options) {
    std::vector<std::pair<fs::file_time_type, std::string>> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(untitled_folder(options), error))
        if (entry.path().extension() == ".tandem") {
            std::error_code ignored;
            found.emplace_back(entry.last_write_time(ignored), entry.path().string());
        }
    std::sort(found.rbegin(), found.rend());
    std::vector<std::string> out;
    for (auto& [when, path] : found) out.push_back(std::move(path));
    return out;
}

// Beside the journal: a file that is locked while the project is open, and has a word in it until it is closed.
// Sessions of this process share it: one may take the place of another.
class Session::OpenMark {
  public:
    explicit OpenMark(FileLock lock) : lock_(std::move(lock)) {
        struct stat info {};
        closed_well_ = ::fstat(lock_.number(), &info) == 0 && info.st_size == 0;
        write("open\n");
    }
    ~OpenMark() { write(""); }
    bool closed_well() const { return closed_well_; }

    // Null where there is no state folder, or it knows no locks.
    static Result<std::shared_ptr<OpenMark>> take(const std::string& uuid, const JournalOptions& options) {
        static std::mutex mutex;
        static std::map<std::string, std::weak_ptr<OpenMark>> ours;
        if (journal_file(uuid, options).empty()) return std::shared_ptr<OpenMark>();
        const std::string path = fs::path(journal_file(uuid, options)).replace_extension(".lock").string();
        const std::lock_guard guard(mutex);
        if (auto have = ours[path].lock()) return have;
        std::error_code ignored;
        fs::create_directories(options.folder, ignored);
        auto lock = FileLock::attempt(path);
        if (!lock) return std::shared_ptr<OpenMark>();
        if (!lock->held())
            return fail(ErrorCode::temporary,
                        "the project, or a copy of its file, is open in another window; close it there");
        auto made = std::make_shared<OpenMark>(std::move(*lock));
        ours[path] = made;
        return made;
    }

  private:
    void write(std::string_view word) {
        if (::ftruncate(lock_.number(), 0) != 0 || word.empty()) return;
        if (::pwrite(lock_.number(), word.data(), word.size(), 0) < 0) return; // then it counts as closed
    }
    FileLock lock_;
    bool closed_well_ = false;
};

Session::Session(Document document, std::string path, const JournalOptions& options, std::shared_ptr<OpenMark> mark)
    : document_(std::move(document)), options_(options), mark_(std::move(mark)),
      journal_(std::make_unique<Journal>(document_.root()->uuid, options)), path_(std::move(path)) {
    last_edit_ = journal_->acknowledged(); // what an earlier run left there is part of this state
    if (!journal_->on()) log(LogLevel::warning, journal_->trouble());
    const std::string folder = untitled_folder(options);
    untitled_ = path_.empty() || (!folder.empty() && path_.starts_with(folder + "/"));
}

std::unique_ptr<Session> Session::create(Project project, const JournalOptions& options) {
    auto root = std::make_shared<const Project>(std::move(project));
    auto mark = OpenMark::take(root->uuid, options);
    std::unique_ptr<Session> session(new Session(Document(root), {}, options, mark ? *mark : nullptr));
    session->keep_untitled();
    return session;
}

bool Session::keep_untitled() {
    const std::string folder = untitled_folder(options_);
    if (folder.empty()) return false;
    const Ref<Project>& root = document_.history()[document_.position()].root;
    const std::string path = folder + "/" + root->uuid + ".tandem";
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    if (!save_project(*root, path)) return false;
    const auto text = read_file_limited(path, kMaxProjectBytes);
    if (!text) return false;
    path_ = path;
    *file_hash_ = hash_text(*text);
    journal_->saved(path, *file_hash_);
    saved_position_ = document_.position();
    return true;
}

bool Session::retry_journal() {
    if (journal_->on()) return true;
    auto journal = std::make_unique<Journal>(document_.root()->uuid, options_);
    if (!journal->on()) return false;
    journal_ = std::move(journal);
    last_edit_ = journal_->acknowledged();
    if (untitled_) return keep_untitled();
    // What the file has, and what an earlier run may have left in the journal, is not what edits go on from.
    const size_t at = document_.position();
    last_edit_ =
        journal_->append(ValueObject{{"op", "restore"}, {"project", project_text(*document_.history()[at].root, "")}});
    saved_position_ = at;
    return true;
}

enum class Session::As : uint8_t { itself, copy };

Result<Session::Opened> Session::open(const std::string& path, const JournalOptions& options) {
    return open_as(path, As::itself, options);
}

Result<Session::Opened> Session::open_copy(const std::string& path, const JournalOptions& options) {
    return open_as(path, As::copy, options);
}

Result<Session::Opened> Session::open_as(const std::string& path, As as, const JournalOptions& options) {
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    const std::string file = error ? path : absolute.string();
    Imported imported = TRY(load_any(file));
    Opened out;
    for (const LossItem& item : imported.report.items)
        if (item.fate != LossItem::Fate::kept) out.notes.push_back(item.where + ": " + item.what);
    const bool native = as == As::itself && file.ends_with(".tandem");
    if (!native) imported.project.uuid = make_project({}, {}).uuid;
    uint64_t hash = 0;
    if (native) hash = hash_text(TRY(read_file_limited(file, kMaxProjectBytes)));
    Ref<Project> root = std::make_shared<const Project>(std::move(imported.project));
    std::shared_ptr<OpenMark> mark;
    if (native) {
        auto taken = OpenMark::take(root->uuid, options);
        if (!taken) return fail(taken.error().code, taken.error().what, file);
        mark = std::move(*taken), out.closed_well = mark && mark->closed_well();
    }
    std::optional<Recovered> recovered;
    if (native)
        if (auto journal = read_journal(root->uuid, options)) {
            recovered = recover(root, hash, *journal);
            out.recovered = recovered->applied;
            for (std::string& q : recovered->quarantined) out.notes.push_back("set aside: " + std::move(q));
            if (!journal->warning.empty()) out.notes.push_back(journal->warning);
        }
    const Ref<Project> newest = recovered ? recovered->project : root;
    ProbedProject probed = probe_project_media(newest, fs::path(file).parent_path().string());
    for (const MediaRelink& r : probed.relinked) out.notes.push_back(r.from + ": found again as " + r.to);
    for (const MediaIssue& i : probed.changed) out.notes.push_back(i.error.text());
    for (const MediaIssue& i : probed.issues) out.notes.push_back(i.error.text());
    if (!native) {
        out.session = create(*probed.project, options);
        return out;
    }
    // The state in the file can be gone back to; facts of media that were learnt just now are no edit.
    Document document = recovered && probed.project == newest
                            ? Document(std::move(recovered->history), recovered->position)
                            : Document(probed.project);
    out.session.reset(new Session(std::move(document), file, options, std::move(mark)));
    *out.session->file_hash_ = hash;
    if (out.recovered == 0)
        out.session->saved_root_ = probed.project;
    else if (probed.project == newest)
        out.session->saved_root_ = root;
    return out;
}

void Session::journal(Value intent, const std::string& merge_key) {
    if (!merge_key.empty())
        if (auto object = std::get_if<ValueObject>(&intent.v)) (*object)["merge"] = merge_key;
    last_edit_ = journal_->append(intent);
}

Result<Value> Session::run(std::string_view name, const ValueObject& args, const std::string& merge_key) {
    const Ref<Project> base = document_.history()[document_.position()].root;
    CommandOutcome outcome = TRY(run_command(base, name, args));
    journal(outcome.intent, merge_key);
    document_.commit(std::move(outcome.project), std::move(outcome.label), std::move(outcome.intent), merge_key);
    return std::move(outcome.result);
}

Result<std::vector<Value>> Session::run_all(const std::string& label, const std::vector<Command>& commands) {
    std::vector<CommandOutcome> outcomes;
    Ref<Project> root = document_.history()[document_.position()].root;
    for (const Command& c : commands) {
        outcomes.push_back(TRY(run_command(root, c.name, c.args)));
        root = outcomes.back().project;
    }
    std::vector<Value> results;
    if (outcomes.empty()) return results;
    const std::string key = "group" + std::to_string(last_edit_ + 1);
    for (CommandOutcome& o : outcomes) {
        journal(o.intent, key);
        results.push_back(std::move(o.result));
    }
    document_.commit(std::move(root), label, std::move(outcomes.back().intent));
    return results;
}

Result<void> Session::preview(std::string_view name, const ValueObject& args) {
    const Ref<Project> base = document_.history()[document_.position()].root;
    CommandOutcome outcome = TRY(run_command(base, name, args));
    document_.preview(std::move(outcome.project));
    return {};
}

void Session::journal_position(const char* op, size_t times) {
    below_saved_ = below_saved_ || document_.position() < saved_position_;
    // A replay begins at the saved file and cannot undo what is in it.
    if (below_saved_) {
        last_edit_ = journal_->append(ValueObject{{"op", "restore"}, {"project", project_text(*document_.root(), "")}});
        return;
    }
    for (size_t i = 0; i < times; ++i) last_edit_ = journal_->append(ValueObject{{"op", op}});
}

void Session::undo() {
    if (!document_.can_undo()) return document_.cancel_preview();
    document_.undo();
    journal_position("undo");
}

void Session::redo() {
    if (!document_.can_redo()) return;
    document_.redo();
    journal_position("redo");
}

void Session::go_to(size_t position) {
    const size_t from = document_.position();
    if (position == from) return document_.cancel_preview();
    document_.go_to(position);
    journal_position(position < from ? "undo" : "redo", position < from ? from - position : position - from);
}

Result<void> Session::restore(Project state, const std::string& label) {
    if (state.uuid != document_.root()->uuid)
        return fail(ErrorCode::bad_data, "the version belongs to another project");
    auto root = std::make_shared<const Project>(std::move(state));
    TRY_VOID(check_valid(*root));
    ValueObject intent{{"op", "restore"}, {"label", label}, {"project", project_text(*root, "")}};
    last_edit_ = journal_->append(intent);
    intent.erase("project"); // the history holds the state itself
    document_.commit(std::move(root), label, std::move(intent));
    return {};
}

bool Session::wait_journalled() { return last_edit_ == 0 || journal_->wait(last_edit_); }

Session::SaveTicket Session::begin_save(const std::string& path) const {
    return {.root = document_.history()[document_.position()].root,
            .path = path,
            .last_edit = last_edit_,
            .options = options_,
            .known = path == path_ ? file_hash_ : nullptr};
}

// Not held where the file is new or its file system has no locks.
static Result<FileLock> lock_project(const std::string& path) {
    std::error_code error;
    const fs::path file = fs::weakly_canonical(path, error);
    // `tandem edit` holds it from its reading to its writing; a script of it may hang.
    constexpr int kTries = 100;
    for (int i = 0; i < kTries; ++i) {
        auto lock = FileLock::attempt(file.string(), FileLock::Missing::refuse);
        if (!lock || lock->held()) return lock ? std::move(*lock) : FileLock();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return fail(ErrorCode::temporary, "another program is editing the project; save again when it has ended", path);
}

Result<void> Session::SaveTicket::write() {
    const FileLock alone = TRY(lock_project(path));
    const auto there = known && *known ? read_file_limited(path, kMaxProjectBytes)
                                       : Result<std::string>(fail(ErrorCode::no_input, "not looked at"));
    if (there && hash_text(*there) != *known) {
        const auto other = parse_project(*there, fs::path(path).parent_path().string());
        if (!other || other->uuid != root->uuid)
            return fail(ErrorCode::cant_create, "another file stands in the project's place; save under another name",
                        path);
        TRY_VOID(keep_version(*other, "As another program saved it", options));
        kept_other = true;
    }
    TRY_VOID(save_project(*root, path));
    hash = hash_text(TRY(read_file_limited(path, kMaxProjectBytes)));
    if (known) *known = hash;
    return {};
}

void Session::finish_save(const SaveTicket& ticket) {
    journal_->saved(ticket.path, ticket.hash, ticket.last_edit);
    if (untitled_ && !path_.empty() && path_ != ticket.path) {
        std::error_code ignored;
        fs::remove(path_, ignored);
    }
    if (!ticket.known) file_hash_ = std::make_shared<std::atomic<uint64_t>>(ticket.hash); // at another path now
    path_ = ticket.path, untitled_ = false;
    saved_root_ = ticket.root;
    const auto& history = document_.history();
    for (size_t i = 0; i < history.size(); ++i)
        if (history[i].root == saved_root_) saved_position_ = i;
    below_saved_ = false;
}

} // namespace tandem
