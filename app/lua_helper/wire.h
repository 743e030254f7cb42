// What tandem and its helper tandem-lua say to each other over one socket: frames of a kind, a length and bytes. The
// helper's end blocks; tandem's end (app/scripting) reads with limits, as the helper is not trusted once a script runs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tandem::lua_helper {

inline constexpr int kSocket = 3; // the helper's end, the only descriptor that it is given

enum class FrameKind : uint8_t {
    // To the helper.
    project = 'p', // JSON: what describe_project gives, and "script" (its name), "read", "env" (which functions exist)
    script = 's',  // the text
    answer = 'a',  // bytes of what was asked for
    none = 'n',    // an environment variable that is not set
    refusal = 'f', // JSON {"code", "what"}: why there is no answer
    // To tandem.
    ready = 'r', // confined; the script starts now
    read = 'R',  // a path
    env = 'E',   // a name
    print = 't', // a line
    matrix = 'm',
    error = 'x', // JSON {"code", "what"}
};

struct Frame {
    FrameKind kind{};
    std::string bytes;
};

inline constexpr size_t kHeaderBytes = 5;
std::array<char, kHeaderBytes> frame_header(FrameKind kind, size_t bytes);
struct FrameSize {
    FrameKind kind;
    size_t bytes;
};
FrameSize parse_header(const char* header);

// {"code":..,"what":..} of an error and back. What cannot be read, or has a code that no script can cause, is
// `internal`.
std::string error_json(const Error& error);
Error parse_error(std::string_view json);
// Text for a message: valid UTF-8 without control characters (each becomes '?'), at most 2000 bytes.
std::string clean_text(std::string_view text);

// The helper's end. False where the other side is gone.
bool write_frame(int socket, FrameKind kind, std::string_view bytes);
bool read_frame(int socket, Frame& frame);

} // namespace tandem::lua_helper
