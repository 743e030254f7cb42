// Values and document tables for scripts; see script_values.h.
#include "app/script_values.h"

#include "engine/io/json_value.h"

namespace tandem::app {

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
    if (clip.speed_ramp) {
        ValueArray keys; // from the clip's start
        for (const Key& k : clip.speed_ramp->keys) {
            ValueArray key;
            key.emplace_back((k.time - clip.key_origin).ticks);
            key.emplace_back(k.value);
            keys.emplace_back(std::move(key));
        }
        o["speed_ramp"] = std::move(keys);
    }
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
