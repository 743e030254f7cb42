// Verbs on clips; marks, markers and moves of the playhead are in edits_time.cpp.
#include "ui/edits.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "engine/session/new_project.h"

namespace tandem::ui {

// The context of this file's texts.
struct Edits {
    Q_DECLARE_TR_FUNCTIONS(Edits)
};

std::vector<Command> Studio::formatCommands(MediaId id) const {
    const Ref<Sequence> s = sequence();
    const Media* media = project() ? project()->find_media(id) : nullptr;
    if (!s || !media || media->pictures.empty() || s->duration() > Time{}) return {};
    const Format f = format_for(*media);
    ValueObject args{{"width", f.width}, {"height", f.height}, {"rate", f.rate.text()}};
    if (!media->sounds.empty()) args["audio_rate"] = f.audio_rate;
    if (f.width == s->format.width && f.height == s->format.height && f.rate == s->format.rate &&
        (media->sounds.empty() || f.audio_rate == s->format.audio_rate))
        return {};
    return {{"set_sequence", std::move(args)}};
}

bool putMedia(Studio& studio, const PutMedia& put) {
    const Ref<Sequence> s = studio.sequence();
    if (!s || put.media.empty()) return false;
    Put how = put.how;
    if (how == Put::by_mode) how = studio.editMode() == EditMode::ripple ? Put::insert : Put::overwrite;
    static constexpr const char* kNames[] = {"insert", "overwrite", "append", "place_on_top"};
    const TrackId picture = put.picture ? put.picture : studio.targetTrack(TrackKind::picture);
    const TrackId sound = put.sound ? put.sound : studio.targetTrack(TrackKind::sound);
    std::vector<Command> commands;
    for (const MediaId id : put.media)
        if (commands.empty()) commands = studio.formatCommands(id);
    const size_t before = commands.size();
    FrameRate rate = s->format.rate;
    if (before > 0)
        if (auto parsed = FrameRate::parse(*commands[0].args["rate"].as_string())) rate = *parsed;
    Time at = rate.snap(put.at);
    for (const MediaId id : put.media) {
        const Media* media = studio.project()->find_media(id);
        if (!media) continue;
        Command c{kNames[static_cast<size_t>(how)], {{"media", arg(id)}}};
        const bool hasPicture = !media->pictures.empty();
        if (hasPicture && picture && how != Put::on_top) c.args["track"] = arg(picture);
        if (!media->sounds.empty() && sound) c.args["sound_track"] = arg(sound);
        if (!hasPicture && how == Put::on_top) c.name = "overwrite";
        if (how != Put::append) c.args["at"] = arg(at);
        if (put.length > Time{}) c.args["in"] = arg(put.in), c.args["length"] = arg(rate.snap(put.length));
        Time length = put.length > Time{} ? rate.snap(put.length) : natural_length(*media, rate, s->format.audio_rate);
        if (!hasPicture) length = rate.time_of(rate.frames_covering(length));
        at += length;
        commands.push_back(std::move(c));
    }
    if (commands.size() == before) return false;
    std::vector<Value> results;
    if (!studio.runAll(how == Put::append ? Edits::tr("Append clips") : Edits::tr("Insert clips"), commands, &results))
        return false;
    std::set<ClipId> made;
    for (const Value& v : results)
        if (auto ids = v.as_array())
            for (const Value& id : *ids)
                if (auto n = id.as_int()) made.insert(ClipId{static_cast<uint64_t>(*n)});
    studio.select(std::move(made));
    return true;
}

// Source and timeline have two marks each; three of them say all. The timeline's range wins where it is whole, as far
// as the source reaches; with its out alone the source ends there.
static PutMedia threePoint(const Studio& studio, const Media& media, Put how) {
    const FrameRate rate = studio.sequence()->format.rate;
    const Studio::Marks marks = studio.sourceMarks(media.id);
    const Time whole = natural_length(media, rate, studio.sequence()->format.audio_rate);
    const bool still = !media.pictures.empty() && media.pictures[0].still;
    Time in = marks.in.value_or(Time{}), out = marks.out.value_or(std::max(whole, in));
    PutMedia put{.media = {media.id}, .how = how, .at = studio.markIn().value_or(studio.playhead())};
    bool part = marks.in || marks.out;
    if (how != Put::append && (studio.markIn() || studio.markOut())) {
        const auto from = studio.markIn(), to = studio.markOut();
        if (from && to) {
            const Time wanted = *to - *from;
            if (marks.out && !marks.in)
                in = std::max(Time{}, out - wanted);
            else if (!marks.out || out - in > wanted)
                out = still ? in + wanted : std::min(in + wanted, std::max(whole, out));
            part = true;
        } else if (to) {
            put.at = std::max(Time{}, *to - (out - in));
        }
    }
    if (part) put.in = natural_start(media, rate) + in, put.length = out - in;
    return put;
}

void putSource(Studio& studio, Put how) {
    const Ref<Sequence> s = studio.sequence();
    // The source keeps its marks while the program is looked at.
    const MediaId id =
        studio.viewingSource() || !studio.selectedMedia() ? studio.sourceMedia() : studio.selectedMedia();
    const Media* media = s && id ? studio.project()->find_media(id) : nullptr;
    if (!media) {
        studio.say({MessageKind::info, Edits::tr("Nothing is selected to put"),
                    Edits::tr("Select something in the media pool, or open it in the source viewer.")});
        return;
    }
    const bool append = how == Put::append;
    const PutMedia put = threePoint(studio, *media, how);
    if (!putMedia(studio, put)) return;
    // They said where this one goes; the next one goes behind it.
    if (!append && (studio.markIn() || studio.markOut())) studio.setMarks({}, {});
    Time end = put.at;
    for (const ClipId clip : studio.selection())
        if (auto p = find_clip(*studio.sequence(), clip)) end = std::max(end, p->placement->end());
    if (!append) studio.locate(end);
}

bool putTitle(Studio& studio, const QString& text, Time at, TrackId track) {
    ValueObject args{
        {"generator", "title"}, {"text", fromQt(text)}, {"name", fromQt(text.section(u'\n', 0, 0))}, {"at", arg(at)}};
    if (track) args["track"] = arg(track);
    std::vector<Value> results;
    if (!studio.runAll(Edits::tr("Add title"), {{"place_on_top", std::move(args)}}, &results)) return false;
    std::set<ClipId> made;
    if (auto ids = results[0].as_array())
        for (const Value& id : *ids)
            if (auto n = id.as_int()) made.insert(ClipId{static_cast<uint64_t>(*n)});
    studio.select(std::move(made));
    return true;
}

// Selected clips under an instant, or without any the topmost picture clip there and its partners, else any.
static std::vector<ClipId> clipsAt(const Studio& studio, Time t) {
    const Ref<Sequence> s = studio.sequence();
    std::vector<ClipId> selected, any;
    if (!s) return {};
    for (size_t i = s->tracks.size(); i-- > 0;) {
        if (s->tracks[i]->locked) continue;
        if (auto at = item_at(*s->tracks[i], t)) {
            const ClipId id = s->tracks[i]->items[*at].clip->id;
            if (studio.selection().count(id)) selected.push_back(id);
            if (s->tracks[i]->kind == TrackKind::picture && any.empty()) any.push_back(id);
        }
    }
    if (!selected.empty()) return selected;
    if (any.empty())
        for (const auto& track : s->tracks)
            if (auto at = item_at(*track, t); at && !track->locked) return {track->items[*at].clip->id};
    return any;
}

// One of each set of linked clips: commands follow partners by themselves.
static std::vector<ClipId> withoutPartners(const Sequence& s, const std::vector<ClipId>& clips) {
    std::vector<ClipId> out;
    std::set<LinkId> links;
    for (const ClipId id : clips) {
        auto place = find_clip(s, id);
        if (!place) continue;
        const LinkId link = place->placement->clip->link;
        if (link && !links.insert(link).second) continue;
        out.push_back(id);
    }
    return out;
}

void splitAtPlayhead(Studio& studio, bool allTracks) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    const Time t = studio.playhead();
    std::vector<Command> commands;
    if (!allTracks && !studio.selection().empty()) {
        std::vector<ClipId> here;
        for (const ClipId id : studio.selection())
            if (auto p = find_clip(*s, id); p && p->placement->start < t && t < p->placement->end()) here.push_back(id);
        for (const ClipId id : withoutPartners(*s, here))
            commands.push_back({"slice", {{"at", arg(t)}, {"clip", arg(id)}}});
    }
    if (commands.empty()) commands.push_back({"slice", {{"at", arg(t)}}});
    studio.runAll(Edits::tr("Split"), commands);
}

void trimToPlayhead(Studio& studio, Ends end) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    // At the end of a clip the playhead stands on the frame after it: W there means the clip that ends.
    Time t = studio.playhead();
    auto clips = clipsAt(studio, t);
    clips = withoutPartners(*s, clips);
    if (clips.empty()) return;
    std::vector<Command> commands;
    const Placement* first = find_clip(*s, clips[0])->placement;
    const Time start = first->start;
    for (const ClipId id : clips) {
        const Placement& p = *find_clip(*s, id)->placement;
        if (t <= p.start || t >= p.end()) continue;
        commands.push_back({studio.editMode() == EditMode::ripple ? "ripple_trim" : "trim",
                            {{"clip", arg(id)}, {"edge", end == Ends::head ? "head" : "tail"}, {"to", arg(t)}}});
        if (studio.editMode() == EditMode::ripple) break; // a second ripple would count from the first one's result
    }
    if (commands.empty()) return;
    if (studio.runAll(end == Ends::head ? Edits::tr("Trim start to playhead") : Edits::tr("Trim end to playhead"),
                      commands) &&
        end == Ends::head && studio.editMode() == EditMode::ripple)
        studio.locate(start);
}

void deleteSelection(Studio& studio, bool otherMode) {
    if (!studio.sequence()) return;
    if (studio.selectedTransition()) {
        studio.run("remove_transition", {{"clip", arg(studio.selectedTransition())}});
        return;
    }
    const bool ripple = (studio.editMode() == EditMode::ripple) != otherMode;
    if (studio.selection().empty()) {
        if (studio.markIn() && studio.markOut()) ripple ? extractMarks(studio) : liftMarks(studio);
        return;
    }
    studio.run("remove_clips",
               {{"clips", idArray(studio.selection())}, {"ripple", ripple}, {"alone", !studio.linkedSelection()}});
}

static void onMarks(Studio& studio, const char* verb) {
    if (!studio.markIn() || !studio.markOut()) {
        studio.say({MessageKind::info, Edits::tr("No range is marked"),
                    Edits::tr("Set an in point with I and an out point with O first.")});
        return;
    }
    studio.run(verb, {{"from", arg(*studio.markIn())}, {"to", arg(*studio.markOut())}});
}
void liftMarks(Studio& studio) { onMarks(studio, "lift"); }
void extractMarks(Studio& studio) { onMarks(studio, "extract"); }

void nudge(Studio& studio, int frames) {
    const Ref<Sequence> s = studio.sequence();
    if (!s || studio.selection().empty()) return;
    const Placement* first = nullptr;
    std::vector<ClipId> clips(studio.selection().begin(), studio.selection().end());
    std::sort(clips.begin(), clips.end(), [&](ClipId a, ClipId b) {
        return find_clip(*s, a)->placement->start < find_clip(*s, b)->placement->start;
    });
    first = find_clip(*s, clips[0])->placement;
    const FrameRate rate = s->format.rate;
    const Time to =
        first->start + rate.time_of(rate.frame_at(first->start) + frames) - rate.time_of(rate.frame_at(first->start));
    studio.run("move_clips", {{"clips", idArray(clips)}, {"to", arg(std::max(Time{}, to))}}, QStringLiteral("nudge"));
}

void toggleClipsEnabled(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s || studio.selection().empty()) return;
    bool anyOn = false;
    for (const ClipId id : studio.selection())
        if (auto p = find_clip(*s, id)) anyOn = anyOn || p->placement->clip->enabled;
    std::vector<Command> commands;
    for (const ClipId id : studio.selection())
        commands.push_back({"set_clip", {{"clip", arg(id)}, {"enabled", !anyOn}}});
    studio.runAll(anyOn ? Edits::tr("Disable clips") : Edits::tr("Enable clips"), commands);
}

// Ties the selection, or unties it where some of it is tied.
template<class Tied>
static void tieSelection(Studio& studio, const char* tie, const char* untie, Tied tied) {
    const Ref<Sequence> s = studio.sequence();
    if (!s || studio.selection().size() < 2) return;
    bool any = false;
    for (const ClipId id : studio.selection())
        if (auto p = find_clip(*s, id)) any = any || tied(*p->placement->clip);
    studio.run(any ? untie : tie, {{"clips", idArray(studio.selection())}});
}

void linkSelection(Studio& studio) {
    tieSelection(studio, "link", "unlink", [](const Clip& c) { return bool(c.link); });
}

void groupSelection(Studio& studio) {
    tieSelection(studio, "group", "ungroup", [](const Clip& c) { return bool(c.group); });
}

void duplicateSelection(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s || studio.selection().empty()) return;
    Time start{INT64_MAX}, end;
    std::vector<ClipId> clips(studio.selection().begin(), studio.selection().end());
    for (const ClipId id : clips)
        if (auto p = find_clip(*s, id))
            start = std::min(start, p->placement->start), end = std::max(end, p->placement->end());
    std::sort(clips.begin(), clips.end(), [&](ClipId a, ClipId b) {
        return find_clip(*s, a)->placement->start < find_clip(*s, b)->placement->start;
    });
    studio.run("copy_clips", {{"clips", idArray(clips)},
                              {"to", arg(s->format.rate.snap(end))},
                              {"ripple", studio.editMode() == EditMode::ripple}});
}

double clipGain(const Clip& clip, EffectId* effect) {
    if (clip.effects)
        for (const auto& e : clip.effects->effects)
            if (e->kind == EffectKind::gain) {
                if (effect) *effect = e->id;
                return e->params[slot::db].at(clip.key_origin);
            }
    return 0;
}

Command gainCommand(const Clip& clip, double db) {
    EffectId effect;
    clipGain(clip, &effect);
    db = std::clamp(db, spec(EffectKind::gain).params[slot::db].min, spec(EffectKind::gain).params[slot::db].max);
    const std::string id(spec(EffectKind::gain).params[slot::db].id);
    if (effect) return {"set_param", {{"clip", arg(clip.id)}, {"effect", arg(effect)}, {"param", id}, {"value", db}}};
    return {"add_effect", {{"clip", arg(clip.id)}, {"effect", "gain"}, {"params", ValueObject{{id, db}}}}};
}

void changeGain(Studio& studio, double by_db) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    std::vector<Command> commands;
    for (const ClipId id : studio.selection())
        if (auto p = find_clip(*s, id); p && s->tracks[p->track]->kind == TrackKind::sound)
            commands.push_back(gainCommand(*p->placement->clip, clipGain(*p->placement->clip) + by_db));
    studio.runAll(Edits::tr("Clip gain"), commands);
}

void setGain(Studio& studio, double db) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    std::vector<Command> commands;
    for (const ClipId id : studio.selection())
        if (auto p = find_clip(*s, id); p && s->tracks[p->track]->kind == TrackKind::sound)
            commands.push_back(gainCommand(*p->placement->clip, db));
    studio.runAll(Edits::tr("Clip gain"), commands);
}

void fadeFromPlayhead(Studio& studio, Ends end) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    const Time t = studio.playhead();
    std::vector<Command> commands;
    std::vector<ClipId> clips(studio.selection().begin(), studio.selection().end());
    if (clips.empty()) clips = clipsAt(studio, t);
    for (const ClipId id : clips) {
        auto p = find_clip(*s, id);
        if (!p || t <= p->placement->start || t >= p->placement->end()) continue;
        ValueObject args{{"clip", arg(id)}};
        const bool sound = s->tracks[p->track]->kind == TrackKind::sound;
        args["shape"] = sound ? "equal_power" : "linear";
        if (end == Ends::head)
            args["fade_in"] = arg(t - p->placement->start);
        else
            args["fade_out"] = arg(p->placement->end() - t);
        commands.push_back({"set_fades", std::move(args)});
    }
    studio.runAll(end == Ends::head ? Edits::tr("Fade in") : Edits::tr("Fade out"), commands);
}

std::pair<Time, Time> transitionRoom(const Track& track, size_t index) {
    if (index == 0 || index >= track.items.size() || track.items[index - 1].end() != track.items[index].start)
        return {};
    const Clip& from = *track.items[index - 1].clip;
    Time before = from.length, after = track.items[index].clip->length;
    if (transition_shown(track, index - 1)) before -= from.transition_in->after;
    if (transition_shown(track, index + 1)) after -= track.items[index + 1].clip->transition_in->before;
    return {std::max(before, Time{}), std::max(after, Time{})};
}

ValueObject transitionArgs(ClipId clip, const Transition& t) {
    return {{"clip", arg(clip)},
            {"kind", Value(std::string(transition_word(t.kind)))},
            {"before", arg(t.before)},
            {"after", arg(t.after)},
            {"softness", Value(t.softness)},
            {"red", Value(t.red)},
            {"green", Value(t.green)},
            {"blue", Value(t.blue)}};
}

void addTransitions(Studio& studio, bool picture, const QString& kind) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    // At the heads of selected clips that have a neighbour, else at the cut nearest to the playhead.
    struct Cut {
        ClipId clip;
        bool sound;
        Time at, half; // of its length, a second where the clips are long enough
    };
    std::vector<Cut> cuts, near;
    for (const auto& track : s->tracks) {
        if (track->locked || track->kind == TrackKind::subtitle) continue;
        const bool sound = track->kind == TrackKind::sound;
        if (!picture && !sound) continue;
        for (size_t i = 1; i < track->items.size(); ++i) {
            const Placement& p = track->items[i];
            if (track->items[i - 1].end() != p.start) continue;
            const auto [before, after] = transitionRoom(*track, i);
            const Time half = s->format.rate.snap(std::min({before, after, Time::from_ratio(1, 2)}));
            if (half <= Time{}) continue;
            const Cut cut{p.clip->id, sound, p.start, half};
            near.push_back(cut);
            if (studio.selection().count(p.clip->id) || studio.selection().count(track->items[i - 1].clip->id))
                if (studio.selection().count(p.clip->id) || i + 1 == track->items.size()) cuts.push_back(cut);
        }
    }
    if (cuts.empty() && !near.empty()) {
        const Time t = studio.playhead();
        auto away = [&](const Cut& c) { return std::abs((c.at - t).ticks); };
        const auto best =
            std::min_element(near.begin(), near.end(), [&](const Cut& a, const Cut& b) { return away(a) < away(b); });
        const Time at = best->at;
        for (const Cut& c : near)
            if (c.at == at) cuts.push_back(c);
    }
    if (cuts.empty()) {
        studio.say({MessageKind::info, Edits::tr("There is no cut for a transition"),
                    Edits::tr("A transition joins two clips that touch; move one clip to the other first.")});
        return;
    }
    std::vector<Command> commands;
    for (const Cut& c : cuts) {
        ValueObject args{{"clip", arg(c.clip)}, {"before", arg(c.half)}, {"after", arg(c.half)}};
        if (c.sound)
            args["kind"] = is_sound(find_transition(fromQt(kind))) ? fromQt(kind) : "crossfade_equal_power";
        else
            args["kind"] = kind.isEmpty() ? "dissolve" : fromQt(kind);
        commands.push_back({"set_transition", std::move(args)});
    }
    studio.runAll(Edits::tr("Add transition"), commands);
}

} // namespace tandem::ui
