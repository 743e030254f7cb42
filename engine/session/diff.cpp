// Snapshot differences by identity of pointers and chunks.
#include "engine/session/diff.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace tandem {

namespace {

// What is known of an item on one side: equal keys = unchanged.
struct ItemKey {
    uint64_t track = 0;
    int64_t start = 0;
    const void* clip = nullptr;
    friend bool operator==(const ItemKey&, const ItemKey&) = default;
};
using Items = std::unordered_map<ClipId, ItemKey>;

// Items of the chunks of `t` that `other` does not share.
void collect(const Track& t, const Track* other, Items& out) {
    std::unordered_set<const void*> shared;
    if (other)
        for (size_t c = 0; c < other->items.chunk_count(); ++c) shared.insert(other->items.chunk_identity(c));
    for (size_t c = 0; c < t.items.chunk_count(); ++c) {
        if (shared.contains(t.items.chunk_identity(c))) continue;
        for (const Placement& p : t.items.chunk(c)) out[p.clip->id] = {t.id.value, p.start.ticks, p.clip.get()};
    }
}

// Compares two lists of shared objects with ids.
template<class List, class I>
void compare(const List& before, const List& after, Changes<I>& out) {
    std::unordered_map<I, const void*> old;
    for (const auto& x : before) old.emplace(x->id, x.get());
    for (const auto& x : after) {
        auto o = old.find(x->id);
        if (o == old.end()) {
            out.added.push_back(x->id);
            continue;
        }
        if (o->second != x.get()) out.changed.push_back(x->id);
        old.erase(o);
    }
    for (const auto& x : before)
        if (old.contains(x->id)) out.removed.push_back(x->id);
}

SequenceDiff diff_sequences(const Sequence& a, const Sequence& b) {
    SequenceDiff d;
    d.sequence = b.id;
    d.mixer = a.mixer != b.mixer;
    d.format = !(a.format == b.format) || a.name != b.name;
    if (a.markers != b.markers) compare(a.markers, b.markers, d.markers);
    compare(a.tracks, b.tracks, d.tracks);
    std::vector<TrackId> order_a, order_b;
    for (const auto& t : a.tracks) order_a.push_back(t->id);
    for (const auto& t : b.tracks) order_b.push_back(t->id);
    d.order = order_a != order_b;
    std::unordered_map<TrackId, const Track*> old;
    for (const auto& t : a.tracks) old.emplace(t->id, t.get());
    Items before, after;
    for (const auto& t : b.tracks) {
        auto o = old.find(t->id);
        const Track* was = o == old.end() ? nullptr : o->second;
        if (o != old.end()) old.erase(o);
        if (was == t.get()) continue;
        collect(*t, was, after);
        if (was) collect(*was, t.get(), before);
    }
    for (const auto& [id, t] : old) collect(*t, nullptr, before);
    for (const auto& [id, key] : after) {
        auto o = before.find(id);
        if (o == before.end())
            d.clips.added.push_back(id);
        else if (!(o->second == key))
            d.clips.changed.push_back(id);
    }
    for (const auto& [id, key] : before)
        if (!after.contains(id)) d.clips.removed.push_back(id);
    for (auto* list : {&d.clips.added, &d.clips.removed, &d.clips.changed}) std::sort(list->begin(), list->end());
    return d;
}

} // namespace

ProjectDiff diff(const Project& a, const Project& b) {
    ProjectDiff d;
    compare(a.sequences, b.sequences, d.sequences);
    for (SequenceId id : d.sequences.changed)
        d.details.push_back(diff_sequences(*a.find_sequence(id), *b.find_sequence(id)));
    bool same_media = a.media.chunk_count() == b.media.chunk_count();
    for (size_t c = 0; same_media && c < a.media.chunk_count(); ++c)
        same_media = a.media.chunk_identity(c) == b.media.chunk_identity(c);
    if (!same_media) compare(a.media, b.media, d.media);
    d.active = a.active != b.active;
    d.bins = !std::equal(a.bins.begin(), a.bins.end(), b.bins.begin(), b.bins.end(), [](const Bin& x, const Bin& y) {
        return x.id == y.id && x.parent == y.parent && x.name == y.name;
    });
    return d;
}

} // namespace tandem
