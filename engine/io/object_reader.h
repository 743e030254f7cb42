// Reads the members of one JSON object into fields, remembers which were taken, and keeps the first error of a whole
// document. Private to engine/io; one thread, pure.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/io/json.h"
#include "engine/model/param.h"
#include "engine/model/validate.h"

namespace tandem {

// The document and the first thing found wrong in it. Reading goes on with defaults after an error.
struct ReadContext {
    JsonDocument& document;
    std::optional<Error> error;

    void wrong(const Json& at, std::string what) {
        if (!error) error = fail(ErrorCode::bad_data, std::move(what), document.place(at));
    }
};

class ObjectReader {
  public:
    // A value that is no object is an error and reads as an empty one.
    ObjectReader(ReadContext& context, const Json& object) : context_(context), object_(object) {
        if (!object.is(JsonType::object)) context.wrong(object, "an object is expected here");
        taken_.assign((object_.object().size() + 63) / 64, 0);
    }

    const Json& json() const { return object_; }
    bool ok() const { return !context_.error; }
    void wrong(std::string what) { context_.wrong(object_, std::move(what)); }

    // The member, marked as known; null where there is none.
    const Json* take(std::string_view key) {
        auto members = object_.object();
        // Canonical files hold the keys in the order in which they are asked for.
        for (size_t n = 0; n < members.size(); ++n) {
            size_t i = next_ + n < members.size() ? next_ + n : next_ + n - members.size();
            if (members[i].key != key) continue;
            taken_[i / 64] |= uint64_t{1} << i % 64;
            next_ = i + 1 < members.size() ? i + 1 : 0;
            return &members[i].value;
        }
        return nullptr;
    }
    const Json* take(std::string_view key, JsonType type, const char* noun) {
        const Json* v = take(key);
        if (v && !v->is(type)) {
            context_.wrong(*v, "\"" + std::string(key) + "\" should be " + noun);
            return nullptr;
        }
        return v;
    }

    int64_t integer(std::string_view key, int64_t otherwise, int64_t low, int64_t high) {
        const Json* v = take(key, JsonType::integer, "a whole number");
        if (!v) return otherwise;
        if (v->integer < low || v->integer > high) {
            context_.wrong(*v, "\"" + std::string(key) + "\" is out of range");
            return otherwise;
        }
        return v->integer;
    }
    int small(std::string_view key, int otherwise) {
        return static_cast<int>(integer(key, otherwise, INT32_MIN, INT32_MAX));
    }
    template<class I>
    I id(std::string_view key) {
        return I{static_cast<uint64_t>(integer(key, 0, 0, INT64_MAX))};
    }
    Time time(std::string_view key) { return {integer(key, 0, -kMaxTicks, kMaxTicks)}; }
    double real(std::string_view key, double otherwise = 0) {
        const Json* v = take(key);
        if (!v) return otherwise;
        if (!v->is_number()) {
            context_.wrong(*v, "\"" + std::string(key) + "\" should be a number");
            return otherwise;
        }
        return v->number();
    }
    std::string text(std::string_view key) {
        const Json* v = take(key, JsonType::text, "a text");
        return v ? std::string(v->text()) : std::string();
    }
    bool flag(std::string_view key, const bool otherwise) {
        const Json* v = take(key, JsonType::boolean, "true or false");
        return v ? v->boolean : otherwise;
    }
    template<class E, size_t N>
    E word(std::string_view key, E otherwise, const std::array<std::string_view, N>& words) {
        const Json* v = take(key, JsonType::text, "a word");
        return v ? word_of(*v, otherwise, words) : otherwise;
    }
    template<class E, size_t N>
    E word_of(const Json& v, E otherwise, const std::array<std::string_view, N>& words) {
        for (size_t i = 0; i < N; ++i)
            if (v.text() == words[i]) return static_cast<E>(i);
        context_.wrong(v, "\"" + std::string(v.text()) + "\" is not known here");
        return otherwise;
    }
    // Exactly N whole numbers.
    template<size_t N>
    std::optional<std::array<int64_t, N>> integers(std::string_view key) {
        const Json* v = take(key, JsonType::array, "an array");
        if (!v) return std::nullopt;
        std::array<int64_t, N> out{};
        bool good = v->array().size() == N;
        for (size_t i = 0; good && i < N; ++i) {
            good = v->array()[i].is(JsonType::integer);
            if (good) out[i] = v->array()[i].integer;
        }
        if (good) return out;
        context_.wrong(*v, "\"" + std::string(key) + "\" should hold " + std::to_string(N) + " whole numbers");
        return std::nullopt;
    }
    std::span<const Json> list(std::string_view key) {
        const Json* v = take(key, JsonType::array, "an array");
        return v ? v->array() : std::span<const Json>();
    }

    // The members that nobody took, but "schema", as a JSON object text; `more` is a member text that is added.
    Extra rest(const std::string& more = {}) {
        std::string out;
        auto members = object_.object();
        for (size_t i = 0; i < members.size(); ++i) {
            if ((taken_[i / 64] >> i % 64 & 1) || members[i].key == "schema") continue;
            out += out.empty() ? '{' : ',';
            json_quote(out, members[i].key);
            out += ':';
            json_compact(out, context_.document, members[i].value);
        }
        if (!more.empty()) out += (out.empty() ? '{' : ',') + more;
        if (out.empty()) return nullptr;
        out += '}';
        return std::make_shared<const std::string>(std::move(out));
    }

  private:
    ReadContext& context_;
    const Json& object_;
    size_t next_ = 0;
    std::vector<uint64_t> taken_;
};

} // namespace tandem
