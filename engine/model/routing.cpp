// A walk over the mixer's graph.
#include "engine/model/routing.h"

#include <algorithm>

namespace tandem {

const Strip* find_strip_of(const Sequence& s, const StripRef& r) {
    if (r.track) {
        for (const auto& t : s.tracks)
            if (t->id == r.track) return t->strip.get();
        return nullptr;
    }
    if (!s.mixer) return nullptr;
    if (r.group) {
        for (const auto& g : s.mixer->groups)
            if (g->id == r.group) return g->strip.get();
        return nullptr;
    }
    if (!r.bus) return s.mixer->master.get();
    for (const auto& b : s.mixer->buses)
        if (b->id == r.bus) return b->strip.get();
    return nullptr;
}

std::vector<const FaderGroup*> groups_of(const Sequence& s, const Strip& strip) {
    std::vector<const FaderGroup*> out;
    for (FaderGroupId id = strip.group; id && s.mixer;) {
        const FaderGroup* found = nullptr;
        for (const auto& g : s.mixer->groups)
            if (g->id == id && g->strip) found = g.get();
        if (!found || std::find(out.begin(), out.end(), found) != out.end()) break;
        out.push_back(found);
        id = found->strip->group;
    }
    return out;
}

static bool listens(const Strip* strip, const StripRef& to) {
    return strip && std::any_of(strip->inserts.begin(), strip->inserts.end(),
                                [&](const Ref<Effect>& e) { return e->key == to; });
}

bool feeds(const Sequence& s, const StripRef& from, const StripRef& to) {
    std::vector<StripRef> found{from};
    auto add = [&](const StripRef& r) {
        if (std::find(found.begin(), found.end(), r) == found.end()) found.push_back(r);
    };
    for (size_t i = 0; i < found.size(); ++i) {
        const StripRef here = found[i];
        if (here == to) return true;
        const Strip* strip = find_strip_of(s, here);
        if (!strip) continue;
        if (here != StripRef{}) add({.bus = strip->output});
        for (const Send& send : strip->sends) add({.bus = send.bus});
        for (const auto& t : s.tracks)
            if (listens(t->strip.get(), here)) add({.track = t->id});
        if (!s.mixer) continue;
        for (const auto& b : s.mixer->buses)
            if (listens(b->strip.get(), here)) add({.bus = b->id});
        if (listens(s.mixer->master.get(), here)) add({});
    }
    return false;
}

} // namespace tandem
