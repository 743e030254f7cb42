// JSON for every text file of the program: a strict reader with limits that builds a compact tree over the text, and
// the writer's primitives. Used by engine/io and engine/export; any thread, the tree belongs to its caller. Numbers
// keep their text, objects their order; nothing depends on the locale.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tandem {

enum class JsonType : uint8_t { null, boolean, integer, real, text, array, object };

struct JsonMember;

// One value. Views into the document's text and arena: valid as long as both live.
struct Json {
    JsonType type = JsonType::null;
    bool made = false;           // by an upgrade: the text between begin and end is not its text
    uint32_t count = 0;          // items, members, or bytes of a text
    uint32_t begin = 0, end = 0; // its place in the document
    union {
        bool boolean;
        int64_t integer = 0;
        double real;
        const char* chars;
        const Json* items;
        const JsonMember* members;
    };

    bool is(JsonType t) const { return type == t; }
    bool is_number() const { return type == JsonType::integer || type == JsonType::real; }
    // Pre: a number. Not finite only where the document was read with NonFinite::allowed.
    double number() const { return type == JsonType::integer ? static_cast<double>(integer) : real; }
    // Empty where it is of another type.
    std::string_view text() const { return is(JsonType::text) ? std::string_view(chars, count) : std::string_view(); }
    std::span<const Json> array() const;
    std::span<const JsonMember> object() const;
    // Member of an object, or null.
    const Json* find(std::string_view key) const;
    // The text member of that name, or "".
    std::string_view text_of(std::string_view key) const;
};

struct JsonMember {
    std::string_view key;
    Json value;
};

inline std::span<const Json> Json::array() const {
    return is(JsonType::array) ? std::span<const Json>(items, count) : std::span<const Json>();
}
inline std::span<const JsonMember> Json::object() const {
    return is(JsonType::object) ? std::span<const JsonMember>(members, count) : std::span<const JsonMember>();
}

// Limits of RELIABILITY 1.4, checked before anything is built.
struct JsonLimits {
    size_t bytes = size_t{512} << 20;
    size_t nodes = 20'000'000;
    size_t string_bytes = size_t{16} << 20;
    int depth = 128;
};

enum class NonFinite { refused, allowed }; // NaN, Infinity and -Infinity as OpenTimelineIO writes them

class JsonDocument {
  public:
    const Json& root() const { return root_; }
    std::string_view text() const { return text_; }
    // "line 12, tracks[1].items[4].speed": where a value stands, for messages.
    std::string place(const Json& value) const;
    std::string line_of(size_t offset) const;
    // Storage that lives as long as the document, for upgraded values.
    std::pmr::memory_resource& arena() { return *arena_; }
    Json& mutable_root() { return root_; }

  private:
    friend class JsonParser;
    std::string_view text_;
    std::unique_ptr<std::pmr::monotonic_buffer_resource> arena_;
    Json root_;
};

// Strict JSON (RFC 8259), UTF-8 with or without a byte order mark. `text` must outlive the document. Refuses doubled
// keys, numbers beyond a double and what `limits` forbids (denied); everything else wrong is bad_data with its line.
// A lone escape \udc80..\udcff stands for one raw byte (file names need not be UTF-8); json_quote writes it so.
Result<JsonDocument> parse_json(std::string_view text, NonFinite non_finite = NonFinite::refused,
                                const JsonLimits& limits = {});

// Writing: each appends to `out`.
void json_quote(std::string& out, std::string_view text); // with the quotes
void json_number(std::string& out, int64_t value);
void json_number(std::string& out, double value); // shortest text that reads back equal; non-finite as 0
// The value again without white space; scalars keep their own text, non-finite numbers become null.
void json_compact(std::string& out, const JsonDocument& document, const Json& value);

bool valid_utf8(std::string_view text);

// The text of a kept JSON object; "{}" for none. A view, unlike a conditional of the two, which would be a temporary.
inline std::string_view object_text(const std::shared_ptr<const std::string>& kept) {
    return kept ? std::string_view(*kept) : std::string_view("{}");
}

} // namespace tandem
