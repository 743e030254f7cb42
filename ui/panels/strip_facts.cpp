// Looking strips up.
#include "ui/panels/strip_facts.h"

#include "engine/model/lookup.h"

namespace tandem::ui {

std::vector<StripRef> allStrips(const Sequence& sequence) {
    std::vector<StripRef> out;
    for (const auto& t : sequence.tracks)
        if (t->kind == TrackKind::sound) out.push_back({.track = t->id});
    for (const auto& b : sequence.mixer->buses) out.push_back({.bus = b->id});
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

QString stripBadge(const Sequence& sequence, StripRef strip) {
    if (strip.track) {
        const auto i = find_track(sequence, strip.track);
        return i ? Studio::trackBadge(sequence, *i) : QString();
    }
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
