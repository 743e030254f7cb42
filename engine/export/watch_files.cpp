// Descriptors, leases and names.
#include "engine/export/watch_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "engine/export/output_name.h"
#include "engine/io/json.h"

namespace tandem::watch_files {

namespace fs = std::filesystem;

static Error system_error(const std::string& what, const std::string& where, int error = errno) {
    return fail(error == ENOENT ? ErrorCode::no_input : ErrorCode::io, what + ": " + std::strerror(error), where);
}

Folder::~Folder() {
    if (fd_ >= 0) ::close(fd_);
}
Folder::Folder(Folder&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
Folder& Folder::operator=(Folder&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

Result<Folder> Folder::open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return system_error("the folder cannot be opened", path);
    return Folder(fd);
}

Result<Folder> Folder::child(const std::string& name, bool make) const {
    if (make && ::mkdirat(fd_, name.c_str(), 0777) != 0 && errno != EEXIST)
        return fail(errno == ENOSPC ? ErrorCode::io : ErrorCode::cant_create,
                    std::string("the folder cannot be made: ") + std::strerror(errno), name);
    const int fd = ::openat(fd_, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return fail(ErrorCode::denied, "it must be a folder, not a file or link", name);
    if (fd < 0) return system_error("the folder cannot be opened", name);
    return Folder(fd);
}

bool Folder::stat(const std::string& name, struct stat& out) const {
    return ::fstatat(fd_, name.c_str(), &out, AT_SYMLINK_NOFOLLOW) == 0;
}

bool Folder::exists(const std::string& name) const {
    struct stat s {};
    return stat(name, s);
}

Result<void> Folder::sync() const {
    if (::fsync(fd_) != 0 && errno != EINVAL) return system_error("the folder cannot be brought to the disk", "");
    return {};
}

std::vector<std::string> Folder::names() const {
    std::vector<std::string> out;
    const int fd = ::openat(fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* dir = fd >= 0 ? ::fdopendir(fd) : nullptr;
    if (!dir) {
        if (fd >= 0) ::close(fd);
        return out;
    }
    while (const dirent* e = ::readdir(dir)) {
        const std::string name = e->d_name;
        if (name != "." && name != "..") out.push_back(name);
    }
    ::closedir(dir);
    return out;
}

Identity identity_of(const struct stat& s) {
    auto ns = [](const timespec& t) { return static_cast<int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec; };
    return {static_cast<uint64_t>(s.st_dev), static_cast<uint64_t>(s.st_ino), static_cast<int64_t>(s.st_size),
            ns(s.st_mtim), ns(s.st_ctim)};
}

bool is_ignored(const std::string& name) {
    return name.starts_with('.') || name.ends_with(".part") || name.ends_with('~') || name.ends_with(".ready");
}

std::string safe_ending(const std::string& name) {
    const std::string ending = fs::path(name).extension().string();
    if (ending.size() < 2 || ending.size() > 16) return {};
    for (const char c : ending.substr(1))
        if (!std::isalnum(static_cast<unsigned char>(c))) return {};
    return ending;
}

std::string safe_stem(const std::string& name) {
    std::string stem = fs::path(name).stem().string();
    // Room for a number, a preset's name, endings.
    static constexpr size_t kMost = 80;
    if (stem.size() > kMost) {
        stem.resize(kMost);
        while (!stem.empty() && (static_cast<unsigned char>(stem.back()) & 0xC0) == 0x80) stem.pop_back();
        if (!stem.empty() && static_cast<unsigned char>(stem.back()) >= 0xC0) stem.pop_back();
    }
    for (char& c : stem)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '/' || c == '%' || c == '{' || c == '}') c = '_';
    if (!valid_utf8(stem) || !check_file_name(stem))
        for (char& c : stem)
            if (static_cast<unsigned char>(c) >= 0x80) c = '_';
    while (stem.starts_with('.')) stem.erase(0, 1);
    return stem.empty() || !check_file_name(stem) ? "file" : stem;
}

// ---- claiming ------------------------------------------------------------------------------------------------------

namespace {

struct Fd {
    int fd;
    ~Fd() {
        if (fd >= 0) ::close(fd);
    }
};

} // namespace

bool has_writer(const Identity& id) {
    std::error_code ec;
    for (fs::directory_iterator p("/proc", ec), end; !ec && p != end; p.increment(ec)) {
        const std::string pid = p->path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
        std::error_code inner;
        for (fs::directory_iterator f(p->path() / "fd", inner), none; !inner && f != none; f.increment(inner)) {
            struct stat s {};
            if (::stat(f->path().c_str(), &s) != 0) continue;
            if (static_cast<uint64_t>(s.st_dev) != id.device || static_cast<uint64_t>(s.st_ino) != id.inode) continue;
            // The link's own mode says how it was opened.
            struct stat link {};
            if (::lstat(f->path().c_str(), &link) == 0 && (link.st_mode & S_IWUSR)) return true;
        }
    }
    return false;
}

Result<bool> move_new(const Folder& from, const std::string& name, const Folder& to, const std::string& new_name) {
    if (::renameat2(from.fd(), name.c_str(), to.fd(), new_name.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno == EINVAL) { // a file system that cannot promise it
        if (to.exists(new_name)) return false;
        if (::renameat(from.fd(), name.c_str(), to.fd(), new_name.c_str()) == 0) return true;
    }
    return system_error("cannot be moved", name);
}

Result<Moved> move_whole(const Folder& from, const std::string& name, const Folder& to, const std::string& new_name,
                         const Identity& wanted, const std::function<Result<void>()>& before_move) {
    const Fd file{::openat(from.fd(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (file.fd < 0) {
        if (errno == ENOENT || errno == ELOOP) return Moved::changed;
        return system_error("cannot be opened", name);
    }
    // A writer that comes while we hold the lease is told of by a signal; this one does nothing by default.
    ::fcntl(file.fd, F_SETSIG, SIGURG);
    const bool leased = ::fcntl(file.fd, F_SETLEASE, F_RDLCK) == 0;
    if (!leased && errno == EAGAIN) return Moved::writer;
    struct stat s {};
    if (::fstat(file.fd, &s) != 0) return system_error("cannot be looked at", name);
    if (!S_ISREG(s.st_mode) || identity_of(s) != wanted) return Moved::changed;
    if (!leased && has_writer(wanted)) return Moved::writer;
    TRY_VOID(before_move());
    if (!TRY(move_new(from, name, to, new_name))) return fail(ErrorCode::internal, "a claim is there twice", new_name);
    struct stat moved {};
    const bool it = to.stat(new_name, moved) && identity_of(moved).same_content(wanted);
    const bool broken = leased ? ::fcntl(file.fd, F_GETLEASE) != F_RDLCK : has_writer(wanted);
    if (it && !broken) return Moved::yes;
    // Another file came under the name, or a writer opened it before it was moved.
    if (!TRY(move_new(to, new_name, from, name)))
        return fail(ErrorCode::io, "it was changed while it was claimed and its name is taken again", name);
    return broken ? Moved::writer : Moved::changed;
}

int64_t bytes_below(const std::string& folder) {
    int64_t bytes = 0;
    std::error_code ec;
    for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
        std::error_code ignored;
        if (it->is_regular_file(ignored) && !it->is_symlink(ignored))
            bytes += static_cast<int64_t>(it->file_size(ignored));
    }
    return bytes;
}

} // namespace tandem::watch_files
