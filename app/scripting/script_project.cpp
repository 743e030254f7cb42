// From the document to the data of scripts; see script_project.h.
#include "app/scripting/script_project.h"

#include <algorithm>

#include "engine/export/preset.h"

namespace tandem::app {

namespace {

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string kind_word(TrackKind kind) {
    return kind == TrackKind::picture ? "picture" : kind == TrackKind::sound ? "sound" : "subtitle";
}

void add_locales(const Sequence& sequence, ValueArray& list) {
    for (const auto& track : sequence.tracks) {
        if (track->kind != TrackKind::subtitle || track->language.empty()) continue;
        const Value language(track->language);
        if (std::find(list.begin(), list.end(), language) == list.end()) list.push_back(language);
    }
}

Value or_nil(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value project_data(const Project& project) {
    ValueArray locales, sequences;
    for (const auto& s : project.sequences) {
        add_locales(*s, locales);
        sequences.push_back(ValueObject{{"name", s->name},
                                        {"duration", s->duration().seconds()},
                                        {"width", s->format.width},
                                        {"height", s->format.height},
                                        {"fps", s->format.rate.hz()}});
    }
    return ValueObject{{"name", project.name}, {"locales", locales}, {"sequences", sequences}};
}

Value clip_data(const Project& project, const Track& track, const Placement& item) {
    const Clip& clip = *item.clip;
    ValueObject o{{"name", clip.name},
                  {"track", track.name},
                  {"kind", kind_word(track.kind)},
                  {"start", item.start.seconds()},
                  {"stop", item.end().seconds()},
                  {"duration", clip.length.seconds()},
                  {"enabled", clip.enabled},
                  {"content", "generator"},
                  {"file", Value()},
                  {"text", Value()}};
    if (auto m = std::get_if<MediaContent>(&clip.content)) {
        o["content"] = "media";
        if (const Media* found = project.find_media(m->media)) o["file"] = or_nil(file_name(found->path));
    } else if (auto s = std::get_if<SubtitleContent>(&clip.content)) {
        o["content"] = "subtitle";
        o["text"] = s->text;
    } else if (std::get_if<SequenceContent>(&clip.content)) {
        o["content"] = "sequence";
    }
    return o;
}

Value timeline_data(const Project& project, const Sequence& sequence) {
    static constexpr const char* kKinds[] = {"comment", "chapter", "todo"};
    ValueArray tracks, clips, markers, locales;
    add_locales(sequence, locales);
    for (const auto& t : sequence.tracks) {
        const bool heard = t->kind != TrackKind::sound || !t->strip || !t->strip->mute;
        tracks.push_back(ValueObject{{"name", t->name},
                                     {"kind", kind_word(t->kind)},
                                     {"language", or_nil(t->language)},
                                     {"enabled", t->enabled && heard},
                                     {"clips", static_cast<int64_t>(t->items.size())}});
        for (const Placement& item : t->items) clips.push_back(clip_data(project, *t, item));
    }
    for (const auto& m : sequence.markers)
        markers.push_back(ValueObject{{"name", m->name},
                                      {"note", m->note},
                                      {"colour", m->colour},
                                      {"kind", kKinds[static_cast<size_t>(m->kind)]},
                                      {"start", m->start.seconds()},
                                      {"stop", (m->start + m->length).seconds()},
                                      {"duration", m->length.seconds()}});
    const Format& f = sequence.format;
    return ValueObject{{"name", sequence.name},
                       {"duration", sequence.duration().seconds()},
                       {"width", f.width},
                       {"height", f.height},
                       {"fps", f.rate.hz()},
                       {"rate", f.rate.text()},
                       {"audio_rate", f.audio_rate},
                       {"channels", sequence.mixer ? sequence.mixer->channels : f.channels},
                       {"locales", locales},
                       {"tracks", tracks},
                       {"clips", clips},
                       {"markers", markers}};
}

Value media_data(const Project& project) {
    ValueArray list;
    for (const auto& m : project.media) {
        const PictureStream* picture = m->pictures.empty() ? nullptr : &m->pictures[0];
        const SoundStream* sound = m->sounds.empty() ? nullptr : &m->sounds[0];
        list.push_back(ValueObject{{"name", m->name},
                                   {"file", file_name(m->path)},
                                   {"duration", m->duration.seconds()},
                                   {"width", picture ? picture->width : 0},
                                   {"height", picture ? picture->height : 0},
                                   {"fps", picture && !picture->still ? picture->rate.hz() : 0.0},
                                   {"still", picture && picture->still},
                                   {"channels", sound ? sound->channels : 0},
                                   {"audio_rate", sound ? sound->rate : 0},
                                   {"codec", picture ? picture->codec
                                             : sound ? sound->codec
                                                     : std::string()},
                                   {"timecode", m->timecode}});
    }
    return list;
}

Value buses_data(const Sequence& sequence) {
    ValueArray list;
    if (sequence.mixer)
        for (const auto& bus : sequence.mixer->buses)
            list.push_back(ValueObject{{"name", bus->name}, {"channels", bus->channels}});
    return list;
}

// Presets that do not load are left out: a broken file of the user's is no reason to refuse a script.
Value presets_data() {
    ValueArray list;
    for (const PresetInfo& info : list_presets()) {
        const auto preset = load_preset(info.id);
        if (!preset) continue;
        const bool sound = std::any_of(preset->audio.begin(), preset->audio.end(),
                                       [](const AudioSettings& a) { return a.codec != "none"; });
        list.push_back(ValueObject{{"id", info.id},
                                   {"title", info.title},
                                   {"description", info.description},
                                   {"extension", preset->extension()},
                                   {"picture", preset->video.enabled},
                                   {"sound", sound}});
    }
    return list;
}

} // namespace

Value describe_project(const Project& project, const Sequence& sequence) {
    const Format& f = sequence.format;
    const bool drop = f.drop_frame == DropFrame::yes && drop_frame_allowed(f.rate);
    return ValueObject{{"project", project_data(project)},
                       {"timeline", timeline_data(project, sequence)},
                       {"media", media_data(project)},
                       {"buses", buses_data(sequence)},
                       {"presets", presets_data()},
                       {"clock", ValueObject{{"num", f.rate.num},
                                             {"den", f.rate.den},
                                             {"audio_rate", f.audio_rate},
                                             {"start_frame", f.start_frame},
                                             {"drop", drop ? 1 : 0}}}};
}

} // namespace tandem::app
