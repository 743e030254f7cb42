// Limits of a JSON text, and UTF-8 validity. Pure.
#include "engine/io/json_scan.h"

#include <algorithm>
#include <cstring>

namespace tandem {

static std::string at_line(std::string_view text, size_t offset) {
    return "line " +
           std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

Result<void> check_json_limits(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::denied, "the file is larger than the " + std::to_string(limits.bytes >> 20) +
                                           " MiB that a JSON file may have");
    int depth = 0;
    size_t nodes = 1;
    for (size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
        case '"': {
            size_t start = ++i;
            while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
            if (i - start > limits.string_bytes)
                return fail(ErrorCode::denied,
                            "a text is longer than " + std::to_string(limits.string_bytes) + " bytes",
                            at_line(text, start));
            break;
        }
        case '{':
        case '[':
            if (++depth > limits.depth)
                return fail(ErrorCode::denied, "nested deeper than " + std::to_string(limits.depth) + " levels",
                            at_line(text, i));
            [[fallthrough]];
        case ',':
            if (++nodes > limits.nodes)
                return fail(ErrorCode::denied, "more than " + std::to_string(limits.nodes) + " values",
                            at_line(text, i));
            break;
        case '}':
        case ']':
            --depth;
            break;
        default:
            break;
        }
    }
    return {};
}

bool valid_utf8(std::string_view text) {
    auto p = reinterpret_cast<const unsigned char*>(text.data());
    auto end = p + text.size();
    while (p < end) {
        if (end - p >= 8) {
            uint64_t w;
            std::memcpy(&w, p, 8);
            if ((w & 0x8080808080808080ull) == 0) {
                p += 8;
                continue;
            }
        }
        unsigned c = *p;
        if (c < 0x80) {
            ++p;
            continue;
        }
        int n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        if (c < 0xC2 || c > 0xF4 || end - p < n) return false;
        for (int i = 1; i < n; ++i)
            if ((p[i] & 0xC0) != 0x80) return false;
        if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) ||
            (c == 0xF4 && p[1] > 0x8F))
            return false;
        p += n;
    }
    return true;
}

} // namespace tandem
