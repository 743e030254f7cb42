// Trim, ripple trim, roll, slip, slide.
#include "engine/edit/trim.h"

#include <algorithm>

namespace tandem {

namespace {

Time edge_time(const Placement& p, Edge e) { return e == Edge::head ? p.start : p.end(); }

// The clip and the partners whose edge stands where the clip's does.
Result<std::vector<ClipPlace>> same_edges(const SequenceEdit& edit, ClipId id, Edge edge, Follow follow) {
    auto all = TRY(edit.with_partners(id, follow));
    const Time at = edge_time(*all[0].placement, edge), frame = edit.now().format.rate.time_of(1);
    std::erase_if(all, [&](const ClipPlace& p) {
        Time d = edge_time(*p.placement, edge) - at;
        return d >= frame || -d >= frame;
    });
    return all;
}

// How far an edge may go by what the clip and its media hold.
Result<void> check_edge(const SequenceEdit& edit, const ClipPlace& p, Edge edge, Time by, const Project* pool) {
    const Clip& c = *p.placement->clip;
    Time grows = edge == Edge::head ? -by : by;
    if ((c.length + grows).ticks <= 0)
        return fail(ErrorCode::usage, "nothing would be left of the clip; delete it instead", edit.where(p));
    if (grows.ticks <= 0) return {};
    Handles h = handles(c, pool);
    const auto& room = edge == Edge::head ? h.head : h.tail;
    if (room && grows > *room)
        return fail(ErrorCode::usage,
                    std::string("the media hold only ") + time_text(*room, edit.now().format.rate) + " more at the " +
                        (edge == Edge::head ? "head" : "tail"),
                    edit.where(p));
    if (p.placement->start.ticks > kMaxEditTicks - c.length.ticks - grows.ticks)
        return fail(ErrorCode::usage, "the clip would end beyond the longest time allowed", edit.where(p));
    return {};
}

Placement trimmed(const Placement& p, Edge edge, Time by) {
    if (edge == Edge::head) return {p.start + by, ref(with_head_trimmed(*p.clip, by))};
    return {p.start, ref(with_length(*p.clip, p.clip->length + by))};
}

} // namespace

Result<Sequence> trim(const Sequence& sequence, const TrimArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(same_edges(edit, args.clip, args.edge, args.follow));
    for (const ClipPlace& p : places) {
        TRY_VOID(check_edge(edit, p, args.edge, args.by, args.pool));
        Placement item = trimmed(*p.placement, args.edge, args.by);
        const auto& items = edit.track(p.track).items;
        if (item.start.ticks < 0 || (p.index > 0 && items[p.index - 1].end() > item.start) ||
            (p.index + 1 < items.size() && items[p.index + 1].start < item.end()))
            return fail(ErrorCode::usage, "there is no free time for the trim; use ripple_trim or roll", edit.where(p));
        edit.set_item(p.track, p.index, std::move(item));
    }
    return edit.finish();
}

Result<Sequence> ripple_trim(const Sequence& sequence, const TrimArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(same_edges(edit, args.clip, args.edge, args.follow));
    std::vector<size_t> own;
    for (const ClipPlace& p : places) {
        TRY_VOID(check_edge(edit, p, args.edge, args.by, args.pool));
        if (std::find(own.begin(), own.end(), p.track) != own.end())
            return fail(ErrorCode::usage, "two clips of one track cannot be trimmed together", edit.where(p));
        own.push_back(p.track);
    }
    const bool head = args.edge == Edge::head;
    const Time grows = head ? -args.by : args.by;
    if (grows == Time{}) return edit.finish();
    if (sequence.duration().ticks > kMaxEditTicks - std::max<int64_t>(grows.ticks, 0))
        return fail(ErrorCode::usage, "the sequence would become longer than is allowed", edit.where(places[0]));
    const Time edge = edge_time(*places[0].placement, args.edge);
    for (const ClipPlace& p : places) {
        Clip c = head ? with_head_trimmed(*p.placement->clip, args.by)
                      : with_length(*p.placement->clip, p.placement->clip->length + args.by);
        const Time start = p.placement->start;
        // Later items first, so that no state overlaps.
        edit.shift(p.track, p.index + 1, grows);
        edit.set_item(p.track, p.index, {start, ref(std::move(c))});
    }
    // Time opens at the edge, or the trimmed-away time vanishes: of a head it lay behind the edge.
    edit.change_time(own, head && grows.ticks < 0 ? edge - grows : edge, grows);
    return edit.finish();
}

Result<Sequence> roll(const Sequence& sequence, const TrimArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(same_edges(edit, args.clip, args.edge, args.follow));
    const Edge other_edge = args.edge == Edge::head ? Edge::tail : Edge::head;
    std::vector<std::pair<size_t, size_t>> done; // both sides of a cut may be partners
    for (const ClipPlace& p : places) {
        if (std::find(done.begin(), done.end(), std::pair{p.track, p.index}) != done.end()) continue;
        const auto& items = edit.track(p.track).items;
        size_t other = args.edge == Edge::head ? p.index - 1 : p.index + 1; // wraps to a huge index at the first
        const Time at = edge_time(*p.placement, args.edge);
        if (other >= items.size() || edge_time(items[other], other_edge) != at)
            return fail(ErrorCode::usage, "no clip touches that edge; use trim", edit.where(p));
        ClipPlace neighbour{p.track, other, &items[other]};
        TRY_VOID(check_edge(edit, p, args.edge, args.by, args.pool));
        TRY_VOID(check_edge(edit, neighbour, other_edge, args.by, args.pool));
        Placement a = trimmed(*p.placement, args.edge, args.by), b = trimmed(items[other], other_edge, args.by);
        edit.set_item(p.track, p.index, std::move(a));
        edit.set_item(p.track, other, std::move(b));
        done.emplace_back(p.track, other);
    }
    return edit.finish();
}

Result<Sequence> slip(const Sequence& sequence, const SlipArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    if (std::abs(args.by.ticks) > kMaxEditTicks) return fail(ErrorCode::usage, "the slip is too long");
    for (const ClipPlace& p : TRY(edit.with_partners(args.clip, args.follow))) {
        Clip c = *p.placement->clip;
        if (!std::holds_alternative<MediaContent>(c.content) && !std::holds_alternative<SequenceContent>(c.content)) {
            if (c.id == args.clip)
                return fail(ErrorCode::usage, "only media and nested sequences can slip", edit.where(p));
            continue;
        }
        c.in += args.by;
        TimeRange r = c.source_range();
        auto m = std::get_if<MediaContent>(&c.content);
        const Media* medium = m && args.pool ? args.pool->find_media(m->media) : nullptr;
        const bool bounded = medium && medium->duration.ticks > 0 && handles(*p.placement->clip, args.pool).tail;
        if (std::abs(c.in.ticks) > kMaxEditTicks || (m && r.start.ticks < 0) ||
            (bounded && r.end() > medium->duration && r.end() > p.placement->clip->source_range().end()))
            return fail(ErrorCode::usage, "the media do not reach that far", edit.where(p));
        edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    }
    return edit.finish();
}

Result<Sequence> slide(const Sequence& sequence, const SlipArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    for (const ClipPlace& p : TRY(edit.with_partners(args.clip, args.follow))) {
        const auto items = edit.track(p.track).items;
        const Placement me = items[p.index];
        const bool before = p.index > 0 && items[p.index - 1].end() == me.start;
        const bool after = p.index + 1 < items.size() && items[p.index + 1].start == me.end();
        Placement moved{me.start + args.by, me.clip};
        if (moved.start.ticks < 0 || moved.start.ticks > kMaxEditTicks - me.clip->length.ticks)
            return fail(ErrorCode::usage, "the clip cannot slide that far", edit.where(p));
        if (before) {
            ClipPlace n{p.track, p.index - 1, &items[p.index - 1]};
            TRY_VOID(check_edge(edit, n, Edge::tail, args.by, args.pool));
            edit.set_item(p.track, n.index, trimmed(*n.placement, Edge::tail, args.by));
        }
        if (after) {
            ClipPlace n{p.track, p.index + 1, &items[p.index + 1]};
            TRY_VOID(check_edge(edit, n, Edge::head, args.by, args.pool));
            edit.set_item(p.track, n.index, trimmed(*n.placement, Edge::head, args.by));
        }
        const auto& now = edit.track(p.track).items;
        if ((p.index > 0 && now[p.index - 1].end() > moved.start) ||
            (p.index + 1 < now.size() && now[p.index + 1].start < moved.end()))
            return fail(ErrorCode::usage, "a neighbour is in the way of the slide", edit.where(p));
        edit.set_item(p.track, p.index, std::move(moved));
    }
    return edit.finish();
}

} // namespace tandem
