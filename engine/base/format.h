// printf into a string, for the fixed-width texts of dumps and reports. Any thread but the realtime ones.
#pragma once

#include <string>

namespace tandem {

// At most 511 characters; the rest is cut.
std::string format_text(const char* format, ...) __attribute__((format(printf, 1, 2)));

} // namespace tandem
