// A test run's process and its memory.
#include "engine/audio/lv2/scan.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <mutex>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/audio/lv2/host_process.h"
#include "engine/base/hash.h"
#include "engine/media/cache_file.h"

extern char** environ;

namespace tandem::lv2 {

static constexpr int64_t kLookMs = 50; // between looks at a wish to stop

static uint64_t key_of(const PluginInfo& info) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(info.bundle, error)) {
        std::error_code ignored;
        files.push_back(file.path().filename().string() + ' ' + std::to_string(file.file_size(ignored)) + ' ' +
                        std::to_string(file.last_write_time(ignored).time_since_epoch().count()));
    }
    std::sort(files.begin(), files.end());
    Hasher h;
    h.text(info.uri).text(info.bundle);
    for (const std::string& f : files) h.text(f);
    return h.value();
}

// None where it was stopped or there is nothing to test it with.
static std::optional<Verdict> run_test(const PluginInfo& info, const std::atomic<bool>& stop) {
    const std::string program = host_program();
    int ends[2];
    if (program.empty() || pipe2(ends, O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    const char* argv[] = {program.c_str(), "test", info.uri.c_str(), nullptr};
    pid_t child = -1;
    const int error = posix_spawn(&child, program.c_str(), &files, nullptr, const_cast<char**>(argv), environ);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return {};
    }
    std::string said;
    bool late = false;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(2 * answer_limit());
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wait{.fd = ends[0], .events = POLLIN, .revents = 0};
        late = left.count() <= 0;
        if (late || stop) {
            kill(child, SIGKILL);
            break;
        }
        if (poll(&wait, 1, static_cast<int>(std::min<int64_t>(left.count(), kLookMs))) == 0) continue;
        char bytes[512];
        const ssize_t n = read(ends[0], bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        said.append(bytes, static_cast<size_t>(n));
    }
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (stop) return {};
    if (late) return Verdict{false, "it gave no answer in a test run"};
    if (WIFSIGNALED(status))
        return Verdict{false, "it crashed in a test run (" + std::string(strsignal(WTERMSIG(status))) + ")"};
    while (!said.empty() && said.back() == '\n') said.pop_back();
    const size_t line = said.rfind('\n'); // a plug-in may print too
    if (line != std::string::npos) said.erase(0, line + 1);
    if (WEXITSTATUS(status) == 0 && said == "ok") return Verdict{true, {}};
    return Verdict{false, said.empty() || said == "ok" ? "it ended the program in a test run" : said};
}

namespace {
struct Verdicts {
    std::mutex mutex;
    std::map<uint64_t, Verdict> known;

    static CacheFiles kept() { return {default_cache_folder("plugins"), "tandem plug-in test 2"}; }
    // Pre: the mutex is held.
    std::optional<Verdict> find(uint64_t key) {
        if (const auto it = known.find(key); it != known.end()) return it->second;
        const auto text = kept().load(key);
        if (!text) return {};
        return known[key] = {*text == "ok", *text == "ok" ? std::string() : *text};
    }
};
Verdicts& verdicts() {
    static Verdicts* const one = new Verdicts; // threads may ask until the process ends
    return *one;
}
} // namespace

std::optional<Verdict> last_verdict(const PluginInfo& info) {
    const uint64_t key = key_of(info);
    const std::lock_guard lock(verdicts().mutex);
    return verdicts().find(key);
}

std::optional<Verdict> test_run(const PluginInfo& info, const std::atomic<bool>& stop) {
    const uint64_t key = key_of(info);
    const std::lock_guard lock(verdicts().mutex);
    if (auto before = verdicts().find(key)) return before;
    const auto now = run_test(info, stop);
    if (!now) return {};
    verdicts().kept().save(key, now->fine ? "ok" : now->what);
    return verdicts().known[key] = *now;
}

Verdict test_run(const PluginInfo& info) {
    static const std::atomic<bool> never{false};
    return test_run(info, never).value_or(Verdict{true, {}});
}

} // namespace tandem::lv2
