// The persistent queue: states and order, freezing, damage, claims between processes, and kills at random instants.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "engine/export/child_process.h"
#include "engine/export/queue.h"
#include "engine/export/queue_worker.h"
#include "engine/io/project_file.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

NewJob a_job(const TempFolder& folder, const std::string& name = "film.mp4") {
    NewJob job;
    job.source = folder.file("film.tandem");
    job.project_text = "{}";
    job.matrix.deliverables = {Deliverable{.id = "1", .preset = "h264", .name = name}};
    job.folder = folder.path.string();
    return job;
}

JobQueue open_queue(const TempFolder& folder) {
    auto queue = JobQueue::open(folder.file("queue"));
    REQUIRE(queue);
    return std::move(*queue);
}

std::vector<int64_t> ids(JobQueue& queue) {
    std::vector<int64_t> out;
    auto all = queue.list();
    REQUIRE(all);
    for (const auto& job : all->jobs) out.push_back(job.id);
    return out;
}

int64_t add(JobQueue& queue, const NewJob& job) {
    auto id = queue.add(job);
    REQUIRE(id);
    return *id;
}

JobClaim claim(JobQueue& queue) {
    auto c = queue.claim();
    REQUIRE(c);
    REQUIRE(c->has_value());
    return std::move(**c);
}

JobState state(JobQueue& queue, int64_t id) {
    auto job = queue.find(id);
    REQUIRE(job);
    return job->state;
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// A program for the worker in place of tandem: a shell script.
std::string program(const TempFolder& folder, const std::string& body) {
    const std::string path = folder.file("program.sh");
    write(path, "#!/bin/sh\n" + body);
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

} // namespace

TEST_CASE("a job is frozen whole and read back equal by another program") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    NewJob wanted = a_job(folder);
    wanted.project_text = "the project";
    wanted.matrix.deliverables.push_back(Deliverable{.id = "2", .preset = "h264", .name = "b.mp4"});
    wanted.matrix.deliverables.push_back(Deliverable{.id = "3", .preset = "audio.wav", .name = "c.wav"});
    wanted.flags = {"cpu", "slate", 3, true, true};
    const int64_t id = add(queue, wanted);
    JobQueue other = open_queue(folder);
    auto job = other.find(id);
    REQUIRE(job);
    CHECK(job->state == JobState::waiting);
    CHECK(job->source == wanted.source);
    CHECK(job->folder == wanted.folder);
    CHECK(job->presets == std::vector<std::string>{"h264", "h264", "audio.wav"});
    CHECK(job->flags.device == "cpu");
    CHECK(job->flags.on_missing == "slate");
    CHECK(job->flags.threads == 3);
    CHECK((job->flags.overwrite && job->flags.deterministic));
    CHECK(*read_file_limited(job->project, 1000) == "the project");
    auto matrix = parse_matrix(*read_file_limited(job->matrix, 100000), job->matrix);
    REQUIRE(matrix);
    REQUIRE(matrix->deliverables.size() == 3);
    CHECK(matrix->deliverables[0].preset == matrix->deliverables[1].preset);
    auto frozen = load_preset(matrix->deliverables[2].preset);
    REQUIRE(frozen);
    CHECK(frozen->id == "audio.wav");
    CHECK(frozen->container == load_preset("audio.wav")->container);
    CHECK((fs::status(folder.file("queue")).permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE("what a state does not allow is refused, and the rest does what it says") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    const int64_t id = add(queue, a_job(folder));
    CHECK(*queue.pause(id) == JobState::paused);
    CHECK_FALSE(queue.claim()->has_value());
    CHECK(queue.retry(id).error().code == ErrorCode::usage);
    CHECK(*queue.resume(id) == JobState::waiting);
    {
        JobClaim mine = claim(queue);
        CHECK(state(queue, id) == JobState::running);
        CHECK_FALSE(queue.claim()->has_value());
        CHECK_FALSE(queue.claim_one(id)->has_value());
        CHECK(queue.remove(id).error().code == ErrorCode::usage);
        CHECK(*queue.pause(id) == JobState::running);
        CHECK(mine.ask() == JobAsk::pause);
        CHECK(*queue.resume(id) == JobState::running);
        CHECK(mine.ask() == JobAsk::none);
        CHECK(*queue.cancel(id) == JobState::running);
        CHECK(mine.ask() == JobAsk::cancel);
        REQUIRE(mine.end({.state = JobState::failed, .exit = 66, .message = "gone"}));
    }
    auto ended = queue.find(id);
    CHECK(ended->state == JobState::failed);
    CHECK(ended->exit == 66);
    CHECK(ended->message == "gone");
    CHECK(ended->tries == 1);
    CHECK(queue.pause(id).error().code == ErrorCode::usage);
    CHECK(queue.cancel(id).error().code == ErrorCode::usage);
    CHECK(*queue.retry(id) == JobState::waiting);
    CHECK(queue.find(id)->tries == 0);
    CHECK(*queue.cancel(id) == JobState::cancelled);
    CHECK(queue.remove(id));
    CHECK(queue.find(id).error().code == ErrorCode::no_input);
    CHECK(queue.cancel(id).error().code == ErrorCode::no_input);
    // Numbers are not used again.
    CHECK(add(queue, a_job(folder)) == id + 1);
    REQUIRE(queue.pause_all(true));
    CHECK(queue.list()->paused);
    CHECK_FALSE(queue.claim()->has_value());
    REQUIRE(queue.pause_all(false));
    // A claim that is dropped gives its job back.
    { JobClaim dropped = claim(queue); }
    CHECK(state(queue, id + 1) == JobState::waiting);
}

TEST_CASE("order: by number, moved, ended ones behind") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    for (int i = 0; i < 5; ++i) add(queue, a_job(folder));
    CHECK(ids(queue) == std::vector<int64_t>{1, 2, 3, 4, 5});
    REQUIRE(queue.move(5, 1));
    REQUIRE(queue.move(1, 3));
    CHECK(ids(queue) == std::vector<int64_t>{5, 2, 1, 3, 4});
    REQUIRE(queue.move(2, 100));
    REQUIRE(queue.move(4, -3));
    CHECK(ids(queue) == std::vector<int64_t>{4, 5, 1, 3, 2});
    CHECK(*queue.place_of(3) == 4);
    CHECK(claim(queue).job().id == 4);
    REQUIRE(queue.cancel(5));
    CHECK(ids(queue) == std::vector<int64_t>{4, 1, 3, 2, 5});
    CHECK(queue.move(5, 1).error().code == ErrorCode::usage);
    CHECK(queue.move(77, 1).error().code == ErrorCode::no_input);
    add(queue, a_job(folder));
    CHECK(ids(queue) == std::vector<int64_t>{4, 1, 3, 2, 6, 5});
    REQUIRE(queue.retry(5));
    CHECK(ids(queue) == std::vector<int64_t>{4, 1, 3, 2, 6, 5});
    // Without the book they go by number.
    fs::remove(folder.file("queue/queue.json"));
    CHECK(ids(queue) == std::vector<int64_t>{1, 2, 3, 4, 5, 6});
    write(folder.file("queue/queue.json"), "{\"next\":");
    CHECK(ids(queue) == std::vector<int64_t>{1, 2, 3, 4, 5, 6});
    REQUIRE(queue.move(6, 1));
    CHECK(ids(queue) == std::vector<int64_t>{6, 1, 2, 3, 4, 5});
}

TEST_CASE("damaged files: the job is named and set aside, nothing else is lost") {
    std::mt19937 random(5);
    for (int round = 0; round < 24; ++round) {
        TempFolder folder;
        JobQueue queue = open_queue(folder);
        for (int i = 0; i < 3; ++i) add(queue, a_job(folder));
        const bool state_file = round % 2 == 0;
        const std::string path = folder.file(state_file ? "queue/jobs/2/state.json" : "queue/jobs/2/job.json");
        std::string text = *read_file_limited(path, 10000);
        switch (round / 2 % 4) {
        case 0:
            text.resize(random() % (text.size() - 2));
            break;
        case 1:
            for (int i = 0; i < 40; ++i) text[random() % text.size()] = static_cast<char>(random());
            break;
        case 2:
            text = "[]";
            break;
        default:
            text = "{\"tandemJob\":1}";
        }
        write(path, text);
        auto all = queue.list();
        REQUIRE(all);
        if (state_file) {
            REQUIRE(all->jobs.size() == 3);
            CHECK(all->jobs[1].state == JobState::paused);
            CHECK(all->jobs[1].message.find("cannot be read") != std::string::npos);
            CHECK(claim(queue).job().id == 1);
            REQUIRE(queue.resume(2));
            CHECK(state(queue, 2) == JobState::waiting);
            CHECK(queue.find(2)->message.empty());
        } else if (all->problems.size() == 1) {
            CHECK(all->problems[0].find("job 2") != std::string::npos);
            CHECK(fs::exists(folder.file("queue/aside/2/job.json")));
            CHECK(ids(queue) == std::vector<int64_t>{1, 3});
            CHECK(queue.list()->problems.empty());
        } else {
            CHECK(round / 2 % 4 == 1); // flipped bytes may leave a text that still reads
        }
    }
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    add(queue, a_job(folder));
    write(folder.file("queue/jobs/1/job.json"), "{\"tandemJob\":99}");
    auto all = queue.list();
    REQUIRE(all->problems.size() == 1);
    CHECK(all->problems[0].find("newer") != std::string::npos);
    CHECK(fs::exists(folder.file("queue/jobs/1/job.json")));
}

TEST_CASE("what would leave the folder is refused when it is added") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    std::mt19937 random(11);
    const std::vector<std::string> parts{
        "..", "/",      "\n", "\x01",   std::string("\xff\xfe"), "a", "\xe2\x80\xae", "{project}", "/etc",
        ".",  "x.part", "\\", "%2e%2e", std::string(300, 'n')};
    int refused = 0;
    for (int i = 0; i < 500; ++i) {
        std::string name;
        for (size_t n = 1 + random() % 4; n > 0; --n) name += parts[random() % parts.size()];
        const auto added = queue.add(a_job(folder, name));
        const bool leaves = name.find('/') != std::string::npos || name == "." || name == "..";
        if (leaves) CHECK_FALSE(added);
        if (!added) {
            ++refused;
            CHECK(added.error().code == ErrorCode::denied);
        } else {
            CHECK(name.find_first_of("/\n\x01") == std::string::npos);
        }
    }
    CHECK(refused > 200);
    CHECK(ids(queue).size() == static_cast<size_t>(500 - refused));
    NewJob relative = a_job(folder);
    relative.folder = "there";
    CHECK(queue.add(relative).error().code == ErrorCode::usage);
    relative.folder = folder.file("missing");
    CHECK(queue.add(relative).error().code == ErrorCode::cant_create);
    // Names of projects need not be UTF-8, but films are not named so.
    NewJob strange = a_job(folder);
    strange.source = folder.file("\xff.tandem");
    CHECK(queue.find(add(queue, strange))->source == strange.source);
    strange.matrix.deliverables[0].name = "{project}.mp4";
    CHECK(queue.add(strange).error().code == ErrorCode::denied);
    // A tampered job cannot make a worker read a project elsewhere.
    std::string text = *read_file_limited(folder.file("queue/jobs/1/job.json"), 10000);
    text.replace(text.find("film.tandem"), 11, "../../x.tandem");
    write(folder.file("queue/jobs/1/job.json"), text);
    CHECK(queue.list()->problems.size() == 1);
}

TEST_CASE("processes killed at random instants: no job is made by two at once, none is lost") {
    TempFolder folder;
    constexpr int kJobs = 24, kWorkers = 3;
    JobQueue queue = open_queue(folder);
    for (int i = 0; i < kJobs; ++i) add(queue, a_job(folder));
    const std::string made = folder.file("made");
    // A worker: claims, makes a file that nobody else may make (the film under its final name), ends the job.
    auto work = [&] {
        auto own = JobQueue::open(folder.file("queue"));
        if (!own) _exit(3);
        for (int idle = 0; idle < 200;) {
            auto c = own->claim();
            if (!c) _exit(4);
            if (!*c) {
                ++idle;
                usleep(2000);
                continue;
            }
            idle = 0;
            const std::string id = std::to_string((*c)->job().id);
            // Two at once would meet here.
            const std::string busy = made + "-busy-" + id;
            const int fd = ::open(busy.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
            if (fd < 0 && !(*c)->job().interrupted) _exit(5);
            if (fd >= 0) ::close(fd);
            usleep(3000);
            write(made + "-" + id, "film");
            fs::remove(busy);
            if (!(*c)->end({.state = JobState::done})) _exit(6);
        }
        _exit(0);
    };
    std::mt19937 random(3);
    std::vector<pid_t> children;
    auto spawn = [&] {
        const pid_t pid = fork();
        if (pid == 0) work();
        children.push_back(pid);
    };
    for (int i = 0; i < kWorkers; ++i) spawn();
    int kills = 0;
    for (int round = 0; round < 60; ++round) {
        usleep(static_cast<useconds_t>(1000 + random() % 12000));
        const size_t at = random() % children.size();
        kill(children[at], SIGKILL);
        int status = 0;
        waitpid(children[at], &status, 0);
        if (WIFSIGNALED(status)) ++kills;
        if (WIFEXITED(status)) CHECK(WEXITSTATUS(status) == 0);
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(at));
        spawn();
    }
    for (const pid_t pid : children) {
        int status = 0;
        waitpid(pid, &status, 0);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
    CHECK(kills > 0);
    auto all = queue.list();
    REQUIRE(all->jobs.size() == kJobs);
    for (const auto& job : all->jobs) {
        CHECK(job.state == JobState::done);
        CHECK(fs::exists(made + "-" + std::to_string(job.id)));
    }
}

TEST_CASE("programs killed while they add: what was acknowledged stands, the rest is whole or not there") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    std::mt19937 random(8);
    std::set<int64_t> acknowledged;
    for (int round = 0; round < 40; ++round) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        const pid_t pid = fork();
        if (pid == 0) {
            auto own = JobQueue::open(folder.file("queue"));
            if (!own) _exit(3);
            for (;;) {
                auto id = own->add(a_job(folder));
                if (!id || ::write(ends[1], &*id, sizeof *id) != sizeof *id) _exit(4);
            }
        }
        ::close(ends[1]);
        usleep(static_cast<useconds_t>(1000 + random() % 120000));
        kill(pid, SIGKILL);
        int status = 0;
        waitpid(pid, &status, 0);
        CHECK(WIFSIGNALED(status));
        int64_t id = 0;
        while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged.insert(id);
        ::close(ends[0]);
    }
    auto all = queue.list();
    REQUIRE(all);
    CHECK(all->problems.empty());
    std::set<int64_t> there;
    for (const auto& job : all->jobs) {
        CHECK(there.insert(job.id).second);
        CHECK(fs::exists(job.project));
        CHECK(fs::exists(job.matrix));
    }
    CHECK(acknowledged.size() > 10);
    for (const int64_t id : acknowledged) CHECK(there.contains(id));
    CHECK(there.size() <= acknowledged.size() + 40);
    // The next one that adds clears what the dead left.
    add(queue, a_job(folder));
    for (const auto& entry : fs::directory_iterator(folder.file("queue/jobs")))
        CHECK_FALSE(entry.path().filename().string().starts_with('.'));
}

TEST_CASE("worker: order, how jobs end, retries, requests while they run") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    WorkerOptions options;
    options.retry_ms = 1, options.reserve = 0;
    SUBCASE("exit codes") {
        // The script is told by the project's text what to do.
        options.program = program(folder, "echo \"$2\" >> " + folder.file("log") +
                                              "\necho '{\"ev\":\"error\",\"msg\":\"as it said\"}' >&2\n. \"$2\"\n");
        const std::vector<std::pair<std::string, int>> cases{{"exit 0", 0}, {"exit 66", 66}, {"exit 2", 2}};
        for (const auto& [text, exit] : cases) {
            NewJob job = a_job(folder);
            job.project_text = text;
            add(queue, job);
        }
        auto report = run_queue(queue, options);
        REQUIRE(report);
        CHECK(report->done == 1);
        CHECK(report->failed == 2);
        CHECK(report->worst == 66);
        CHECK(state(queue, 1) == JobState::done);
        CHECK(queue.find(2)->message == "as it said");
        CHECK(queue.find(3)->exit == 2);
    }
    SUBCASE("a child that is killed is tried again") {
        options.program = program(folder, "echo x >> " + folder.file("log") + "\ntest $(wc -l < " + folder.file("log") +
                                              ") -ge 3 || kill -9 $$\n");
        add(queue, a_job(folder));
        CHECK(run_queue(queue, options)->done == 1);
        CHECK(queue.find(1)->tries == 3);
        options.program = program(folder, "exit 75");
        add(queue, a_job(folder));
        CHECK(run_queue(queue, options)->failed == 1);
        CHECK(queue.find(2)->exit == 75);
        CHECK(queue.find(2)->tries == 3);
    }
    SUBCASE("cancel, pause and a stopped worker") {
        options.program =
            program(folder, "trap 'exit 143' TERM\necho x > " + folder.file("up") + "\nwhile :; do sleep 0.05; done\n");
        for (int i = 0; i < 3; ++i) add(queue, a_job(folder));
        std::atomic<bool> cancel{false};
        options.cancel = &cancel;
        std::thread worker([&] { CHECK(run_queue(queue, options)); });
        auto up = [&] {
            for (int i = 0; i < 1000 && !fs::exists(folder.file("up")); ++i) usleep(10000);
            fs::remove(folder.file("up"));
        };
        up();
        CHECK(*queue.cancel(1) == JobState::running);
        up();
        CHECK(state(queue, 1) == JobState::cancelled);
        CHECK(*queue.pause(2) == JobState::running);
        up();
        CHECK(state(queue, 2) == JobState::paused);
        cancel = true;
        worker.join();
        CHECK(state(queue, 3) == JobState::waiting);
        CHECK(queue.find(3)->tries == 0);
    }
    SUBCASE("what a child that had to be killed left is removed, and only that") {
        const std::string out = folder.file("out"), busy = out + "/busy.mp4.part";
        fs::create_directory(out);
        const std::string named[] = {out + "/film.mp4.part", out + "/pictures.part", busy, folder.file("far.part"),
                                     out + "/film.mp4"};
        std::string list;
        for (const auto& path : named) list += (list.empty() ? "\"" : ",\"") + path + "\"";
        options.program = program(
            folder, "trap '' TERM\nwhile [ \"$1\" != --parts ]; do shift; done\nmkdir -p \"$2/chunks\" " + named[1] +
                        "\necho x | tee " + out + "/film.mp4.part " + out + "/film.mp4 " + out + "/other.part " +
                        named[1] + "/1.png " + folder.file("far.part") +
                        " \"$2/chunks/0.ok\" \"$2/chunks/1-7.1.part\" > /dev/null\necho '{\"ev\":\"plan\",\"parts\":[" +
                        list + "]}' >&2\nsleep 0.3\necho x > " + folder.file("up") +
                        "\nwhile :; do sleep 0.05; done\n");
        options.gentle_ms = 200;
        std::ofstream other(busy); // of somebody else, who writes it now
        NewJob job = a_job(folder);
        job.folder = out;
        add(queue, job);
        std::atomic<bool> cancel{false};
        options.cancel = &cancel;
        std::thread worker([&] { CHECK(run_queue(queue, options)); });
        for (int i = 0; i < 1000 && !fs::exists(folder.file("up")); ++i) usleep(10000);
        SUBCASE("by a request") {
            CHECK(*queue.pause(1) == JobState::running);
            worker.join();
            CHECK(state(queue, 1) == JobState::paused);
        }
        SUBCASE("with its worker stopped") {
            cancel = true;
            worker.join();
            CHECK(state(queue, 1) == JobState::waiting);
        }
        const std::string parts = queue.find(1)->parts();
        CHECK_FALSE(fs::exists(named[0]));
        CHECK_FALSE(fs::exists(named[1]));
        for (const char* kept : {"/busy.mp4.part", "/film.mp4", "/other.part", "/../far.part"})
            CHECK_MESSAGE(fs::exists(out + kept), kept);
        CHECK(fs::exists(parts + "/chunks/0.ok"));
        CHECK_FALSE(fs::exists(parts + "/chunks/1-7.1.part"));
        // Those of a job whose worker died with its child go when it is cancelled.
        std::ofstream(named[0]) << "x";
        std::ofstream(queue.find(1)->home + "/writing.json") << "[\"" + named[0] + "\"]";
        CHECK(queue.cancel(1));
        CHECK_FALSE(fs::exists(named[0]));
    }
    SUBCASE("a disk that is full holds a job") {
        options.program = program(folder, "exit 0");
        options.reserve = INT64_MAX / 4;
        add(queue, a_job(folder));
        auto report = run_queue(queue, options);
        REQUIRE(report);
        CHECK(report->held == 1);
        CHECK(state(queue, 1) == JobState::waiting);
        // A child that met the full disk waits as well, and goes on by itself.
        options.reserve = 0;
        CHECK(run_queue(queue, options)->done == 1);
    }
    SUBCASE("no program") {
        options.program = folder.file("missing");
        add(queue, a_job(folder));
        CHECK(run_queue(queue, options)->failed == 1);
        CHECK(queue.find(1)->exit == 69);
    }
}

TEST_CASE("a child keeps its job's lock when its worker is gone, and goes with it") {
    TempFolder folder;
    JobQueue queue = open_queue(folder);
    add(queue, a_job(folder));
    const std::string pid_file = folder.file("pid");
    WorkerOptions options;
    options.reserve = 0;
    options.program = program(folder, "echo $$ > " + pid_file + ".new\nmv " + pid_file + ".new " + pid_file +
                                          "\nwhile :; do sleep 0.05; done\n");
    const pid_t worker = fork();
    if (worker == 0) {
        auto own = JobQueue::open(folder.file("queue"));
        if (own) (void)run_queue(*own, options);
        _exit(0);
    }
    for (int i = 0; i < 1000 && !fs::exists(pid_file); ++i) usleep(10000);
    pid_t child = 0;
    std::ifstream(pid_file) >> child;
    REQUIRE(child > 0);
    kill(worker, SIGKILL);
    waitpid(worker, nullptr, 0);
    // The job is free once the child is gone, and not before; it is gone soon.
    std::optional<JobClaim> mine;
    for (int i = 0; i < 1000 && !mine; ++i) {
        auto c = queue.claim();
        REQUIRE(c);
        if (*c) mine.emplace(std::move(**c));
        if (!mine) usleep(10000);
    }
    REQUIRE(mine);
    CHECK(mine->job().interrupted);
    char stat = 'Z';
    std::string word;
    std::ifstream in("/proc/" + std::to_string(child) + "/stat");
    if (in >> word >> word) in >> stat;
    CHECK((stat == 'Z' || stat == 'X'));
}
