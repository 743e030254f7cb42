// Frames and errors between tandem and tandem-lua; see wire.h.
#include "app/lua_helper/wire.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "engine/io/json_value.h"

namespace tandem::lua_helper {

std::array<char, kHeaderBytes> frame_header(FrameKind kind, size_t bytes) {
    const auto size = static_cast<uint32_t>(bytes);
    std::array<char, kHeaderBytes> header{static_cast<char>(kind)};
    std::memcpy(header.data() + 1, &size, sizeof size); // both ends are one machine
    return header;
}

FrameSize parse_header(const char* header) {
    uint32_t size = 0;
    std::memcpy(&size, header + 1, sizeof size);
    return {static_cast<FrameKind>(header[0]), size};
}

// Bytes of the UTF-8 character at the start of `text`, or 0 where there is none.
static size_t utf8_length(std::string_view text) {
    const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char c = at(0);
    const size_t n = c < 0x80                ? 1
                     : c >= 0xC2 && c < 0xE0 ? 2
                     : c >= 0xE0 && c < 0xF0 ? 3
                     : c >= 0xF0 && c < 0xF5 ? 4
                                             : 0;
    if (n == 0 || n > text.size()) return 0;
    for (size_t i = 1; i < n; ++i)
        if ((at(i) & 0xC0) != 0x80) return 0;
    if (n > 2) {
        const unsigned char d = at(1);
        const bool bad =
            (c == 0xE0 && d < 0xA0) || (c == 0xED && d >= 0xA0) || (c == 0xF0 && d < 0x90) || (c == 0xF4 && d >= 0x90);
        if (bad) return 0;
    }
    return n;
}

std::string clean_text(std::string_view text) {
    std::string out;
    while (!text.empty() && out.size() < 2000) {
        const size_t n = utf8_length(text);
        const auto c = static_cast<unsigned char>(text[0]);
        const bool control =
            c < 0x20 || c == 0x7F || (c == 0xC2 && n == 2 && static_cast<unsigned char>(text[1]) < 0xA0);
        if (n == 0 || control)
            out += '?';
        else
            out += text.substr(0, n);
        text.remove_prefix(n == 0 ? 1 : n);
    }
    return out;
}

// What a script can cause; see run_delivery_script.
static constexpr ErrorCode kCodes[] = {ErrorCode::denied, ErrorCode::bad_data, ErrorCode::no_input,
                                       ErrorCode::unavailable, ErrorCode::io};

std::string error_json(const Error& error) {
    return value_text(ValueObject{{"code", error_word(error.code)}, {"what", clean_text(error.text())}});
}

Error parse_error(std::string_view json) {
    const auto value = parse_value(json);
    const Value* code = value ? value->find("code") : nullptr;
    const Value* what = value ? value->find("what") : nullptr;
    if (code && code->as_string() && what && what->as_string())
        for (ErrorCode c : kCodes)
            if (*code->as_string() == error_word(c)) return fail(c, clean_text(*what->as_string()));
    return fail(ErrorCode::internal, "tandem-lua sent an error that cannot be read");
}

static bool write_all(int socket, const char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = write(socket, data, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

static bool read_all(int socket, char* data, size_t size) {
    while (size > 0) {
        const ssize_t n = read(socket, data, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        data += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

bool write_frame(int socket, FrameKind kind, std::string_view bytes) {
    const auto header = frame_header(kind, bytes.size());
    return write_all(socket, header.data(), header.size()) && write_all(socket, bytes.data(), bytes.size());
}

bool read_frame(int socket, Frame& frame) {
    char header[kHeaderBytes];
    if (!read_all(socket, header, sizeof header)) return false;
    const FrameSize size = parse_header(header);
    frame.kind = size.kind;
    frame.bytes.resize(size.bytes);
    return read_all(socket, frame.bytes.data(), size.bytes);
}

} // namespace tandem::lua_helper
