// Commands that put, move, cut and take away clips.
#include "engine/edit/insert.h"
#include "engine/edit/move.h"
#include "engine/edit/slice.h"
#include "engine/edit/stretch.h"
#include "engine/model/validate.h"
#include "engine/session/command_args.h"
#include "engine/session/new_project.h"

namespace tandem {

namespace {

using Outcome = Result<CommandOutcome>;

// ---- insert, overwrite, append, place_on_top ----
constexpr ArgSpec kPut[] = {
    {"at", ArgType::time, false, "where it starts; not used by append"},
    {"media", ArgType::id, false, "medium to put: id, name or path"},
    {"nest", ArgType::id, false, "sequence to put instead of media: id or name"},
    {"generator", ArgType::text, false, "solid, gradient or title, instead of media"},
    {"text", ArgType::text, false, "the title's text"},
    {"in", ArgType::time, false, "first source time; 0 if not given"},
    {"length", ArgType::time, false, "all of the source from `in` if not given; 5 s for stills and generators"},
    {"track", ArgType::id, false, "picture track; V1 if not given (place_on_top: the first free one above)"},
    {"sound_track", ArgType::id, false, "sound track; A1 if not given"},
    {"what", ArgType::text, false, "picture, sound or both; both where the source has both"},
    {"stream", ArgType::integer, false, "stream index for a clip of one stream"},
    {"name", ArgType::text, false, "name of the clips"},
    kSequenceArg,
};

enum class Where { insert, overwrite, append, top };

Result<InsertArgs> new_clips(const Args& a, const Sequence& s, Where where, IdSource& ids) {
    InsertArgs put{.link = LinkNew::yes};
    if (where != Where::append) put.at = TRY(a.time("at", Grid::frames));
    const Format& f = s.format;
    Time in = TRY(a.time("in", Grid::exact, Time{}));
    std::string what = a.text("what", "both");
    static constexpr std::string_view kWhat[] = {"picture", "sound", "both"};
    TRY(word_index("choice", what, kWhat));
    bool picture = what != "sound", sound = what != "picture";
    Clip c;
    Time sound_length;
    const int kinds = a.has("media") + a.has("nest") + a.has("generator");
    if (kinds != 1) return fail(ErrorCode::usage, "name one of \"media\", \"nest\" and \"generator\"");
    if (a.has("media")) {
        const Media* m = a.project()->find_media(TRY(a.media()));
        const bool known = !m->pictures.empty() || !m->sounds.empty(),
                   still = known && !m->pictures.empty() && m->pictures[0].still;
        if (what == "both" && known) picture = !m->pictures.empty(), sound = !m->sounds.empty() && !still;
        if (picture && known && m->pictures.empty())
            return fail(ErrorCode::usage, "the media have no picture", m->name);
        if (sound && known && m->sounds.empty()) return fail(ErrorCode::usage, "the media have no sound", m->name);
        Time all = natural_length(*m, f.rate, f.audio_rate);
        const Time natural = picture ? natural_start(*m, f.rate) : Time{};
        if (!a.has("in")) in = natural;
        if (!picture && !m->sounds.empty() && m->sounds[0].duration.ticks > 0) all = m->sounds[0].duration;
        Time rest = still ? all : all - (in - natural);
        Time length = TRY(a.time("length", Grid::frames, rest));
        if (length.ticks <= 0) return fail(ErrorCode::usage, "the media end before the source time asked for", m->name);
        c = media_clip(*m, in, length, static_cast<int>(a.integer("stream", -1)));
        sound_length = length;
        if (picture && sound && !a.has("length") && m->sounds[0].duration > in)
            sound_length = std::min(length, m->sounds[0].duration - in);
    } else if (a.has("nest")) {
        auto nested = TRY(a.sequence("nest"));
        c.name = nested->name, c.content = SequenceContent{nested->id}, c.in = in;
        c.length = TRY(a.time("length", Grid::frames, f.rate.time_of(f.rate.frames_covering(nested->duration() - in))));
        sound_length = c.length;
    } else {
        static constexpr std::string_view kKinds[] = {"solid", "gradient", "title"};
        static constexpr EffectKind kEffects[] = {EffectKind::solid, EffectKind::gradient, EffectKind::title};
        size_t k = TRY(word_index("generator", a.text("generator"), kKinds));
        c = generator_clip(kEffects[k], TRY(a.time("length", Grid::frames, f.rate.snap(kStillLength))), ids);
        if (a.has("text")) {
            if (kEffects[k] != EffectKind::title) return fail(ErrorCode::usage, "only titles have a text");
            Effect e = *std::get<GeneratorContent>(c.content).generator;
            e.texts[slot::text] = a.text("text");
            c.content = GeneratorContent{ref(std::move(e))};
        }
        sound = false, picture = true;
    }
    if (a.has("name")) c.name = a.text("name");
    if (picture) {
        TrackId track;
        if (where != Where::top || a.has("track")) track = TRY(a.track("track", "V1"));
        put.clips.push_back({track, c});
    }
    if (sound) {
        // A sound alone may name its track either way.
        const bool by_track = !picture && a.has("track") && !a.has("sound_track");
        c.length = sound_length;
        if (picture)
            c.content = a.has("media") ? Content(MediaContent{std::get<MediaContent>(c.content).media, -1}) : c.content;
        const TrackId track = TRY(a.track(by_track ? "track" : "sound_track", "A1"));
        put.clips.push_back({track, c});
    }
    return put;
}

template<Where where>
Outcome put(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    constexpr const char* kLabels[] = {"Insert clip", "Overwrite clip", "Append clip", "Place clip on top"};
    auto out = TRY(edit_sequence(a, kLabels[static_cast<int>(where)],
                                 [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
                                     auto args = TRY(new_clips(a, s, where, ids));
                                     auto verb = where == Where::insert      ? insert
                                                 : where == Where::overwrite ? overwrite
                                                 : where == Where::append    ? append
                                                                             : place_on_top;
                                     Edited e = TRY(verb(s, args, ids));
                                     return SequenceOutcome{std::move(e.sequence), id_values(e.made)};
                                 }));
    if (a.has("nest")) TRY_VOID(check_valid(*out.project)); // a nest inside itself
    return out;
}

constexpr ArgSpec kCue[] = {
    {"at", ArgType::time, true, "where it starts"},
    {"length", ArgType::time, true, "how long it is shown"},
    {"text", ArgType::text, true, "lines are parted by \\n; <i>, <b>, <u> are known"},
    {"track", ArgType::id, false, "subtitle track; the first free one, or a new one, if not given"},
    kSequenceArg,
};
Outcome add_cue(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add subtitle", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        Clip c;
        c.content = SubtitleContent{a.text("text")};
        c.length = TRY(a.time("length", Grid::exact));
        InsertArgs put;
        put.at = TRY(a.time("at", Grid::exact));
        const bool named = a.has("track");
        TrackId track;
        if (named) track = TRY(a.track("track"));
        put.clips.push_back({track, c});
        Edited e = TRY(named ? overwrite(s, put, ids) : place_on_top(s, put, ids));
        return SequenceOutcome{std::move(e.sequence), id_values(e.made)};
    });
}

// ---- trims ----
constexpr ArgSpec kTrim[] = {
    kClipArg,
    {"edge", ArgType::text, true, "head or tail"},
    {"by", ArgType::time, false, "how far the edge moves; positive = later"},
    {"to", ArgType::time, false, "where the edge goes, instead of `by`"},
    kAloneArg,
    kSequenceArg,
};
constexpr ArgSpec kSlip[] = {
    kClipArg, {"by", ArgType::time, true, "source time; positive = shows later source"}, kAloneArg, kSequenceArg};
constexpr ArgSpec kSlide[] = {
    kClipArg, {"by", ArgType::time, true, "timeline time; positive = later"}, kAloneArg, kSequenceArg};

template<auto verb, const char* label>
Outcome run_trim(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, label, [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        static constexpr std::string_view kEdges[] = {"head", "tail"};
        const ClipId clip = TRY(a.clip());
        TrimArgs t{.clip = clip, .follow = a.follow(), .pool = project.get()};
        t.edge = TRY(word_index("edge", a.text("edge"), kEdges)) == 0 ? Edge::head : Edge::tail;
        if (a.has("by") == a.has("to")) return fail(ErrorCode::usage, "give one of \"by\" and \"to\"");
        if (a.has("by"))
            t.by = TRY(a.time("by", Grid::frames));
        else {
            auto place = find_clip(s, t.clip);
            if (!place) return fail(ErrorCode::usage, "there is no clip " + std::to_string(t.clip.value));
            const Placement& p = *place->placement;
            t.by = TRY(a.time("to", Grid::frames)) - (t.edge == Edge::head ? p.start : p.end());
        }
        return done(verb(s, t, ids));
    });
}
template<auto verb, const char* label>
Outcome run_slip(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, label, [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const ClipId clip = TRY(a.clip());
        const Time by = TRY(a.time("by", Grid::frames));
        return done(verb(s, SlipArgs{.clip = clip, .by = by, .follow = a.follow(), .pool = project.get()}, ids));
    });
}
constexpr ArgSpec kStretch[] = {
    kClipArg,
    {"edge", ArgType::text, true, "head or tail"},
    {"by", ArgType::time, true, "how far the edge moves; positive = later"},
    kRippleArg,
    kAloneArg,
    kSequenceArg,
};
Outcome run_stretch(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Rate stretch", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        static constexpr std::string_view kEdges[] = {"head", "tail"};
        StretchArgs x{.clip = TRY(a.clip()), .ripple = a.ripple(), .follow = a.follow()};
        x.edge = TRY(word_index("edge", a.text("edge"), kEdges)) == 0 ? Edge::head : Edge::tail;
        x.by = TRY(a.time("by", Grid::frames));
        return done(midi_at_its_speed(*project, stretch(s, x, ids)));
    });
}
constexpr char kTrimLabel[] = "Trim clip", kRippleTrimLabel[] = "Ripple trim", kRollLabel[] = "Roll cut",
               kSlipLabel[] = "Slip clip", kSlideLabel[] = "Slide clip";

// ---- slice, lift, extract, remove, move, copy ----
constexpr ArgSpec kSlice[] = {{"at", ArgType::time, true, "where to cut"},
                              {"clip", ArgType::id, false, "this clip and its partners; else by tracks"},
                              {"tracks", ArgType::array, false, "tracks to cut; all unlocked ones if not given"},
                              kAloneArg,
                              kSequenceArg};
Outcome run_slice(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Slice", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        SliceArgs x;
        x.at = TRY(a.time("at", Grid::frames));
        x.tracks = TRY(a.tracks("tracks"));
        x.follow = a.follow();
        if (a.has("clip")) x.clip = TRY(a.clip());
        Edited e = TRY(slice(s, x, ids));
        return SequenceOutcome{std::move(e.sequence), id_values(e.made)};
    });
}

constexpr ArgSpec kRange[] = {{"from", ArgType::time, true, "start of the range"},
                              {"to", ArgType::time, true, "end of the range"},
                              {"tracks", ArgType::array, false, "all unlocked ones if not given"},
                              kSequenceArg};
template<auto verb, const char* label>
Outcome run_range(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, label, [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        RangeArgs r;
        const Time from = TRY(a.time("from", Grid::frames)), to = TRY(a.time("to", Grid::frames));
        r.range = TimeRange::between(from, to);
        r.tracks = TRY(a.tracks("tracks"));
        return done(verb(s, r, ids));
    });
}
constexpr char kLiftLabel[] = "Lift", kExtractLabel[] = "Extract";

constexpr ArgSpec kRemove[] = {{"clip", ArgType::id, false, "the clip"},
                               {"clips", ArgType::array, false, "several clips"},
                               kRippleArg,
                               kAloneArg,
                               kSequenceArg};
Outcome run_remove(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Delete clips", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        RemoveArgs r;
        r.clips = TRY(a.clips());
        r.ripple = a.ripple();
        r.follow = a.follow();
        return done(remove_clips(s, r, ids));
    });
}

constexpr ArgSpec kMove[] = {
    {"clip", ArgType::id, false, "the clip"},
    {"clips", ArgType::array, false, "several clips; the first one goes to `to`, the others keep their distance"},
    {"to", ArgType::time, true, "new start"},
    {"track", ArgType::id, false, "new track of the first clip"},
    kRippleArg,
    kAloneArg,
    kSequenceArg};
Result<MoveArgs> move_args(const Args& a) {
    MoveArgs m;
    m.clips = TRY(a.clips());
    m.to = TRY(a.time("to", Grid::frames));
    m.ripple = a.ripple(), m.follow = a.follow();
    if (a.has("track")) m.track = TRY(a.track("track"));
    return m;
}
Outcome run_move(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Move clips", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        return done(move_clips(s, TRY(move_args(a)), ids));
    });
}
constexpr ArgSpec kRearrange[] = {kMove[0], kMove[1], kMove[2], kMove[3], kAloneArg, kSequenceArg};
Outcome run_rearrange(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Move clips", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        return done(rearrange_clips(s, TRY(move_args(a)), ids));
    });
}
Outcome run_copy(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Copy clips", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        Edited e = TRY(copy_clips(s, TRY(move_args(a)), ids));
        return SequenceOutcome{std::move(e.sequence), id_values(e.made)};
    });
}

const CommandSpec kTable[] = {
    {"insert", "puts a clip and moves what is later", kPut, put<Where::insert>},
    {"overwrite", "puts a clip over what is there", kPut, put<Where::overwrite>},
    {"append", "puts a clip after the last one", kPut, put<Where::append>},
    {"place_on_top", "puts a clip on the first free track above", kPut, put<Where::top>},
    {"add_subtitle", "puts a subtitle", kCue, add_cue},
    {"trim", "moves an edge of a clip into or out of empty time", kTrim, run_trim<trim, kTrimLabel>},
    {"ripple_trim", "moves an edge and everything later", kTrim, run_trim<ripple_trim, kRippleTrimLabel>},
    {"roll", "moves the cut between two clips", kTrim, run_trim<roll, kRollLabel>},
    {"slip", "shows another part of the source in the same place", kSlip, run_slip<slip, kSlipLabel>},
    {"slide", "moves a clip between its neighbours", kSlide, run_slip<slide, kSlideLabel>},
    {"stretch", "pulls an edge and changes the speed so that the same source fills the clip", kStretch, run_stretch},
    {"slice", "cuts clips in two", kSlice, run_slice},
    {"lift", "empties a range", kRange, run_range<lift, kLiftLabel>},
    {"extract", "takes a range out of time", kRange, run_range<extract, kExtractLabel>},
    {"remove_clips", "deletes clips; with ripple also their time, where no clip of a lower track stays", kRemove,
     run_remove},
    {"move_clips", "moves clips in time and to other tracks", kMove, run_move},
    {"copy_clips", "puts copies of clips", kMove, run_copy},
    {"rearrange_clips", "moves clips past others, which close up behind them", kRearrange, run_rearrange},
};

} // namespace

std::span<const CommandSpec> timeline_commands() { return kTable; }

} // namespace tandem
