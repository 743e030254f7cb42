// Whole files in and out: limited reading, and writing that leaves either the old file or the new one. Any thread.
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/io/disk_space.h"
#include "engine/io/output_folder.h"
#include "engine/io/project_file.h"

namespace tandem {

namespace {

struct Descriptor {
    int fd = -1;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

std::string reason(const std::string& what, int error) { return what + " (" + std::strerror(error) + ")"; }

// New files get the usual mode under the process' umask, which can only be read by setting it.
mode_t default_mode() {
    static const mode_t mode = [] {
        mode_t mask = ::umask(022);
        ::umask(mask);
        return static_cast<mode_t>(0666 & ~mask);
    }();
    return mode;
}

// Of errno; `bytes` = those of the file.
Error failed(ErrorCode code, const std::string& what, const std::string& path, size_t bytes) {
    const int error = errno;
    if (error != ENOSPC && error != EDQUOT) return fail(code, reason(what, error), path);
    return disk_full(path, static_cast<int64_t>(bytes));
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
    const size_t size = bytes.size();
    while (!bytes.empty()) {
        ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return failed(ErrorCode::io, "could not be written; the previous file is unchanged", path, size);
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    if (::fsync(fd) != 0)
        return failed(ErrorCode::io, "could not be written to disk; the previous file is unchanged", path, size);
    return {};
}

// A file on its way to its name. Until then it has none where the file system knows such, so that a kill leaves
// nothing.
struct Fresh {
    std::filesystem::path folder;
    Descriptor file;
    std::string temp; // its name, if it has one
    ~Fresh() {
        if (!temp.empty()) ::unlink(temp.c_str());
    }

    std::string link() const { return "/proc/self/fd/" + std::to_string(file.fd); }
    // False with errno.
    bool create() {
        file.fd = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
        if (file.fd >= 0 && ::access(link().c_str(), F_OK) == 0) return true;
        if (file.fd >= 0) ::close(file.fd);
        std::string name = (folder / ".tandem-save-XXXXXX").string();
        file.fd = ::mkostemp(name.data(), O_CLOEXEC);
        if (file.fd >= 0) temp = name;
        return file.fd >= 0;
    }
    bool link_to(const std::string& name) const {
        return ::linkat(AT_FDCWD, link().c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    }
    // False with errno.
    bool put(const std::string& target) {
        if (temp.empty()) {
            if (link_to(target)) return true;
            int why = errno;
            // Only what has a name can take another's place.
            std::random_device dice;
            while (why == EEXIST && temp.empty()) {
                const std::string name = (folder / (".tandem-save-" + std::to_string(dice() % 1'000'000))).string();
                if (link_to(name))
                    temp = name;
                else
                    why = errno;
            }
            if (temp.empty()) return errno = why, false;
        }
        if (::rename(temp.c_str(), target.c_str()) != 0) return false;
        temp.clear();
        return true;
    }
};

} // namespace

Result<void> check_replaceable(const std::string& path) {
    struct stat there {};
    if (::stat(path.c_str(), &there) != 0 || S_ISREG(there.st_mode)) return {};
    return fail(ErrorCode::cant_create,
                S_ISDIR(there.st_mode) ? "is a folder; name a file" : "is a device or a pipe; name a file", path);
}

Result<void> write_file_atomic(const std::string& path, std::string_view bytes) {
    namespace fs = std::filesystem;
    if (path.empty() || path.find('\0') != std::string::npos)
        return fail(ErrorCode::cant_create, "no usable file name was given", path);
    // A link keeps pointing at the file that it pointed at.
    std::error_code error;
    fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : fs::path(path);
    if (error) target = path;
    fs::path folder = target.parent_path().empty() ? fs::path(".") : target.parent_path();
    TRY_VOID(check_replaceable(target.string()));

    Fresh fresh{.folder = folder, .file = {}, .temp = {}};
    if (!fresh.create())
        return failed(ErrorCode::cant_create, "cannot be created; choose another folder", path, bytes.size());
    struct stat old {};
    mode_t mode = ::stat(target.c_str(), &old) == 0 ? (old.st_mode & 07777) : default_mode();
    if (::fchmod(fresh.file.fd, mode) != 0)
        return fail(ErrorCode::cant_create, reason("its permissions cannot be set", errno), path);
    if (auto written = write_all(fresh.file.fd, bytes, path); !written) return written;
    if (!fresh.put(target.string())) return failed(ErrorCode::io, "could not be put in its place", path, bytes.size());
    // Some file systems cannot sync a folder; the file itself is safe by then.
    Descriptor dir{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (dir.fd >= 0 && ::fsync(dir.fd) != 0 && errno == EIO)
        return fail(ErrorCode::io, reason("its folder could not be written to disk", errno), path);
    return {};
}

Result<std::string> read_file_limited(const std::string& path, size_t max_bytes) {
    if (path.find('\0') != std::string::npos) return fail(ErrorCode::no_input, "no usable file name was given");
    // Without O_NONBLOCK a pipe under that name would hang the program.
    Descriptor file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (file.fd < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        return fail(ErrorCode::no_input, missing ? "no such file" : reason("cannot be opened", errno), path);
    }
    struct stat info {};
    if (::fstat(file.fd, &info) != 0) return fail(ErrorCode::io, reason("cannot be read", errno), path);
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::no_input, "is not a regular file", path);
    Error too_large =
        fail(ErrorCode::denied, "is larger than " + std::to_string(max_bytes) + " bytes, the limit", path);
    if (info.st_size < 0 || static_cast<uint64_t>(info.st_size) > max_bytes) return too_large;
    std::string bytes;
    bytes.resize(static_cast<size_t>(info.st_size) + 1); // one more byte shows a file that grew
    size_t have = 0;
    for (;;) {
        ssize_t n = ::read(file.fd, bytes.data() + have, bytes.size() - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(ErrorCode::io, reason("cannot be read", errno), path);
        if (n == 0) break;
        have += static_cast<size_t>(n);
        if (have > max_bytes) return too_large;
        if (have == bytes.size()) bytes.resize(bytes.size() * 2);
    }
    bytes.resize(have);
    return bytes;
}

Result<void> check_folder(const std::string& folder) {
    Fresh fresh{.folder = folder, .file = {}, .temp = {}};
    if (fresh.create()) return {};
    return fail(ErrorCode::cant_create, reason("the folder takes no files; choose another", errno), folder);
}

} // namespace tandem
