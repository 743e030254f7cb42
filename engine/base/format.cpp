// format_text on the C library's formatter.
#include "engine/base/format.h"

#include <cstdarg>
#include <cstdio>

namespace tandem {

std::string format_text(const char* format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    std::vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return text;
}

} // namespace tandem
