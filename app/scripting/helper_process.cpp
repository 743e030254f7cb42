// Start, frames and end of tandem-lua; see helper_process.h.
#include "app/scripting/helper_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tandem::app {

using lua_helper::kSocket;
using std::chrono::steady_clock;

static constexpr int kLookMs = 50; // how often a wait looks at the cancel flag

Result<HelperProcess> HelperProcess::start(const std::string& path) {
    if (access(path.c_str(), X_OK) != 0)
        return fail(ErrorCode::unavailable,
                    "tandem-lua, which runs delivery scripts, is not there; it belongs beside tandem", path);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(ErrorCode::temporary, std::string("no socket for tandem-lua: ") + std::strerror(errno), path);
    // Above the number that it gets in the helper, else dup2 onto itself would leave close-on-exec set.
    const int theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, kSocket + 1);
    close(ends[1]);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&files, theirs, kSocket);
    posix_spawn_file_actions_addclosefrom_np(&files, kSocket + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0); // the terminal's ^C is for tandem, which ends it
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char name[] = "tandem-lua";
    char* arguments[] = {name, nullptr};
    char* environment[] = {nullptr};
    pid_t pid = -1;
    const int error = theirs < 0 ? errno : posix_spawn(&pid, path.c_str(), &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (theirs >= 0) close(theirs);
    if (error != 0) {
        close(ends[0]);
        return fail(error == ENOMEM || error == EAGAIN ? ErrorCode::temporary : ErrorCode::unavailable,
                    std::string("tandem-lua cannot be started: ") + std::strerror(error), path);
    }
    return HelperProcess(pid, ends[0]);
}

HelperProcess::~HelperProcess() {
    if (pid_ > 0) end();
    if (socket_ >= 0) close(socket_);
}

int HelperProcess::end() {
    int status = 0;
    kill(pid_, SIGKILL);
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

int HelperProcess::wait() {
    const auto until = steady_clock::now() + std::chrono::seconds(1);
    int status = 0;
    for (;;) {
        const pid_t ended = waitpid(pid_, &status, WNOHANG);
        if (ended == pid_) break;
        if (ended < 0 && errno != EINTR) break;
        if (steady_clock::now() > until) return end();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pid_ = -1;
    return status;
}

HelperProcess::Outcome HelperProcess::ready(short events, const Patience& patience) const {
    for (;;) {
        if (patience.cancel->load()) return Outcome::cancelled;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(patience.until - steady_clock::now()).count();
        if (left < 0) return Outcome::late;
        pollfd entry{socket_, events, 0};
        const int n = poll(&entry, 1, static_cast<int>(std::min<long>(left + 1, kLookMs)));
        if (n > 0) return Outcome::done; // hang-ups too: the call that follows tells
        if (n < 0 && errno != EINTR) return Outcome::closed;
    }
}

HelperProcess::Outcome HelperProcess::send(lua_helper::FrameKind kind, std::string_view bytes,
                                           const Patience& patience) {
    const auto header = lua_helper::frame_header(kind, bytes.size());
    for (std::string_view part : {std::string_view(header.data(), header.size()), bytes})
        while (!part.empty()) {
            if (const Outcome o = ready(POLLOUT, patience); o != Outcome::done) return o;
            const ssize_t n = ::send(socket_, part.data(), part.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (n <= 0) return Outcome::closed;
            part.remove_prefix(static_cast<size_t>(n));
        }
    return Outcome::done;
}

HelperProcess::Outcome HelperProcess::receive_bytes(char* data, size_t size, const Patience& patience) const {
    while (size > 0) {
        if (const Outcome o = ready(POLLIN, patience); o != Outcome::done) return o;
        const ssize_t n = recv(socket_, data, size, MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) return Outcome::closed;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return Outcome::done;
}

HelperProcess::Outcome HelperProcess::receive(lua_helper::Frame& frame, size_t max_bytes, const Patience& patience) {
    char header[lua_helper::kHeaderBytes];
    if (const Outcome o = receive_bytes(header, sizeof header, patience); o != Outcome::done) return o;
    const lua_helper::FrameSize size = lua_helper::parse_header(header);
    if (size.bytes > max_bytes) return Outcome::too_long;
    frame.kind = size.kind;
    frame.bytes.resize(size.bytes);
    return receive_bytes(frame.bytes.data(), size.bytes, patience);
}

} // namespace tandem::app
