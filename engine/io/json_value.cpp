// Value to JSON text and back.
#include "engine/io/json_value.h"

#include <cmath>

#include "engine/io/json.h"

namespace tandem {

static void append(std::string& out, const Value& value) {
    if (value.is_null()) {
        out += "null";
    } else if (auto b = value.as_bool()) {
        out += *b ? "true" : "false";
    } else if (auto i = value.as_int()) {
        json_number(out, *i);
    } else if (auto d = std::get_if<double>(&value.v)) {
        if (!std::isfinite(*d)) {
            out += "null";
            return;
        }
        size_t from = out.size();
        json_number(out, *d);
        if (out.find_first_of(".e", from) == std::string::npos) out += ".0";
    } else if (auto s = value.as_string()) {
        json_quote(out, *s);
    } else if (auto a = value.as_array()) {
        out += '[';
        for (size_t n = 0; n < a->size(); ++n) {
            if (n > 0) out += ',';
            append(out, (*a)[n]);
        }
        out += ']';
    } else {
        out += '{';
        bool first = true;
        for (const auto& [key, member] : *value.as_object()) {
            if (!first) out += ',';
            first = false;
            json_quote(out, key);
            out += ':';
            append(out, member);
        }
        out += '}';
    }
}

std::string value_text(const Value& value) {
    std::string out;
    append(out, value);
    return out;
}

static Value from_json(const Json& json) {
    switch (json.type) {
    case JsonType::null:
        return {};
    case JsonType::boolean:
        return json.boolean;
    case JsonType::integer:
        return json.integer;
    case JsonType::real:
        return json.real;
    case JsonType::text:
        return std::string(json.text());
    case JsonType::array: {
        ValueArray out;
        out.reserve(json.count);
        for (const Json& item : json.array()) out.push_back(from_json(item));
        return out;
    }
    case JsonType::object: {
        ValueObject out;
        for (const JsonMember& m : json.object()) out.emplace(m.key, from_json(m.value));
        return out;
    }
    }
    return {};
}

Result<Value> parse_value(std::string_view text) {
    JsonDocument document = TRY(parse_json(text));
    return from_json(document.root());
}

} // namespace tandem
