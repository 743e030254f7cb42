// Re-attaching by id. Ids of effects are kept only where their clip is the first one to claim them.
#include "engine/io/otio_attach.h"

#include <algorithm>

#include "engine/io/otio_time.h"

namespace tandem::otio {

Attach::Attach(const Project* native) : native_(native) {
    if (!native) return;
    // Sequences, media and buses keep their numbers; nothing else may take them.
    for (const auto& m : native->media) used_.insert(m->id.value);
    for (const auto& b : native->bins) used_.insert(b.id.value);
    for (const auto& s : native->sequences) {
        sequences_.emplace(s->id.value, s.get());
        for (const auto& b : s->mixer->buses) used_.insert(b->id.value);
        for (const auto& m : s->markers) markers_.emplace(m->id.value, m.get());
        for (const auto& t : s->tracks) {
            tracks_.emplace(t->id.value, t.get());
            for (const auto& p : t->items) clips_.emplace(p.clip->id.value, p.clip.get());
        }
    }
}

uint64_t Attach::stored(const Json& json, std::string_view key) {
    const Json* metadata = json.find("metadata");
    const Json* ours = metadata ? metadata->find("tandem") : nullptr;
    const Json* v = ours ? ours->find(key) : nullptr;
    return v && v->is(JsonType::integer) && v->integer > 0 ? static_cast<uint64_t>(v->integer) : 0;
}

ClipId Attach::clip_id(const Json& json, IdSource& ids) {
    uint64_t v = stored(json, "clip");
    return v && native_ && clips_.contains(v) && used_.insert(v).second ? ClipId{v} : ids.make<ClipId>();
}

void Attach::clip(Clip& clip, TrackKind kind) const {
    auto found = clips_.find(clip.id.value);
    if (found == clips_.end()) return;
    const Clip& was = *found->second;
    auto fits = [&](const Effect& e) { return (spec(e.kind).domain == Domain::sound) == (kind == TrackKind::sound); };
    EffectStack stack;
    if (was.effects)
        for (const auto& e : was.effects->effects)
            if (fits(*e)) stack.effects.push_back(e);
    if (clip.effects) stack.foreign = clip.effects->foreign;
    if (was.effects || clip.effects) clip.effects = std::make_shared<const EffectStack>(std::move(stack));
    if (was.content.index() == clip.content.index() && !std::holds_alternative<SequenceContent>(clip.content)) {
        auto now = std::get_if<MediaContent>(&clip.content);
        if (!now || now->media == std::get<MediaContent>(was.content).media) clip.content = was.content;
    }
    // A head that was trimmed elsewhere moves the keys' origin with it.
    clip.key_origin = was.key_origin;
    if (was.speed_ramp && clip.speed == mean_speed(was)) {
        clip.speed = was.speed, clip.speed_ramp = was.speed_ramp;
        const Time off = clip.in - was.in;
        if (auto from = off < Time{} ? ramp_time_before(*was.speed_ramp, was.key_origin, -off)
                                     : ramp_time(*was.speed_ramp, was.key_origin, off))
            clip.key_origin = off < Time{} ? was.key_origin - *from : *from;
    } else if (clip.speed == was.speed && clip.speed.num > 0)
        clip.key_origin += clip.speed.timeline(clip.in - was.in);
    clip.preserve_pitch = was.preserve_pitch;
    if (kind == TrackKind::picture) clip.grades = was.grades;
    clip.fade_in = was.fade_in, clip.fade_out = was.fade_out;
    clip.link = was.link, clip.group = was.group, clip.colour_label = was.colour_label;
    if (!clip.extra) clip.extra = was.extra;
    if (clip.transition_in && was.transition_in && clip.transition_in->id == was.transition_in->id) {
        Transition t = *was.transition_in;
        t.before = clip.transition_in->before, t.after = clip.transition_in->after;
        clip.transition_in = std::make_shared<const Transition>(std::move(t));
    }
}

void Attach::track(Track& track) const {
    auto found = tracks_.find(track.id.value);
    if (found == tracks_.end() || found->second->kind != track.kind) return;
    const Track& was = *found->second;
    if (was.strip) {
        Strip strip = *was.strip;
        strip.mute = track.strip && track.strip->mute;
        track.strip = std::make_shared<const Strip>(std::move(strip));
    }
    track.locked = was.locked, track.sync_lock = was.sync_lock, track.language = was.language;
    if (!track.extra) track.extra = was.extra;
}

void Attach::sequence(Sequence& sequence) const {
    auto found = sequences_.find(sequence.id.value);
    if (found == sequences_.end()) return;
    const Sequence& was = *found->second;
    Format format = was.format;
    format.rate = sequence.format.rate;
    format.start_frame = sequence.format.start_frame;
    if (!drop_frame_allowed(format.rate)) format.drop_frame = DropFrame::no;
    sequence.format = format;
    sequence.mixer = was.mixer;
    // OpenTimelineIO has no subtitles, so nobody can have changed them there.
    for (const auto& t : was.tracks)
        if (t->kind == TrackKind::subtitle) sequence.tracks.push_back(t);
    if (!sequence.extra) sequence.extra = was.extra;
}

void Attach::marker(Marker& marker) const {
    auto found = markers_.find(marker.id.value);
    if (found == markers_.end()) return;
    marker.kind = found->second->kind;
    if (!marker.extra) marker.extra = found->second->extra;
}

void Attach::project(Project& project) const {
    if (!native_) return;
    project.uuid = native_->uuid, project.name = native_->name, project.bins = native_->bins;
    project.extra = native_->extra;
}

} // namespace tandem::otio
