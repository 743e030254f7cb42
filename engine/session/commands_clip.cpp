// Commands on clips in place: ties, speed, media, fields, fades, transitions.
#include "engine/edit/clip_edits.h"
#include "engine/edit/speed.h"
#include "engine/session/command_args.h"

namespace tandem {

namespace {

using Outcome = Result<CommandOutcome>;

constexpr ArgSpec kClips[] = {{"clips", ArgType::array, true, "the clips"}, kSequenceArg};

template<Tie what>
Outcome run_tie(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, what == Tie::link ? "Link clips" : "Group clips",
                         [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
                             return done(tie(s, TRY(a.clips()), what, ids));
                         });
}
template<Tie what>
Outcome run_untie(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(
        a, what == Tie::link ? "Unlink clips" : "Ungroup clips",
        [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> { return done(untie(s, TRY(a.clips()), what)); });
}

constexpr ArgSpec kSpeed[] = {
    kClipArg,
    {"speed", ArgType::number, false, "source seconds per second; negative = backwards, 0 = freeze"},
    {"num", ArgType::integer, false, "exact ratio instead of `speed`: numerator"},
    {"den", ArgType::integer, false, "and denominator"},
    {"preserve_pitch", ArgType::boolean, false, "true if not given"},
    kRippleArg,
    kAloneArg,
    kSequenceArg,
};
Outcome run_speed(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change speed", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        SpeedArgs x;
        x.clip = TRY(a.clip());
        x.ripple = a.ripple(), x.follow = a.follow(), x.preserve_pitch = a.flag("preserve_pitch", true);
        if (a.has("speed") == a.has("num")) return fail(ErrorCode::usage, "give one of \"speed\" and \"num\"");
        if (a.has("num"))
            x.speed = {a.integer("num", 1), a.integer("den", 1)};
        else {
            double v = a.number("speed", 1);
            if (!(v >= -1000 && v <= 1000)) return fail(ErrorCode::usage, "the speed must be from -1000 to 1000");
            // Thousandths are what people type; they become an exact ratio.
            x.speed = {static_cast<int64_t>(v * 1000 + (v < 0 ? -0.5 : 0.5)), 1000};
        }
        return done(midi_at_its_speed(*project, set_speed(s, x, ids)));
    });
}

constexpr ArgSpec kKeepArg{
    "keep", ArgType::text, false,
    "\"source\" (if not given): the clip still ends in the same source, its length follows; or \"length\""};
constexpr ArgSpec kPitchArg{"preserve_pitch", ArgType::boolean, false, "as it is if not given"};
constexpr ArgSpec kRamp[] = {
    kClipArg,
    {"keys", ArgType::array, true,
     "[time from the clip's start, speed 0 .. 16, how it goes on: hold, linear (if not given) or smooth] each"},
    kKeepArg,
    kPitchArg,
    kRippleArg,
    kAloneArg,
    kSequenceArg,
};
constexpr ArgSpec kNoRamp[] = {kClipArg, kKeepArg, kPitchArg, kRippleArg, kAloneArg, kSequenceArg};

Result<RampArgs> ramp_args(const Args& a) {
    static constexpr std::string_view kKeep[] = {"source", "length"};
    RampArgs x;
    x.clip = TRY(a.clip());
    x.keep = static_cast<Keep>(TRY(word_index("part to keep", a.text("keep", "source"), kKeep)));
    x.preserve_pitch = a.maybe_flag("preserve_pitch");
    x.ripple = a.ripple(), x.follow = a.follow();
    return x;
}

// The keys of the argument "keys", in the clip's key time.
Result<Curve> ramp_keys(const Args& a, Time key_origin) {
    static constexpr std::string_view kWords[] = {"hold", "linear", "smooth"};
    Curve ramp;
    std::vector<bool> smooth;
    for (const Value& v : *a.find("keys")->as_array()) {
        const ValueArray* parts = v.as_array();
        Key k;
        if (!parts || parts->size() < 2 || parts->size() > 3 || !(*parts)[1].number(k.value) ||
            (parts->size() == 3 && !(*parts)[2].as_string()))
            return fail(ErrorCode::usage, "each of the keys is [time, speed] or [time, speed, \"smooth\"]");
        k.time = TRY(a.parse("keys", (*parts)[0], Grid::exact)) + key_origin;
        const size_t how = parts->size() == 3 ? TRY(word_index("interpolation", *(*parts)[2].as_string(), kWords)) : 1;
        k.interpolation = how == 0 ? Interpolation::hold : Interpolation::linear;
        smooth.push_back(how == 2);
        ramp.keys.push_back(k);
    }
    if (ramp.keys.empty()) return fail(ErrorCode::usage, "a speed ramp needs at least one key");
    for (size_t i = 0; i + 1 < ramp.keys.size(); ++i)
        if (smooth[i]) smooth_span(ramp.keys[i], ramp.keys[i + 1]);
    return ramp;
}

Outcome run_ramp(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change speed ramp", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        RampArgs x = TRY(ramp_args(a));
        const auto place = find_clip(s, x.clip);
        if (place) x.ramp = TRY(ramp_keys(a, place->placement->clip->key_origin));
        return done(midi_at_its_speed(*project, set_speed_ramp(s, x, ids)));
    });
}
Outcome run_no_ramp(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove speed ramp", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        return done(set_speed_ramp(s, TRY(ramp_args(a)), ids));
    });
}

constexpr ArgSpec kReplace[] = {
    kClipArg,
    {"media", ArgType::id, true, "the new medium"},
    {"in", ArgType::time, false, "first source time; 0 if not given"},
    {"stream", ArgType::integer, false, "stream index"},
    kAloneArg,
    kSequenceArg,
};
Outcome run_replace(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Replace media", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        ReplaceArgs x;
        x.clip = TRY(a.clip()), x.media = TRY(a.media());
        x.in = TRY(a.time("in", Grid::exact, Time{}));
        x.stream = static_cast<int>(a.integer("stream", -1));
        x.name = project->find_media(x.media)->name, x.follow = a.follow();
        return done(midi_at_its_speed(*project, replace_media(s, x, ids)));
    });
}

constexpr ArgSpec kSet[] = {
    kClipArg,
    {"enabled", ArgType::boolean, false, "shown and heard"},
    {"name", ArgType::text, false, ""},
    {"colour", ArgType::text, false, "label"},
    {"text", ArgType::text, false, "of a subtitle"},
    {"preserve_pitch", ArgType::boolean, false, ""},
    kSequenceArg,
};
Outcome run_set(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change clip", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        ClipFields f;
        f.enabled = a.maybe_flag("enabled"), f.name = a.maybe_text("name"), f.colour_label = a.maybe_text("colour");
        f.text = a.maybe_text("text"), f.preserve_pitch = a.maybe_flag("preserve_pitch");
        return done(set_clip(s, TRY(a.clip()), f));
    });
}

constexpr ArgSpec kInterpret[] = {
    kClipArg,
    {"primaries", ArgType::text, false, "bt709, bt2020, display-p3, ...; native = as the medium says"},
    {"transfer", ArgType::text, false, "bt709, srgb, pq, hlg, linear, ..."},
    {"matrix", ArgType::text, false, "bt709, bt2020nc, smpte170m, rgb, ..."},
    {"range", ArgType::text, false, "limited or full"},
    {"siting", ArgType::text, false, "left, center, topleft, ..."},
    kSequenceArg,
};
Outcome run_interpret(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Interpret colour", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const ClipId clip = TRY(a.clip());
        ColourTags old;
        if (auto place = find_clip(s, clip))
            if (auto media = std::get_if<MediaContent>(&place->placement->clip->content)) old = media->colour;
        ClipFields f;
        f.interpret = TRY(read_colour(a, old));
        return done(set_clip(s, clip, f));
    });
}

constexpr ArgSpec kFade[] = {
    kClipArg,
    {"fade_in", ArgType::time, false, "length; 0 removes it"},
    {"fade_out", ArgType::time, false, "length; 0 removes it"},
    {"shape", ArgType::text, false, "linear, equal_power or smooth"},
    kSequenceArg,
};
Outcome run_fade(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Fade", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        static constexpr std::string_view kShapes[] = {"linear", "equal_power", "smooth"};
        auto shape = static_cast<FadeShape>(TRY(word_index("shape", a.text("shape", "linear"), kShapes)));
        ClipFields f;
        if (a.has("fade_in")) {
            const Time length = TRY(a.time("fade_in", Grid::exact));
            f.fade_in = Fade{length, shape};
        }
        if (a.has("fade_out")) {
            const Time length = TRY(a.time("fade_out", Grid::exact));
            f.fade_out = Fade{length, shape};
        }
        return done(set_clip(s, TRY(a.clip()), f));
    });
}

constexpr ArgSpec kTransition[] = {
    {"clip", ArgType::id, true, "the clip after the cut"},
    {"kind", ArgType::text, false,
     "dissolve, wipe_left, ..., crossfade_equal_power; by the kind of track if not given"},
    {"length", ArgType::time, false, "centred on the cut"},
    {"before", ArgType::time, false, "instead of `length`: how long before the cut"},
    {"after", ArgType::time, false, "and after it"},
    {"softness", ArgType::number, false, "of a wipe's edge, 0 to 1"},
    {"red", ArgType::number, false, "of a dip, 0 to 1"},
    {"green", ArgType::number, false, ""},
    {"blue", ArgType::number, false, ""},
    kSequenceArg,
};
Outcome run_transition(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Transition", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const ClipId clip = TRY(a.clip());
        Transition t;
        auto place = find_clip(s, clip);
        if (place && s.tracks[place->track]->kind == TrackKind::sound) t.kind = TransitionKind::crossfade_equal_power;
        if (a.has("kind")) t.kind = find_transition(a.text("kind"));
        if (t.kind == TransitionKind::count_) {
            std::string known;
            for (int k = 0; k < static_cast<int>(TransitionKind::count_); ++k)
                known += (k ? ", " : "") + std::string(transition_word(static_cast<TransitionKind>(k)));
            return fail(ErrorCode::usage, "there is no transition \"" + a.text("kind") + "\"; there are: " + known);
        }
        if (a.has("length")) {
            if (a.has("before") || a.has("after"))
                return fail(ErrorCode::usage, "give \"length\", or \"before\" and \"after\"");
            const Time length = TRY(a.time("length", Grid::frames));
            t.before = s.format.rate.snap({length.ticks / 2});
            t.after = length - t.before;
        } else {
            t.before = TRY(a.time("before", Grid::frames, Time{}));
            t.after = TRY(a.time("after", Grid::frames, Time{}));
        }
        t.softness = a.number("softness", 0);
        t.red = a.number("red", 0), t.green = a.number("green", 0), t.blue = a.number("blue", 0);
        return done(set_transition(s, clip, std::move(t), ids));
    });
}
constexpr ArgSpec kClipOnly[] = {kClipArg, kSequenceArg};
Outcome run_no_transition(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove transition", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_transition(s, TRY(a.clip())));
    });
}

constexpr ArgSpec kAddTake[] = {kClipArg,
                                {"media", ArgType::id, true, "the recording: id, name or path"},
                                {"at", ArgType::time, true, "where on the timeline its first instant belongs"},
                                {"stream", ArgType::integer, false, "stream index; the first sound if not given"},
                                {"name", ArgType::text, false, "the medium's if not given"},
                                {"take", ArgType::integer, false, "its number, counted from 1; the last if not given"},
                                kSequenceArg};
// Takes are counted from 1 by users.
Result<size_t> take_index(const Args& a) {
    const int64_t take = a.integer("take", 1);
    if (take < 1) return fail(ErrorCode::usage, "takes are counted from 1");
    return static_cast<size_t>(take - 1);
}
Outcome run_add_take(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add take", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const MediaId media = TRY(a.media());
        Take take;
        take.content = {.media = media, .stream = static_cast<int>(a.integer("stream", -1))};
        take.name = a.text("name", a.project()->find_media(media)->name);
        const Time at = TRY(a.time("at", Grid::exact));
        const size_t index = a.has("take") ? TRY(take_index(a)) : SIZE_MAX;
        return done(add_take(s, TRY(a.clip()), std::move(take), at, index));
    });
}
constexpr ArgSpec kChooseTake[] = {kClipArg, {"take", ArgType::integer, true, "counted from 1"}, kSequenceArg};
Outcome run_remove_take(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove take", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_take(s, TRY(a.clip()), TRY(take_index(a))));
    });
}
Outcome run_choose_take(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Choose take", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(choose_take(s, TRY(a.clip()), TRY(take_index(a))));
    });
}

constexpr ArgSpec kAddGrade[] = {
    kClipArg,
    {"name", ArgType::text, false, "\"Grade 2\" and so on if not given"},
    {"empty", ArgType::boolean, false, "begins without effects; as a copy of the chosen one if not given"},
    kSequenceArg};
// Grades are counted from 1 by users.
Result<size_t> grade_index(const Args& a) {
    const int64_t grade = a.integer("grade", 1);
    if (grade < 1) return fail(ErrorCode::usage, "grades are counted from 1");
    return static_cast<size_t>(grade - 1);
}
Outcome run_add_grade(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add grade", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const GradeStart start = a.flag("empty", false) ? GradeStart::empty : GradeStart::copy;
        return done(add_grade(s, TRY(a.clip()), a.text("name", ""), start, ids));
    });
}
constexpr ArgSpec kGrade[] = {kClipArg, {"grade", ArgType::integer, true, "counted from 1"}, kSequenceArg};
Outcome run_choose_grade(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Choose grade", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(choose_grade(s, TRY(a.clip()), TRY(grade_index(a))));
    });
}
Outcome run_remove_grade(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove grade", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_grade(s, TRY(a.clip()), TRY(grade_index(a))));
    });
}
constexpr ArgSpec kRenameGrade[] = {
    kClipArg, {"grade", ArgType::integer, true, "counted from 1"}, {"name", ArgType::text, true, ""}, kSequenceArg};
Outcome run_rename_grade(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Rename grade", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(rename_grade(s, TRY(a.clip()), TRY(grade_index(a)), a.text("name")));
    });
}

const CommandSpec kTable[] = {
    {"link", "links clips: picture with its sound", kClips, run_tie<Tie::link>},
    {"unlink", "unlinks clips", kClips, run_untie<Tie::link>},
    {"add_take", "gives a sound clip another recording of its passage to choose from", kAddTake, run_add_take},
    {"remove_take", "takes a take of a clip from those to choose from", kChooseTake, run_remove_take},
    {"choose_take", "plays another take of a clip, where it was recorded", kChooseTake, run_choose_take},
    {"add_grade", "gives a picture clip another version of its grade, which is chosen", kAddGrade, run_add_grade},
    {"choose_grade", "shows a clip with another version of its grade", kGrade, run_choose_grade},
    {"remove_grade", "removes a version of a clip's grade", kGrade, run_remove_grade},
    {"rename_grade", "names a version of a clip's grade", kRenameGrade, run_rename_grade},
    {"group", "groups clips", kClips, run_tie<Tie::group>},
    {"ungroup", "ungroups clips", kClips, run_untie<Tie::group>},
    {"set_speed", "plays a clip faster, slower or backwards", kSpeed, run_speed},
    {"set_speed_ramp", "lets a clip's speed change along keys; linked clips follow", kRamp, run_ramp},
    {"clear_speed_ramp", "plays a clip at its normal speed again", kNoRamp, run_no_ramp},
    {"replace_media", "shows other media in the place of a clip's", kReplace, run_replace},
    {"set_clip", "changes a clip's name, label, text or state", kSet, run_set},
    {"interpret_clip", "says how a clip's colour is to be read", kInterpret, run_interpret},
    {"set_fades", "fades a clip in and out", kFade, run_fade},
    {"set_transition", "adds or changes the transition at the start of a clip", kTransition, run_transition},
    {"remove_transition", "removes the transition at the start of a clip", kClipOnly, run_no_transition},
};

} // namespace

std::span<const CommandSpec> clip_commands() { return kTable; }

} // namespace tandem
