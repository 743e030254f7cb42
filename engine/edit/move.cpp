// Moves, copies and pasted clips.
#include "engine/edit/move.h"

#include <algorithm>

#include "engine/edit/insert.h"
#include "engine/edit/tracks.h"

namespace tandem {

namespace {
struct Target {
    size_t track;
    Time start;
    Ref<Clip> clip;
};

// Copies with ids, links and groups of their own.
class Renewal {
  public:
    explicit Renewal(SequenceEdit& edit) : edit_(edit) {}
    Ref<Clip> of(const Clip& clip) {
        Clip c = edit_.renewed(clip);
        if (c.link) {
            LinkId& l = links_[c.link];
            if (!l) l = edit_.ids().make<LinkId>();
            c.link = l;
        }
        if (c.group) {
            GroupId& g = groups_[c.group];
            if (!g) g = edit_.ids().make<GroupId>();
            c.group = g;
        }
        return ref(std::move(c));
    }

  private:
    SequenceEdit& edit_;
    std::map<LinkId, LinkId> links_;
    std::map<GroupId, GroupId> groups_;
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
        edit.open_time(edit.ripple_tracks(own), start, end - start);
    } else
        for (const Target& t : targets) edit.clear(t.track, {t.start, t.clip->length});
    for (const Target& t : targets) edit.put(t.track, {t.start, t.clip});
}

Result<Sequence> move_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    auto targets = TRY(move_targets(edit, args, places));
    edit.erase(places);
    put_targets(edit, targets, args.ripple);
    return edit.finish();
}

Result<Edited> copy_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    auto places = TRY(edit.with_partners(args.clips, args.follow));
    auto targets = TRY(move_targets(edit, args, places));
    std::vector<ClipId> made;
    Renewal renewal(edit);
    for (Target& t : targets) {
        t.clip = renewal.of(*t.clip);
        made.push_back(t.clip->id);
    }
    put_targets(edit, targets, args.ripple);
    return Edited{edit.finish(), std::move(made)};
}

// What a rearrangement does to time: the block [start, end) goes to `to`, what lies between makes room.
namespace {
struct Swap {
    TimeRange block, between;
    Time block_by, between_by;
    // How far what stands there moves; none = it lies across an edge, or outside.
    std::optional<Time> by(TimeRange r) const {
        if (r.start >= block.start && r.end() <= block.end()) return block_by;
        if (r.start >= between.start && r.end() <= between.end()) return between_by;
        return {};
    }
};
} // namespace

// The cut of the track nearest to where the block's leading edge was dragged to.
static Swap swap_to(const Track& track, TimeRange block, Time by) {
    const bool later = by.ticks > 0;
    const Time wanted = later ? block.end() + by : block.start + by;
    Time best = later ? block.end() : block.start;
    auto look = [&](Time cut) {
        if (later ? cut < block.end() : cut > block.start) return;
        if (std::abs((cut - wanted).ticks) < std::abs((best - wanted).ticks)) best = cut;
    };
    // The clip there and its neighbours have the nearest ones.
    const size_t there = first_ending_after(track, wanted);
    for (size_t i = there > 0 ? there - 1 : 0; i < track.items.size() && i <= there + 1; ++i)
        look(track.items[i].start), look(track.items[i].end());
    if (later) return {block, TimeRange::between(block.end(), best), best - block.end(), -block.length};
    return {block, TimeRange::between(best, block.start), best - block.start, block.length};
}

namespace {
// The clips of a track in the time that a swap concerns, with a neighbour at each side.
struct Stretch {
    size_t first = 0, last = 0; // items [first, last)
    std::vector<std::optional<Time>> by;
    bool own = false;   // the moved clips stand there: what they pass has to give way
    bool bound = false; // own, or clips must move as their partners do
};
} // namespace

static Stretch stretch_of(const Track& track, TimeRange time) {
    Stretch out;
    const size_t first = first_ending_after(track, time.start);
    out.first = first > 0 ? first - 1 : 0, out.last = first;
    while (out.last < track.items.size() && track.items[out.last].start < time.end()) ++out.last;
    out.last = std::min(out.last + 1, track.items.size());
    out.by.resize(out.last - out.first);
    return out;
}

// The clips at their new places. Where two of them would meet the earlier one ends before the later one, in a bound
// stretch: a sound that ran on under the next picture. None where that leaves nothing of it.
static std::optional<std::vector<Placement>> swapped(const Track& track, const Stretch& stretch) {
    std::vector<Placement> out;
    for (size_t i = stretch.first; i < stretch.last; ++i)
        out.push_back({track.items[i].start + stretch.by[i - stretch.first].value_or(Time{}), track.items[i].clip});
    std::stable_sort(out.begin(), out.end(), [](const Placement& a, const Placement& b) { return a.start < b.start; });
    const Time before = stretch.first > 0 ? track.items[stretch.first - 1].end() : Time{};
    if (out.empty() || out[0].start < before) return {};
    for (size_t i = 1; i < out.size(); ++i) {
        if (out[i - 1].end() <= out[i].start) continue;
        if (!stretch.bound || out[i - 1].start == out[i].start) return {};
        Clip shorter = with_length(*out[i - 1].clip, out[i].start - out[i - 1].start);
        shorter.fade_out.length = {};
        out[i - 1].clip = ref(std::move(shorter));
    }
    if (stretch.last < track.items.size() && out.back().end() > track.items[stretch.last].start) return {};
    return out;
}

static Result<Sequence> swap_places(SequenceEdit& edit, const Swap& swap, const std::vector<ClipPlace>& places) {
    const TimeRange time = TimeRange::between(std::min(swap.block.start, swap.between.start),
                                              std::max(swap.block.end(), swap.between.end()));
    // Linked clips go where the one on the first track goes; one whose partners stand elsewhere in time stays, where it
    // is not in the way.
    struct Link {
        std::optional<Time> by;
        int clips = 0;
    };
    std::map<LinkId, Link> links;
    std::vector<Stretch> stretches;
    for (size_t t = 0; t < edit.track_count(); ++t) {
        const Track& track = edit.track(t);
        Stretch& stretch = stretches.emplace_back(stretch_of(track, time));
        stretch.own = std::any_of(places.begin(), places.end(), [&](const ClipPlace& p) { return p.track == t; });
        stretch.bound = stretch.own;
        const bool takes_part = !track.locked && (stretch.own || track.sync_lock);
        for (size_t i = stretch.first; i < stretch.last; ++i) {
            const Placement& p = track.items[i];
            std::optional<Time>& by = stretch.by[i - stretch.first];
            if (takes_part) by = swap.by({p.start, p.clip->length});
            if (!p.clip->link) continue;
            Link& link = links.try_emplace(p.clip->link, Link{by}).first->second;
            if (p.start < time.end() && p.end() > time.start) ++link.clips;
        }
    }
    for (const ClipPlace& p : places)
        if (p.placement->clip->link) links[p.placement->clip->link] = {swap.block_by, 2};
    for (size_t t = 0; t < edit.track_count(); ++t) {
        const Track& track = edit.track(t);
        Stretch& stretch = stretches[t];
        for (size_t i = stretch.first; i < stretch.last; ++i)
            if (const LinkId id = track.items[i].clip->link) {
                const Link& link = links.at(id);
                std::optional<Time>& by = stretch.by[i - stretch.first];
                if (link.clips > 1)
                    by = link.by;
                else if (!stretch.own)
                    by.reset();
                stretch.bound = stretch.bound || by.has_value();
            }
        if (std::none_of(stretch.by.begin(), stretch.by.end(), [](const auto& b) { return b && *b != Time{}; }))
            continue;
        if (track.locked)
            return fail(ErrorCode::denied, "a linked clip stands on a locked track; unlock it", "track " + track.name);
        auto items = swapped(track, stretch);
        if (!items && !stretch.bound) continue; // music across the cut keeps its place, and its track with it
        if (!items)
            return fail(ErrorCode::usage, "a clip across the cut is in the way; move it in overwrite mode",
                        "track " + track.name);
        edit.replace(t, stretch.first, stretch.last, *items);
    }
    std::vector<Ref<Marker>>& markers = edit.change().markers;
    for (Ref<Marker>& m : markers) {
        const auto by = swap.by({m->start, Time{1}});
        if (!by || *by == Time{}) continue;
        Marker copy = *m;
        copy.start += *by;
        m = ref(std::move(copy));
    }
    std::stable_sort(markers.begin(), markers.end(), [](const auto& a, const auto& b) { return a->start < b->start; });
    return edit.finish();
}

Result<Sequence> rearrange_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (args.clips.empty()) return fail(ErrorCode::usage, "no clip is named");
    const auto places = TRY(edit.with_partners(args.clips, args.follow));
    const auto targets = TRY(move_targets(edit, args, places));
    SequenceEdit rest(sequence, ids);
    rest.erase(places);
    bool other_track = false, carries_time = false, passes = false;
    TimeRange block{places[0].placement->start, Time{}};
    for (size_t i = 0; i < places.size(); ++i) {
        const TimeRange from{places[i].placement->start, places[i].placement->clip->length},
            to{targets[i].start, from.length};
        other_track = other_track || targets[i].track != places[i].track;
        carries_time = carries_time || !rest.over_others(targets[i].track, to);
        // Also what it is dragged past.
        const TimeRange way = targets[i].track == places[i].track
                                  ? TimeRange::between(std::min(from.start, to.start), std::max(from.end(), to.end()))
                                  : to;
        passes = passes || !rest.is_free(targets[i].track, way);
        block = TimeRange::between(std::min(block.start, from.start), std::max(block.end(), from.end()));
    }
    bool carried_time = false;
    for (const ClipPlace& p : places)
        carried_time = carried_time || !rest.over_others(p.track, {p.placement->start, p.placement->clip->length});
    if (!passes || (other_track ? !carries_time : !carried_time)) {
        put_targets(rest, targets, Ripple::no);
        return rest.finish();
    }
    if (other_track) {
        put_targets(rest, targets, Ripple::yes);
        return rest.finish();
    }
    const Time by = args.to - places[0].placement->start;
    return swap_places(edit, swap_to(edit.track(places[0].track), block, by), places);
}

Result<Edited> paste_clips(const Sequence& sequence, const PasteArgs& args, IdSource& ids) {
    if (args.clips.empty()) return fail(ErrorCode::usage, "there is nothing to paste");
    Sequence with_tracks = sequence;
    auto track_of = [&](TrackKind kind, size_t rank) {
        size_t seen = 0;
        for (size_t t = 0; t < with_tracks.tracks.size(); ++t)
            if (with_tracks.tracks[t]->kind == kind && seen++ == rank) return std::optional(t);
        return std::optional<size_t>();
    };
    for (const PasteClip& p : args.clips) {
        if (p.rank >= kMaxPasteTracks) return fail(ErrorCode::denied, "a sequence can have 1000 tracks at most");
        while (!track_of(p.kind, p.rank)) insert_track(with_tracks, p.kind, {}, {}, ids);
    }
    SequenceEdit edit(with_tracks, ids);
    Renewal renewal(edit);
    std::vector<Target> targets;
    std::vector<ClipId> made;
    bool makes_room = false;
    for (const PasteClip& p : args.clips) {
        const size_t t = *track_of(p.kind, p.rank);
        TRY_VOID(edit.refuse_locked(t));
        const Time start = args.at + p.offset;
        if (!fits_track(p.clip, p.kind) || p.clip.length.ticks <= 0 || p.offset.ticks < 0)
            return fail(ErrorCode::usage, "the clip cannot stand there", "clip " + p.clip.name);
        if (start.ticks < 0 || start.ticks > kMaxEditTicks - p.clip.length.ticks)
            return fail(ErrorCode::usage, "the clip would end beyond the longest time allowed", "clip " + p.clip.name);
        targets.push_back({t, start, renewal.of(p.clip)});
        made.push_back(targets.back().clip->id);
        const TimeRange range{start, p.clip.length};
        makes_room = makes_room || (!edit.is_free(t, range) && !edit.over_others(t, range));
    }
    std::vector<const Target*> in_order;
    for (const Target& t : targets) in_order.push_back(&t);
    std::sort(in_order.begin(), in_order.end(), [](const Target* a, const Target* b) {
        return std::pair{a->track, a->start} < std::pair{b->track, b->start};
    });
    for (size_t i = 1; i < in_order.size(); ++i)
        if (const Target& before = *in_order[i - 1];
            before.track == in_order[i]->track && before.start + before.clip->length > in_order[i]->start)
            return fail(ErrorCode::usage, "two of the clips would overlap", "clip " + in_order[i]->clip->name);
    put_targets(edit, targets, makes_room ? args.ripple : Ripple::no);
    return Edited{edit.finish(), std::move(made)};
}

} // namespace tandem
