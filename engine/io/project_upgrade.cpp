// One row for each step from a version to the next. Rows stay for ever; each has a fixture in tests/unit/io/fixtures.
#include "engine/io/project_upgrade.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace tandem {

namespace {

struct Step {
    std::string_view name;
    int from;
    void (*apply)(JsonDocument&, Json&);
};

template<class T>
T* keep(JsonDocument& document, const std::vector<T>& values) {
    auto out = static_cast<T*>(document.arena().allocate(values.size() * sizeof(T) + 1, alignof(T)));
    std::uninitialized_copy(values.begin(), values.end(), out);
    return out;
}

void set_members(JsonDocument& document, Json& object, const std::vector<JsonMember>& members) {
    object.members = keep(document, members);
    object.count = static_cast<uint32_t>(members.size());
}

Json made_integer(int64_t v, const Json& place) {
    Json out;
    out.type = JsonType::integer, out.integer = v, out.made = true, out.begin = place.begin, out.end = place.end;
    return out;
}

// Clip.0 held the speed as a floating-point number, and the places of "in" and "length" in an object "source".
void clip_0(JsonDocument& document, Json& object) {
    std::vector<JsonMember> members;
    for (const JsonMember& m : object.object()) {
        if (m.key == "speed" && m.value.is_number()) {
            double v = m.value.number();
            // A millionth is finer than any speed that Clip.0 was given.
            int64_t num = std::abs(v) < 1e6 ? std::llround(v * 1e6) : 0, den = 1'000'000;
            for (int64_t d : {1000000, 100000, 10000, 1000, 100, 10})
                if (num % d == 0) {
                    num /= d, den /= d;
                    break;
                }
            Json pair;
            pair.type = JsonType::array, pair.made = true, pair.begin = m.value.begin, pair.end = m.value.end;
            pair.items = keep(document, std::vector<Json>{made_integer(num, m.value), made_integer(den, m.value)});
            pair.count = 2;
            members.push_back({m.key, pair});
        } else if (m.key == "source" && m.value.is(JsonType::object)) {
            for (const JsonMember& inner : m.value.object()) members.push_back(inner);
        } else {
            members.push_back(m);
        }
    }
    set_members(document, object, members);
}

// Project.0 called the sequences "timelines".
void project_0(JsonDocument& document, Json& object) {
    std::vector<JsonMember> members(object.object().begin(), object.object().end());
    for (JsonMember& m : members)
        if (m.key == "timelines") m.key = "sequences";
    set_members(document, object, members);
}

constexpr Step kSteps[] = {
    {"Clip", 0, clip_0},
    {"Project", 0, project_0},
};

} // namespace

std::string upgrade_object(JsonDocument& document, Json& object, const project_format::Schema& schema) {
    std::string_view have = object.text_of("schema");
    size_t dot = have.rfind('.');
    int version = -1;
    if (dot != std::string_view::npos) std::from_chars(have.data() + dot + 1, have.data() + have.size(), version);
    std::string name(schema.name);
    if (dot == std::string_view::npos || have.substr(0, dot) != schema.name || version < 0)
        return "is not a " + name + (have.empty() ? " (it has no \"schema\")" : " but \"" + std::string(have) + "\"");
    if (version > schema.version)
        return "was written by a newer Tandem (\"" + std::string(have) + "\"; this one reads up to " + name + "." +
               std::to_string(schema.version) + "); update Tandem to open it";
    for (; version < schema.version; ++version) {
        const Step* step = nullptr;
        for (const Step& s : kSteps)
            if (s.name == schema.name && s.from == version) step = &s;
        if (!step) return "has the version \"" + std::string(have) + "\", which never existed";
        step->apply(document, object);
    }
    return {};
}

} // namespace tandem
