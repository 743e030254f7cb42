// Insert, overwrite, append, place on top.
#include "engine/edit/insert.h"

#include <algorithm>

#include "engine/edit/tracks.h"

namespace tandem {

bool fits_track(const Clip& clip, TrackKind kind) {
    if (std::holds_alternative<SubtitleContent>(clip.content)) return kind == TrackKind::subtitle;
    if (std::holds_alternative<GeneratorContent>(clip.content)) return kind == TrackKind::picture;
    return kind != TrackKind::subtitle;
}

static const char* kind_word(TrackKind kind) {
    return kind == TrackKind::picture ? "picture" : kind == TrackKind::sound ? "sound" : "subtitle";
}

static Result<void> check_new(const Clip& c, Time start) {
    if (c.length.ticks <= 0) return fail(ErrorCode::usage, "a new clip must be longer than nothing", c.name);
    if (start.ticks < 0) return fail(ErrorCode::usage, "a clip cannot start before the sequence does", c.name);
    if (start.ticks > kMaxEditTicks - c.length.ticks)
        return fail(ErrorCode::usage, "the clip would end beyond the longest time allowed", c.name);
    return {};
}

// Target track of every new clip, in order.
static Result<std::vector<size_t>> targets(const SequenceEdit& edit, const InsertArgs& args) {
    if (args.clips.empty()) return fail(ErrorCode::usage, "there is nothing to put on the timeline");
    std::vector<size_t> out;
    for (const NewClip& n : args.clips) {
        size_t t = TRY(edit.unlocked_track(n.track));
        if (!fits_track(n.clip, edit.track(t).kind))
            return fail(ErrorCode::usage,
                        std::string("the clip does not fit a ") + kind_word(edit.track(t).kind) + " track",
                        "track " + edit.track(t).name + ", clip " + n.clip.name);
        TRY_VOID(check_new(n.clip, args.at + n.offset));
        out.push_back(t);
    }
    for (size_t i = 0; i < out.size(); ++i)
        for (size_t k = i + 1; k < out.size(); ++k)
            if (out[i] == out[k] && TimeRange{args.clips[i].offset, args.clips[i].clip.length}.overlaps(
                                        {args.clips[k].offset, args.clips[k].clip.length}))
                return fail(ErrorCode::usage, "two of the new clips would overlap", "track " + edit.track(out[i]).name);
    return out;
}

static std::vector<ClipId> put_all(SequenceEdit& edit, const InsertArgs& args, std::span<const size_t> tracks,
                                   Time at) {
    std::vector<ClipId> made;
    LinkId link = args.link == LinkNew::yes && args.clips.size() > 1 ? edit.ids().make<LinkId>() : LinkId{};
    for (size_t i = 0; i < tracks.size(); ++i) {
        Clip c = edit.renewed(args.clips[i].clip);
        if (link) c.link = link;
        c.transition_in = nullptr;
        fit_fades(c);
        made.push_back(c.id);
        edit.put(tracks[i], {at + args.clips[i].offset, ref(std::move(c))});
    }
    return made;
}

Result<Edited> insert(const Sequence& sequence, const InsertArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto tracks = TRY(targets(edit, args));
    Time length;
    for (const NewClip& n : args.clips) length = std::max(length, n.offset + n.clip.length);
    if (sequence.duration().ticks > kMaxEditTicks - length.ticks)
        return fail(ErrorCode::usage, "the sequence would become longer than is allowed", edit.where(args.at));
    edit.open_time(edit.ripple_tracks(tracks), args.at, length);
    auto made = put_all(edit, args, tracks, args.at);
    return Edited{edit.finish(), std::move(made)};
}

Result<Edited> overwrite(const Sequence& sequence, const InsertArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto tracks = TRY(targets(edit, args));
    for (size_t i = 0; i < tracks.size(); ++i)
        edit.clear(tracks[i], {args.at + args.clips[i].offset, args.clips[i].clip.length});
    auto made = put_all(edit, args, tracks, args.at);
    return Edited{edit.finish(), std::move(made)};
}

Result<Edited> append(const Sequence& sequence, const InsertArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    InsertArgs at_end = args;
    at_end.at = {};
    for (const NewClip& n : args.clips)
        if (auto t = find_track(sequence, n.track)) at_end.at = std::max(at_end.at, sequence.tracks[*t]->end());
    auto tracks = TRY(targets(edit, at_end));
    auto made = put_all(edit, at_end, tracks, at_end.at);
    return Edited{edit.finish(), std::move(made)};
}

Result<Edited> place_on_top(const Sequence& sequence, const InsertArgs& args, IdSource& ids) {
    if (args.clips.empty()) return fail(ErrorCode::usage, "there is nothing to put on the timeline");
    SequenceEdit edit(sequence, ids);
    std::vector<ClipId> made;
    LinkId link = args.link == LinkNew::yes && args.clips.size() > 1 ? ids.make<LinkId>() : LinkId{};
    for (const NewClip& n : args.clips) {
        const Time start = args.at + n.offset;
        TRY_VOID(check_new(n.clip, start));
        TrackKind kind =
            std::holds_alternative<SubtitleContent>(n.clip.content) ? TrackKind::subtitle : TrackKind::picture;
        size_t from = 0;
        if (n.track) {
            from = TRY(edit.find_track(n.track));
            kind = edit.track(from).kind;
            if (!fits_track(n.clip, kind))
                return fail(ErrorCode::usage, std::string("the clip does not fit a ") + kind_word(kind) + " track",
                            "track " + edit.track(from).name + ", clip " + n.clip.name);
        } else if (kind == TrackKind::picture && edit.track_count() && edit.track(0).kind == TrackKind::picture)
            from = 1; // above the main picture
        std::optional<size_t> to;
        for (size_t t = from; t < edit.track_count() && !to; ++t) {
            const Track& track = edit.track(t);
            if (track.kind == kind && !track.locked && edit.is_free(t, {start, n.clip.length})) to = t;
        }
        if (!to) to = insert_track(edit.change(), kind, {}, {}, ids);
        Clip c = edit.renewed(n.clip);
        c.transition_in = nullptr;
        if (link) c.link = link;
        fit_fades(c);
        made.push_back(c.id);
        edit.put(*to, {start, ref(std::move(c))});
    }
    return Edited{edit.finish(), std::move(made)};
}

} // namespace tandem
