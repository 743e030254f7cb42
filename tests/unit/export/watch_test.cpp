// The watch folder: slow writers, bursts, equal contents, sentinels, limits, killed watchers, tricks with names and
// links.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "engine/export/watch.h"
#include "engine/export/watch_files.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
std::string get(const fs::path& path) {
    auto text = read_file_limited(path.string(), size_t{1} << 24);
    REQUIRE(text);
    return *text;
}

// A folder with its output, and a `make` that copies the file to the output and notes its content.
struct Fixture {
    TempFolder temp;
    fs::path in = temp.path / "in", out = temp.path / "out";
    std::mutex mutex;
    std::vector<std::string> made; // contents
    int exit = 0;

    Fixture() { fs::create_directory(in), fs::create_directory(out); }
    WatchOptions options() {
        return {.folder = in.string(),
                .output = out.string(),
                .recipe = "r1",
                .settle_s = 0.05,
                .rescan_s = 0.1,
                .reserve = 0,
                .once = true,
                .make = [this](const WatchedFile& f) { return copy(f); },
                .tell = {}};
    }
    WatchMade copy(const WatchedFile& f) {
        std::lock_guard lock(mutex);
        made.push_back(get(f.path));
        if (exit != 0) return {exit, "as asked", {}, {}, false};
        const std::string to = (out / (f.stem + ".txt")).string();
        CHECK_FALSE(fs::exists(to));
        put(to, made.back());
        return {0, "", {to}, {}, false};
    }
    WatchReport run(const WatchOptions& o) {
        auto report = run_watch(o);
        if (!report) FAIL(report.error().text());
        return *report;
    }
    WatchReport run() { return run(options()); }
    // Everything under done/, but for reports.
    std::vector<fs::path> done() const {
        std::vector<fs::path> all;
        for (const auto& e : fs::recursive_directory_iterator(in / "done"))
            if (e.is_regular_file() && !e.path().string().ends_with(".report.json")) all.push_back(e.path());
        std::sort(all.begin(), all.end());
        return all;
    }
    size_t working() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(in / "working"), fs::directory_iterator()));
    }
};

// A larger size of a test, from the environment.
int size_from(const char* variable, int usual) {
    const char* text = std::getenv(variable);
    return text && std::atoi(text) > 0 ? std::atoi(text) : usual;
}

std::string whole(int n) { return "begin " + std::to_string(n) + std::string(2000, 'x') + " end"; }

} // namespace

TEST_CASE("files are worked on, put away with a report, and left alone where they must be") {
    Fixture f;
    put(f.in / "a.mov", "a"), put(f.in / "b.mov", "b"), put(f.in / ".hidden", "h"), put(f.in / "c.part", "c");
    put(f.in / "d~", "d"), put(f.in / "empty.mov", "");
    fs::create_directories(f.in / "one/two");
    put(f.in / "one/two/e.mov", "e"), put(f.in / "one/a.mov", "other a");
    fs::create_directory(f.in / ".git"), put(f.in / ".git/g.mov", "g");
    const WatchReport report = f.run();
    CHECK(report.done == 4);
    CHECK(report.failed == 0);
    std::sort(f.made.begin(), f.made.end());
    CHECK(f.made == std::vector<std::string>{"a", "b", "e", "other a"});
    CHECK(f.done().size() == 4);
    CHECK(f.working() == 0);
    for (const char* left : {".hidden", "c.part", "d~", "empty.mov", ".git/g.mov"}) CHECK(fs::exists(f.in / left));
    // Two files of one name keep apart, in and out.
    CHECK(get(f.out / "a.txt") != get(f.out / "a 2.txt"));
    for (const fs::path& path : f.done()) {
        auto value = parse_value(get(path.string() + ".report.json"));
        REQUIRE(value);
        CHECK(*value->find("state")->as_string() == "done");
        CHECK(*value->find("file")->as_string() == path.string());
        CHECK(value->find("outputs")->as_array()->size() == 1);
    }
    auto flat = f.options();
    flat.depth = 0;
    put(f.in / "one/late.mov", "late"), put(f.in / "late2.mov", "late2");
    CHECK(f.run(flat).done == 1);
    CHECK(fs::exists(f.in / "one/late.mov"));
}

TEST_CASE("one content is made once for each recipe, as long as its outputs stand") {
    Fixture f;
    put(f.in / "a.mov", "same"), put(f.in / "b.mov", "same");
    WatchReport report = f.run();
    CHECK((report.done == 1 && report.same == 1));
    put(f.in / "a.mov", "same");
    report = f.run();
    CHECK((report.done == 0 && report.same == 1));
    CHECK(f.made.size() == 1);
    auto other = f.options();
    other.recipe = "r2";
    put(f.in / "a.mov", "same");
    CHECK(f.run(other).done == 1);
    fs::remove(f.out / "a.txt");
    put(f.in / "a.mov", "same");
    CHECK(f.run().done == 1);
    CHECK(f.made.size() == 3);
    // What failed is tried again when it comes again.
    f.exit = 65;
    put(f.in / "bad.mov", "bad");
    report = f.run();
    CHECK((report.failed == 1 && report.worst == 65));
    CHECK(fs::exists(f.in / "failed/bad.mov"));
    f.exit = 0;
    put(f.in / "bad.mov", "bad");
    CHECK(f.run().done == 1);
    CHECK(fs::exists(f.out / "bad.txt"));
}

TEST_CASE("sentinel, limits, a second watcher, links in the way") {
    Fixture f;
    auto o = f.options();
    o.settle_s = 3600;
    put(f.in / "a.mov", "a"), put(f.in / "a.mov.ready", ""), put(f.in / "b.mov", "b");
    std::atomic<bool> stop{false};
    o.once = false, o.cancel = &stop;
    std::thread watcher([&] { CHECK(run_watch(o)); });
    for (int i = 0; i < 1000 && !fs::exists(f.out / "a.txt"); ++i) usleep(5000);
    // One watcher a folder.
    auto second = run_watch(f.options());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::temporary);
    put(f.in / "c.mov", "c"), put(f.in / "c.mov.ready", "");
    for (int i = 0; i < 1000 && !fs::exists(f.out / "c.txt"); ++i) usleep(5000);
    stop = true;
    watcher.join();
    CHECK((fs::exists(f.out / "a.txt") && fs::exists(f.out / "c.txt")));
    CHECK_FALSE(fs::exists(f.in / "a.mov.ready"));
    CHECK(fs::exists(f.in / "b.mov"));

    auto small = f.options();
    small.max_bytes = 100;
    put(f.in / "large.mov", std::string(101, 'l')), put(f.in / "fits.mov", std::string(100, 'f'));
    const WatchReport report = f.run(small);
    CHECK((report.done == 2 && report.failed == 1 && report.worst == 77)); // b.mov too
    auto tight = f.options();
    tight.quota = 1;
    put(f.in / "d.mov", "d");
    CHECK(f.run(tight).held);
    CHECK(fs::exists(f.in / "d.mov"));
    tight.quota = 0, tight.reserve = INT64_MAX;
    CHECK(f.run(tight).held);
    CHECK(f.run().done == 1);

    Fixture g;
    fs::create_directory_symlink(g.out, g.in / "working");
    put(g.in / "a.mov", "a");
    auto refused = run_watch(g.options());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::denied);
    CHECK(fs::is_empty(g.out));
}

TEST_CASE("writers are seen by /proc too, where a file system has no leases") {
    TempFolder folder;
    const std::string path = folder.file("a");
    put(path, "a");
    struct stat s {};
    REQUIRE(::stat(path.c_str(), &s) == 0);
    const auto id = watch_files::identity_of(s);
    CHECK_FALSE(watch_files::has_writer(id));
    const int reader = ::open(path.c_str(), O_RDONLY);
    CHECK_FALSE(watch_files::has_writer(id));
    const int writer = ::open(path.c_str(), O_WRONLY);
    CHECK(watch_files::has_writer(id));
    ::close(writer), ::close(reader);
    CHECK_FALSE(watch_files::has_writer(id));
}

TEST_CASE("nobody's half file is read: slow writers of all kinds, each file once") {
    Fixture f;
    constexpr int kWriters = 6;
    const int each = (size_from("TANDEM_WATCH_FILES", 300) + kWriters - 1) / kWriters; // the goal is 10 000 files
    const auto all = static_cast<size_t>(kWriters) * static_cast<size_t>(each);
    auto o = f.options();
    o.jobs = 4, o.once = false;
    std::atomic<bool> stop{false};
    o.cancel = &stop;
    std::thread watcher([&] { CHECK(run_watch(o)); });
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w)
        writers.emplace_back([&, w] {
            std::mt19937 random(static_cast<unsigned>(w));
            for (int i = 0; i < each; ++i) {
                const int n = w * each + i;
                const std::string text = whole(n), path = (f.in / ("f" + std::to_string(n) + ".mov")).string();
                const auto at = static_cast<size_t>(random() % text.size());
                if (w % 3 == 0) { // open all the time, longer than the settle time now and then
                    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT, 0644);
                    CHECK(::write(fd, text.data(), at) == static_cast<ssize_t>(at));
                    usleep(i % 10 == 0 ? 150000 : 3000);
                    CHECK(::write(fd, text.data() + at, text.size() - at) == static_cast<ssize_t>(text.size() - at));
                    ::close(fd);
                } else if (w % 3 == 1) { // a temporary name, then the right one
                    put(path + ".part", text.substr(0, at)), usleep(3000), put(path + ".part", text);
                    fs::rename(path + ".part", path);
                } else { // written twice, the second time at once
                    put(path, text.substr(0, at + 1));
                    put(path, text);
                }
            }
        });
    for (auto& w : writers) w.join();
    auto count = [&] {
        std::lock_guard lock(f.mutex);
        return f.made.size();
    };
    for (size_t i = 0; i < 3000 + 10 * all && count() < all; ++i) usleep(20000);
    usleep(200000);
    stop = true;
    watcher.join();
    CHECK(f.made.size() == all);
    const std::set<std::string> contents(f.made.begin(), f.made.end());
    CHECK(contents.size() == all);
    for (size_t n = 0; n < all; ++n) CHECK(contents.contains(whole(static_cast<int>(n))));
    CHECK(f.done().size() == all);
}

TEST_CASE("watchers killed at random instants: nothing lost, nothing put away twice") {
    Fixture f;
    const int wanted = size_from("TANDEM_WATCH_KILLS", 60), most_rounds = 20 * wanted; // the goal is 100
    std::mt19937 random(21);
    auto watch = [&] {
        auto o = f.options();
        o.jobs = 3;
        o.make = [&](const WatchedFile& file) {
            // As deliver: the film stands or does not, and one that stands by the same file is kept.
            const std::string to = (f.out / (file.stem + ".txt")).string(), text = get(file.path);
            usleep(2000);
            if (fs::exists(to)) return WatchMade{get(to) == text ? 0 : 73, "taken", {to}, {}, false};
            put(to + ".part", text);
            fs::rename(to + ".part", to);
            return WatchMade{0, "", {to}, {}, false};
        };
        _exit(run_watch(o) ? 0 : 1); // what failed is counted at the end
    };
    int put_in = 0, kills = 0;
    // A fast watcher ends before it is killed; every round has a new file for it.
    for (int round = 0; round < most_rounds && kills < wanted; ++round) {
        put(f.in / ("f" + std::to_string(put_in) + ".mov"), whole(put_in));
        ++put_in;
        const pid_t pid = fork();
        if (pid == 0) watch();
        usleep(static_cast<useconds_t>(random() % 120000));
        kill(pid, SIGKILL);
        int status = 0;
        waitpid(pid, &status, 0);
        kills += WIFSIGNALED(status);
        if (WIFEXITED(status)) CHECK(WEXITSTATUS(status) == 0);
    }
    const pid_t last = fork();
    if (last == 0) watch();
    int status = 0;
    waitpid(last, &status, 0);
    CHECK(WIFEXITED(status));
    // A file that was in hand ten times when its watcher was killed is failed, as promised; it is not lost.
    std::set<std::string> found;
    size_t failed = 0;
    for (const auto& e : fs::recursive_directory_iterator(f.in)) {
        const std::string name = e.path().filename().string();
        if (!e.is_regular_file() || !name.ends_with(".mov")) continue;
        CHECK(found.insert(name).second);
        const int n = std::stoi(name.substr(1));
        CHECK(get(e.path()) == whole(n));
        CHECK(fs::exists(e.path().string() + ".report.json"));
        if (e.path().parent_path().filename() == "failed")
            ++failed;
        else
            CHECK(get(f.out / ("f" + std::to_string(n) + ".txt")) == whole(n));
    }
    CHECK(found.size() == static_cast<size_t>(put_in));
    CHECK(failed < 3);
    CHECK(f.working() == 0);
    CHECK(kills == wanted);
    size_t reports = 0;
    for (const auto& e : fs::recursive_directory_iterator(f.in)) reports += e.path().string().ends_with(".report.json");
    CHECK(reports == static_cast<size_t>(put_in));
}

TEST_CASE("500 tricks with names and links write and read nothing outside") {
    Fixture f;
    const fs::path secret = f.temp.path / "secret";
    fs::create_directory(secret);
    put(secret / "s.mov", "secret");
    std::mt19937 random(9);
    const std::vector<std::string> parts{
        "..",  "\n",  "\x01",  "\xff",   "a",  "\xe2\x80\xae", "{project}",           "%s", " ", "\\",
        "-rf", "'\"", "$(id)", "%2e%2e", "\t", "\xc3\xa9",     std::string(120, 'n'), "*"};
    std::set<std::string> contents;
    for (int i = 0; i < 500; ++i) {
        std::string name;
        for (size_t n = 1 + random() % 3; n > 0; --n) name += parts[random() % parts.size()];
        name = name.substr(0, 240) + std::to_string(i) + (random() % 2 ? ".mov" : "");
        const fs::path path = f.in / name;
        switch (i % 10) {
        case 0:
            fs::create_symlink(secret / "s.mov", path);
            break;
        case 1:
            fs::create_directory_symlink(secret, path);
            break;
        case 2:
            CHECK(::mkfifo(path.c_str(), 0600) == 0);
            break;
        case 3:
            fs::create_directory(path);
            put(path / "x.mov", "in " + std::to_string(i)), contents.insert("in " + std::to_string(i));
            break;
        default:
            put(path, std::to_string(i)), contents.insert(std::to_string(i));
        }
    }
    // Names that begin with a dot are hidden.
    size_t hidden = 0;
    for (const auto& e : fs::directory_iterator(f.in))
        if (watch_files::is_ignored(e.path().filename().string())) {
            ++hidden;
            if (e.is_regular_file() && !e.is_symlink()) contents.erase(get(e.path()));
            if (e.is_directory() && !e.is_symlink()) contents.erase(get(e.path() / "x.mov"));
        }
    CHECK(hidden > 0);
    auto o = f.options();
    o.jobs = 4;
    const WatchReport report = f.run(o);
    CHECK(report.failed == 0);
    CHECK(static_cast<size_t>(report.done) == contents.size());
    CHECK(std::set<std::string>(f.made.begin(), f.made.end()) == contents);
    CHECK(f.made.size() == contents.size());
    std::set<std::string> there;
    for (const auto& e : fs::directory_iterator(f.temp.path)) there.insert(e.path().filename().string());
    CHECK(there == std::set<std::string>{"in", "out", "secret"});
    CHECK(std::distance(fs::directory_iterator(secret), fs::directory_iterator()) == 1);
    CHECK(get(secret / "s.mov") == "secret");
    for (const auto& e : fs::directory_iterator(f.out)) CHECK(e.is_regular_file());
    CHECK(f.done().size() == contents.size());
}
