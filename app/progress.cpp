// Progress lines and the bar; see progress.h. The mutex guards every field.
#include "app/progress.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>

#include "app/cli.h"
#include "app/json_forms.h"
#include "engine/base/log.h"
#include "engine/base/thread.h"
#include "engine/io/json_value.h"

namespace tandem::app {

Result<ProgressStyle> progress_style(const std::string& word) {
    if (word == "auto") return isatty(2) ? ProgressStyle::bar : ProgressStyle::none;
    if (word == "bar") return ProgressStyle::bar;
    if (word == "json") return ProgressStyle::json;
    if (word == "none") return ProgressStyle::none;
    return fail(ErrorCode::usage, "--progress " + word + ": it is one of auto, bar, json, none");
}

// What is logged comes as lines of JSON, too.
Progress::Progress(ProgressStyle style) : style_(style) {
    if (style_ != ProgressStyle::json) return;
    set_log_sink([this](LogLevel level, const std::string& text) {
        const bool bad = level == LogLevel::warning || level == LogLevel::error;
        event(bad ? "warn" : level == LogLevel::print ? "print" : "log", text);
    });
}

Progress::~Progress() {
    if (style_ == ProgressStyle::json) set_log_sink(nullptr);
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    if (heart_.joinable()) heart_.join();
}

void Progress::plan(const std::string& deliverable, int64_t frames) { plan(deliverable, frames, {}); }

void Progress::plan(const std::string& deliverable, int64_t frames, const std::vector<std::string>& parts) {
    std::lock_guard lock(mutex_);
    parts_ = parts;
    deliverable_ = deliverable;
    now_.frames = frames;
    emit("plan", "", 0);
}

void Progress::start() {
    std::lock_guard lock(mutex_);
    begun_ = true;
    emit("start", "", 0);
    if (style_ == ProgressStyle::json && !heart_.joinable()) heart_ = std::thread([this] { beat(); });
}

void Progress::update(const ExportProgress& now) {
    std::lock_guard lock(mutex_);
    now_ = now;
    event_ = now.phase == "verify" ? "verify" : "progress";
    emit(event_, "", 0);
}

void Progress::update(const std::string& deliverable, const ExportProgress& now) {
    {
        std::lock_guard lock(mutex_);
        deliverable_ = deliverable;
    }
    update(now);
}

void Progress::warn(const std::string& message) {
    std::lock_guard lock(mutex_);
    if (style_ == ProgressStyle::json)
        emit("warn", message, 0);
    else
        std::fprintf(stderr, "%standem: warning: %s\n", bar_shown_ ? "\n" : "", message.c_str());
    bar_shown_ = false;
}

void Progress::event(const std::string& name, const std::string& message) {
    if (style_ != ProgressStyle::json) {
        if (name == "retry") warn(message);
        return;
    }
    std::lock_guard lock(mutex_);
    emit(name, message, 0);
}

void Progress::finish(int exit, const std::string& message) {
    std::lock_guard lock(mutex_);
    if (finished_) return;
    emit(exit == 0 ? "done" : "error", message, exit);
    if (bar_shown_) std::fputc('\n', stderr);
    finished_ = true;
}

// Pre: mutex_ is held.
void Progress::emit(const std::string& event, const std::string& message, int exit) {
    if (finished_) return;
    if (style_ == ProgressStyle::bar && (event == "progress" || event == "verify")) {
        const double part = now_.frames > 0 ? static_cast<double>(now_.frame) / static_cast<double>(now_.frames) : 0;
        const int filled = static_cast<int>(std::lround(part * 30));
        std::string bar(static_cast<size_t>(std::min(30, std::max(0, filled))), '#');
        bar.resize(30, '.');
        std::fprintf(stderr, "\r%s [%s] %lld/%lld  %.0f fps  %.1fx  %.0f s left  (%s)   ",
                     event == "verify" ? "verify" : "render", bar.c_str(), static_cast<long long>(now_.frame),
                     static_cast<long long>(now_.frames), now_.fps, now_.x_realtime, now_.eta_s,
                     bound_word(now_.bound_by));
        bar_shown_ = true;
        return;
    }
    if (style_ != ProgressStyle::json) return;
    ValueObject line{
        {"v", 1}, {"ev", event}, {"deliverable", deliverable_}, {"frame", now_.frame}, {"frames", now_.frames}};
    if (event == "progress" || event == "verify") {
        line["fps"] = now_.fps, line["x_realtime"] = now_.x_realtime, line["eta_s"] = now_.eta_s;
        line["bound_by"] = bound_word(now_.bound_by);
    }
    if (!parts_.empty()) line["parts"] = ValueArray(parts_.begin(), parts_.end()), parts_.clear();
    if (event == "done" || event == "error") line["code"] = exit;
    if (!message.empty() || event == "warn" || event == "print") line["msg"] = message;
    std::fprintf(stderr, "%s\n", value_text(line).c_str());
    emitted_ = true;
}

void Progress::beat() {
    set_thread_name("progress");
    std::unique_lock lock(mutex_);
    while (!stop_ && !finished_) {
        emitted_ = false;
        // Half of the promised second, so that a busy machine still keeps it.
        wake_.wait_for(lock, std::chrono::milliseconds(500));
        if (!stop_ && !finished_ && !emitted_ && begun_) emit(event_, "", 0);
    }
}

} // namespace tandem::app
