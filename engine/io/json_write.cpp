// Text of JSON values, independent of the locale. Pure.
#include <charconv>
#include <cmath>

#include "engine/io/json.h"

namespace tandem {

// Bytes of the UTF-8 sequence that begins at s[i]; 0 where it is none.
static size_t sequence_length(std::string_view s, size_t i) {
    auto c = static_cast<unsigned char>(s[i]);
    size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    return n > 0 && i + n <= s.size() && valid_utf8(s.substr(i, n)) ? n : 0;
}

void json_quote(std::string& out, std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    out += '"';
    for (size_t i = 0; i < text.size();) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            out += text[i++];
            continue;
        }
        size_t n = sequence_length(text, i);
        if (c >= 0x80 && n > 1) {
            out.append(text, i, n);
            i += n;
            continue;
        }
        ++i;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\r':
            out += "\\r";
            break;
        default: // a control character, or a byte that is no UTF-8
            out += c >= 0x80 ? "\\udc" : "\\u00";
            out += kHex[c >> 4];
            out += kHex[c & 15];
        }
    }
    out += '"';
}

void json_number(std::string& out, int64_t value) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void json_number(std::string& out, double value) {
    if (!std::isfinite(value)) value = 0;
    char buffer[40];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void json_compact(std::string& out, const JsonDocument& document, const Json& value) {
    switch (value.type) {
    case JsonType::array: {
        out += '[';
        bool first = true;
        for (const Json& item : value.array()) {
            if (!first) out += ',';
            first = false;
            json_compact(out, document, item);
        }
        out += ']';
        return;
    }
    case JsonType::object: {
        out += '{';
        bool first = true;
        for (const JsonMember& m : value.object()) {
            if (!first) out += ',';
            first = false;
            json_quote(out, m.key);
            out += ':';
            json_compact(out, document, m.value);
        }
        out += '}';
        return;
    }
    case JsonType::real:
        if (!std::isfinite(value.real)) {
            out += "null";
            return;
        }
        break;
    default:
        break;
    }
    if (!value.made) {
        out += document.text().substr(value.begin, value.end - value.begin);
        return;
    }
    if (value.is(JsonType::null))
        out += "null";
    else if (value.is(JsonType::boolean))
        out += value.boolean ? "true" : "false";
    else if (value.is(JsonType::text))
        json_quote(out, value.text());
    else if (value.is(JsonType::integer))
        json_number(out, value.integer);
    else
        json_number(out, value.real);
}

} // namespace tandem
