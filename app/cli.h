// What every command of `tandem` shares: common flags, output as text or JSON, errors and exit codes, cancelling by
// signals. Used by app/cmd_*.cpp on the main thread; the cancel flag is set from the signal handler.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/value.h"
#include "engine/video/compile_frame.h"
#include "engine/video/frame_renderer.h"
#include "engine/video/scopes.h"
#include "gpu/compose/kernel_split.h"

namespace CLI {
class App;
}

namespace tandem::app {

class Progress;

// What to do where an output exists: an error without a flag.
enum class OnExisting { refuse, replace };

struct CommonFlags {
    bool json = false, yes = false, no = false, dry_run = false, verbose = false;
    std::string device = "auto", progress = "auto", on_missing = "fail";
    int threads = 0;

    OnExisting on_existing() const { return yes && !no ? OnExisting::replace : OnExisting::refuse; }
};

// A command fills this. `exit` 0 with `text` empty prints nothing without --json.
struct Outcome {
    ValueObject json;    // "ok" is added
    std::string text;    // for people, on stdout
    int exit = 0;        // 2 or 65 where the work was done but its result is not good; else errors say it
    std::string message; // of the last progress line
};

struct Context {
    CommonFlags flags;
    Progress* progress = nullptr; // never null while a command runs

    // Checks --on-missing.
    Result<OnMissing> on_missing() const;
    // The renderer that --device asks for, the first where it asks for several; as open_devices (render_devices.h).
    Result<std::unique_ptr<FrameRenderer>> renderer(KernelWait wait = KernelWait::wait) const;
    // All of them, for an export.
    Result<std::vector<std::unique_ptr<FrameRenderer>>> renderers() const;
    // The scopes of the first; after renderer().
    std::unique_ptr<ScopeEngine> scopes() const;
};

// One command: adds itself to the parser; `run` is called when it was chosen.
struct Command {
    CLI::App* parser = nullptr;
    std::function<Result<Outcome>(Context&)> run;
};
using Commands = std::vector<Command>;

void add_new(CLI::App& app, Commands& commands);
void add_edit(CLI::App& app, Commands& commands);
void add_render(CLI::App& app, Commands& commands);
void add_presets(CLI::App& app, Commands& commands);
void add_plugins(CLI::App& app, Commands& commands);
void add_probe(CLI::App& app, Commands& commands);
void add_check(CLI::App& app, Commands& commands);
void add_convert(CLI::App& app, Commands& commands);
void add_verify(CLI::App& app, Commands& commands);
void add_dump(CLI::App& app, Commands& commands);
void add_frame(CLI::App& app, Commands& commands);
void add_devices(CLI::App& app, Commands& commands);
void add_bench(CLI::App& app, Commands& commands);
void add_play(CLI::App& app, Commands& commands);
void add_deliver(CLI::App& app, Commands& commands);
void add_queue(CLI::App& app, Commands& commands);
void add_watch(CLI::App& app, Commands& commands);
void add_farm(CLI::App& app, Commands& commands); // plan, chunk, audio, join, encode

// Refuses an output that exists (unless -y), a folder, and a folder that does not exist or cannot be written to:
// cant_create.
Result<void> check_output(const std::string& path, const CommonFlags& flags);

// While one lives, SIGINT, SIGTERM and SIGHUP set cancel_flag() and the work ends cleanly; without one they end the process.
class Cancellable {
  public:
    // `grace_s`: after so many seconds the process ends all the same, for work that may not come to look at the flag;
    // 0 = it takes its time. One with a grace at a time.
    explicit Cancellable(unsigned grace_s = 0);
    ~Cancellable();
    Cancellable(const Cancellable&) = delete;
    Cancellable& operator=(const Cancellable&) = delete;
};
std::atomic<bool>& cancel_flag();
// 128 + the signal that came, or 0.
int signal_exit();
void install_signals();

// Seconds with milliseconds, for texts: "12.345".
std::string seconds_text(Time t);
// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format_text(const char* format, ...);

} // namespace tandem::app
