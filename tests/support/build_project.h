// Small builder of projects for tests of every module: media, tracks and clips at given times in a few lines, without
// the edit verbs. Header-only, test threads only. Nothing is validated here; tests that need it call validate().
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "engine/model/lookup.h"
#include "engine/model/project.h"

namespace tandem::test {

inline Time seconds(int64_t s) { return Time::from_seconds(s); }
inline Time millis(int64_t ms) { return Time::from_ratio(ms, 1000); }

// A project with one sequence "Main" that has the tracks V1 and A1 (as make_project gives it).
class BuildProject {
  public:
    explicit BuildProject(const Format& format = {}, const std::string& name = "Test")
        : project_(make_project(name, format)), sequence_(*project_.sequences[0]), ids_{project_.next_id} {
        project_.uuid = "00000000000000000000000000000001"; // tests compare texts of projects
    }

    IdSource& ids() { return ids_; }
    // The sequence being built; change anything before done().
    Sequence& sequence() { return sequence_; }
    Project& project() { return project_; }
    TrackId v1() const { return sequence_.tracks[0]->id; }
    TrackId a1() const { return track_named("A1"); }
    TrackId track_named(const std::string& name) const {
        for (const auto& t : sequence_.tracks)
            if (t->name == name) return t->id;
        return {};
    }

    // Adds media as probed (its id is replaced).
    MediaId add_media(Media media) {
        media.id = ids_.make<MediaId>();
        MediaId id = media.id;
        project_.media = project_.media.push_back(std::make_shared<const Media>(std::move(media)));
        return id;
    }
    // Facts of a film with stereo sound that exists nowhere on disk.
    MediaId film(const std::string& name, Time duration, FrameRate rate = {25, 1}, int width = 1920,
                 int height = 1080) {
        Media m;
        m.name = name, m.path = "/nowhere/" + name, m.duration = duration;
        PictureStream p;
        p.width = width, p.height = height, p.rate = rate, p.duration = duration;
        p.codec = "h264", p.format = "yuv420p", p.colour = kRec709;
        m.pictures.push_back(p);
        SoundStream s;
        s.index = 1, s.layout = "stereo", s.codec = "aac", s.duration = duration;
        m.sounds.push_back(s);
        return add_media(std::move(m));
    }
    MediaId sound_file(const std::string& name, Time duration, int rate = 48000, int channels = 2) {
        Media m;
        m.name = name, m.path = "/nowhere/" + name, m.duration = duration;
        SoundStream s;
        s.rate = rate, s.channels = channels, s.layout = channels == 1 ? "mono" : "stereo", s.codec = "pcm_s16le";
        s.duration = duration;
        m.sounds.push_back(s);
        return add_media(std::move(m));
    }

    // Picture tracks go above the topmost picture track, others to the end of the list.
    TrackId add_track(TrackKind kind, const std::string& name) {
        Track t = make_track(kind, ids_.make<TrackId>(), name);
        TrackId id = t.id;
        auto at = sequence_.tracks.end();
        if (kind == TrackKind::picture)
            at = std::find_if(sequence_.tracks.begin(), sequence_.tracks.end(),
                              [](const Ref<Track>& x) { return x->kind != TrackKind::picture; });
        sequence_.tracks.insert(at, std::make_shared<const Track>(std::move(t)));
        return id;
    }
    // A copy of the track to change, stored by set_track.
    Track track(TrackId id) const { return *sequence_.tracks[find_track(sequence_, id).value()]; }
    void set_track(Track t) {
        auto i = find_track(sequence_, t.id).value();
        sequence_.tracks[i] = std::make_shared<const Track>(std::move(t));
    }

    // Puts a clip (its id is set when 0), keeping the items sorted.
    ClipId add_clip(TrackId track_id, Time start, Clip clip) {
        if (!clip.id) clip.id = ids_.make<ClipId>();
        ClipId id = clip.id;
        Track t = track(track_id);
        size_t at = 0;
        while (at < t.items.size() && t.items[at].start < start) ++at;
        t.items = t.items.insert(at, {start, std::make_shared<const Clip>(std::move(clip))});
        set_track(std::move(t));
        return id;
    }
    ClipId clip(TrackId track_id, MediaId media, Time start, Time in, Time length, LinkId link = {}) {
        const Media* m = find(media);
        return add_clip(track_id, start,
                        {.name = m ? m->name : "?",
                         .content = MediaContent{.media = media},
                         .in = in,
                         .length = length,
                         .link = link});
    }
    // Picture on `picture` and its sound on `sound`, linked.
    std::pair<ClipId, ClipId> linked(TrackId picture, TrackId sound, MediaId media, Time start, Time in, Time length) {
        LinkId link = ids_.make<LinkId>();
        return {clip(picture, media, start, in, length, link), clip(sound, media, start, in, length, link)};
    }
    // A generator clip: solid, gradient or title with its parameters at their defaults.
    ClipId generator(TrackId track_id, EffectKind kind, Time start, Time length) {
        auto e = std::make_shared<const Effect>(make_effect(kind, ids_.make<EffectId>()));
        return add_clip(track_id, start,
                        {.name = std::string(spec(kind).id), .content = GeneratorContent{e}, .length = length});
    }
    ClipId cue(TrackId track_id, Time start, Time length, const std::string& text) {
        return add_clip(track_id, start, {.content = SubtitleContent{text}, .length = length});
    }

    // Changes a clip in place: change(clip).
    template<class F>
    void edit_clip(ClipId id, F change) {
        ClipPlace place = find_clip(sequence_, id).value();
        Clip c = *place.placement->clip;
        change(c);
        Track t = *sequence_.tracks[place.track];
        t.items = t.items.set(place.index, {t.items[place.index].start, std::make_shared<const Clip>(std::move(c))});
        set_track(std::move(t));
    }
    void transition(ClipId to, TransitionKind kind, Time before, Time after) {
        Transition t;
        t.id = ids_.make<TransitionId>(), t.kind = kind, t.before = before, t.after = after;
        edit_clip(to, [&](Clip& c) { c.transition_in = std::make_shared<const Transition>(t); });
    }
    // Appends an effect at its defaults to a clip; change(effect) may set its params.
    template<class F>
    EffectId effect(ClipId clip_id, EffectKind kind, F change) {
        Effect e = make_effect(kind, ids_.make<EffectId>());
        change(e);
        edit_clip(clip_id, [&](Clip& c) {
            EffectStack stack = c.effects ? *c.effects : EffectStack{};
            stack.effects.push_back(std::make_shared<const Effect>(e));
            c.effects = std::make_shared<const EffectStack>(std::move(stack));
        });
        return e.id;
    }

    // The project so far.
    Ref<Project> done() const {
        Project p = project_;
        p.next_id = ids_.next;
        p.sequences[0] = std::make_shared<const Sequence>(sequence_);
        return std::make_shared<const Project>(std::move(p));
    }

  private:
    const Media* find(MediaId id) const {
        for (const auto& m : project_.media)
            if (m->id == id) return m.get();
        return nullptr;
    }

    Project project_;
    Sequence sequence_;
    IdSource ids_;
};

} // namespace tandem::test
