// Files and variables for scripts; see script_broker.h.
#include "app/scripting/script_broker.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/lua_helper/wire.h"

namespace tandem::app {

namespace {

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

// The path itself, before any folder is asked.
Result<void> check_path(const std::string& path, const std::string& shown) {
    const auto refuse = [&](const char* why) {
        return fail(ErrorCode::denied, std::string("tandem.read: ") + why, shown);
    };
    if (path.empty()) return refuse("the path is empty");
    if (path.size() > 4000) return refuse("the path is too long");
    if (path.find('\0') != std::string::npos) return refuse("the path holds a NUL byte");
    if (path[0] == '/') return refuse("the path is relative to the folder that --allow read:DIR names");
    size_t start = 0;
    while (start <= path.size()) {
        const size_t end = std::min(path.find('/', start), path.size());
        if (path.compare(start, end - start, "..") == 0) return refuse("'..' is refused");
        start = end + 1;
    }
    return {};
}

Result<std::string> read_below(const std::string& folder, const std::string& path, const std::string& shown) {
    const Descriptor root(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (root.get() < 0) return fail(ErrorCode::no_input, "the folder cannot be opened", folder);
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC; // opens nothing yet: no device or pipe hears of it
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const Descriptor found(static_cast<int>(syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
    if (found.get() < 0) {
        const int error = errno;
        if (error == EXDEV || error == ELOOP || error == EAGAIN)
            return fail(ErrorCode::denied, "tandem.read: the path leads out of the folder that is allowed", shown);
        if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG)
            return fail(ErrorCode::no_input, "tandem.read: there is no such file in the folder that is allowed", shown);
        if (error == ENOSYS)
            return fail(ErrorCode::unavailable, "tandem.read needs a kernel with openat2 (Linux 5.6)", shown);
        return fail(ErrorCode::denied, std::string("tandem.read: ") + std::strerror(error), shown);
    }
    struct stat facts {};
    if (fstat(found.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return fail(ErrorCode::denied, "tandem.read: only regular files are read", shown);
    const Error too_large = fail(ErrorCode::denied, "tandem.read: the file is larger than 1 MiB", shown);
    if (static_cast<uint64_t>(facts.st_size) > kMaxScriptFile) return too_large;
    const std::string again = "/proc/self/fd/" + std::to_string(found.get()); // that very file, now to be read
    const Descriptor file(open(again.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.get() < 0) return fail(ErrorCode::denied, std::string("tandem.read: ") + std::strerror(errno), shown);
    std::string bytes(kMaxScriptFile + 1, '\0');
    size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t n = read(file.get(), bytes.data() + size, bytes.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail(ErrorCode::io, std::string("tandem.read: ") + std::strerror(errno), shown);
        if (n == 0) break;
        size += static_cast<size_t>(n);
    }
    if (size > kMaxScriptFile) return too_large;
    bytes.resize(size);
    return bytes;
}

} // namespace

Result<std::string> read_allowed(const ScriptAllow& allow, const std::string& path) {
    const std::string shown = lua_helper::clean_text(path.substr(0, 200));
    TRY_VOID(check_path(path, shown));
    Error missing = fail(ErrorCode::denied, "tandem.read: no folder is allowed", shown);
    for (const std::string& folder : allow.read) {
        auto bytes = read_below(folder, path, shown);
        if (bytes || bytes.error().code != ErrorCode::no_input) return bytes;
        missing = std::move(bytes).error();
    }
    return missing;
}

Result<std::optional<std::string>> env_allowed(const ScriptAllow& allow, const std::string& name) {
    if (std::find(allow.env.begin(), allow.env.end(), name) == allow.env.end())
        return fail(ErrorCode::denied, "tandem.env: the variable is not allowed; it takes --allow env:NAME",
                    lua_helper::clean_text(name.substr(0, 200)));
    const char* text = std::getenv(name.c_str());
    if (!text) return std::optional<std::string>();
    return std::optional<std::string>(std::string(text, strnlen(text, kMaxScriptFile)));
}

} // namespace tandem::app
