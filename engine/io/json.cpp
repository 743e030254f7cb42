// The JSON reader: recursive descent (the depth is limited before) into an arena.
#include "engine/io/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <unordered_set>
#include <vector>

#include "engine/io/json_scan.h"

namespace tandem {

const Json* Json::find(std::string_view key) const {
    for (const JsonMember& m : object())
        if (m.key == key) return &m.value;
    return nullptr;
}

std::string_view Json::text_of(std::string_view key) const {
    const Json* v = find(key);
    return v ? v->text() : std::string_view();
}

std::string JsonDocument::line_of(size_t offset) const {
    auto stop = text_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text_.size()));
    return "line " + std::to_string(1 + std::count(text_.begin(), stop, '\n'));
}

std::string JsonDocument::place(const Json& value) const {
    std::string path;
    const Json* at = &root_;
    // Containers cover their children's text, so the offset leads down to the value.
    while (at && at != &value) {
        const Json* next = nullptr;
        for (size_t i = 0; i < at->array().size() && !next; ++i) {
            const Json& item = at->array()[i];
            if (&item == &value || (item.begin <= value.begin && value.end <= item.end)) {
                path += "[" + std::to_string(i) + "]";
                next = &item;
            }
        }
        for (const JsonMember& m : at->object()) {
            if (next) break;
            if (&m.value == &value || (m.value.begin <= value.begin && value.end <= m.value.end)) {
                path += (path.empty() ? "" : ".") + std::string(m.key);
                next = &m.value;
            }
        }
        at = next;
    }
    return line_of(value.begin) + (path.empty() ? "" : ", " + path);
}

class JsonParser {
  public:
    JsonParser(std::string_view text, NonFinite non_finite) : non_finite_(non_finite) {
        document_.text_ = text;
        document_.arena_ = std::make_unique<std::pmr::monotonic_buffer_resource>(std::max<size_t>(text.size(), 256));
        begin_ = at_ = text.data();
        end_ = begin_ + text.size();
        if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;
    }

    Result<JsonDocument> run() {
        if (value(document_.root_)) {
            skip_space();
            if (at_ != end_) set_error("something follows the end of the document");
        }
        if (!error_.empty()) return fail(ErrorCode::bad_data, "not valid JSON: " + error_, place_of_error());
        return std::move(document_);
    }

  private:
    // "line 3, column 7"; columns count characters.
    std::string place_of_error() const {
        const std::string_view before(begin_, static_cast<size_t>(error_at_ - begin_));
        const std::string_view line = before.substr(before.rfind('\n') + 1);
        const auto characters = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
        return document_.line_of(before.size()) + ", column " + std::to_string(characters + 1);
    }
    bool set_error(std::string what) { return set_error_at(std::move(what), at_); }
    bool set_error_at(std::string what, const char* where) {
        if (error_.empty()) error_ = std::move(what), error_at_ = where;
        return false;
    }
    uint32_t offset() const { return static_cast<uint32_t>(at_ - begin_); }
    void skip_space() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    }
    bool literal(std::string_view word) {
        if (static_cast<size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0)
            return false;
        at_ += word.size();
        return true;
    }
    template<class T>
    const T* keep(std::vector<T>& stack, size_t from) {
        size_t n = stack.size() - from;
        if (n == 0) return nullptr;
        auto out = static_cast<T*>(document_.arena_->allocate(n * sizeof(T), alignof(T)));
        std::uninitialized_copy(stack.begin() + static_cast<std::ptrdiff_t>(from), stack.end(), out);
        stack.resize(from);
        return out;
    }

    bool value(Json& out) {
        skip_space();
        if (at_ == end_) return set_error("the text ends early");
        out.begin = offset();
        if (!bare_value(out)) return false;
        out.end = offset();
        return true;
    }

    bool bare_value(Json& out) {
        switch (*at_) {
        case '{':
            return object(out);
        case '[':
            return array(out);
        case '"': {
            std::string_view s;
            if (!string(s)) return false;
            out.type = JsonType::text, out.chars = s.data(), out.count = static_cast<uint32_t>(s.size());
            return true;
        }
        case 't':
        case 'f':
            out.type = JsonType::boolean, out.boolean = *at_ == 't';
            return literal(*at_ == 't' ? "true" : "false") || set_error("expected a value; texts stand in quotes");
        case 'n':
            return literal("null") || set_error("expected a value; texts stand in quotes");
        case 'N':
        case 'I':
            return non_finite(out, false);
        default:
            return number(out);
        }
    }

    bool non_finite(Json& out, bool negative) {
        const char* start = at_;
        bool nan = literal("NaN");
        if (!nan && !literal("Infinity") && !literal("Inf"))
            return set_error("expected a value; texts stand in quotes");
        if (non_finite_ == NonFinite::refused) return set_error_at("a number is not finite", start);
        double inf = std::numeric_limits<double>::infinity();
        out.type = JsonType::real;
        out.real = nan ? std::numeric_limits<double>::quiet_NaN() : negative ? -inf : inf;
        return true;
    }

    bool digits() {
        const char* start = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
        return at_ != start || set_error("a number has no digits where it needs some");
    }
    bool number(Json& out) {
        const char* start = at_;
        bool negative = *at_ == '-', whole = true;
        if (negative) ++at_;
        if (at_ != end_ && (*at_ == 'I' || *at_ == 'N')) return non_finite(out, negative);
        if (at_ == end_ || *at_ < '0' || *at_ > '9')
            return set_error_at(negative ? "expected a digit after '-'" : "expected a value", start);
        if (*at_ == '0') {
            ++at_;
            if (at_ != end_ && *at_ >= '0' && *at_ <= '9') return set_error_at("a number begins with 0", start);
        } else if (!digits()) {
            return false;
        }
        if (at_ != end_ && *at_ == '.') {
            whole = false, ++at_;
            if (!digits()) return false;
        }
        if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
            whole = false, ++at_;
            if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
            if (!digits()) return false;
        }
        if (whole) {
            auto r = std::from_chars(start, at_, out.integer);
            if (r.ec == std::errc() && !(negative && out.integer == 0)) {
                out.type = JsonType::integer;
                return true;
            }
        }
        out.type = JsonType::real;
        auto r = std::from_chars(start, at_, out.real);
        if (r.ec == std::errc::result_out_of_range) {
            // Below the smallest double it is a zero; above the largest it is nothing we can hold.
            double near = std::strtod(std::string(start, at_).c_str(), nullptr);
            if (!(std::abs(near) < 1)) return set_error_at("a number is too large", start);
            out.real = near;
        }
        return true;
    }

    // Decoded text: a view into the document where it has no escapes, else a copy in the arena.
    bool string(std::string_view& out) {
        const char* start = ++at_;
        while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) ++at_;
        if (at_ != end_ && *at_ == '"') {
            out = {start, static_cast<size_t>(at_++ - start)};
            return true;
        }
        std::string text(start, at_);
        while (at_ != end_ && *at_ != '"') {
            if (static_cast<unsigned char>(*at_) < 0x20) return set_error("a control character inside a text");
            if (*at_ != '\\')
                text += *at_++;
            else if (!escape(text))
                return false;
        }
        if (at_ == end_) return set_error_at("a text has no end", start - 1);
        ++at_;
        auto copy = static_cast<char*>(document_.arena_->allocate(text.size() + 1, 1));
        std::memcpy(copy, text.data(), text.size());
        out = {copy, text.size()};
        return true;
    }

    bool hex4(unsigned& out) {
        if (end_ - at_ < 4) return set_error("the text ends early");
        auto r = std::from_chars(at_, at_ + 4, out, 16);
        if (r.ec != std::errc() || r.ptr != at_ + 4) return set_error("a \\u escape needs four hexadecimal digits");
        at_ += 4;
        return true;
    }

    bool escape(std::string& text) {
        if (end_ - at_ < 2) return set_error("the text ends early");
        char c = at_[1];
        at_ += 2;
        switch (c) {
        case '"':
        case '\\':
        case '/':
            text += c;
            return true;
        case 'b':
            text += '\b';
            return true;
        case 'f':
            text += '\f';
            return true;
        case 'n':
            text += '\n';
            return true;
        case 'r':
            text += '\r';
            return true;
        case 't':
            text += '\t';
            return true;
        case 'u':
            break;
        default:
            at_ -= 2;
            return set_error("unknown escape in a text");
        }
        unsigned u = 0, low = 0;
        if (!hex4(u)) return false;
        if (u >= 0xDC80 && u <= 0xDCFF) {
            text += static_cast<char>(u - 0xDC00);
            return true;
        }
        if (u >= 0xD800 && u <= 0xDFFF) {
            if (u > 0xDBFF || end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u')
                return set_error("half of a surrogate pair");
            at_ += 2;
            if (!hex4(low)) return false;
            if (low < 0xDC00 || low > 0xDFFF) return set_error("half of a surrogate pair");
            u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
        }
        auto put = [&](unsigned v) { text += static_cast<char>(v); };
        if (u < 0x80) {
            put(u);
        } else if (u < 0x800) {
            put(0xC0 | u >> 6), put(0x80 | (u & 63));
        } else if (u < 0x10000) {
            put(0xE0 | u >> 12), put(0x80 | (u >> 6 & 63)), put(0x80 | (u & 63));
        } else {
            put(0xF0 | u >> 18), put(0x80 | (u >> 12 & 63)), put(0x80 | (u >> 6 & 63)), put(0x80 | (u & 63));
        }
        return true;
    }

    bool array(Json& out) {
        const char* open = at_++;
        size_t from = items_.size();
        skip_space();
        if (at_ != end_ && *at_ == ']') {
            ++at_;
        } else {
            for (;;) {
                Json item;
                if (!value(item)) return false;
                items_.push_back(item);
                skip_space();
                if (at_ == end_) return set_error_at("an array has no end", open);
                char c = *at_++;
                if (c == ']') break;
                if (c != ',') return --at_, set_error("expected ',' or ']'");
            }
        }
        out.type = JsonType::array, out.count = static_cast<uint32_t>(items_.size() - from);
        out.items = keep(items_, from);
        return true;
    }

    bool object(Json& out) {
        const char* open = at_++;
        size_t from = members_.size();
        skip_space();
        if (at_ != end_ && *at_ == '}') {
            ++at_;
        } else {
            for (;;) {
                skip_space();
                if (at_ == end_) return set_error_at("an object has no end", open);
                if (*at_ != '"') return set_error("expected a key in quotes");
                JsonMember m;
                const char* key_at = at_;
                if (!string(m.key)) return false;
                if (!unique(m.key, from)) return set_error_at("the key \"" + std::string(m.key) + "\" twice", key_at);
                skip_space();
                if (at_ == end_ || *at_ != ':') return set_error("expected ':' after a key");
                ++at_;
                if (!value(m.value)) return false;
                members_.push_back(m);
                skip_space();
                if (at_ == end_) return set_error_at("an object has no end", open);
                char c = *at_++;
                if (c == '}') break;
                if (c != ',') return --at_, set_error("expected ',' or '}'");
            }
        }
        if (members_.size() - from > kFewKeys && !all_unique(from)) return set_error_at("a key stands twice", open);
        out.type = JsonType::object, out.count = static_cast<uint32_t>(members_.size() - from);
        out.members = keep(members_, from);
        return true;
    }

    // Small objects are compared key by key as they grow; large ones once at their end, so no object is quadratic.
    static constexpr size_t kFewKeys = 32;
    bool unique(std::string_view key, size_t from) const {
        if (members_.size() - from >= kFewKeys) return true;
        for (size_t i = from; i < members_.size(); ++i)
            if (members_[i].key == key) return false;
        return true;
    }
    bool all_unique(size_t from) const {
        std::unordered_set<std::string_view> seen;
        for (size_t i = from; i < members_.size(); ++i)
            if (!seen.insert(members_[i].key).second) return false;
        return true;
    }

    JsonDocument document_;
    NonFinite non_finite_;
    const char *begin_, *at_, *end_;
    const char* error_at_ = nullptr;
    std::string error_;
    std::vector<Json> items_;
    std::vector<JsonMember> members_;
};

Result<JsonDocument> parse_json(std::string_view text, NonFinite non_finite, const JsonLimits& limits) {
    TRY_VOID(check_json_limits(text, limits));
    if (!valid_utf8(text)) {
        size_t line = 1, start = 0;
        for (size_t stop; (stop = text.find('\n', start)) != std::string_view::npos; start = stop + 1, ++line)
            if (!valid_utf8(text.substr(start, stop - start))) break;
        return fail(ErrorCode::bad_data, "not valid UTF-8 text; save the file as UTF-8",
                    "line " + std::to_string(line));
    }
    return JsonParser(text, non_finite).run();
}

} // namespace tandem
