// FileLock: an advisory lock of a file or folder, for programs that must not write the same thing at the same time.
// Any thread.
#pragma once

#include <string>
#include <utility>

#include "engine/base/result.h"

namespace tandem {

// Released with the object, and by the system when the process ends. A link is not followed. Where a name gets another
// file while the lock is waited for, the new one is locked.
class FileLock {
  public:
    enum class Missing : uint8_t { make, refuse }; // a file that is not there
    FileLock() = default;
    ~FileLock();
    FileLock(FileLock&& other) noexcept : fd_(other.release()) {}
    FileLock& operator=(FileLock&& other) noexcept;

    // Blocks. Errors: no_input, cant_create, io (the file system knows no locks, too).
    static Result<FileLock> wait(const std::string& path, Missing missing = Missing::make);
    // Not held() where another holds it.
    static Result<FileLock> attempt(const std::string& path, Missing missing = Missing::make);
    bool held() const { return fd_ >= 0; }
    int number() const { return fd_; } // for a child that inherits it
    int release() { return std::exchange(fd_, -1); }

  private:
    explicit FileLock(int fd) : fd_(fd) {}
    static Result<FileLock> lock(const std::string& path, Missing missing, int how);
    int fd_ = -1;
};

} // namespace tandem
