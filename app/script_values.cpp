// Values and document tables for scripts; see script_values.h.
#include "app/script_values.h"

#include "engine/io/json_value.h"

namespace tandem::app {

void push_value(lua_State* lua, const Value& value) {
    luaL_checkstack(lua, 4, "value too deep");
    if (value.is_null()) return lua_pushnil(lua);
    if (auto b = value.as_bool()) return lua_pushboolean(lua, *b);
    if (auto i = value.as_int()) return lua_pushinteger(lua, *i);
    if (auto d = std::get_if<double>(&value.v)) return lua_pushnumber(lua, *d);
    if (auto s = value.as_string()) return static_cast<void>(lua_pushlstring(lua, s->data(), s->size()));
    if (auto a = value.as_array()) {
        lua_createtable(lua, static_cast<int>(a->size()), 0);
        for (size_t i = 0; i < a->size(); ++i) {
            push_value(lua, (*a)[i]);
            lua_rawseti(lua, -2, static_cast<lua_Integer>(i) + 1);
        }
        return;
    }
    const ValueObject& object = *value.as_object();
    lua_createtable(lua, 0, static_cast<int>(object.size()));
    for (const auto& [key, inner] : object) {
        push_value(lua, inner);
        lua_setfield(lua, -2, key.c_str());
    }
}

static Result<Value> table_value(lua_State* lua, int index, int depth) {
    ValueObject object;
    ValueArray array;
    const lua_Unsigned length = lua_rawlen(lua, index);
    for (lua_Unsigned i = 1; i <= length; ++i) {
        lua_rawgeti(lua, index, static_cast<lua_Integer>(i));
        auto item = to_value(lua, -1, depth + 1);
        lua_pop(lua, 1);
        array.push_back(TRY(std::move(item)));
    }
    lua_pushnil(lua);
    while (lua_next(lua, index) != 0) {
        if (lua_type(lua, -2) == LUA_TSTRING) {
            auto item = to_value(lua, -1, depth + 1);
            if (!item) return lua_pop(lua, 2), std::move(item).error();
            object[lua_tostring(lua, -2)] = std::move(*item);
        } else if (!lua_isinteger(lua, -2) || lua_tointeger(lua, -2) < 1 ||
                   static_cast<lua_Unsigned>(lua_tointeger(lua, -2)) > length) {
            lua_pop(lua, 2);
            return fail(ErrorCode::usage, "a table has names or the numbers 1..n as keys");
        }
        lua_pop(lua, 1);
    }
    if (!array.empty() && !object.empty())
        return fail(ErrorCode::usage, "a table has either names or numbers as keys, not both");
    if (!array.empty()) return Value(std::move(array));
    return Value(std::move(object));
}

Result<Value> to_value(lua_State* lua, int index, int depth) {
    if (depth > 32) return fail(ErrorCode::usage, "a table is deeper than 32 levels or contains itself");
    index = lua_absindex(lua, index);
    if (!lua_checkstack(lua, 4)) return fail(ErrorCode::usage, "a table is too deep");
    switch (lua_type(lua, index)) {
    case LUA_TNIL:
        return Value();
    case LUA_TBOOLEAN:
        return Value(lua_toboolean(lua, index) != 0);
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index)) return Value(static_cast<int64_t>(lua_tointeger(lua, index)));
        return Value(lua_tonumber(lua, index));
    case LUA_TSTRING: {
        size_t size = 0;
        const char* text = lua_tolstring(lua, index, &size);
        return Value(std::string(text, size));
    }
    case LUA_TTABLE:
        return table_value(lua, index, depth);
    default:
        return fail(ErrorCode::usage, std::string("a ") + luaL_typename(lua, index) + " cannot be an argument");
    }
}

static std::string_view kind_word(TrackKind kind) {
    return kind == TrackKind::picture ? "picture" : kind == TrackKind::sound ? "sound" : "subtitle";
}

static ValueObject clip_value(const Project& project, const Sequence& sequence, const Track& track,
                              const Placement& item) {
    const Clip& clip = *item.clip;
    ValueObject o{{"id", clip.id.value},
                  {"name", clip.name},
                  {"track", track.name},
                  {"track_id", track.id.value},
                  {"kind", std::string(kind_word(track.kind))},
                  {"start", item.start.ticks},
                  {"length", clip.length.ticks},
                  {"stop", item.end().ticks},
                  {"start_tc", time_text(item.start, sequence.format.rate)},
                  {"source_in", clip.in.ticks},
                  {"enabled", clip.enabled},
                  {"speed_num", clip.speed.num},
                  {"speed_den", clip.speed.den}};
    if (clip.link) o["link"] = clip.link.value;
    if (clip.transition_in) {
        o["transition"] = std::string(transition_word(clip.transition_in->kind));
        o["transition_id"] = clip.transition_in->id.value;
    }
    if (auto m = std::get_if<MediaContent>(&clip.content)) {
        o["media"] = m->media.value;
        if (const Media* found = project.find_media(m->media)) o["media_name"] = found->name;
    }
    if (auto s = std::get_if<SubtitleContent>(&clip.content)) o["text"] = s->text;
    if (auto g = std::get_if<GeneratorContent>(&clip.content))
        if (g->generator) o["generator"] = std::string(spec(g->generator->kind).id);
    if (auto n = std::get_if<SequenceContent>(&clip.content)) o["sequence"] = n->sequence.value;
    ValueArray effects;
    if (clip.effects)
        for (const auto& e : clip.effects->effects)
            effects.push_back(
                ValueObject{{"id", e->id.value}, {"kind", std::string(spec(e->kind).id)}, {"enabled", e->enabled}});
    o["effects"] = effects;
    return o;
}

Value clips_value(const Project& project, const Sequence& sequence, const std::string& track) {
    ValueArray list;
    for (const auto& t : sequence.tracks) {
        if (!track.empty() && t->name != track) continue;
        for (const Placement& item : t->items) list.push_back(clip_value(project, sequence, *t, item));
    }
    return list;
}

Value tracks_value(const Sequence& sequence) {
    ValueArray list;
    for (const auto& t : sequence.tracks)
        list.push_back(ValueObject{{"id", t->id.value},
                                   {"name", t->name},
                                   {"kind", std::string(kind_word(t->kind))},
                                   {"clips", static_cast<int64_t>(t->items.size())},
                                   {"enabled", t->enabled},
                                   {"locked", t->locked},
                                   {"stop", t->end().ticks}});
    return list;
}

Value media_value(const Project& project) {
    ValueArray list;
    for (const auto& m : project.media)
        list.push_back(ValueObject{{"id", m->id.value},
                                   {"name", m->name},
                                   {"path", m->path},
                                   {"duration", m->duration.ticks},
                                   {"has_picture", !m->pictures.empty()},
                                   {"has_sound", !m->sounds.empty()},
                                   {"still", !m->pictures.empty() && m->pictures[0].still}});
    return list;
}

Value markers_value(const Sequence& sequence) {
    static constexpr const char* kKinds[] = {"comment", "chapter", "todo"};
    ValueArray list;
    for (const auto& m : sequence.markers)
        list.push_back(ValueObject{{"id", m->id.value},
                                   {"start", m->start.ticks},
                                   {"length", m->length.ticks},
                                   {"name", m->name},
                                   {"kind", kKinds[static_cast<size_t>(m->kind)]}});
    return list;
}

Value sequence_value(const Sequence& sequence) {
    const Format& f = sequence.format;
    return ValueObject{
        {"id", sequence.id.value}, {"name", sequence.name},      {"width", f.width},
        {"height", f.height},      {"rate", f.rate.text()},      {"rate_num", f.rate.num},
        {"rate_den", f.rate.den},  {"audio_rate", f.audio_rate}, {"duration", sequence.duration().ticks}};
}

} // namespace tandem::app
