// The log's one sink: whole lines on stderr.
#include "engine/base/log.h"

#include <atomic>
#include <cstdio>
#include <mutex>

namespace tandem {

static std::atomic<int> lowest_level{static_cast<int>(LogLevel::warning)};
static std::mutex sink_mutex;
static std::function<void(LogLevel, const std::string&)> sink;

void set_log_level(LogLevel lowest) { lowest_level = static_cast<int>(lowest); }

void set_log_sink(std::function<void(LogLevel, const std::string&)> new_sink) {
    std::lock_guard lock(sink_mutex);
    sink = std::move(new_sink);
}

void log(LogLevel level, const std::string& text) {
    if (static_cast<int>(level) < lowest_level) return;
    static const char* const words[] = {"debug", "info", "warning", "error"};
    {
        std::lock_guard lock(sink_mutex);
        if (sink) return sink(level, text);
    }
    // One call, so that lines of different threads do not mix.
    if (level == LogLevel::print)
        std::fprintf(stderr, "%s\n", text.c_str());
    else
        std::fprintf(stderr, "tandem: %s: %s\n", words[static_cast<int>(level)], text.c_str());
}

} // namespace tandem
