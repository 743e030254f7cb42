// Marks, markers, and where the playhead goes.
#include <algorithm>

#include "engine/model/lookup.h"
#include "ui/edits.h"

namespace tandem::ui {

void addMarker(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    const Time t = studio.playhead();
    for (const auto& m : s->markers)
        if (m->start == t) {
            studio.run("remove_marker", {{"marker", arg(m->id)}});
            return;
        }
    studio.run("add_marker", {{"at", arg(t)}});
}

static const Marker* markerHere(const Studio& studio) {
    if (const Ref<Sequence> s = studio.sequence())
        for (const auto& m : s->markers)
            if (m->start == studio.playhead()) return m.get();
    return nullptr;
}

QString markerName(const Studio& studio) {
    const Marker* m = markerHere(studio);
    return m ? toQt(m->name) : QString();
}

void nameMarker(Studio& studio, const QString& name) {
    if (const Marker* m = markerHere(studio))
        studio.run("set_marker", {{"marker", arg(m->id)}, {"name", fromQt(name)}});
    else
        studio.run("add_marker", {{"at", arg(studio.playhead())}, {"name", fromQt(name)}});
}

void markSelection(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    Time in{INT64_MAX}, out;
    for (const ClipId id : studio.selection())
        if (auto p = find_clip(*s, id))
            in = std::min(in, p->placement->start), out = std::max(out, p->placement->end());
    if (studio.selection().empty())
        for (const auto& track : s->tracks)
            if (auto i = item_at(*track, studio.playhead())) {
                in = std::min(in, track->items[*i].start), out = std::max(out, track->items[*i].end());
                break;
            }
    if (out > Time{}) studio.setMarks(in, out);
}

void selectAll(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    std::set<ClipId> all;
    for (const auto& track : s->tracks)
        if (!track->locked)
            for (const Placement& p : track->items) all.insert(p.clip->id);
    studio.select(std::move(all));
}

void goToEdit(Studio& studio, int direction) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    const Time t = studio.playhead();
    std::optional<Time> best;
    auto offer = [&](Time at) {
        at = s->format.rate.snap(at);
        if (direction > 0 ? at > t && (!best || at < *best) : at < t && (!best || at > *best)) best = at;
    };
    offer(Time{});
    for (const auto& track : s->tracks)
        for (const Placement& p : track->items) offer(p.start), offer(p.end());
    if (best) studio.locate(*best);
}

void goToMarker(Studio& studio, int direction) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return;
    const Time t = studio.playhead();
    std::optional<Time> best;
    for (const auto& m : s->markers)
        if (direction > 0 ? m->start > t && (!best || m->start < *best) : m->start < t && (!best || m->start > *best))
            best = m->start;
    if (best) studio.locate(*best);
}

} // namespace tandem::ui
