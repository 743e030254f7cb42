// The journal survives kills at any instant: no acknowledged edit is lost, at most one is in flight. The child edits
// and prints acknowledgements into a pipe; the parent kills it, replays the journal and compares with its own replay.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "engine/session/commands.h"
#include "engine/session/journal.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/tandem-journal-XXXXXX";
        path = mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

Ref<Project> base() {
    BuildProject b;
    b.film("a.mp4", seconds(100));
    return b.done();
}

// Edit number n of a session, the same for child and parent.
ValueObject edit(int64_t n) {
    return {{"op", n % 3 ? "append" : "insert"},
            {"media", "a.mp4"},
            {"at", std::to_string(n) + "f"},
            {"in", std::to_string(n * 2) + "f"},
            {"length", "10f"}};
}
Ref<Project> after_edit(const Ref<Project>& p, ValueObject intent) {
    std::string op = *intent["op"].as_string();
    intent.erase("op");
    auto r = run_command(p, op, intent);
    REQUIRE_MESSAGE(r, (r ? "" : r.error().text()));
    return r->project;
}
std::string shape(const Project& p) {
    std::string out = std::to_string(p.next_id);
    for (const auto& t : p.sequences[0]->tracks)
        for (const auto& i : t->items)
            out += " " + std::to_string(i.clip->id.value) + "@" + std::to_string(i.start.ticks) + "+" +
                   std::to_string(i.clip->length.ticks) + ":" + std::to_string(i.clip->in.ticks);
    return out;
}

[[noreturn]] void child(const std::string& folder, int out) {
    Ref<Project> p = base();
    Journal journal(p->uuid, {folder});
    for (int64_t n = 1; n <= 2000; ++n) {
        ValueObject intent = edit(n), args = intent;
        args.erase("op");
        auto r = run_command(p, *intent["op"].as_string(), args);
        if (!r) _exit(3);
        p = r->project;
        if (!journal.wait(journal.append(r->intent))) _exit(4);
        if (write(out, &n, sizeof n) != sizeof n) _exit(5);
    }
    pause();
    _exit(0);
}

} // namespace

TEST_CASE("no acknowledged edit is lost by kill -9") {
    std::mt19937 random(7);
    int64_t total = 0;
    for (int kill_number = 0; kill_number < 200; ++kill_number) {
        Folder folder;
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        pid_t pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            close(ends[0]);
            child(folder.path, ends[1]);
        }
        close(ends[1]);
        usleep(static_cast<useconds_t>(random() % 50'000));
        kill(pid, SIGKILL);
        int status = 0;
        waitpid(pid, &status, 0);
        CHECK(WIFSIGNALED(status));
        int64_t acknowledged = 0, n = 0;
        while (read(ends[0], &n, sizeof n) == sizeof n) acknowledged = n;
        close(ends[0]);
        total += acknowledged;
        auto journal = read_journal(base()->uuid, {folder.path});
        if (!journal) {
            CHECK(acknowledged == 0);
            continue;
        }
        CHECK(journal->warning == "");
        Recovered r = recover(base(), 0, *journal);
        CHECK(r.quarantined.empty());
        CHECK(r.last >= acknowledged);
        CHECK(r.last <= acknowledged + 1);
        Ref<Project> expected = base();
        for (int64_t i = 1; i <= r.last; ++i) expected = after_edit(expected, edit(i));
        CHECK(shape(*r.project) == shape(*expected));
    }
    CHECK(total > 0);
}

TEST_CASE("undo, saved points, a guilty entry, a damaged file, no folder") {
    Folder folder;
    Ref<Project> p = base();
    {
        Journal j(p->uuid, {folder.path});
        REQUIRE(j.on());
        j.append(edit(1));
        j.append(edit(2));
        j.append(ValueObject{{"op", "undo"}});
        j.append(ValueObject{{"op", "no_such_command"}});
        j.saved("/x/a.tandem", 42);
        CHECK(j.wait(j.append(edit(4))));
        CHECK(j.acknowledged() == 5);
    }
    auto c = read_journal(p->uuid, {folder.path});
    REQUIRE(c);
    Recovered all = recover(p, 0, *c);
    CHECK(all.applied == 4);
    REQUIRE(all.quarantined.size() == 1);
    CHECK(all.quarantined[0].find("no_such_command") != std::string::npos);
    CHECK(shape(*all.project) == shape(*after_edit(after_edit(p, edit(1)), edit(4))));
    CHECK(recover(p, 42, *c).applied == 1);
    CHECK(recover(p, 43, *c).applied == 4); // an unknown file: everything
    {
        // Numbers go on after a restart.
        Journal j(p->uuid, {folder.path});
        CHECK(j.append(edit(5)) == 6);
    }
    std::string path = folder.path + "/" + p->uuid + ".db";
    for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(path + tail);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    if (auto damaged = read_journal(p->uuid, {folder.path})) CHECK(damaged->warning != "");
    remove_journal(p->uuid, {folder.path});
    CHECK_FALSE(read_journal(p->uuid, {folder.path}));
    Journal off(p->uuid, {"/proc/nowhere"});
    CHECK_FALSE(off.on());
    CHECK(off.trouble() != "");
    off.append(edit(1));
    CHECK_FALSE(off.wait(1));
}

TEST_CASE("edits that a full disk refuses are kept in memory and written when there is room") {
    Folder folder;
    Ref<Project> p = base();
    {
        Journal j(p->uuid, {folder.path});
        REQUIRE(j.wait(j.append(edit(1))));
        // No file of this process may grow.
        auto* handler = signal(SIGXFSZ, SIG_IGN);
        struct rlimit was {};
        getrlimit(RLIMIT_FSIZE, &was);
        const struct rlimit full { 1, was.rlim_max };
        REQUIRE(setrlimit(RLIMIT_FSIZE, &full) == 0);
        const int64_t second = j.append(edit(2));
        CHECK_FALSE(j.wait(second));
        CHECK(j.trouble().find(folder.path) != std::string::npos);
        j.append(edit(3));
        CHECK(j.acknowledged() == 1);
        setrlimit(RLIMIT_FSIZE, &was);
        signal(SIGXFSZ, handler);
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (j.acknowledged() < 3 && std::chrono::steady_clock::now() < patience)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        CHECK(j.trouble() == "");
        CHECK(j.wait(j.append(edit(4))));
    }
    auto c = read_journal(p->uuid, {folder.path});
    REQUIRE(c);
    CHECK(recover(p, 0, *c).applied == 4);
}

TEST_CASE("a second writer of one journal takes nothing from the first and is told") {
    Folder folder;
    Ref<Project> p = base();
    {
        Journal first(p->uuid, {folder.path}), second(p->uuid, {folder.path});
        REQUIRE(first.wait(first.append(edit(1))));
        CHECK_FALSE(second.wait(second.append(edit(2))));
        CHECK(second.trouble().find("another window") != std::string::npos);
        CHECK(first.wait(first.append(edit(4))));
        CHECK(first.trouble() == "");
    }
    auto c = read_journal(p->uuid, {folder.path});
    REQUIRE(c);
    CHECK(shape(*recover(p, 0, *c).project) == shape(*after_edit(after_edit(p, edit(1)), edit(4))));
}
