// Value: a small JSON-shaped variant for edit commands, scripts and preset overrides. Never on a per-frame or per-block
// path. Plain value, any thread. Text form is made and parsed in engine/io/json_value.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

struct Value;
using ValueArray = std::vector<Value>;
using ValueObject = std::map<std::string, Value>;

struct Value {
    std::variant<std::monostate, bool, int64_t, double, std::string, ValueArray, ValueObject> v;

    Value() = default;
    Value(bool b) : v(b) {}
    Value(int64_t i) : v(i) {}
    Value(int i) : v(int64_t{i}) {}
    Value(uint64_t i) : v(static_cast<int64_t>(i)) {}
    Value(double d) : v(d) {}
    Value(std::string s) : v(std::move(s)) {}
    Value(const char* s) : v(std::string(s)) {}
    Value(ValueArray a) : v(std::move(a)) {}
    Value(ValueObject o) : v(std::move(o)) {}

    bool is_null() const { return v.index() == 0; }
    const bool* as_bool() const { return std::get_if<bool>(&v); }
    const int64_t* as_int() const { return std::get_if<int64_t>(&v); }
    const std::string* as_string() const { return std::get_if<std::string>(&v); }
    const ValueArray* as_array() const { return std::get_if<ValueArray>(&v); }
    const ValueObject* as_object() const { return std::get_if<ValueObject>(&v); }
    // Integer or double as double; false where neither.
    bool number(double& out) const {
        if (auto i = std::get_if<int64_t>(&v)) return out = static_cast<double>(*i), true;
        if (auto d = std::get_if<double>(&v)) return out = *d, true;
        return false;
    }
    // Member of an object, or null.
    const Value* find(const std::string& key) const {
        auto o = as_object();
        if (!o) return nullptr;
        auto it = o->find(key);
        return it == o->end() ? nullptr : &it->second;
    }
    friend bool operator==(const Value&, const Value&) = default;
};

} // namespace tandem
