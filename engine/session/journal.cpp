// The journal's writer, reader and replay.
#include "engine/session/journal.h"

#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "engine/base/log.h"
#include "engine/base/thread.h"
#include "engine/io/disk_space.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"
#include "engine/model/validate.h"
#include "engine/session/commands.h"

namespace tandem {

namespace {

constexpr const char* kSchema = "CREATE TABLE IF NOT EXISTS edit(seq INTEGER PRIMARY KEY, time REAL NOT NULL, op TEXT "
                                "NOT NULL, args TEXT NOT NULL);"
                                "CREATE TABLE IF NOT EXISTS saved(id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, file "
                                "TEXT NOT NULL, hash INTEGER NOT NULL);";
constexpr auto kRetry = std::chrono::seconds(1);
constexpr const char* kSavedOp = "\x01saved"; // a queue item that is not an edit

bool run(sqlite3* db, const char* sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

class Statement {
  public:
    Statement(sqlite3* db, const char* sql) { sqlite3_prepare_v2(db, sql, -1, &s_, nullptr); }
    ~Statement() { sqlite3_finalize(s_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    sqlite3_stmt* get() const { return s_; }
    void bind(int i, int64_t v) { sqlite3_bind_int64(s_, i, v); }
    void bind(int i, double v) { sqlite3_bind_double(s_, i, v); }
    void bind(int i, const std::string& v) {
        sqlite3_bind_text(s_, i, v.data(), static_cast<int>(v.size()), SQLITE_TRANSIENT);
    }
    bool step_done() {
        bool ok = sqlite3_step(s_) == SQLITE_DONE;
        sqlite3_reset(s_);
        return ok;
    }
    bool step_row() { return s_ && sqlite3_step(s_) == SQLITE_ROW; }
    std::string text(int i) const {
        auto p = reinterpret_cast<const char*>(sqlite3_column_text(s_, i));
        return p ? std::string(p, static_cast<size_t>(sqlite3_column_bytes(s_, i))) : std::string();
    }

  private:
    sqlite3_stmt* s_ = nullptr;
};

} // namespace

std::string journal_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && state[0] == '/')
        return std::string(state) + "/tandem/journal";
    if (const char* home = std::getenv("HOME"); home && home[0] == '/')
        return std::string(home) + "/.local/state/tandem/journal";
    return {};
}

std::string journal_file(const std::string& uuid, const JournalOptions& o) {
    // The uuid comes from a file: it must not lead out of the folder.
    for (char c : uuid)
        if (!std::isxdigit(static_cast<unsigned char>(c))) return {};
    return uuid.empty() || o.folder.empty() ? std::string() : o.folder + "/" + uuid + ".db";
}

Journal::Journal(const std::string& uuid, const JournalOptions& options) : path_(journal_file(uuid, options)) {
    open(options.folder);
}

void Journal::open(const std::string& folder) {
    if (path_.empty()) return stop("there is no folder for it");
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return stop(folder + ": " + error.message());
    if (sqlite3_open_v2(path_.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                        nullptr) != SQLITE_OK)
        return stop(path_ + ": " + (db_ ? sqlite3_errmsg(db_) : "cannot open"));
    sqlite3_busy_timeout(db_, 2000);
    if (!run(db_, "PRAGMA journal_mode=WAL;") || !run(db_, "PRAGMA synchronous=FULL;") || !run(db_, kSchema))
        return stop(path_ + ": " + sqlite3_errmsg(db_));
    Statement last(db_,
                   "SELECT max((SELECT coalesce(max(seq),0) FROM edit), (SELECT coalesce(max(seq),0) FROM saved))");
    if (last.step_row()) acknowledged_ = sqlite3_column_int64(last.get(), 0), next_ = acknowledged_ + 1;
    worker_stopped_ = false;
    worker_ = std::thread([this] { work(); });
}

void Journal::stop(const std::string& why) {
    trouble_ = "edits are not journalled, a crash would lose those since the last save: " + why;
}

Journal::~Journal() {
    {
        std::lock_guard lock(mutex_);
        quit_ = true;
    }
    queued_.notify_all();
    if (worker_.joinable()) worker_.join();
    sqlite3_close_v2(db_);
}

int64_t Journal::append(const Value& intent) {
    ValueObject args = intent.as_object() ? *intent.as_object() : ValueObject{};
    std::string op;
    if (auto o = args.find("op"); o != args.end()) {
        if (o->second.as_string()) op = *o->second.as_string();
        args.erase(o);
    }
    std::string text = value_text(Value(std::move(args)));
    std::lock_guard lock(mutex_);
    int64_t seq = next_++;
    if (!worker_stopped_) queue_.push_back({seq, std::move(op), std::move(text)});
    queued_.notify_one();
    return seq;
}

void Journal::saved(const std::string& file, uint64_t file_hash, int64_t last) {
    ValueObject args{{"file", file}, {"hash", file_hash}};
    std::string text = value_text(Value(std::move(args)));
    std::lock_guard lock(mutex_);
    if (!worker_stopped_) queue_.push_back({last < 0 ? next_ - 1 : last, kSavedOp, std::move(text)});
    queued_.notify_one();
}

int64_t Journal::acknowledged() const {
    std::lock_guard lock(mutex_);
    return acknowledged_;
}

std::string Journal::trouble() const {
    std::lock_guard lock(mutex_);
    return trouble_;
}

bool Journal::wait(int64_t number) {
    std::unique_lock lock(mutex_);
    if (worker_stopped_) return false;
    written_.wait(lock, [&] { return acknowledged_ >= number || !trouble_.empty(); });
    return acknowledged_ >= number;
}

void Journal::work() {
    set_thread_name("journal");
    Statement edit(db_, "INSERT INTO edit(seq,time,op,args) VALUES(?,?,?,?)");
    Statement save(db_, "INSERT INTO saved(seq,file,hash) VALUES(?,?,?)");
    std::unique_lock lock(mutex_);
    while (true) {
        queued_.wait(lock, [&] { return quit_ || !queue_.empty(); });
        if (queue_.empty()) return;
        // Everything that waits goes into one transaction: one sync for all of it.
        std::deque<Row> batch = std::exchange(queue_, {});
        lock.unlock();
        const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
        bool ok = run(db_, "BEGIN IMMEDIATE");
        for (const Row& r : batch) {
            if (!ok) break;
            if (r.op == kSavedOp) {
                auto v = parse_value(r.args);
                const Value* hash = v ? v->find("hash") : nullptr;
                save.bind(1, r.seq), save.bind(2, v ? *v->find("file")->as_string() : std::string());
                save.bind(3, hash && hash->as_int() ? *hash->as_int() : int64_t{0});
                ok = save.step_done();
            } else {
                edit.bind(1, r.seq), edit.bind(2, now), edit.bind(3, r.op), edit.bind(4, r.args);
                ok = edit.step_done();
            }
        }
        ok = ok && run(db_, "COMMIT");
        // Numbers that another writer took are never taken from it.
        const bool taken = !ok && sqlite3_errcode(db_) == SQLITE_CONSTRAINT;
        const std::string why = ok ? "" : taken ? "another window or program edits this project" : sqlite3_errmsg(db_);
        if (!ok) run(db_, "ROLLBACK");
        lock.lock();
        if (ok) {
            for (const Row& r : batch) acknowledged_ = std::max(acknowledged_, r.seq);
            if (!trouble_.empty()) log(LogLevel::info, "edits are written to disk again: " + path_);
            trouble_.clear();
        } else {
            queue_.insert(queue_.begin(), std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
            const int64_t free = disk_free(path_);
            std::string now_why = "edits cannot be written to disk, a crash would lose them: " + why;
            if (free >= 0) now_why += ", " + bytes_text(free) + " are free";
            now_why += "; " + path_;
            if (trouble_.empty()) log(LogLevel::error, now_why);
            trouble_ = std::move(now_why);
        }
        written_.notify_all();
        if (ok) continue;
        if (quit_) return;
        queued_.wait_for(lock, kRetry, [&] { return quit_; });
    }
}

Result<JournalContents> read_journal(const std::string& uuid, const JournalOptions& options) {
    const std::string path = journal_file(uuid, options);
    if (path.empty() || !std::filesystem::exists(path)) return fail(ErrorCode::no_input, "there is no journal", path);
    sqlite3* db = nullptr;
    JournalContents out;
    auto open = [&](int flags) {
        sqlite3_close_v2(db);
        db = nullptr;
        return sqlite3_open_v2(path.c_str(), &db, flags, nullptr) == SQLITE_OK;
    };
    // A journal that was cut off by a kill is completed from its WAL, which needs write access to the folder.
    bool good = open(SQLITE_OPEN_READWRITE);
    if (good) {
        sqlite3_busy_timeout(db, 2000);
        Statement check(db, "PRAGMA quick_check");
        good = check.step_row() && check.text(0) == "ok";
    }
    if (!good) {
        out.warning = "the journal is damaged or locked; what could be read was salvaged";
        if (!open(SQLITE_OPEN_READONLY)) {
            sqlite3_close_v2(db);
            return fail(ErrorCode::bad_data, "the journal cannot be read", path);
        }
    }
    {
        Statement edits(db, "SELECT seq,time,op,args FROM edit ORDER BY seq");
        while (edits.step_row()) {
            JournalEntry e;
            e.seq = sqlite3_column_int64(edits.get(), 0), e.unix_time = sqlite3_column_double(edits.get(), 1);
            ValueObject intent;
            // Unreadable arguments stay as an entry without any: the replay sets it aside by name.
            if (auto v = parse_value(edits.text(3)); v && v->as_object()) intent = *v->as_object();
            intent["op"] = edits.text(2);
            e.intent = std::move(intent);
            out.entries.push_back(std::move(e));
        }
        Statement saved(db, "SELECT seq,file,hash FROM saved ORDER BY id");
        while (saved.step_row())
            out.saved.push_back({sqlite3_column_int64(saved.get(), 0), saved.text(1),
                                 static_cast<uint64_t>(sqlite3_column_int64(saved.get(), 2))});
    }
    sqlite3_close_v2(db);
    return out;
}

Recovered recover(const Ref<Project>& base, uint64_t file_hash, const JournalContents& journal) {
    Recovered out;
    int64_t from = 0;
    if (file_hash)
        for (const SavedPoint& s : journal.saved)
            if (s.file_hash == file_hash) from = std::max(from, s.seq);
    out.last = from;
    Document document(base);
    for (const JournalEntry& e : journal.entries) {
        if (e.seq <= from) continue;
        ValueObject args = *e.intent.as_object();
        const std::string op = *args["op"].as_string();
        args.erase("op");
        auto set_aside = [&](const std::string& why) {
            out.quarantined.push_back("edit " + std::to_string(e.seq) + " (" + op + "): " + why);
        };
        if (op == "undo" || op == "redo") {
            if (op == "undo" ? !document.can_undo() : !document.can_redo()) {
                set_aside("there is nothing to " + op);
                continue;
            }
            op == "undo" ? document.undo() : document.redo();
        } else if (op == "restore") {
            const Value* text = e.intent.find("project");
            auto project = parse_project(text && text->as_string() ? *text->as_string() : "", "");
            if (!project) {
                set_aside(project.error().text());
                continue;
            }
            const Value* label = e.intent.find("label");
            document.commit(std::make_shared<const Project>(std::move(*project)),
                            label && label->as_string() ? *label->as_string() : "Restore", {});
        } else {
            std::string merge;
            if (auto m = args.find("merge"); m != args.end()) {
                if (m->second.as_string()) merge = *m->second.as_string();
                args.erase(m);
            }
            auto r = run_command(document.root(), op, args);
            if (!r) {
                set_aside(r.error().text());
                continue;
            }
            if (auto valid = check_valid(*r->project); !valid) {
                set_aside("it would damage the project: " + valid.error().text());
                continue;
            }
            document.commit(r->project, r->label, r->intent, merge);
        }
        out.last = e.seq;
        ++out.applied;
    }
    out.project = document.root();
    out.history = document.history(), out.position = document.position();
    return out;
}

void remove_journal(const std::string& uuid, const JournalOptions& options) {
    const std::string path = journal_file(uuid, options);
    std::error_code ignored;
    if (path.empty()) return;
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail, ignored);
}

} // namespace tandem
