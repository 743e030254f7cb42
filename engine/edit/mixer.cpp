// Strips, buses and sends (declared in effects.h).
#include <algorithm>

#include "engine/edit/effects.h"
#include "engine/model/routing.h"

namespace tandem {

Result<const Strip*> find_strip(const Sequence& s, const StripRef& r) {
    if (const Strip* strip = find_strip_of(s, r)) return strip;
    if (r.track) return fail(ErrorCode::usage, "there is no sound track " + std::to_string(r.track.value), s.name);
    if (r.group) return fail(ErrorCode::usage, "there is no fader group " + std::to_string(r.group.value), s.name);
    return fail(ErrorCode::usage, "there is no bus " + std::to_string(r.bus.value), s.name);
}

template<class Change>
static Sequence change_group(const Sequence& sequence, FaderGroupId id, Change change) {
    Sequence out = sequence;
    Mixer mixer = *out.mixer;
    for (auto& g : mixer.groups)
        if (g->id == id) {
            FaderGroup copy = *g;
            change(copy);
            g = ref(std::move(copy));
        }
    out.mixer = ref(std::move(mixer));
    return out;
}

Result<Sequence> change_strip(const Sequence& sequence, const StripRef& r,
                              const std::function<Result<void>(Strip&)>& fn) {
    Strip strip = *TRY(find_strip(sequence, r));
    TRY_VOID(fn(strip));
    Sequence out = sequence;
    if (r.track) {
        Ref<Track>& slot = out.tracks[*find_track(sequence, r.track)];
        Track track = *slot;
        track.strip = ref(std::move(strip));
        slot = ref(std::move(track));
        return out;
    }
    if (r.group) return change_group(sequence, r.group, [&](FaderGroup& g) { g.strip = ref(std::move(strip)); });
    Mixer mixer = *out.mixer;
    if (!r.bus) mixer.master = ref(std::move(strip));
    for (auto& b : mixer.buses)
        if (r.bus && b->id == r.bus) {
            Bus bus = *b;
            bus.strip = ref(std::move(strip));
            b = ref(std::move(bus));
            break;
        }
    out.mixer = ref(std::move(mixer));
    return out;
}

Result<MadeBus> add_bus(const Sequence& sequence, std::string name, int channels, IdSource& ids) {
    if (channels < 1 || channels > 64) return fail(ErrorCode::usage, "a bus has 1 to 64 channels");
    Bus bus;
    bus.id = ids.make<BusId>(), bus.channels = channels;
    bus.name = name.empty() ? "Bus " + std::to_string(sequence.mixer->buses.size() + 1) : std::move(name);
    bus.strip = std::make_shared<const Strip>();
    BusId id = bus.id;
    Sequence out = sequence;
    Mixer mixer = *out.mixer;
    mixer.buses.push_back(ref(std::move(bus)));
    out.mixer = ref(std::move(mixer));
    return MadeBus{std::move(out), id};
}

// The strip without side chains from `key`; the same where it has none.
static Ref<Strip> without_key(const Ref<Strip>& strip, const StripRef& key) {
    auto listens = [&](const Ref<Effect>& e) { return e->key == key; };
    if (!strip || std::none_of(strip->inserts.begin(), strip->inserts.end(), listens)) return strip;
    Strip copy = *strip;
    for (auto& e : copy.inserts)
        if (listens(e)) {
            Effect own = *e;
            own.key.reset();
            e = ref(std::move(own));
        }
    return ref(std::move(copy));
}

void drop_keys(Sequence& s, const StripRef& key) {
    for (auto& t : s.tracks)
        if (auto strip = without_key(t->strip, key); strip != t->strip) {
            Track copy = *t;
            copy.strip = std::move(strip);
            t = ref(std::move(copy));
        }
    if (!s.mixer) return;
    Mixer mixer = *s.mixer;
    mixer.master = without_key(mixer.master, key);
    for (auto& b : mixer.buses)
        if (auto strip = without_key(b->strip, key); strip != b->strip) {
            Bus copy = *b;
            copy.strip = std::move(strip);
            b = ref(std::move(copy));
        }
    s.mixer = ref(std::move(mixer));
}

Result<Sequence> remove_bus(const Sequence& sequence, BusId bus) {
    TRY(find_strip(sequence, {.bus = bus}));
    auto without = [&](const Ref<Strip>& s) {
        if (!s) return s;
        Strip copy = *s;
        if (copy.output == bus) copy.output = {};
        std::erase_if(copy.sends, [&](const Send& x) { return x.bus == bus; });
        return ref(std::move(copy));
    };
    Sequence out = sequence;
    for (auto& t : out.tracks) {
        if (!t->strip) continue;
        Track copy = *t;
        copy.strip = without(t->strip);
        t = ref(std::move(copy));
    }
    Mixer mixer = *out.mixer;
    std::erase_if(mixer.buses, [&](const auto& b) { return b->id == bus; });
    for (auto& b : mixer.buses) {
        Bus copy = *b;
        copy.strip = without(b->strip);
        b = ref(std::move(copy));
    }
    out.mixer = ref(std::move(mixer));
    drop_keys(out, {.bus = bus});
    return out;
}

Result<MadeFaderGroup> add_fader_group(const Sequence& sequence, std::string name, IdSource& ids) {
    FaderGroup group;
    group.id = ids.make<FaderGroupId>();
    group.name = name.empty() ? "Group " + std::to_string(sequence.mixer->groups.size() + 1) : std::move(name);
    group.strip = std::make_shared<const Strip>();
    const FaderGroupId id = group.id;
    Sequence out = sequence;
    Mixer mixer = *out.mixer;
    mixer.groups.push_back(ref(std::move(group)));
    out.mixer = ref(std::move(mixer));
    return MadeFaderGroup{std::move(out), id};
}

Result<Sequence> remove_fader_group(const Sequence& sequence, FaderGroupId group) {
    const FaderGroupId outer = TRY(find_strip(sequence, {.group = group}))->group;
    auto without = [&](const Ref<Strip>& s) {
        if (!s || s->group != group) return s;
        Strip copy = *s;
        copy.group = outer;
        return ref(std::move(copy));
    };
    auto all_without = [&](auto& holders) {
        for (auto& h : holders)
            if (auto strip = without(h->strip); strip != h->strip) {
                auto copy = *h;
                copy.strip = std::move(strip);
                h = ref(std::move(copy));
            }
    };
    Sequence out = sequence;
    all_without(out.tracks);
    Mixer mixer = *out.mixer;
    std::erase_if(mixer.groups, [&](const auto& g) { return g->id == group; });
    all_without(mixer.buses), all_without(mixer.groups);
    out.mixer = ref(std::move(mixer));
    return out;
}

Result<Sequence> rename_fader_group(const Sequence& sequence, FaderGroupId group, std::string name) {
    TRY(find_strip(sequence, {.group = group}));
    if (name.empty()) return fail(ErrorCode::usage, "a fader group needs a name", sequence.name);
    return change_group(sequence, group, [&](FaderGroup& g) { g.name = std::move(name); });
}

Result<Sequence> set_fader_group(const Sequence& sequence, const StripRef& member, FaderGroupId group) {
    if (member == StripRef{}) return fail(ErrorCode::usage, "the master is in no group", sequence.name);
    if (group)
        for (const FaderGroup* g : groups_of(sequence, Strip{.group = group}))
            if (g->id == member.group)
                return fail(ErrorCode::usage, "a group cannot be a member of itself", "group " + g->name);
    if (group) TRY(find_strip(sequence, {.group = group}));
    return change_strip(sequence, member, [&](Strip& s) -> Result<void> {
        s.group = group;
        return {};
    });
}

static Result<void> check_route(const Sequence& s, const StripRef& from, BusId to) {
    TRY(find_strip(s, {.bus = to}));
    if (from.group) return fail(ErrorCode::usage, "no sound goes through a fader group, so none leaves it", s.name);
    if (!from.track && !from.bus) return fail(ErrorCode::usage, "the master has no output and no sends", s.name);
    if (feeds(s, {.bus = to}, from)) return fail(ErrorCode::usage, "the strip would feed itself", "sequence " + s.name);
    return {};
}

Result<Sequence> set_output(const Sequence& sequence, const StripRef& strip, BusId output) {
    if (strip.group)
        return fail(ErrorCode::usage, "no sound goes through a fader group, so none leaves it", sequence.name);
    if (output) TRY_VOID(check_route(sequence, strip, output));
    return change_strip(sequence, strip, [&](Strip& s) -> Result<void> {
        s.output = output;
        return {};
    });
}

Result<Sequence> set_send(const Sequence& sequence, const StripRef& strip, const Send& send) {
    if (!send.bus) return fail(ErrorCode::usage, "a send needs a bus");
    TRY_VOID(check_route(sequence, strip, send.bus));
    if (!send.gain_db.curve) TRY(with_value(spec(EffectKind::gain).params[slot::db], {}, send.gain_db.value));
    return change_strip(sequence, strip, [&](Strip& s) -> Result<void> {
        auto at = std::find_if(s.sends.begin(), s.sends.end(), [&](const Send& x) { return x.bus == send.bus; });
        if (at == s.sends.end())
            s.sends.push_back(send);
        else
            *at = send;
        return {};
    });
}

Result<Sequence> remove_send(const Sequence& sequence, const StripRef& strip, BusId bus) {
    return change_strip(sequence, strip, [&](Strip& s) -> Result<void> {
        if (std::erase_if(s.sends, [&](const Send& x) { return x.bus == bus; }) == 0)
            return fail(ErrorCode::usage, "there is no send to that bus", sequence.name);
        return {};
    });
}

} // namespace tandem
