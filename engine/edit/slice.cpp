// Slice, lift, extract, removal, move and copy.
#include "engine/edit/slice.h"

#include <algorithm>

namespace tandem {

static Result<std::vector<size_t>> chosen(const SequenceEdit& edit, const std::vector<TrackId>& tracks) {
    std::vector<size_t> out;
    if (tracks.empty()) {
        for (size_t t = 0; t < edit.track_count(); ++t)
            if (!edit.track(t).locked) out.push_back(t);
        return out;
    }
    for (TrackId id : tracks) out.push_back(TRY(edit.unlocked_track(id)));
    return out;
}

Result<Edited> slice(const Sequence& sequence, const SliceArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    std::vector<size_t> tracks;
    if (args.clip) {
        for (const ClipPlace& p : TRY(edit.with_partners(args.clip, args.follow)))
            if (p.placement->start < args.at && args.at < p.placement->end()) tracks.push_back(p.track);
    } else
        tracks = TRY(chosen(edit, args.tracks));
    std::vector<ClipId> made;
    for (size_t t : tracks)
        if (ClipId right = edit.cut(t, args.at)) made.push_back(right);
    if (made.empty()) return fail(ErrorCode::usage, "there is no clip to cut there", edit.where(args.at));
    return Edited{edit.finish(), std::move(made)};
}

static Result<void> check_range(const SequenceEdit& edit, TimeRange r) {
    if (r.start.ticks < 0 || r.length.ticks <= 0 || r.start.ticks > kMaxEditTicks || r.length.ticks > kMaxEditTicks)
        return fail(ErrorCode::usage, "the range is empty or out of bounds", edit.where(r.start));
    return {};
}

Result<Sequence> lift(const Sequence& sequence, const RangeArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    TRY_VOID(check_range(edit, args.range));
    for (size_t t : TRY(chosen(edit, args.tracks))) edit.clear(t, args.range);
    return edit.finish();
}

Result<Sequence> extract(const Sequence& sequence, const RangeArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    TRY_VOID(check_range(edit, args.range));
    for (size_t t : edit.ripple_tracks(TRY(chosen(edit, args.tracks)))) edit.close_gap(t, args.range);
    return edit.finish();
}

static void erase_places(SequenceEdit& edit, std::vector<ClipPlace> places) {
    std::sort(places.begin(), places.end(), [](const ClipPlace& a, const ClipPlace& b) {
        return std::pair{a.track, a.index} > std::pair{b.track, b.index};
    });
    for (const ClipPlace& p : places) edit.erase_item(p.track, p.index); // from the back: indices stay true
}

Result<Sequence> remove_clips(const Sequence& sequence, const RemoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    std::vector<TimeRange> ranges;
    std::vector<size_t> own;
    for (const ClipPlace& p : places) {
        ranges.push_back({p.placement->start, p.placement->clip->length});
        own.push_back(p.track);
    }
    erase_places(edit, places);
    if (args.ripple == Ripple::no) return edit.finish();
    // The union of the clips' ranges, taken out from the last to the first.
    std::sort(ranges.begin(), ranges.end(), [](TimeRange a, TimeRange b) { return a.start < b.start; });
    std::vector<TimeRange> joined;
    for (TimeRange r : ranges) {
        if (!joined.empty() && r.start <= joined.back().end())
            joined.back() = TimeRange::between(joined.back().start, std::max(joined.back().end(), r.end()));
        else
            joined.push_back(r);
    }
    auto tracks = edit.ripple_tracks(own);
    for (auto r = joined.rbegin(); r != joined.rend(); ++r)
        for (size_t t : tracks) edit.close_gap(t, *r);
    return edit.finish();
}

namespace {
struct Target {
    size_t track;
    Time start;
    Ref<Clip> clip;
};
} // namespace

// Where each clip goes, checked: on existing unlocked tracks of its kind, not before 0, apart from each other.
static Result<std::vector<Target>> move_targets(const SequenceEdit& edit, const MoveArgs& args,
                                                const std::vector<ClipPlace>& places) {
    const Time by = args.to - places[0].placement->start;
    const TrackKind kind = edit.track(places[0].track).kind;
    std::vector<size_t> same_kind;
    for (size_t t = 0; t < edit.track_count(); ++t)
        if (edit.track(t).kind == kind) same_kind.push_back(t);
    auto rank = [&](size_t t) { return std::find(same_kind.begin(), same_kind.end(), t) - same_kind.begin(); };
    std::ptrdiff_t tracks_by = 0;
    if (args.track) {
        size_t t = TRY(edit.unlocked_track(args.track));
        if (edit.track(t).kind != kind)
            return fail(ErrorCode::usage, "the clip does not fit the kind of track " + edit.track(t).name,
                        edit.where(places[0]));
        tracks_by = rank(t) - rank(places[0].track);
    }
    std::vector<Target> out;
    for (const ClipPlace& p : places) {
        size_t t = p.track;
        if (edit.track(t).kind == kind && tracks_by != 0) {
            auto to = rank(t) + tracks_by;
            if (to < 0 || to >= static_cast<std::ptrdiff_t>(same_kind.size()))
                return fail(ErrorCode::usage, "there is no track to move the clip to; add one", edit.where(p));
            t = same_kind[static_cast<size_t>(to)];
        }
        TRY_VOID(edit.refuse_locked(t));
        const Time start = p.placement->start + by;
        if (start.ticks < 0) return fail(ErrorCode::usage, "the clip would start before the sequence", edit.where(p));
        if (start.ticks > kMaxEditTicks - p.placement->clip->length.ticks)
            return fail(ErrorCode::usage, "the clip would end beyond the longest time allowed", edit.where(p));
        out.push_back({t, start, p.placement->clip});
    }
    return out;
}

static void put_targets(SequenceEdit& edit, const std::vector<Target>& targets, Ripple ripple) {
    if (ripple == Ripple::yes) {
        Time start = targets[0].start, end = start;
        std::vector<size_t> own;
        for (const Target& t : targets) {
            start = std::min(start, t.start), end = std::max(end, t.start + t.clip->length);
            own.push_back(t.track);
        }
        for (size_t t : edit.ripple_tracks(own)) edit.open_gap(t, start, end - start);
    } else
        for (const Target& t : targets) edit.clear(t.track, {t.start, t.clip->length});
    for (const Target& t : targets) edit.put(t.track, {t.start, t.clip});
}

Result<Sequence> move_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    auto targets = TRY(move_targets(edit, args, places));
    erase_places(edit, places);
    put_targets(edit, targets, args.ripple);
    return edit.finish();
}

Result<Edited> copy_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    auto targets = TRY(move_targets(edit, args, places));
    std::vector<ClipId> made;
    std::map<LinkId, LinkId> links;
    std::map<GroupId, GroupId> groups;
    for (Target& t : targets) {
        Clip c = edit.renewed(*t.clip);
        if (c.link) {
            LinkId& l = links[c.link];
            if (!l) l = ids.make<LinkId>();
            c.link = l;
        }
        if (c.group) {
            GroupId& g = groups[c.group];
            if (!g) g = ids.make<GroupId>();
            c.group = g;
        }
        made.push_back(c.id);
        t.clip = ref(std::move(c));
    }
    put_targets(edit, targets, args.ripple);
    return Edited{edit.finish(), std::move(made)};
}

} // namespace tandem
