// The C library's calls that wait for others or for a disk, seen on their way while the main thread is in a turn. They
// are defined here once more, and the program's definition goes before the library's, for Qt and SQLite too.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "tests/ui/watch.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace tandem::test {

static thread_local bool watching = false;
static thread_local char seen[512];

void watchCalls(bool on) {
    if (on) seen[0] = 0;
    watching = on;
}
std::string calledSinceReset() { return seen; }

} // namespace tandem::test

// A sanitizer has definitions of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__linux__)

#include <dirent.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace tandem::test;

static void note(const char* call, const char* path = nullptr) {
    if (!watching) return;
    // The kernel's own tables are no disk.
    if (path && (std::strncmp(path, "/proc/", 6) == 0 || std::strncmp(path, "/dev/", 5) == 0)) return;
    const size_t have = std::strlen(seen);
    snprintf(seen + have, sizeof seen - have, "%s%s%s%s", have ? ", " : "", call, path ? " " : "", path ? path : "");
}

template<class F>
static F real(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}
#define NEXT(name) static const auto next = real<decltype(&name)>(#name)
#define SEEN(result, name, parameters, arguments, ...)                                                                 \
    result name parameters {                                                                                           \
        NEXT(name);                                                                                                    \
        note(#name, ##__VA_ARGS__);                                                                                    \
        return next arguments;                                                                                         \
    }

extern "C" {

SEEN(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t* m), (c, m))
SEEN(int, pthread_cond_timedwait, (pthread_cond_t * c, pthread_mutex_t* m, const timespec* t), (c, m, t))
SEEN(int, pthread_cond_clockwait, (pthread_cond_t * c, pthread_mutex_t* m, clockid_t k, const timespec* t),
     (c, m, k, t))
SEEN(int, pthread_join, (pthread_t t, void** r), (t, r))
SEEN(int, sem_wait, (sem_t * s), (s))
SEEN(int, nanosleep, (const timespec* t, timespec* left), (t, left))
SEEN(int, clock_nanosleep, (clockid_t k, int flags, const timespec* t, timespec* left), (k, flags, t, left))
SEEN(int, usleep, (useconds_t us), (us))
SEEN(int, fsync, (int fd), (fd))
SEEN(int, fdatasync, (int fd), (fd))
SEEN(FILE*, fopen, (const char* path, const char* mode), (path, mode), path)
SEEN(FILE*, fopen64, (const char* path, const char* mode), (path, mode), path)
SEEN(DIR*, opendir, (const char* path), (path), path)
SEEN(int, stat, (const char* path, struct stat* s), (path, s), path)
SEEN(int, lstat, (const char* path, struct stat* s), (path, s), path)
SEEN(int, stat64, (const char* path, struct stat64* s), (path, s), path)
SEEN(int, lstat64, (const char* path, struct stat64* s), (path, s), path)
SEEN(int, statx, (int at, const char* path, int flags, unsigned mask, struct statx* s), (at, path, flags, mask, s),
     path)
SEEN(int, access, (const char* path, int mode), (path, mode), path)
SEEN(int, rename, (const char* from, const char* to), (from, to), from)
SEEN(int, unlink, (const char* path), (path), path)
SEEN(int, mkdir, (const char* path, mode_t mode), (path, mode), path)

int poll(pollfd* fds, nfds_t n, int timeout) {
    NEXT(poll);
    if (timeout != 0) note("poll");
    return next(fds, n, timeout);
}

#define OPENS(name)                                                                                                    \
    int name(const char* path, int flags, ...) {                                                                       \
        NEXT(name);                                                                                                    \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                  \
        va_end(more);                                                                                                  \
        note(#name, path);                                                                                             \
        return next(path, flags, mode);                                                                                \
    }
OPENS(open)
OPENS(open64)

// Futures and atomics of the C++ library and semaphores and mutexes of Qt sleep by it. What is told apart by who
// called: Qt's mutexes, which a worker that posts an event may hold for a moment (as with other locks, only
// Turn::switches tells of that), and Qt's painter, which shares large fills among threads of its own.
static bool qtsOwn(void** frames, int count) {
    for (int i = 0; i < count; ++i) {
        Dl_info from{};
        if (!dladdr(frames[i], &from) || !from.dli_fname) continue;
        if (std::strstr(from.dli_fname, "libQt6Gui")) return true;
        if (!std::strstr(from.dli_fname, "libQt6Core")) return false;
        if (from.dli_sname && std::strstr(from.dli_sname, "Mutex")) return true;
    }
    return false;
}

long syscall(long number, ...) {
    NEXT(syscall);
    va_list more;
    va_start(more, number);
    long a[6];
    for (long& v : a) v = va_arg(more, long);
    va_end(more);
    const long command = a[1] & FUTEX_CMD_MASK;
    if (watching && number == SYS_futex && (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET)) {
        void* frames[8];
        const int count = backtrace(frames, 8);
        if (!qtsOwn(frames + 1, count - 1)) note("futex wait"); // the first is this function
    }
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

} // extern "C"

#endif
