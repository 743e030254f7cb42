// Looking strips up.
#include "ui/panels/strip_facts.h"

#include "engine/model/lookup.h"

namespace tandem::ui {

std::vector<StripRef> allStrips(const Sequence& sequence) {
    std::vector<StripRef> out;
    for (const auto& t : sequence.tracks)
        if (t->kind == TrackKind::sound) out.push_back({.track = t->id});
    for (const auto& b : sequence.mixer->buses) out.push_back({.bus = b->id});
    for (const auto& g : sequence.mixer->groups) out.push_back({.group = g->id});
    out.push_back({});
    return out;
}

const Strip* stripOf(const Sequence& sequence, StripRef strip) {
    const auto found = find_strip(sequence, strip);
    return found ? *found : nullptr;
}

const Bus* findBus(const Sequence& sequence, BusId bus) {
    for (const auto& b : sequence.mixer->buses)
        if (b->id == bus) return b.get();
    return nullptr;
}

const FaderGroup* findGroup(const Sequence& sequence, FaderGroupId group) {
    for (const auto& g : sequence.mixer->groups)
        if (g->id == group) return g.get();
    return nullptr;
}

QString inputWord(const TrackInput& input) {
    const int first = input.first + 1;
    return input.channels == 1 ? Studio::tr("In %1").arg(first) : Studio::tr("In %1+%2").arg(first).arg(first + 1);
}

QString stripBadge(const Sequence& sequence, StripRef strip) {
    if (strip.track) {
        const auto i = find_track(sequence, strip.track);
        return i ? Studio::trackBadge(sequence, *i) : QString();
    }
    for (size_t i = 0; i < sequence.mixer->groups.size(); ++i)
        if (sequence.mixer->groups[i]->id == strip.group) return QStringLiteral("G") + QString::number(i + 1);
    if (isGroup(strip)) return {};
    if (!strip.bus) return QStringLiteral("MST");
    for (size_t i = 0; i < sequence.mixer->buses.size(); ++i)
        if (sequence.mixer->buses[i]->id == strip.bus) return QStringLiteral("B") + QString::number(i + 1);
    return {};
}

QString stripName(const Sequence& sequence, StripRef strip) {
    if (strip.track) {
        const auto i = find_track(sequence, strip.track);
        return i ? toQt(sequence.tracks[*i]->name) : QString();
    }
    if (isGroup(strip)) {
        const FaderGroup* group = findGroup(sequence, strip.group);
        return group ? toQt(group->name) : QString();
    }
    if (!strip.bus) return Studio::tr("Master");
    const Bus* bus = findBus(sequence, strip.bus);
    return bus ? toQt(bus->name) : QString();
}

Role stripRole(const Sequence& sequence, StripRef strip) {
    const auto i = strip.track ? find_track(sequence, strip.track) : std::nullopt;
    return i ? Studio::trackRole(sequence, *i) : Role::bus;
}

Ref<Effect> insertOf(const Strip& strip, EffectKind kind) {
    for (const Ref<Effect>& e : strip.inserts)
        if (e->kind == kind) return e;
    return nullptr;
}

} // namespace tandem::ui
