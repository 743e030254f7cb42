// Ties, content, fields and transitions of clips.
#include "engine/edit/clip_edits.h"

#include <algorithm>
#include <functional>

namespace tandem {

Result<Sequence> tie(const Sequence& sequence, const std::vector<ClipId>& clips, Tie what, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (clips.size() < 2) return fail(ErrorCode::usage, "at least two clips are needed");
    auto places = TRY(edit.with_partners(clips, Follow::alone));
    LinkId link = what == Tie::link ? ids.make<LinkId>() : LinkId{};
    GroupId group = what == Tie::group ? ids.make<GroupId>() : GroupId{};
    for (const ClipPlace& p : places) {
        Clip c = *p.placement->clip;
        if (link) c.link = link;
        if (group) c.group = group;
        edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    }
    return edit.finish();
}

Result<Sequence> untie(const Sequence& sequence, const std::vector<ClipId>& clips, Tie what) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    if (clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    for (const ClipPlace& p : TRY(edit.with_partners(clips, Follow::alone))) {
        Clip c = *p.placement->clip;
        if (what == Tie::link) c.link = {};
        if (what == Tie::group) c.group = {};
        edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    }
    return edit.finish();
}

Result<Sequence> replace_media(const Sequence& sequence, const ReplaceArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(edit.with_partners(args.clip, args.follow));
    if (edit.track(places[0].track).kind == TrackKind::subtitle)
        return fail(ErrorCode::usage, "a subtitle has no media", edit.where(places[0]));
    const Content old = places[0].placement->clip->content;
    for (const ClipPlace& p : places) {
        Clip c = *p.placement->clip;
        auto theirs = std::get_if<MediaContent>(&c.content);
        auto mine = std::get_if<MediaContent>(&old);
        if (c.id != args.clip && !(theirs && mine && theirs->media == mine->media)) continue;
        c.content = MediaContent{.media = args.media, .stream = c.id == args.clip ? args.stream : -1};
        c.takes.reset();
        c.in = args.in;
        if (c.speed.num < 0) c.in = args.in - c.speed.source(c.length);
        if (!args.name.empty()) c.name = args.name;
        edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    }
    return edit.finish();
}

// Changes one clip where it lies: change(clip, its place, the edit), for errors, gives Result<void>.
template<class Change>
static Result<Sequence> change_clip(const Sequence& sequence, ClipId id, Change change) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    const ClipPlace p = TRY(edit.find(id));
    TRY_VOID(edit.refuse_locked(p.track));
    Clip c = *p.placement->clip;
    TRY_VOID(change(c, p, edit));
    edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    return edit.finish();
}

// The clip's takes, which have one of that index.
static Result<Takes> takes_with(const Clip& c, size_t index, const std::string& where) {
    const size_t count = c.takes ? c.takes->all.size() : 0;
    if (index >= count) return fail(ErrorCode::usage, "the clip has " + std::to_string(count) + " takes", where);
    return *c.takes;
}

Result<Sequence> add_take(const Sequence& sequence, ClipId id, Take take, Time at, size_t index) {
    return change_clip(sequence, id, [&](Clip& c, const ClipPlace& p, const SequenceEdit& edit) -> Result<void> {
        const auto* plays = std::get_if<MediaContent>(&c.content);
        if (!plays || edit.track(p.track).kind != TrackKind::sound || !c.normal_speed())
            return fail(ErrorCode::usage, "takes are of sound that is played at its own speed", edit.where(p));
        Takes takes =
            c.takes ? *c.takes : Takes{.all = {{.content = *plays, .offset = {}, .name = c.name}}, .chosen = 0};
        take.offset = takes.all[takes.chosen].offset + (p.placement->start - at) - c.in;
        index = std::min(index, takes.all.size());
        if (index <= takes.chosen) ++takes.chosen;
        takes.all.insert(takes.all.begin() + static_cast<std::ptrdiff_t>(index), std::move(take));
        c.takes = ref(std::move(takes));
        return {};
    });
}

Result<Sequence> remove_take(const Sequence& sequence, ClipId id, size_t index) {
    return change_clip(sequence, id, [&](Clip& c, const ClipPlace& p, const SequenceEdit& edit) -> Result<void> {
        Takes takes = TRY(takes_with(c, index, edit.where(p)));
        if (takes.chosen == index)
            return fail(ErrorCode::usage, "the take is the one that plays; choose another one first", edit.where(p));
        takes.all.erase(takes.all.begin() + static_cast<std::ptrdiff_t>(index));
        if (takes.chosen > index) --takes.chosen;
        c.takes = takes.all.size() > 1 ? ref(std::move(takes)) : nullptr;
        return {};
    });
}

Result<Sequence> choose_take(const Sequence& sequence, ClipId id, size_t index) {
    return change_clip(sequence, id, [&](Clip& c, const ClipPlace& p, const SequenceEdit& edit) -> Result<void> {
        Takes takes = TRY(takes_with(c, index, edit.where(p)));
        const Take &was = takes.all[takes.chosen], &now = takes.all[index];
        const Time in = c.in + now.offset - was.offset;
        if (in < Time{})
            return fail(ErrorCode::usage, "the take begins later than the clip; trim the clip's head to it first",
                        edit.where(p));
        if (c.name == was.name && !now.name.empty()) c.name = now.name;
        c.in = in, c.content = now.content, takes.chosen = index;
        c.takes = ref(std::move(takes));
        return {};
    });
}

Result<Sequence> set_clip(const Sequence& sequence, ClipId id, const ClipFields& f) {
    return change_clip(sequence, id, [&](Clip& c, const ClipPlace& p, const SequenceEdit& edit) -> Result<void> {
        if (f.enabled) c.enabled = *f.enabled;
        if (f.preserve_pitch) c.preserve_pitch = *f.preserve_pitch;
        if (f.name) {
            if (c.takes && c.takes->all[c.takes->chosen].name == c.name) { // called alike, they stay so
                Takes takes = *c.takes;
                takes.all[takes.chosen].name = *f.name;
                c.takes = ref(std::move(takes));
            }
            c.name = *f.name;
        }
        if (f.colour_label) c.colour_label = *f.colour_label;
        if (f.text) {
            if (!std::holds_alternative<SubtitleContent>(c.content))
                return fail(ErrorCode::usage,
                            "only subtitles have a text of their own; set a title's through its effect", edit.where(p));
            c.content = SubtitleContent{*f.text};
        }
        if (f.interpret) {
            auto media = std::get_if<MediaContent>(&c.content);
            if (!media) return fail(ErrorCode::usage, "only the picture of a medium has colour tags", edit.where(p));
            media->colour = *f.interpret;
        }
        if (f.fade_in) c.fade_in = *f.fade_in;
        if (f.fade_out) c.fade_out = *f.fade_out;
        for (const Fade* fade : {&c.fade_in, &c.fade_out})
            if (fade->length.ticks < 0 || fade->length > c.length)
                return fail(ErrorCode::usage, "a fade must fit into its clip", edit.where(p));
        if ((f.fade_in || f.fade_out) && c.fade_in.length + c.fade_out.length > c.length)
            return fail(ErrorCode::usage, "the two fades together are longer than the clip", edit.where(p));
        return {};
    });
}

static std::string grade_name(size_t index) { return "Grade " + std::to_string(index + 1); }

static bool of_grade(const Ref<Effect>& e) { return is_grade(e->kind); }

// The clip's own grade is put away into `version`.
static void put_away(Clip& c, GradeVersion& version) {
    if (!c.effects) return;
    EffectStack grade, rest;
    rest.foreign = c.effects->foreign;
    for (size_t i = 0; i < c.effects->effects.size(); ++i) {
        const Ref<Effect>& e = c.effects->effects[i];
        if (of_grade(e)) version.at.push_back(static_cast<int>(i));
        (of_grade(e) ? grade : rest).effects.push_back(e);
    }
    if (!grade.effects.empty()) version.effects = ref(std::move(grade));
    c.effects = rest.effects.empty() && rest.foreign.empty() ? nullptr : ref(std::move(rest));
}

// And back among the clip's other effects, where it was as far as these are the same.
static void take_out(Clip& c, GradeVersion& version) {
    if (!version.effects) return;
    EffectStack stack = c.effects ? *c.effects : EffectStack{};
    for (size_t i = 0; i < version.effects->effects.size(); ++i) {
        const size_t at = std::min(static_cast<size_t>(version.at[i]), stack.effects.size());
        stack.effects.insert(stack.effects.begin() + static_cast<std::ptrdiff_t>(at), version.effects->effects[i]);
    }
    for (const ForeignEffect& f : version.effects->foreign) stack.foreign.push_back(f);
    c.effects = ref(std::move(stack));
    version.effects = nullptr, version.at.clear();
}

// Changes the versions of a picture clip's grade by fn(clip, versions, place in words).
static Result<Sequence>
change_grades(const Sequence& sequence, ClipId id,
              const std::function<Result<void>(Clip&, GradeVersions&, const std::string&)>& fn) {
    return change_clip(sequence, id, [&](Clip& c, const ClipPlace& p, const SequenceEdit& edit) -> Result<void> {
        if (edit.track(p.track).kind != TrackKind::picture)
            return fail(ErrorCode::usage, "only a picture clip has a grade", edit.where(p));
        GradeVersions grades =
            c.grades ? *c.grades
                     : GradeVersions{.all = {{.name = grade_name(0), .effects = {}, .at = {}}}, .chosen = 0};
        TRY_VOID(fn(c, grades, edit.where(p)));
        c.grades = grades.all.size() > 1 ? ref(std::move(grades)) : nullptr;
        return {};
    });
}

static Result<void> has_grade(const GradeVersions& grades, size_t index, const std::string& where) {
    if (index < grades.all.size()) return {};
    return fail(ErrorCode::usage, "the clip has " + std::to_string(grades.all.size()) + " grades", where);
}

Result<Sequence> add_grade(const Sequence& sequence, ClipId id, std::string name, GradeStart start, IdSource& ids) {
    return change_grades(sequence, id, [&](Clip& c, GradeVersions& grades, const std::string&) -> Result<void> {
        const Ref<EffectStack> was = c.effects;
        put_away(c, grades.all[grades.chosen]);
        if (start == GradeStart::copy && was) {
            EffectStack copy = *was;
            for (auto& e : copy.effects)
                if (of_grade(e)) {
                    Effect one = *e;
                    one.id = ids.make<EffectId>();
                    e = ref(std::move(one));
                }
            c.effects = ref(std::move(copy));
        }
        auto taken = [&](const GradeVersion& v) { return v.name == name; };
        if (name.empty()) {
            size_t n = grades.all.size();
            do name = grade_name(n++);
            while (std::any_of(grades.all.begin(), grades.all.end(), taken));
        }
        grades.all.push_back({.name = std::move(name), .effects = {}, .at = {}});
        grades.chosen = grades.all.size() - 1;
        return {};
    });
}

Result<Sequence> choose_grade(const Sequence& sequence, ClipId id, size_t index) {
    return change_grades(sequence, id, [&](Clip& c, GradeVersions& grades, const std::string& where) -> Result<void> {
        TRY_VOID(has_grade(grades, index, where));
        if (index == grades.chosen) return {};
        put_away(c, grades.all[grades.chosen]);
        take_out(c, grades.all[index]);
        grades.chosen = index;
        return {};
    });
}

Result<Sequence> remove_grade(const Sequence& sequence, ClipId id, size_t index) {
    return change_grades(sequence, id, [&](Clip& c, GradeVersions& grades, const std::string& where) -> Result<void> {
        TRY_VOID(has_grade(grades, index, where));
        if (grades.all.size() == 1) return fail(ErrorCode::usage, "the clip has one grade only", where);
        if (index == grades.chosen) {
            GradeVersion gone;
            put_away(c, gone);
            grades.chosen = index > 0 ? index - 1 : 1;
            take_out(c, grades.all[grades.chosen]);
        }
        grades.all.erase(grades.all.begin() + static_cast<std::ptrdiff_t>(index));
        if (grades.chosen > index) --grades.chosen;
        return {};
    });
}

Result<Sequence> rename_grade(const Sequence& sequence, ClipId id, size_t index, std::string name) {
    return change_grades(sequence, id, [&](Clip&, GradeVersions& grades, const std::string& where) -> Result<void> {
        TRY_VOID(has_grade(grades, index, where));
        if (grades.all.size() == 1) return fail(ErrorCode::usage, "the clip has one grade only", where);
        if (name.empty()) return fail(ErrorCode::usage, "the grade needs a name", where);
        grades.all[index].name = std::move(name);
        return {};
    });
}

Result<Sequence> set_transition(const Sequence& sequence, ClipId id, Transition tr, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    ClipPlace p = TRY(edit.find(id));
    TRY_VOID(edit.refuse_locked(p.track));
    const Track& track = edit.track(p.track);
    if (track.kind == TrackKind::subtitle || is_sound(tr.kind) != (track.kind == TrackKind::sound))
        return fail(ErrorCode::usage,
                    "the transition " + std::string(transition_word(tr.kind)) + " does not fit this kind of track",
                    edit.where(p));
    if (tr.before.ticks < 0 || tr.after.ticks < 0 || tr.length().ticks <= 0)
        return fail(ErrorCode::usage, "a transition must be longer than nothing", edit.where(p));
    auto bad = [](double v) { return !(v >= 0 && v <= 1); };
    if (bad(tr.softness) || bad(tr.red) || bad(tr.green) || bad(tr.blue))
        return fail(ErrorCode::usage, "softness and colours of a transition are from 0 to 1", edit.where(p));
    if (p.index == 0 || track.items[p.index - 1].end() != p.placement->start)
        return fail(ErrorCode::usage,
                    "no clip ends where this one starts, so there is nothing to come from; use a fade", edit.where(p));
    const Clip& from = *track.items[p.index - 1].clip;
    const Time taken = transition_shown(track, p.index - 1) ? from.transition_in->after : Time{};
    Time given;
    if (transition_shown(track, p.index + 1)) given = track.items[p.index + 1].clip->transition_in->before;
    if (tr.before > from.length - taken || tr.after > p.placement->clip->length - given)
        return fail(ErrorCode::usage, "the transition is longer than the clips allow", edit.where(p));
    const auto& old = p.placement->clip->transition_in;
    if (!tr.id) tr.id = old ? old->id : ids.make<TransitionId>();
    Clip c = *p.placement->clip;
    c.transition_in = ref(std::move(tr));
    edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    return edit.finish();
}

Result<Sequence> remove_transition(const Sequence& sequence, ClipId id) {
    IdSource none;
    SequenceEdit edit(sequence, none);
    ClipPlace p = TRY(edit.find(id));
    TRY_VOID(edit.refuse_locked(p.track));
    if (!p.placement->clip->transition_in) return fail(ErrorCode::usage, "the clip has no transition", edit.where(p));
    Clip c = *p.placement->clip;
    c.transition_in = nullptr;
    edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    return edit.finish();
}

} // namespace tandem
