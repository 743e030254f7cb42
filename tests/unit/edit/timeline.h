// Three clips with sound of four seconds each, side by side, of one medium; and whether what an edit made is valid.
// Test threads only.
#pragma once

#include <doctest/doctest.h>

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

} // namespace tandem::test
