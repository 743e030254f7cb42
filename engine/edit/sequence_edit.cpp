// Lookups, track operations and the repair of transitions and links.
#include "engine/edit/sequence_edit.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tandem {

std::string SequenceEdit::where(Time t) const {
    return "sequence " + now_.name + ", " + time_text(t, now_.format.rate, now_.format.drop_frame);
}

std::string SequenceEdit::where(const ClipPlace& p) const {
    const Placement& item = track(p.track).items[p.index];
    const std::string& name = item.clip->name;
    return "track " + track(p.track).name + ", clip " + (name.empty() ? std::to_string(item.clip->id.value) : name) +
           " (" + time_text(item.start, now_.format.rate, now_.format.drop_frame) + ")";
}

Result<size_t> SequenceEdit::find_track(TrackId id) const {
    if (auto i = tandem::find_track(now_, id)) return *i;
    return fail(ErrorCode::usage, "there is no track " + std::to_string(id.value), "sequence " + now_.name);
}

Result<void> SequenceEdit::refuse_locked(size_t t) const {
    if (!track(t).locked) return {};
    return fail(ErrorCode::denied, "the track is locked; unlock it first",
                "sequence " + now_.name + ", track " + track(t).name);
}

Result<size_t> SequenceEdit::unlocked_track(TrackId id) const {
    size_t t = TRY(find_track(id));
    TRY_VOID(refuse_locked(t));
    return t;
}

Result<ClipPlace> SequenceEdit::find(ClipId id) const {
    if (auto p = find_clip(now_, id)) return *p;
    return fail(ErrorCode::usage, "there is no clip " + std::to_string(id.value), "sequence " + now_.name);
}

Result<std::vector<ClipPlace>> SequenceEdit::find_all(std::span<const ClipId> wanted) const {
    std::vector<ClipPlace> out(wanted.size());
    if (wanted.size() == 1) {
        out[0] = TRY(find(wanted[0]));
        return out;
    }
    std::unordered_map<ClipId, size_t> order;
    for (size_t i = 0; i < wanted.size(); ++i)
        if (!order.emplace(wanted[i], i).second)
            return fail(ErrorCode::usage, "clip " + std::to_string(wanted[i].value) + " is named twice");
    size_t missing = wanted.size();
    for (size_t t = 0; t < track_count() && missing; ++t) {
        const auto& items = track(t).items;
        for (auto it = items.begin(); it != items.end() && missing; ++it)
            if (auto o = order.find(it->clip->id); o != order.end()) out[o->second] = {t, it.index(), &*it}, --missing;
    }
    for (size_t i = 0; i < out.size(); ++i)
        if (!out[i].placement)
            return fail(ErrorCode::usage, "there is no clip " + std::to_string(wanted[i].value),
                        "sequence " + now_.name);
    return out;
}

Result<std::vector<ClipPlace>> SequenceEdit::with_partners(ClipId id, Follow follow) const {
    return with_partners(std::span(&id, 1), follow);
}

Result<std::vector<ClipPlace>> SequenceEdit::with_partners(std::span<const ClipId> wanted, Follow follow) const {
    auto out = TRY(find_all(wanted));
    if (follow == Follow::partners) {
        std::unordered_set<uint64_t> clips, ties; // link and group ids share one space
        size_t tied = 0;
        auto note = [&](const Clip& c) {
            clips.insert(c.id.value);
            if (c.link) ties.insert(c.link.value);
            if (c.group) ties.insert(c.group.value);
        };
        for (const auto& p : out) note(*p.placement->clip);
        // A partner may bring ties of its own: again until nothing is added (nearly always one pass).
        while (ties.size() > tied) {
            tied = ties.size();
            for (size_t t = 0; t < track_count(); ++t) {
                const auto& items = track(t).items;
                for (auto it = items.begin(); it != items.end(); ++it) {
                    const Clip& c = *it->clip;
                    if (!c.link && !c.group) continue;
                    if (!ties.contains(c.link.value) && !ties.contains(c.group.value)) continue;
                    if (clips.contains(c.id.value)) continue;
                    note(c);
                    out.push_back({t, it.index(), &*it});
                }
            }
        }
    }
    for (const auto& p : out)
        if (track(p.track).locked)
            return fail(ErrorCode::denied, "the track is locked; unlock it, or edit without partners", where(p));
    return out;
}

std::vector<size_t> SequenceEdit::ripple_tracks(std::span<const size_t> always) const {
    std::vector<size_t> out;
    for (size_t t = 0; t < track_count(); ++t)
        if ((track(t).sync_lock && !track(t).locked) || std::find(always.begin(), always.end(), t) != always.end())
            out.push_back(t);
    return out;
}

void SequenceEdit::set_items(size_t t, Chunked<Placement> items) {
    Track copy = track(t);
    copy.items = std::move(items);
    now_.tracks[t] = ref(std::move(copy));
}

void SequenceEdit::set_item(size_t t, size_t i, Placement item) {
    set_items(t, track(t).items.set(i, std::move(item)));
}

void SequenceEdit::erase_item(size_t t, size_t i) { set_items(t, track(t).items.erase(i)); }

void SequenceEdit::erase(std::vector<ClipPlace> places) {
    std::sort(places.begin(), places.end(), [](const ClipPlace& a, const ClipPlace& b) {
        return std::pair{a.track, a.index} > std::pair{b.track, b.index};
    });
    for (const ClipPlace& p : places) erase_item(p.track, p.index); // from the back: indices stay true
}

bool SequenceEdit::is_free(size_t t, TimeRange range) const {
    size_t i = first_ending_after(track(t), range.start);
    return i == track(t).items.size() || track(t).items[i].start >= range.end();
}

void SequenceEdit::put(size_t t, Placement item) {
    VERIFY(is_free(t, {item.start, item.clip->length}));
    set_items(t, track(t).items.insert(first_ending_after(track(t), item.start), std::move(item)));
}

Clip SequenceEdit::renewed(Clip c) {
    auto renew = [&](Ref<EffectStack>& effects) {
        if (!effects) return;
        EffectStack stack = *effects;
        for (auto& e : stack.effects) {
            Effect copy = *e;
            copy.id = ids_.make<EffectId>();
            e = ref(std::move(copy));
        }
        effects = ref(std::move(stack));
    };
    c.id = ids_.make<ClipId>();
    renew(c.effects);
    if (c.grades) {
        GradeVersions grades = *c.grades;
        for (GradeVersion& v : grades.all) renew(v.effects);
        c.grades = ref(std::move(grades));
    }
    if (auto g = std::get_if<GeneratorContent>(&c.content)) {
        Effect copy = *g->generator;
        copy.id = ids_.make<EffectId>();
        g->generator = ref(std::move(copy));
    }
    if (c.transition_in) {
        Transition copy = *c.transition_in;
        copy.id = ids_.make<TransitionId>();
        c.transition_in = ref(std::move(copy));
    }
    return c;
}

ClipId SequenceEdit::cut(size_t t, Time at) {
    auto i = item_at(track(t), at);
    if (!i) return {};
    const Placement old = item(t, *i);
    if (old.start == at) return {};
    Time head = at - old.start;
    Clip left = with_length(*old.clip, head);
    left.fade_out.length = {};
    Clip right = with_head_trimmed(*old.clip, head);
    right.fade_in.length = {};
    right.transition_in = nullptr;
    right = renewed(std::move(right));
    if (right.link) {
        LinkId& link = right_links_[old.clip->link];
        if (!link) link = ids_.make<LinkId>();
        right.link = link;
        right_parts_[link].emplace_back(t, right.id);
    }
    ClipId id = right.id;
    Placement parts[] = {{old.start, ref(std::move(left))}, {at, ref(std::move(right))}};
    set_items(t, track(t).items.splice(*i, *i + 1, parts));
    return id;
}

void SequenceEdit::clear(size_t t, TimeRange range) {
    if (range.empty()) return;
    size_t first = first_ending_after(track(t), range.start);
    if (first == track(t).items.size() || item(t, first).start >= range.end()) return;
    // A clip that covers the whole range keeps both ends, so it must become two.
    if (item(t, first).start < range.start && item(t, first).end() > range.end()) cut(t, range.end());
    const auto& items = track(t).items;
    size_t last = first;
    std::vector<Placement> rest;
    for (; last < items.size() && items[last].start < range.end(); ++last) {
        const Placement& p = items[last];
        if (p.start < range.start) {
            Clip left = with_length(*p.clip, range.start - p.start);
            left.fade_out.length = {};
            rest.push_back({p.start, ref(std::move(left))});
        } else if (p.end() > range.end()) {
            Clip right = with_head_trimmed(*p.clip, range.end() - p.start);
            right.fade_in.length = {};
            right.transition_in = nullptr;
            rest.push_back({range.end(), ref(std::move(right))});
        }
    }
    set_items(t, items.splice(first, last, rest));
}

void SequenceEdit::shift(size_t t, size_t from, Time by) {
    if (from >= track(t).items.size() || by == Time{}) return;
    set_items(t, track(t).items.map_from(from, [&](const Placement& p) { return Placement{p.start + by, p.clip}; }));
}

void SequenceEdit::open_gap(size_t t, Time at, Time length) {
    cut(t, at);
    shift(t, first_ending_after(track(t), at), length);
}

void SequenceEdit::close_gap(size_t t, TimeRange range) {
    clear(t, range);
    shift(t, first_ending_after(track(t), range.start), -range.length);
}

void SequenceEdit::replace(size_t t, size_t first, size_t last, std::span<const Placement> items) {
    set_items(t, track(t).items.splice(first, last, items));
}

void SequenceEdit::open_time(std::span<const size_t> tracks, Time at, Time length) {
    for (size_t t : tracks) open_gap(t, at, length);
    map_markers([&](Time t) { return t >= at ? t + length : t; }, [&](Time t) { return t > at ? t + length : t; });
}

void SequenceEdit::close_time(std::span<const size_t> tracks, TimeRange range) {
    for (size_t t : tracks) close_gap(t, range);
    const auto map = [&](Time t) { return t <= range.start ? t : t >= range.end() ? t - range.length : range.start; };
    map_markers(map, map);
}

void SequenceEdit::change_time(std::span<const size_t> own, Time end, Time grows) {
    std::vector<size_t> others = ripple_tracks({});
    std::erase_if(others, [&](size_t t) { return std::find(own.begin(), own.end(), t) != own.end(); });
    if (grows.ticks > 0) open_time(others, end, grows);
    if (grows.ticks < 0) close_time(others, TimeRange::between(end + grows, end));
}

// Both maps are monotone: the order stays.
void SequenceEdit::map_markers(const std::function<Time(Time)>& start, const std::function<Time(Time)>& end) {
    for (Ref<Marker>& marker : now_.markers) {
        const Time from = start(marker->start),
                   to = marker->length > Time{} ? std::max(from, end(marker->start + marker->length)) : from;
        if (from == marker->start && to - from == marker->length) continue;
        Marker copy = *marker;
        copy.start = from, copy.length = to - from;
        marker = ref(std::move(copy));
    }
}

bool SequenceEdit::over_others(size_t before, TimeRange range) const {
    for (size_t t = 0; t < before; ++t)
        if (!is_free(t, range)) return true;
    return false;
}

void SequenceEdit::repair_transitions(size_t t) {
    const auto& items = track(t).items;
    // Chunks that are still those of before need a look only at their first item (its neighbour may have changed).
    std::unordered_set<const void*> known;
    for (const auto& old : before_.tracks)
        if (old->id == track(t).id)
            for (size_t c = 0; c < old->items.chunk_count(); ++c) known.insert(old->items.chunk_identity(c));
    std::vector<std::pair<size_t, Ref<Clip>>> changed;
    auto check = [&](size_t i) {
        const Placement& at = items[i];
        if (!at.clip->transition_in) return;
        const Transition& tr = *at.clip->transition_in;
        Time before, after;
        if (i > 0 && items[i - 1].end() == at.start) {
            const Clip& previous =
                !changed.empty() && changed.back().first == i - 1 ? *changed.back().second : *items[i - 1].clip;
            const bool joined = i > 1 && previous.transition_in && items[i - 2].end() == items[i - 1].start;
            before = std::min(tr.before, previous.length - (joined ? previous.transition_in->after : Time{}));
            after = std::min(tr.after, at.clip->length);
        }
        if (before == tr.before && after == tr.after) return;
        Clip copy = *at.clip;
        copy.transition_in = nullptr; // where there is no cut any more, or no room
        if ((before + after).ticks > 0) {
            Transition shorter = tr;
            shorter.before = before, shorter.after = after;
            copy.transition_in = ref(std::move(shorter));
        }
        changed.emplace_back(i, ref(std::move(copy)));
    };
    size_t index = 0;
    for (size_t c = 0; c < items.chunk_count(); ++c) {
        const size_t count = known.contains(items.chunk_identity(c)) ? 1 : items.chunk(c).size();
        for (size_t k = 0; k < count; ++k) check(index + k);
        index += items.chunk(c).size();
    }
    for (auto& [i, clip] : changed) set_item(t, i, {item(t, i).start, std::move(clip)});
}

void SequenceEdit::drop_lonely_links() {
    for (const auto& [link, parts] : right_parts_) {
        if (parts.size() != 1) continue;
        auto place = find_clip(now_, parts[0].second);
        if (!place) continue;
        Clip copy = *place->placement->clip;
        if (copy.link != link) continue;
        copy.link = {};
        set_item(place->track, place->index, {place->placement->start, ref(std::move(copy))});
    }
}

Sequence SequenceEdit::finish() {
    drop_lonely_links();
    for (size_t t = 0; t < track_count(); ++t)
        if (t >= before_.tracks.size() || now_.tracks[t] != before_.tracks[t]) repair_transitions(t);
    return now_;
}

} // namespace tandem
