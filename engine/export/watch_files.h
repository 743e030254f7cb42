// The watch folder's files: looking through it, claiming what is whole, and names. Everything goes by descriptors of
// folders and never through a link, so that what others put there while we look leads nowhere. Private to watch*.cpp.
// One thread; blocking.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::watch_files {

class Folder {
  public:
    Folder() = default;
    ~Folder();
    Folder(Folder&& other) noexcept;
    Folder& operator=(Folder&& other) noexcept;

    static Result<Folder> open(const std::string& path); // a user's path: links are followed
    // Below this one, made where it is not there; a link or a file of that name is an error.
    Result<Folder> child(const std::string& name, bool make) const;
    bool exists(const std::string& name) const;
    // No link: of the name itself. False where there is nothing.
    bool stat(const std::string& name, struct stat& out) const;
    int fd() const { return fd_; }
    Result<void> sync() const;
    // Names in it, "." and ".." left out; in no order.
    std::vector<std::string> names() const;

  private:
    explicit Folder(int fd) : fd_(fd) {}
    int fd_ = -1;
};

// What says that a file is the same and was not written to.
struct Identity {
    uint64_t device = 0, inode = 0;
    int64_t size = 0, modified_ns = 0, changed_ns = 0;
    // A rename changes `changed_ns`.
    bool same_content(const Identity& o) const {
        return device == o.device && inode == o.inode && size == o.size && modified_ns == o.modified_ns;
    }
    friend bool operator==(const Identity&, const Identity&) = default;
};
Identity identity_of(const struct stat& s);

// Names that are never looked at: hidden, unfinished (.part, ~) and sentinels (.ready).
bool is_ignored(const std::string& name);
// A file of this name, without its ending, as a name for films: valid UTF-8, nothing that a name may not hold, short.
std::string safe_stem(const std::string& name);
// ".mp4": letters and digits only, else "".
std::string safe_ending(const std::string& name);

// Whether a process has the file open for writing, by /proc; processes of other users cannot be looked into.
bool has_writer(const Identity& id);

enum class Moved : uint8_t {
    yes,
    writer, // somebody has it open for writing
    changed // it is not what it was
};
// Moves a file out of everybody's reach if nobody has it open for writing and it is still `wanted`. A kernel lease
// makes both sure at once where the file system has leases and the file is ours; else /proc is looked through for
// writers. `before_move` is called when it is certain that it can be moved, unless a writer comes in that very moment;
// the file is then put back. Errors: io.
Result<Moved> move_whole(const Folder& from, const std::string& name, const Folder& to, const std::string& new_name,
                         const Identity& wanted, const std::function<Result<void>()>& before_move);
// Never over another file: false where the name is taken.
Result<bool> move_new(const Folder& from, const std::string& name, const Folder& to, const std::string& new_name);
// Bytes of the regular files below.
int64_t bytes_below(const std::string& folder);

} // namespace tandem::watch_files
