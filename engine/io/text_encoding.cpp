// Decoding of the encodings that subtitle and timeline files come in.
#include "engine/io/text_encoding.h"

#include <algorithm>

#include "engine/io/json.h"

namespace tandem {

static void put(std::string& out, uint32_t u) {
    auto add = [&](uint32_t v) { out += static_cast<char>(v); };
    if (u > 0x10FFFF || (u >= 0xD800 && u <= 0xDFFF)) u = 0xFFFD;
    if (u < 0x80) {
        add(u);
    } else if (u < 0x800) {
        add(0xC0 | u >> 6), add(0x80 | (u & 63));
    } else if (u < 0x10000) {
        add(0xE0 | u >> 12), add(0x80 | (u >> 6 & 63)), add(0x80 | (u & 63));
    } else {
        add(0xF0 | u >> 18), add(0x80 | (u >> 12 & 63)), add(0x80 | (u >> 6 & 63)), add(0x80 | (u & 63));
    }
}

enum class Order { little, big };

static uint32_t unit(std::string_view s, size_t i, size_t width, Order order) {
    uint32_t v = 0;
    for (size_t k = 0; k < width; ++k) {
        size_t at = order == Order::big ? i + k : i + width - 1 - k;
        v = v << 8 | static_cast<unsigned char>(s[at]);
    }
    return v;
}

static std::string wide(std::string_view s, size_t width, Order order) {
    std::string out;
    out.reserve(s.size());
    for (size_t i = 0; i + width <= s.size(); i += width) {
        uint32_t u = unit(s, i, width, order);
        if (width == 2 && u >= 0xD800 && u < 0xDC00 && i + 4 <= s.size()) {
            uint32_t low = unit(s, i + 2, 2, order);
            if (low >= 0xDC00 && low < 0xE000) u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00), i += 2;
        }
        put(out, u);
    }
    return out;
}

std::string to_utf8(std::string_view s) {
    using namespace std::string_view_literals;
    if (s.starts_with("\xFF\xFE\0\0"sv)) return wide(s.substr(4), 4, Order::little);
    if (s.starts_with("\0\0\xFE\xFF"sv)) return wide(s.substr(4), 4, Order::big);
    if (s.starts_with("\xFF\xFE"sv)) return wide(s.substr(2), 2, Order::little);
    if (s.starts_with("\xFE\xFF"sv)) return wide(s.substr(2), 2, Order::big);
    if (s.starts_with("\xEF\xBB\xBF"sv)) s.remove_prefix(3);
    if (s.size() >= 8) {
        std::string_view head = s.substr(0, std::min<size_t>(s.size(), 64));
        size_t even = 0, odd = 0;
        for (size_t i = 0; i + 1 < head.size(); i += 2) even += head[i] == 0, odd += head[i + 1] == 0;
        if (odd * 4 > head.size() && even == 0) return wide(s, 2, Order::little);
        if (even * 4 > head.size() && odd == 0) return wide(s, 2, Order::big);
    }
    if (valid_utf8(s)) return std::string(s);
    std::string out;
    for (char c : s) put(out, static_cast<unsigned char>(c));
    return out;
}

} // namespace tandem
