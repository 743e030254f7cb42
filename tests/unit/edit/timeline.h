// Three clips with sound of four seconds each, side by side, of one medium; and whether what an edit made is valid.
// Test threads only.
#pragma once

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "engine/edit/sequence_edit.h"
#include "engine/model/validate.h"
#include "tests/support/build_project.h"

namespace tandem::test {

struct ThreeClips {
    BuildProject b;
    MediaId film = b.film("a.mp4", seconds(100));
    std::pair<ClipId, ClipId> p1 = b.linked(b.v1(), b.a1(), film, {}, seconds(10), seconds(4));
    std::pair<ClipId, ClipId> p2 = b.linked(b.v1(), b.a1(), film, seconds(4), seconds(20), seconds(4));
    std::pair<ClipId, ClipId> p3 = b.linked(b.v1(), b.a1(), film, seconds(8), seconds(30), seconds(4));
    Ref<Project> pool = b.done();
    const Sequence& s = *pool->sequences[0];
    IdSource ids{pool->next_id};

    void valid(const Sequence& x) {
        Project p = *pool;
        p.sequences[0] = std::make_shared<const Sequence>(x);
        p.next_id = ids.next;
        auto r = check_valid(p);
        CHECK_MESSAGE(r, (r ? "" : r.error().text()));
    }
};

// "0-2:0 2-4:2" = items as start-end:in in seconds.
inline std::string row(const Sequence& s, const std::string& name) {
    std::string out;
    for (const auto& t : s.tracks)
        if (t->name == name)
            for (const Placement& p : t->items) {
                char text[64];
                std::snprintf(text, sizeof text, "%g-%g:%g", p.start.seconds(), p.end().seconds(),
                              p.clip->in.seconds());
                out += (out.empty() ? "" : " ") + std::string(text);
            }
    return out;
}

} // namespace tandem::test
