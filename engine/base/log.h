// Diagnostic log on stderr. Off below `warning` unless -v. Any thread but the realtime ones.
#pragma once

#include <functional>
#include <string>

namespace tandem {

// `print`: what a script prints, as it is and always.
enum class LogLevel { debug, info, warning, error, print };

void set_log_level(LogLevel lowest);
// One line: "tandem: warning: text".
void log(LogLevel level, const std::string& text);
// Takes what would go to stderr, one call at a time; none = stderr again. Does not log itself.
void set_log_sink(std::function<void(LogLevel, const std::string&)> sink);

} // namespace tandem
