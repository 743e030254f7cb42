// flock, and whether the name still means what was locked.
#include "engine/io/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tandem {

FileLock::~FileLock() {
    if (fd_ >= 0) ::close(fd_);
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = other.release();
    }
    return *this;
}

static int open_to_lock(const std::string& path, FileLock::Missing missing) {
    const int flags = O_CLOEXEC | O_NOFOLLOW | (missing == FileLock::Missing::make ? O_CREAT : 0);
    const int fd = ::open(path.c_str(), O_RDWR | flags, 0600);
    // Folders, and files that may only be read.
    return fd < 0 && (errno == EISDIR || errno == EACCES || errno == EROFS)
               ? ::open(path.c_str(), O_RDONLY | flags, 0600)
               : fd;
}

static bool still_named(int fd, const std::string& path) {
    struct stat held {
    }, named{};
    return ::fstat(fd, &held) == 0 && ::lstat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

Result<FileLock> FileLock::lock(const std::string& path, Missing missing, int how) {
    for (;;) {
        FileLock lock(open_to_lock(path, missing));
        if (!lock.held())
            return fail(errno == ENOENT ? ErrorCode::no_input : ErrorCode::cant_create,
                        std::string("the lock cannot be opened: ") + std::strerror(errno), path);
        while (::flock(lock.fd_, how) != 0) {
            if (errno == EINTR) continue;
            if (errno == EWOULDBLOCK) return FileLock();
            return fail(ErrorCode::io, std::string("it cannot be locked: ") + std::strerror(errno), path);
        }
        if (still_named(lock.fd_, path)) return lock;
    }
}

Result<FileLock> FileLock::wait(const std::string& path, Missing missing) { return lock(path, missing, LOCK_EX); }

Result<FileLock> FileLock::attempt(const std::string& path, Missing missing) {
    return lock(path, missing, LOCK_EX | LOCK_NB);
}

} // namespace tandem
