// Diagnostic log on stderr. Off below `warning` unless -v. Any thread but the realtime ones.
#pragma once

#include <string>

namespace tandem {

enum class LogLevel { debug, info, warning, error };

void set_log_level(LogLevel lowest);
// One line: "tandem: warning: text".
void log(LogLevel level, const std::string& text);

} // namespace tandem
