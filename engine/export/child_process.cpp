// Starting and watching of children. Between fork and exec only what a signal handler may call.
#include "engine/export/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

namespace tandem {

static constexpr size_t kMaxLine = size_t{64} << 10;

namespace {

struct Prepared {
    std::vector<char*> argv;
    int input, output, messages, kept, nice;
    pid_t parent;
};

[[noreturn]] void become(const Prepared& p, int failure) {
    // A group of its own: Ctrl-C in a terminal is for the parent, which then decides.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != p.parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(p.input, 0), dup2(p.output, 1), dup2(p.messages, 2);
    if (p.kept >= 0) fcntl(p.kept, F_SETFD, 0);
    if (p.nice > 0 && ::nice(p.nice) == -1) errno = 0; // running at the usual priority is no failure
    execv(p.argv[0], p.argv.data());
    const int error = errno;
    if (write(failure, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

struct Fd {
    int fd = -1;
    ~Fd() {
        if (fd >= 0) close(fd);
    }
};

} // namespace

Result<ChildProcess> ChildProcess::start(const ChildCommand& command) {
    const std::string& program = command.argv.front();
    Fd null{open("/dev/null", O_RDWR | O_CLOEXEC)}, file;
    if (!command.output.empty()) {
        file.fd = open(command.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file.fd < 0)
            return fail(errno == ENOSPC ? ErrorCode::io : ErrorCode::cant_create,
                        std::string("cannot be created: ") + std::strerror(errno), command.output);
    }
    int said[2], failed[2];
    if (pipe2(said, O_CLOEXEC) != 0) return fail(ErrorCode::temporary, "no pipe for a child process", program);
    Fd said_in{said[0]}, said_out{said[1]};
    if (pipe2(failed, O_CLOEXEC) != 0) return fail(ErrorCode::temporary, "no pipe for a child process", program);
    Fd failed_in{failed[0]}, failed_out{failed[1]};

    Prepared p{{}, null.fd, file.fd >= 0 ? file.fd : null.fd, said[1], command.kept_fd, command.nice, getpid()};
    for (const std::string& arg : command.argv) p.argv.push_back(const_cast<char*>(arg.c_str()));
    p.argv.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0) return fail(ErrorCode::temporary, std::string("no child process: ") + std::strerror(errno), program);
    if (pid == 0) become(p, failed[1]);
    setpgid(pid, pid);
    close(std::exchange(failed_out.fd, -1));
    int error = 0;
    ssize_t got;
    do got = read(failed_in.fd, &error, sizeof error);
    while (got < 0 && errno == EINTR);
    if (got == sizeof error) {
        waitpid(pid, nullptr, 0);
        return fail(ErrorCode::unavailable, std::string("cannot be started: ") + std::strerror(error), program);
    }
    fcntl(said_in.fd, F_SETFL, O_NONBLOCK);
    return ChildProcess(pid, std::exchange(said_in.fd, -1));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), messages_(std::exchange(other.messages_, -1)), exit_(other.exit_),
      ended_(other.ended_), asked_(other.asked_), pending_(std::move(other.pending_)) {}

ChildProcess::~ChildProcess() {
    if (pid_ > 0 && !ended_) {
        kill(-pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (messages_ >= 0) close(messages_);
}

void ChildProcess::stop() {
    if (ended_) return;
    // The helpers of a child that ends by itself are its own business; a killed one's are killed with it.
    if (std::exchange(asked_, true))
        kill(-pid_, SIGKILL);
    else
        kill(pid_, SIGTERM);
}

void ChildProcess::give_lines(const std::function<void(const std::string&)>& line) {
    for (;;) {
        const size_t end = pending_.find('\n');
        if (end == std::string::npos && pending_.size() < kMaxLine) return;
        const size_t size = std::min(end, kMaxLine);
        line(pending_.substr(0, size));
        pending_.erase(0, size == end ? size + 1 : size);
    }
}

bool ChildProcess::wait(int milliseconds, const std::function<void(const std::string&)>& line) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    // A grandchild may hold the pipe open: the end is asked for again and again, not waited for in the pipe.
    static constexpr int kLook = 20;
    while (!ended_) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            ended_ = true;
            exit_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
        }
        char buffer[16384];
        for (ssize_t n; messages_ >= 0 && (n = read(messages_, buffer, sizeof buffer)) != 0;) {
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) break;
            pending_.append(buffer, static_cast<size_t>(n));
            give_lines(line);
        }
        if (ended_) {
            if (!pending_.empty()) line(std::exchange(pending_, {}));
            return true;
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd p{messages_, POLLIN, 0};
        poll(&p, 1, static_cast<int>(std::min<int64_t>(left, kLook)));
        if (p.revents & POLLHUP) usleep(2000); // it closed its messages and is about to end
    }
    return true;
}

} // namespace tandem
