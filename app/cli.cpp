// Signals, output checks and small texts of the command line. Main thread; the handler only touches atomics.
#include "app/cli.h"

#include <csignal>
#include <cstdarg>
#include <filesystem>
#include <unistd.h>

#include "app/devices/render_devices.h"
#include "app/progress.h"
#include "engine/io/output_folder.h"
#include "engine/io/project_file.h"

namespace tandem::app {

namespace fs = std::filesystem;

static std::atomic<bool> cancelled{false};
static std::atomic<int> signal_seen{0}, signal_count{0}, cancellable{0};
static std::atomic<unsigned> grace{0}; // seconds
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

static void on_signal(int number) {
    signal_seen = number;
    cancelled = true;
    // Somebody who asks three times does not want to wait for the clean-up.
    if (cancellable == 0 || ++signal_count >= 3) _exit(128 + number);
    if (grace > 0) alarm(grace);
}

static void on_alarm(int) { _exit(128 + signal_seen); }

void install_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // The terminal went; `nohup` has it ignored.
    struct sigaction before {};
    if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file above the limit of the shell fails to be written, as on a full disk
}

Cancellable::Cancellable(unsigned grace_s) {
    if (grace_s > 0) grace = grace_s;
    ++cancellable;
}
Cancellable::~Cancellable() {
    --cancellable;
    if (grace.exchange(0) > 0) alarm(0);
}
std::atomic<bool>& cancel_flag() { return cancelled; }
int signal_exit() { return signal_seen ? 128 + signal_seen : 0; }

Result<OnMissing> Context::on_missing() const {
    if (flags.on_missing == "fail") return OnMissing::fail;
    if (flags.on_missing == "hold") return OnMissing::hold;
    if (flags.on_missing == "slate") return OnMissing::slate;
    return fail(ErrorCode::usage, "--on-missing " + flags.on_missing + ": it is one of fail, hold, slate");
}

static DeviceRequest request(const Context& context) {
    return {context.flags.device, context.flags.threads,
            [progress = context.progress](const std::string& text) { progress->warn(text); }};
}

Result<std::unique_ptr<FrameRenderer>> Context::renderer(KernelWait wait) const {
    return std::move(TRY(open_devices(request(*this), OpenDevices::one, wait)).front());
}

Result<std::vector<std::unique_ptr<FrameRenderer>>> Context::renderers() const {
    return open_devices(request(*this), OpenDevices::every, KernelWait::wait);
}

std::unique_ptr<ScopeEngine> Context::scopes() const { return open_scopes(request(*this)); }

Result<void> check_output(const std::string& path, const CommonFlags& flags) {
    std::error_code ignored;
    TRY_VOID(check_replaceable(path));
    if (fs::exists(path, ignored) && flags.on_existing() == OnExisting::refuse)
        return fail(ErrorCode::cant_create,
                    flags.no ? "exists already and was left alone" : "exists already; -y replaces it", path);
    fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::is_directory(folder, ignored))
        return fail(ErrorCode::cant_create, "its folder does not exist; make it first", path);
    if (auto takes = check_folder(folder.empty() ? "." : folder.string()); !takes)
        return fail(ErrorCode::cant_create, takes.error().what, path);
    return {};
}

std::string seconds_text(Time t) { return format_text("%.3f", t.seconds()); }

std::string format_text(const char* format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int size = std::vsnprintf(nullptr, 0, format, args);
    va_end(args);
    std::string text(static_cast<size_t>(size > 0 ? size : 0), '\0');
    if (size > 0) std::vsnprintf(text.data(), text.size() + 1, format, again);
    va_end(again);
    return text;
}

} // namespace tandem::app
