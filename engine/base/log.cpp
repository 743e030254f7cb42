// The log's one sink: whole lines on stderr.
#include "engine/base/log.h"

#include <atomic>
#include <cstdio>

namespace tandem {

static std::atomic<int> lowest_level{static_cast<int>(LogLevel::warning)};

void set_log_level(LogLevel lowest) { lowest_level = static_cast<int>(lowest); }

void log(LogLevel level, const std::string& text) {
    if (static_cast<int>(level) < lowest_level) return;
    static const char* const words[] = {"debug", "info", "warning", "error"};
    // One call, so that lines of different threads do not mix.
    std::fprintf(stderr, "tandem: %s: %s\n", words[static_cast<int>(level)], text.c_str());
}

} // namespace tandem
