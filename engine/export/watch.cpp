// The watcher: looks through the folder, claims, and gives claimed files to threads; what is made is put away in steps
// that a later watcher can finish.
#include "engine/export/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "engine/base/thread.h"
#include "engine/export/file_digest.h"
#include "engine/export/machine_load.h"
#include "engine/export/queue_files.h"
#include "engine/export/thread_list.h"
#include "engine/export/watch_files.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using namespace watch_files;
using Clock = std::chrono::steady_clock;

constexpr const char* kState = ".tandem-watch";
constexpr size_t kMaxJson = size_t{16} << 20;
constexpr int kMaxTries = 10; // watchers that a file may take along

struct Claim {
    std::string key, name, folder, stem, ending;
    Identity identity;
    int64_t claimed_ms = 0;
    int tries = 0; // times that a watcher began it
    std::string file() const { return stem + ending; }
};

std::string text_of(const Value& v, const char* key) {
    const Value* m = v.find(key);
    return m && m->as_string() ? *m->as_string() : std::string();
}
int64_t number_of(const Value& v, const char* key) {
    const Value* m = v.find(key);
    return m && m->as_int() ? *m->as_int() : 0;
}

std::string claim_text(const Claim& c) {
    return value_text(ValueObject{{"name", c.name},
                                  {"folder", c.folder},
                                  {"stem", c.stem},
                                  {"ending", c.ending},
                                  {"claimed_ms", c.claimed_ms},
                                  {"tries", c.tries}});
}

std::optional<Value> read_json(const std::string& path) {
    auto text = read_file_limited(path, kMaxJson);
    if (!text) return {};
    auto value = parse_value(*text);
    return value ? std::optional(std::move(*value)) : std::nullopt;
}

std::string date_of(int64_t ms) { return utc_text(ms).substr(0, 10); }

class Watcher {
  public:
    explicit Watcher(const WatchOptions& options) : o_(options), room_(options.jobs) {}

    Result<WatchReport> run() {
        TRY_VOID(open());
        TRY_VOID(recover());
        Clock::time_point next_scan{}, earliest{};
        while (!stopped()) {
            running_.reap();
            const auto now = Clock::now();
            if (now >= next_scan) {
                wait_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(o_.rescan_s));
                TRY_VOID(scan());
                // A look through many files takes its time: events that keep coming may not fill all of ours with
                // looks.
                const auto end = Clock::now();
                pause_ = std::max<Clock::duration>(std::chrono::milliseconds(20), 4 * (end - now));
                next_scan = end + std::max(wait_, pause_);
                earliest = end + pause_;
            }
            feed();
            if (o_.once && running_.empty() && waiting_.empty() && seen_.empty()) break;
            if (o_.once && running_.empty() && waiting_.empty() && report_.held) break;
            if (sleep(next_scan))
                next_scan = std::min(next_scan, std::max(earliest, Clock::now() + std::chrono::milliseconds(20)));
        }
        running_.join();
        if (error_) return *error_;
        return report_;
    }

    ~Watcher() {
        running_.join();
        for (const int fd : {events_, ended_})
            if (fd >= 0) ::close(fd);
    }

  private:
    struct Seen {
        Identity identity;
        Clock::time_point since;
        bool looked_at = true;
    };

    bool stopped() const { return broken_ || (o_.cancel && *o_.cancel); }

    // ---- opening, and what a dead watcher left ----

    Result<void> open() {
        root_ = TRY(Folder::open(o_.folder));
        state_ = TRY(root_.child(kState, true));
        const std::string lock = o_.folder + "/" + kState + "/lock";
        // The children of a watcher that was killed hold it for the moment until they are gone too.
        for (int i = 0; i < 100 && !lock_.held(); ++i) {
            if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(30));
            lock_ = TRY(FileLock::attempt(lock));
        }
        if (!lock_.held()) return fail(ErrorCode::temporary, "another program watches this folder", o_.folder);
        made_ = TRY(state_.child("made", true));
        working_ = TRY(root_.child("working", true));
        done_ = TRY(root_.child("done", true));
        failed_ = TRY(root_.child("failed", true));
        struct stat out {};
        if (::stat(o_.output.c_str(), &out) == 0) output_ = identity_of(out);
        events_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        ended_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        for (const std::string& file : made_.names())
            if (auto v = read_json(made_path(file))) stems_.insert(text_of(*v, "stem"));
        return {};
    }

    std::string made_path(const std::string& file) const { return o_.folder + "/" + kState + "/made/" + file; }
    std::string home(const std::string& key) const { return o_.folder + "/working/" + key; }

    Result<void> recover() {
        for (const std::string& key : working_.names()) {
            const auto v = read_json(home(key) + "/claim.json");
            auto place = working_.child(key, false);
            if (!v || !place) {
                abandon(key); // it was being made when its watcher died: nothing was claimed yet
                continue;
            }
            Claim c{.key = key,
                    .name = text_of(*v, "name"),
                    .folder = text_of(*v, "folder"),
                    .stem = text_of(*v, "stem"),
                    .ending = text_of(*v, "ending"),
                    .identity = {},
                    .claimed_ms = number_of(*v, "claimed_ms"),
                    .tries = static_cast<int>(number_of(*v, "tries"))};
            auto files = place->child("file", false);
            struct stat s {};
            const bool there = files && files->stat(c.file(), s);
            if (!there && !place->exists("result.json")) {
                abandon(key);
                continue;
            }
            if (there) c.identity = identity_of(s);
            stems_.insert(c.stem);
            waiting_.push_back(std::move(c));
        }
        // Those that a watcher died with come last.
        std::stable_sort(waiting_.begin(), waiting_.end(),
                         [](const Claim& a, const Claim& b) { return a.tries < b.tries; });
        return {};
    }

    // A claim without a file.
    void abandon(const std::string& key) {
        std::error_code ec;
        if (auto place = working_.child(key, false)) {
            if (auto files = place->child("file", false); files && !files->names().empty()) return; // not ours to lose
            fs::remove_all(home(key), ec);
        }
    }

    // ---- looking and claiming ----

    Result<void> scan() {
        report_.held = false;
        for (auto& [path, seen] : seen_) seen.looked_at = false;
        over_quota_.reset();
        watch_events(o_.folder);
        TRY_VOID(look(root_, "", 0));
        std::erase_if(seen_, [](const auto& e) { return !e.second.looked_at; });
        return {};
    }

    void watch_events(const std::string& folder) {
        // Known folders are the same watch again.
        if (events_ >= 0)
            inotify_add_watch(events_, folder.c_str(),
                              IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR | IN_DONT_FOLLOW);
    }

    Result<void> look(const Folder& folder, const std::string& below, int depth) {
        std::vector<std::string> names = folder.names();
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) {
            if (stopped()) return {};
            struct stat s {};
            if (is_ignored(name) || !folder.stat(name, s)) continue;
            const Identity identity = identity_of(s);
            if (S_ISDIR(s.st_mode)) {
                const bool ours =
                    depth == 0 && (name == "working" || name == "done" || name == "failed" || name == "output");
                const bool out = identity.device == output_.device && identity.inode == output_.inode;
                if (ours || out || depth >= o_.depth) continue;
                auto inner = folder.child(name, false);
                if (!inner) continue;
                watch_events(o_.folder + below + "/" + name);
                TRY_VOID(look(*inner, below + "/" + name, depth + 1));
            } else if (S_ISREG(s.st_mode) && s.st_size > 0) {
                TRY_VOID(consider(folder, below, name, identity));
            }
        }
        return {};
    }

    Result<void> consider(const Folder& folder, const std::string& below, const std::string& name,
                          const Identity& identity) {
        const auto now = Clock::now();
        auto [it, fresh] = seen_.try_emplace(below + "/" + name, Seen{identity, now});
        Seen& seen = it->second;
        seen.looked_at = true;
        if (seen.identity != identity) seen.identity = identity, seen.since = now;
        const bool ready = folder.exists(name + ".ready");
        const auto settle = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(o_.settle_s));
        const auto left = seen.since + settle - now;
        if (!ready && left > Clock::duration::zero()) {
            wait_ = std::min(wait_, left);
            return {};
        }
        if (held()) {
            report_.held = true;
            return {};
        }
        auto claimed = claim(folder, below, name, identity);
        if (!claimed) { // no space, no right, another file system: it stays where it is
            report_.held = true;
            seen.since = now;
            tell("again", name, claimed.error().text());
        } else if (*claimed) {
            if (ready) ::unlinkat(folder.fd(), (name + ".ready").c_str(), 0);
            seen_.erase(it);
            running_.reap();
            feed(); // a look may claim for long
        } else {
            seen.since = now; // it is still being written
            wait_ = std::min(wait_, settle);
        }
        return {};
    }

    // No space left for what comes out, by the disk or by the quota.
    bool held() {
        if (disk_free(o_.folder) < o_.reserve && disk_free(o_.folder) >= 0) return true;
        if (o_.quota <= 0) return false;
        if (!over_quota_) {
            int64_t bytes = bytes_below(o_.output);
            for (const char* part : {"/working", "/done", "/failed"}) bytes += bytes_below(o_.folder + part);
            over_quota_ = bytes >= o_.quota;
        }
        return *over_quota_;
    }

    std::string free_stem(const std::string& name) {
        const std::string stem = safe_stem(name);
        // Many files of one name: the numbers below the last one are taken.
        for (int& n = numbers_.try_emplace(stem, 1).first->second;; ++n) {
            const std::string tried = n == 1 ? stem : stem + " " + std::to_string(n);
            if (stems_.insert(tried).second) return tried;
        }
    }

    Result<bool> claim(const Folder& folder, const std::string& below, const std::string& name,
                       const Identity& identity) {
        Claim c{.key = std::to_string(now_ms()) + "-" + std::to_string(getpid()) + "-" + std::to_string(++claims_),
                .name = name,
                .folder = o_.folder + below,
                .stem = {},
                .ending = safe_ending(name),
                .identity = identity,
                .claimed_ms = now_ms()};
        {
            std::lock_guard lock(mutex_);
            c.stem = free_stem(name);
        }
        const Folder place = TRY(working_.child(c.key, true));
        const Folder files = TRY(place.child("file", true));
        auto moved = move_whole(folder, name, files, c.file(), identity,
                                [&] { return write_file_atomic(home(c.key) + "/claim.json", claim_text(c)); });
        if (moved && *moved == Moved::yes) {
            TRY_VOID(files.sync());
            TRY_VOID(folder.sync());
            tell("claim", c.name, "");
            waiting_.push_back(std::move(c));
            return true;
        }
        give_back_stem(c.stem);
        abandon(c.key);
        if (!moved) tell("again", name, moved.error().text());
        return false;
    }

    void give_back_stem(const std::string& stem) {
        std::lock_guard lock(mutex_);
        stems_.erase(stem);
        numbers_.clear();
    }

    // ---- working ----

    bool room() { return room_.for_one_more(running_.size(), 0); }

    void feed() {
        while (!waiting_.empty() && room()) begin();
    }

    void begin() {
        running_.start(std::move(waiting_.front()), [this](Claim& c) {
            set_thread_name("watched file");
            if (auto done = work(c); !done) {
                std::lock_guard lock(mutex_);
                if (!error_) error_ = done.error();
                broken_ = true;
            }
        });
        waiting_.pop_front();
    }

    // True where an event came.
    bool sleep(Clock::time_point until) {
        const auto most = std::chrono::milliseconds(running_.empty() ? 500 : 100); // a cancel has no event
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        std::array<pollfd, 2> p{{{events_, POLLIN, 0}, {ended_, POLLIN, 0}}}; // poll leaves out negative ones
        if (::poll(p.data(), p.size(),
                   static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), most).count())) <= 0)
            return false;
        uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(ended_, &count, sizeof count);
        if (!(p[0].revents & POLLIN)) return false;
        char buffer[16384];
        while (::read(events_, buffer, sizeof buffer) > 0) {
        }
        return true;
    }

    void tell(const char* event, const std::string& name, const std::string& text) {
        std::lock_guard lock(tell_mutex_);
        if (o_.tell) o_.tell(event, name, text);
    }

    static bool unchanged(const Folder& files, const Claim& c) {
        struct stat s {};
        return files.stat(c.file(), s) && identity_of(s).same_content(c.identity);
    }

    Result<void> work(Claim c) {
        const Folder place = TRY(working_.child(c.key, false));
        if (auto result = read_json(home(c.key) + "/result.json")) return put_away(c, place, std::move(*result));
        const Folder files = TRY(place.child("file", false));
        ValueObject result{{"name", c.name},
                           {"claim", c.key},
                           {"size", c.identity.size},
                           {"stem", c.stem},
                           {"claimed", utc_text(c.claimed_ms)},
                           {"recipe", o_.recipe}};
        auto failed = [&](int exit, const std::string& why) {
            result["state"] = "failed", result["exit"] = exit, result["message"] = why;
            return finish(c, place, std::move(result));
        };
        if (c.tries >= kMaxTries)
            return failed(exit_code(ErrorCode::temporary), "whoever worked on it was killed, ten times");
        ++c.tries;
        TRY_VOID(write_file_atomic(home(c.key) + "/claim.json", claim_text(c)));
        if (o_.max_bytes > 0 && c.identity.size > o_.max_bytes)
            return failed(exit_code(ErrorCode::denied),
                          "it is larger than " + std::to_string(o_.max_bytes) + " bytes, the limit of this folder");
        const std::string path = home(c.key) + "/file/" + c.file();
        auto sha = sha256_files(std::span(&path, 1));
        if (!sha) return failed(exit_code(sha.error().code), sha.error().what);
        if (!unchanged(files, c)) return back(c, files);
        result["sha256"] = *sha;
        const std::string known = (*sha + "-" + o_.recipe).substr(0, 64 + 1 + 16) + ".json";
        const Making making(*this, known); // a file of equal content waits here for the first
        if (auto before = read_json(made_path(known)); before && outputs_stand(*before)) {
            // It may be this one, by a watcher that died before it could say so.
            const bool own = text_of(*before, "stem") == c.stem;
            result["state"] = own ? "done" : "same", result["exit"] = 0;
            result["outputs"] = *before->find("outputs");
            if (!own) result["same_as"] = text_of(*before, "name");
            if (const Value* detail = before->find("detail"); own && detail) result["detail"] = *detail;
            return finish(c, place, std::move(result));
        }
        const WatchMade made = o_.make({c.name, path, c.folder, home(c.key), c.stem, *sha, lock_fd()});
        if (made.stopped) return {};
        result["exit"] = made.exit, result["message"] = made.message, result["detail"] = made.detail;
        result["outputs"] = ValueArray(made.outputs.begin(), made.outputs.end());
        if (made.exit == 0 && !unchanged(files, c))
            return failed(exit_code(ErrorCode::temporary), "it was changed while it was worked on");
        result["state"] = made.exit == 0 ? "done" : "failed";
        if (made.exit == 0) TRY_VOID(write_file_atomic(made_path(known), value_text(result)));
        return finish(c, place, std::move(result));
    }

    static bool outputs_stand(const Value& before) {
        const Value* outputs = before.find("outputs");
        if (!outputs || !outputs->as_array()) return false;
        std::error_code ec;
        for (const Value& o : *outputs->as_array())
            if (!o.as_string() || !fs::exists(*o.as_string(), ec)) return false;
        return true;
    }

    int lock_fd() const { return lock_.number(); }

    // While one lives no other thread makes the same.
    class Making {
      public:
        Making(Watcher& w, std::string what) : w_(w), what_(std::move(what)) {
            std::unique_lock lock(w_.mutex_);
            w_.wake_.wait(lock, [&] { return !w_.making_.contains(what_); });
            w_.making_.insert(what_);
        }
        ~Making() {
            std::lock_guard lock(w_.mutex_);
            w_.making_.erase(what_);
            w_.wake_.notify_all();
        }

      private:
        Watcher& w_;
        std::string what_;
    };

    // It was still written to: to where it was, to be watched again.
    Result<void> back(const Claim& c, const Folder& files) {
        const Folder from = TRY(Folder::open(c.folder));
        for (int n = 1;; ++n) {
            const std::string name = n == 1 ? c.name : safe_stem(c.name) + " " + std::to_string(n) + c.ending;
            if (TRY(move_new(files, c.file(), from, name))) break;
        }
        give_back_stem(c.stem);
        abandon(c.key);
        tell("again", c.name, "it is still being written");
        return {};
    }

    // What became of it is on the disk before the file moves, so that a later watcher only moves it.
    Result<void> finish(const Claim& c, const Folder& place, ValueObject result) {
        result["ended"] = utc_text(now_ms());
        result["date"] = date_of(now_ms());
        TRY_VOID(write_file_atomic(home(c.key) + "/result.json", value_text(result)));
        return put_away(c, place, std::move(result));
    }

    Result<void> put_away(const Claim& c, const Folder& place, Value result) {
        const std::string state = text_of(result, "state"), date = text_of(result, "date");
        const bool failed = state == "failed";
        const bool date_good = date.size() == 10 && date.find('/') == std::string::npos;
        const Folder to = failed ? TRY(root_.child("failed", true)) : TRY(done_.child(date_good ? date : "day", true));
        const std::string shown = o_.folder + (failed ? "/failed" : "/done/" + (date_good ? date : "day"));
        std::error_code ec;
        if (!place.exists("file")) { // put away by a watcher that died while it cleared the place
            fs::remove_all(home(c.key), ec);
            return {};
        }
        const Folder files = TRY(place.child("file", false));
        // Its own name where that is a name for the report too, else the safe one.
        const std::string usual = c.name.size() <= 200 && fs::path(c.name).stem().string() == safe_stem(c.name)
                                      ? c.name
                                      : safe_stem(c.name) + c.ending;
        int n = 1;
        if (c.tries <= 1) { // else one of this claim's may stand
            std::lock_guard lock(mutex_);
            n = placed_.try_emplace(shown + "/" + usual, 1).first->second;
        }
        for (; files.exists(c.file()); ++n) {
            const fs::path u(usual);
            const std::string name =
                n == 1 ? usual : u.stem().string() + " " + std::to_string(n) + u.extension().string();
            // One of this very claim was written by a watcher that died before it moved the file.
            const auto there = read_json(shown + "/" + name + ".report.json");
            if (to.exists(name + ".report.json") && (!there || text_of(*there, "claim") != c.key)) continue;
            // The report goes first: it names the file, and a file without one would say nothing.
            std::get<ValueObject>(result.v)["file"] = shown + "/" + name;
            TRY_VOID(write_file_atomic(shown + "/" + name + ".report.json", value_text(result) + "\n"));
            if (TRY(move_new(files, c.file(), to, name))) {
                std::lock_guard lock(mutex_);
                placed_[shown + "/" + usual] = n + 1;
                break;
            }
            ::unlinkat(to.fd(), (name + ".report.json").c_str(), 0);
        }
        TRY_VOID(to.sync());
        fs::remove_all(home(c.key), ec);
        const Value* outputs = result.find("outputs");
        // The name is free again where nothing carries it.
        if (state != "done" && (state == "same" || !outputs || !outputs->as_array() || outputs->as_array()->empty()))
            give_back_stem(c.stem);
        {
            std::lock_guard lock(mutex_);
            if (state == "done") ++report_.done;
            if (state == "same") ++report_.same;
            if (failed) ++report_.failed;
            if (failed && report_.worst == 0) report_.worst = static_cast<int>(number_of(result, "exit"));
        }
        tell(state == "done" ? "done" : failed ? "failed" : "same", c.name, text_of(result, "message"));
        return {};
    }

    const WatchOptions& o_;
    Folder root_, state_, made_, working_, done_, failed_;
    FileLock lock_;
    Identity output_;
    int events_ = -1, ended_ = -1; // inotify; written to where a file's thread ends
    JobRoom room_;
    std::map<std::string, Seen> seen_;
    Clock::duration wait_{}, pause_{};
    std::optional<bool> over_quota_;
    int64_t claims_ = 0;
    std::atomic<bool> broken_{false}; // error_ is set
    std::deque<Claim> waiting_;
    std::mutex mutex_, tell_mutex_; // of what follows
    std::condition_variable wake_;
    std::set<std::string> stems_, making_;
    std::map<std::string, int> numbers_; // of a stem, the least that may be free
    std::map<std::string, int> placed_;  // of a name in done/ or failed/, likewise
    WatchReport report_;
    std::optional<Error> error_;
    ThreadList<Claim> running_{[this] { // last: its threads use the rest
        const uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(ended_, &one, sizeof one);
    }};
};

} // namespace

Result<WatchReport> run_watch(const WatchOptions& options) { return Watcher(options).run(); }

} // namespace tandem
