// Slice, lift, extract and removal.
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
    edit.close_time(edit.ripple_tracks(TRY(chosen(edit, args.tracks))), args.range);
    return edit.finish();
}

Result<Sequence> remove_clips(const Sequence& sequence, const RemoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    edit.erase(places);
    if (args.ripple == Ripple::no) return edit.finish();
    std::vector<TimeRange> ranges;
    std::vector<size_t> own;
    for (const ClipPlace& p : places) {
        const TimeRange range{p.placement->start, p.placement->clip->length};
        own.push_back(p.track);
        // A title over a picture, an effect under a scene: their time is that of the others, which stay.
        if (!edit.over_others(p.track, range)) ranges.push_back(range);
    }
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
    for (auto r = joined.rbegin(); r != joined.rend(); ++r) edit.close_time(tracks, *r);
    return edit.finish();
}

} // namespace tandem
