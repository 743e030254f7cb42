// The one table of what a delivery script can use: the helper checks deliverables by it, resources/docs/scripting.md is
// generated from it, tests compare it with a running script and with describe_project. Constant data; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tandem::lua_helper {

inline constexpr const char* kTimelineMethods = "tandem.timeline.methods"; // registry key of their table

// Something that a script calls.
struct FunctionRow {
    std::string_view name;      // "tandem.random", "timeline:ranges", "matrix:add"
    std::string_view arguments; // "(seed)"
    std::string_view help;
};
std::span<const FunctionRow> api_functions();

// A field of the read-only data. `place` is where it stands: "project", "timeline.clips[]".
struct DataRow {
    std::string_view place, name, type, help;
};
std::span<const DataRow> api_data();

enum class FieldKind : uint8_t { text, number, integer, boolean, size, time, range, word, scalars, object, list };
// A key of a deliverable, by its path: "canvas.reframe.keys[].at".
struct FieldRow {
    std::string_view path;
    FieldKind kind;
    std::string_view help;
    std::string_view words = {}; // of FieldKind::word, joined by '|'
    double low = 0, high = 0;    // of numbers, where low < high
};
std::span<const FieldRow> api_fields();
const FieldRow* find_field(std::string_view path);
// "a text", "one of fit|fill|keyframed|auto": for messages and the reference.
std::string field_words(const FieldRow& row);

// Globals of Lua that scripts have, and those they are refused by name; "string.rep" stands for a library's part.
std::span<const std::string_view> allowed_names();
std::span<const std::string_view> refused_names();

} // namespace tandem::lua_helper
