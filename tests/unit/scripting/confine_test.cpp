// The helper's confinement, tried from inside by a process that means harm, and the parent's view of helpers that die.
#include "tests/unit/scripting/fixture.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "app/scripting/helper_process.h"

using namespace tandem;
using namespace tandem::test;

// The wait status of the sinner.
static int sin(const char* what) {
    const pid_t pid = fork();
    if (pid == 0) {
        const int fd = open("/dev/null", O_RDWR);
        if (fd != 3) dup2(fd, 3);
        execl(CONFINED_SINNER, CONFINED_SINNER, what, nullptr);
        _exit(99);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return status;
}

TEST_CASE("a confined process dies by the filter at the first forbidden system call") {
    for (const char* what :
         {"open",  "create",   "socket",     "fork",        "clone", "clone3",   "execve",   "ptrace",
          "kill",  "getpid",   "unlink",     "prctl",       "dup",   "sendmsg",  "recvmsg",  "ioctl",
          "clock", "io_uring", "read_other", "write_other", "code",  "file_map", "mprotect", "x32"}) {
        CAPTURE(what);
        const int status = sin(what);
        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGSYS);
    }
}

TEST_CASE("a confined process can compute within its limits and not beyond") {
    const int computed = sin("compute");
    CHECK(WIFEXITED(computed));
    CHECK(WEXITSTATUS(computed) == 0);
    const int memory = sin("memory");
    CHECK(WIFEXITED(memory));
    CHECK(WEXITSTATUS(memory) == 0);
    const int burned = sin("burn");
    REQUIRE(WIFSIGNALED(burned));
    CHECK(WTERMSIG(burned) == SIGXCPU);
}

// A shell script in place of tandem-lua.
static std::string false_helper(const std::string& name, const std::string& text) {
    const std::string path = std::string(TANDEM_BINARY_DIR) + "/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
    chmod(path.c_str(), 0755);
    return path;
}

static Error error_of(const std::string& helper, double wall_seconds = 60) {
    const Ref<Project> project = film_project();
    const std::atomic<bool> cancel{false};
    app::ScriptOptions options;
    options.helper = helper;
    options.wall_seconds = wall_seconds;
    auto made = app::run_delivery_text(*project, *project->active_sequence(), "return tandem.matrix()", "x.lua", {},
                                       cancel, options);
    REQUIRE(!made);
    return made.error();
}

TEST_CASE("a helper that is missing, dies or lies gives a clear error") {
    const Error missing = error_of("/nowhere/tandem-lua");
    CHECK(missing.code == ErrorCode::unavailable);
    CHECK(missing.text().find("tandem-lua") != std::string::npos);

    const Error killed = error_of(false_helper("helper_killed", "kill -9 $$"));
    CHECK(killed.code == ErrorCode::temporary);
    CHECK(killed.text().find("killed from outside") != std::string::npos);

    const Error crashed = error_of(false_helper("helper_crashed", "kill -SEGV $$"));
    CHECK(crashed.code == ErrorCode::internal);
    CHECK(crashed.text().find("crashed") != std::string::npos);

    const Error silent = error_of(false_helper("helper_silent", "exit 3"));
    CHECK(silent.code == ErrorCode::internal);
    CHECK(silent.text().find("exit 3") != std::string::npos);

    // Frames: kind, length (little endian on the machines this runs on), bytes.
    const Error babble = error_of(false_helper("helper_babble", "printf 'zzzzzzzzzz' >&3"));
    CHECK(babble.code == ErrorCode::denied); // announces more than 1 MiB
    const Error unknown = error_of(false_helper("helper_unknown", "printf 'z\\000\\000\\000\\000' >&3; sleep 5"));
    CHECK(unknown.code == ErrorCode::internal);
    const Error early = error_of(false_helper("helper_early", "printf 'R\\001\\000\\000\\000a' >&3; sleep 5"));
    CHECK(early.code == ErrorCode::internal); // asks before it is confined
    const Error matrix = error_of(false_helper("helper_matrix", "printf 'm\\002\\000\\000\\000{}' >&3; sleep 5"));
    CHECK(matrix.code == ErrorCode::internal);
    const Error preset = error_of(false_helper(
        "helper_preset",
        "printf 'm\\054\\000\\000\\000{\"tandemMatrix\":1,\"deliverables\":[{\"preset\":7}]}' >&3; sleep 5"));
    CHECK(preset.code == ErrorCode::internal);
    const Error code = error_of(false_helper("helper_code", "printf 'x\\002\\000\\000\\000{}' >&3; sleep 5"));
    CHECK(code.code == ErrorCode::internal);
    const Error hanging =
        error_of(false_helper("helper_hanging", "printf 'r\\000\\000\\000\\000' >&3; sleep 600"), 0.3);
    CHECK(hanging.code == ErrorCode::denied);
    CHECK(hanging.text().find("longer than it may") != std::string::npos);
}

TEST_CASE("a helper that is killed while a script runs is an error that a retry can cure") {
    const Ref<Project> project = film_project();
    const std::atomic<bool> cancel{false};
    // The script asks tandem for a variable; answering it here kills the helper: the print callback runs in between.
    app::ScriptOptions options;
    options.helper = kHelper;
    bool killed = false;
    options.print = [&](const std::string&) {
        // Its only child of that name is ours.
        const std::string children = "/proc/self/task/" + std::to_string(getpid()) + "/children";
        std::ifstream list(children);
        for (pid_t pid = 0; list >> pid;)
            if (file_text("/proc/" + std::to_string(pid) + "/comm") == "tandem-lua\n") killed = kill(pid, SIGKILL) == 0;
    };
    auto made = app::run_delivery_text(*project, *project->active_sequence(), "print('now') while true do end", "x.lua",
                                       {}, cancel, options);
    REQUIRE(killed);
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::temporary);
    CHECK(made.error().text().find("killed from outside") != std::string::npos);
}

TEST_CASE("the helper gets no environment, no descriptor and cannot be looked into") {
    const Ref<Project> project = film_project();
    const std::atomic<bool> cancel{false};
    setenv("TANDEM_TEST_SECRET", "secret", 1);
    const int leaked = open("/dev/null", O_RDONLY); // without close-on-exec
    app::ScriptOptions options;
    options.helper = false_helper("helper_look", "env > \"$0.env\"; ls -l /proc/$$/fd > \"$0.fds\"; exit 0");
    auto made = app::run_delivery_text(*project, *project->active_sequence(), "", "x.lua", {}, cancel, options);
    CHECK(!made);
    close(leaked);
    CHECK(file_text(options.helper + ".env").find("TANDEM_TEST_SECRET") == std::string::npos);
    const std::string fds = file_text(options.helper + ".fds");
    CHECK(fds.find("socket:") != std::string::npos);
    CHECK(fds.find(" " + std::to_string(leaked) + " -> /dev/null") == (leaked <= 2 ? fds.npos - 1 : fds.npos));

    // Of the real one, while it runs.
    options.helper = kHelper;
    std::string dumpable;
    options.print = [&](const std::string&) {
        std::ifstream list("/proc/self/task/" + std::to_string(getpid()) + "/children");
        for (pid_t pid = 0; list >> pid;) {
            const std::string status = file_text("/proc/" + std::to_string(pid) + "/status");
            if (status.find("tandem-lua") == std::string::npos) continue;
            for (const char* line : {"NoNewPrivs:\t1", "Seccomp:\t2", "Threads:\t1"})
                CHECK_MESSAGE(status.find(line) != std::string::npos, line);
            dumpable = status;
        }
    };
    made = app::run_delivery_text(*project, *project->active_sequence(),
                                  "print('now') local m = tandem.matrix() m:add{preset='h264'} return m", "x.lua", {},
                                  cancel, options);
    CHECK(made);
    CHECK(!dumpable.empty());
    unsetenv("TANDEM_TEST_SECRET");
}

TEST_CASE("where the kernel has no system call filter, no script runs") {
    const pid_t pid = fork();
    if (pid == 0) {
        // A kernel without seccomp, acted by seccomp: its calls fail as they would.
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        scmp_filter_ctx rules = seccomp_init(SCMP_ACT_ALLOW);
        seccomp_rule_add(rules, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0);
        seccomp_rule_add(rules, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
        seccomp_load(rules);
        const Ran ran = run_text("local m = tandem.matrix() m:add{preset='h264'} return m");
        const bool right = !ran.matrix && ran.matrix.error().code == ErrorCode::unavailable &&
                           ran.matrix.error().text().find("cannot confine") != std::string::npos;
        _exit(right ? 0 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a script is interrupted by the cancel flag") {
    const Ref<Project> project = film_project();
    std::atomic<bool> cancel{false};
    app::ScriptOptions options;
    options.helper = kHelper;
    options.wall_seconds = 60;
    options.print = [&](const std::string&) { cancel = true; };
    auto made = app::run_delivery_text(*project, *project->active_sequence(), "print('now') while true do end", "x.lua",
                                       {}, cancel, options);
    REQUIRE(!made);
    CHECK(made.error().code == ErrorCode::cancelled);
}
