// tandem.matrix() and m:add{...}: each deliverable is checked where it is added, so that a mistake is told with the
// script's line, and kept in the form of a *.tandemmatrix.json.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/lua_helper/delivery_api.h"
#include "app/lua_helper/sandbox.h"
#include "app/lua_helper/wire.h"
#include "engine/io/json.h"
#include "engine/io/json_value.h"

namespace tandem::lua_helper {

using app::protect;
using app::set_error;

namespace {

constexpr const char* kMatrix = "tandem.matrix";
constexpr size_t kMaxSidecars = 32, kMaxKeys = 10'000; // of one deliverable

Error wrong(std::string what) { return fail(ErrorCode::bad_data, std::move(what)); }

// The frame of an instant as text that parse_time takes: exact, unlike seconds.
std::string frame_text(const Sandbox& sandbox, double seconds) {
    return std::to_string(sandbox.rate.frame_nearest(Time::from_double(seconds))) + "f";
}

enum class Unit { frames, seconds };

std::string seconds_text(double seconds) {
    char text[40];
    std::snprintf(text, sizeof text, "%.6fs", seconds);
    return text;
}

// A place of a picture: "25%", "marker:NAME" or a time.
Result<void> check_place(const Sandbox& sandbox, const std::string& text, const std::string& path) {
    if (!valid_utf8(text) || text.find('\0') != std::string::npos) return wrong(path + " is not UTF-8 text");
    if (text.starts_with("marker:")) return {};
    if (text.ends_with("%")) {
        const std::string digits = text.substr(0, text.size() - 1);
        const bool whole =
            !digits.empty() && digits.size() <= 3 && digits.find_first_not_of("0123456789") == std::string::npos;
        if (!whole || std::stoi(digits) > 100) return wrong(path + " takes 0%..100%");
        return {};
    }
    if (auto t = parse_time(text, sandbox.rate, sandbox.audio_rate); !t) return wrong(path + ": " + t.error().text());
    return {};
}

Result<Value> time_value(const Sandbox& sandbox, const FieldRow& row, const Value& value, const std::string& path) {
    double seconds = 0;
    if (value.number(seconds)) {
        if (!(seconds >= 0 && seconds < 1e6)) return wrong(path + " is not a time of the timeline");
        return Value(frame_text(sandbox, seconds));
    }
    const std::string* text = value.as_string();
    if (!text) return wrong(path + " takes a time");
    if (row.path.starts_with("sidecars")) {
        for (size_t start = 0; start <= text->size();) {
            const size_t end = std::min(text->find('|', start), text->size());
            TRY_VOID(check_place(sandbox, text->substr(start, end - start), path));
            start = end + 1;
        }
        return value;
    }
    auto t = parse_time(*text, sandbox.rate, sandbox.audio_rate);
    if (!t) return wrong(path + ": " + t.error().text());
    return value;
}

// What one key asks of another.
Result<void> check_reframe(const Value& made, const std::string& path) {
    const Value *mode = made.find("mode"), *keys = made.find("keys");
    if (!mode) return wrong(path + " has no mode");
    const bool keyed = *mode == Value("keyframed");
    const bool followed = *mode == Value("auto");
    if (!followed && keyed != (keys && !keys->as_array()->empty()))
        return wrong(path + ": keys belong to the modes keyframed, which needs at least one, and auto");
    if (followed && keys)
        for (const Value& key : *keys->as_array())
            if (key.find("zoom")) return wrong(path + ": a point that is followed has no zoom");
    return {};
}

Result<void> check_sidecar(const Value& made, const std::string& path) {
    const Value* kind = made.find("kind");
    if (!kind) return wrong(path + " has no kind");
    if (*kind == Value("thumbnail") || *kind == Value("poster")) return {};
    for (const char* key : {"at", "size", "maxBytes"})
        if (made.find(key)) return wrong(path + ": " + key + " belongs to thumbnails and posters only");
    return {};
}

Result<Value> size_value(const FieldRow& row, const Value& value, const std::string& path) {
    const Error bad = wrong(path + " takes " + field_words(row));
    auto list = value.as_array();
    if (!list || list->size() != 2) return bad;
    ValueArray out;
    for (const Value& v : *list) {
        double n = 0;
        if (!v.number(n) || n != std::floor(n) || n < 16 || n > 16384) return bad;
        out.push_back(static_cast<int64_t>(n));
    }
    return Value(std::move(out));
}

Result<Value> checked(const Sandbox& sandbox, const std::string& schema, const std::string& path, const Value& value);

Result<Value> checked_object(const Sandbox& sandbox, const std::string& schema, const std::string& path,
                             const Value& value) {
    auto object = value.as_object();
    if (!object) return wrong(path + " takes a table with names");
    ValueObject out;
    for (const auto& [key, inner] : *object)
        out[key] = TRY(checked(sandbox, schema + "." + key, path + "." + key, inner));
    return Value(std::move(out));
}

// Checks a value by its row and brings it into the form that the matrix file has. `schema` is the path in the table,
// `path` the one for messages.
Result<Value> checked(const Sandbox& sandbox, const std::string& schema, const std::string& path, const Value& value) {
    const FieldRow* row = find_field(schema);
    if (!row) {
        const size_t dot = schema.rfind('.');
        const std::string parent = dot == std::string::npos ? "" : schema.substr(0, dot + 1);
        std::string known;
        for (const FieldRow& r : api_fields()) {
            if (!r.path.starts_with(parent)) continue;
            const std::string_view rest = r.path.substr(parent.size());
            if (rest.find_first_of(".[") == std::string_view::npos)
                known += (known.empty() ? "" : ", ") + std::string(rest);
        }
        return wrong("a deliverable has no '" + clean_text(path) + "'; there are " + known);
    }
    const Error bad = wrong(path + " takes " + field_words(*row));
    switch (row->kind) {
    case FieldKind::text:
        if (!value.as_string()) return bad;
        if (!valid_utf8(*value.as_string()) || value.as_string()->find('\0') != std::string::npos)
            return wrong(path + " is not UTF-8 text");
        if (value.as_string()->size() > 1024) return wrong(path + " is longer than 1024 bytes");
        return value;
    case FieldKind::boolean:
        if (!std::get_if<bool>(&value.v)) return bad;
        return value;
    case FieldKind::number:
    case FieldKind::integer: {
        double n = 0;
        if (!value.number(n) || !std::isfinite(n) || (row->low < row->high && (n < row->low || n > row->high)))
            return bad;
        if (row->kind == FieldKind::number) return value;
        if (n != std::floor(n)) return bad;
        return Value(static_cast<int64_t>(n));
    }
    case FieldKind::size:
        return size_value(*row, value, path);
    case FieldKind::time:
        return time_value(sandbox, *row, value, path);
    case FieldKind::word: {
        const std::string* word = value.as_string();
        if (!word || word->empty() || word->find('|') != std::string::npos ||
            ("|" + std::string(row->words) + "|").find("|" + *word + "|") == std::string::npos)
            return bad;
        return value;
    }
    case FieldKind::scalars: {
        auto object = value.as_object();
        if (!object) return bad;
        for (const auto& [key, inner] : *object) {
            double n = 0;
            const bool good = std::get_if<bool>(&inner.v) || (inner.number(n) && std::isfinite(n)) ||
                              (inner.as_string() && valid_utf8(*inner.as_string()));
            if (!good || !valid_utf8(key)) return bad;
        }
        return value;
    }
    case FieldKind::object:
        if (schema == "canvas.reframe") {
            const Value whole = value.as_string() ? Value(ValueObject{{"mode", value}}) : value; // the mode alone
            Value made = TRY(checked_object(sandbox, schema, path, whole));
            TRY_VOID(check_reframe(made, path));
            return made;
        }
        return checked_object(sandbox, schema, path, value);
    case FieldKind::list: {
        const ValueObject* object = value.as_object();
        if (object && object->empty()) return Value(ValueArray{}); // Lua's {} is both
        auto list = value.as_array();
        if (!list) return bad;
        if (list->size() > (schema == "sidecars" ? kMaxSidecars : kMaxKeys)) return wrong(path + " is too long");
        ValueArray out;
        for (size_t i = 0; i < list->size(); ++i) {
            const std::string item = path + "[" + std::to_string(i + 1) + "]";
            out.push_back(TRY(checked_object(sandbox, schema + "[]", item, (*list)[i])));
            if (schema == "sidecars") TRY_VOID(check_sidecar(out.back(), item));
            if (schema == "canvas.reframe.keys" && !out.back().find("at")) return wrong(item + " has no at");
        }
        return Value(std::move(out));
    }
    case FieldKind::range:
        break; // range_value
    }
    return bad;
}

// "IN..OUT" in frames for what has start and stop; texts are checked and stay as they are.
Result<Value> range_value(lua_State* lua, const Sandbox& sandbox, int index, Unit unit) {
    index = lua_absindex(lua, index);
    if (lua_type(lua, index) == LUA_TSTRING) {
        const std::string text = lua_tostring(lua, index);
        const size_t dots = text.find("..");
        if (dots == std::string::npos) return wrong("range takes IN..OUT");
        for (const std::string& end : {text.substr(0, dots), text.substr(dots + 2)})
            if (!end.empty())
                if (auto t = parse_time(end, sandbox.rate, sandbox.audio_rate); !t)
                    return wrong("range: " + t.error().text());
        return Value(text);
    }
    Value value;
    if (const Value* view = view_at(lua, index))
        value = *view;
    else
        value = TRY(app::to_value(lua, index));
    double start = 0, stop = 0;
    const Value *a = value.find("start"), *b = value.find("stop");
    if (!a || !b || !a->number(start) || !b->number(stop) || !(start >= 0) || !(stop > start) || !(stop < 1e6))
        return wrong("range takes \"IN..OUT\" or what has start and stop in seconds, start before stop");
    if (unit == Unit::seconds) return Value(seconds_text(start) + ".." + seconds_text(stop));
    return Value(frame_text(sandbox, start) + ".." + frame_text(sandbox, stop));
}

bool has_name(const Value* list, const char* key, const std::string& name) {
    if (list && list->as_array())
        for (const Value& item : *list->as_array())
            if (const Value* found = item.find(key); found && found->as_string() && *found->as_string() == name)
                return true;
    return false;
}

// What a deliverable names must be there.
Result<void> check_names(const Sandbox& sandbox, const ValueObject& made) {
    const auto text = [&](const Value* v) { return v && v->as_string() ? *v->as_string() : std::string(); };
    const Value whole(made);
    const std::string preset = text(whole.find("preset")), sequence = text(whole.find("sequence"));
    if (preset.empty()) return wrong("a deliverable needs a preset");
    if (!has_name(sandbox.world.find("presets"), "id", preset))
        return fail(ErrorCode::no_input, "there is no preset '" + preset + "'; tandem.presets lists them");
    if (!sequence.empty() && !has_name(sandbox.world.find("project")->find("sequences"), "name", sequence))
        return wrong("the project has no sequence '" + sequence + "'");
    const Value* audio = whole.find("audio");
    const std::string bus = audio ? text(audio->find("bus")) : "";
    const bool here = sequence.empty() || sequence == text(sandbox.world.find("timeline")->find("name"));
    if (here && !bus.empty() && !has_name(sandbox.world.find("buses"), "name", bus))
        return wrong("the mixer has no bus '" + bus + "'; tandem.buses lists them");
    return {};
}

Matrix& self(lua_State* lua) {
    return sandbox_of(lua).matrices[*static_cast<size_t*>(luaL_checkudata(lua, 1, kMatrix))];
}

Result<Value> deliverable(lua_State* lua) {
    Sandbox& sandbox = sandbox_of(lua);
    if (!lua_istable(lua, 2)) return wrong("takes one table: m:add{ preset = \"...\" }");
    ValueObject made;
    lua_pushnil(lua);
    while (lua_next(lua, 2) != 0) {
        if (lua_type(lua, -2) != LUA_TSTRING)
            return wrong("a deliverable has names as keys: m:add{ preset = \"...\" }");
        const std::string key = lua_tostring(lua, -2);
        if (key != "range") {
            auto value = app::to_value(lua, -1);
            if (!value) return wrong(clean_text(key) + ": " + value.error().what);
            made[key] = TRY(checked(sandbox, key, key, *value));
        }
        lua_pop(lua, 1);
    }
    TRY_VOID(check_names(sandbox, made));
    // Frames of another sequence may be of another rate.
    const bool frames = !made.contains("sequence") || made["sequence"] == *sandbox.world.find("timeline")->find("name");
    lua_pushliteral(lua, "range");
    if (lua_rawget(lua, 2) != LUA_TNIL)
        made["range"] = TRY(range_value(lua, sandbox, -1, frames ? Unit::frames : Unit::seconds));
    return Value(std::move(made));
}

int add_body(lua_State* lua) {
    Matrix& matrix = self(lua);
    Sandbox& sandbox = sandbox_of(lua);
    lua_settop(lua, 2);
    if (matrix.items.size() >= kMaxDeliverables)
        return set_error(lua, fail(ErrorCode::denied, "a matrix has at most 1000 deliverables"));
    auto made = deliverable(lua);
    if (!made) return set_error(lua, std::move(made).error());
    ValueObject object = *made->as_object();
    std::string id;
    if (object.contains("id")) {
        id = *object["id"].as_string();
        if (id.empty()) return set_error(lua, wrong("the id is empty"));
        if (matrix.ids.contains(id)) return set_error(lua, wrong("the id '" + clean_text(id) + "' is there already"));
    } else {
        id = *object["preset"].as_string();
        if (object.contains("locale")) id += "." + *object["locale"].as_string();
        const std::string base = id;
        for (int n = 2; matrix.ids.contains(id); ++n) id = base + "-" + std::to_string(n);
        object["id"] = id;
    }
    Value whole(std::move(object));
    sandbox.made += value_text(whole).size() + 1;
    if (sandbox.made > kMaxMatrixBytes - 100)
        return set_error(lua, fail(ErrorCode::denied, "the matrix is larger than 1 MiB of text"));
    matrix.ids.insert(id);
    matrix.items.push_back(std::move(whole));
    lua_pushlstring(lua, id.data(), id.size());
    return 1;
}

int unknown_body(lua_State* lua) {
    return set_error(lua, wrong("a matrix has one function, add: m:add{ preset = \"...\" }"));
}

int new_matrix_body(lua_State* lua) {
    Sandbox& sandbox = sandbox_of(lua);
    if (sandbox.matrices.size() >= kMaxMatrices)
        return set_error(lua, fail(ErrorCode::denied, "a script has at most 16 matrices"));
    sandbox.matrices.emplace_back();
    *static_cast<size_t*>(lua_newuserdatauv(lua, sizeof(size_t), 0)) = sandbox.matrices.size() - 1;
    luaL_setmetatable(lua, kMatrix);
    return 1;
}

int matrix_index(lua_State* lua) {
    if (lua_type(lua, 2) == LUA_TSTRING && std::string_view(lua_tostring(lua, 2)) == "add")
        return lua_pushcfunction(lua, protect<add_body>), 1;
    return protect<unknown_body>(lua);
}

} // namespace

int new_matrix(lua_State* lua) { return protect<new_matrix_body>(lua); }

void open_matrix(lua_State* lua) {
    luaL_newmetatable(lua, kMatrix);
    lua_pushcfunction(lua, matrix_index);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, protect<unknown_body>);
    lua_setfield(lua, -2, "__newindex");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 1);
}

const ValueArray* matrix_at(lua_State* lua, int index) {
    auto i = static_cast<size_t*>(luaL_testudata(lua, index, kMatrix));
    return i ? &sandbox_of(lua).matrices[*i].items : nullptr;
}

} // namespace tandem::lua_helper
