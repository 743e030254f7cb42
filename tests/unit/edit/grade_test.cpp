// Versions of a clip's grade: what is swapped, where it comes back, and that nothing else changes.
#include <doctest/doctest.h>

#include "engine/edit/clip_edits.h"
#include "engine/edit/effects.h"
#include "engine/edit/slice.h"
#include "tests/unit/edit/timeline.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Graded : ThreeClips {
    Sequence now = s;
    Sequence ok(const Result<Sequence>& r) {
        REQUIRE_MESSAGE(r, (r ? "" : r.error().text()));
        valid(*r);
        return *r;
    }
    EffectId put(EffectKind kind) {
        auto r = add_effect(now, p1.first, make_effect(kind, {}), {}, ids);
        REQUIRE(r);
        now = r->sequence;
        return r->effect;
    }
    const Clip& clip(const Sequence& x) { return *find_clip(x, p1.first)->placement->clip; }
    // Ids of the clip's effects, first applied first.
    static std::string names(const Clip& c) {
        std::string out;
        if (c.effects)
            for (const auto& e : c.effects->effects) out += (out.empty() ? "" : " ") + std::string(spec(e->kind).id);
        return out;
    }
    std::string names(const Sequence& x) { return names(clip(x)); }
    static std::string error(const Result<Sequence>& r) { return r ? "none" : r.error().what; }
};

} // namespace

TEST_CASE_FIXTURE(Graded, "a version swaps the grade, never the clip's place or blurs, and comes back where it was") {
    put(EffectKind::transform);
    const EffectId exposure = put(EffectKind::exposure);
    put(EffectKind::blur);
    put(EffectKind::saturation);
    const Sequence copied = ok(add_grade(now, p1.first, "", GradeStart::copy, ids));
    CHECK(names(copied) == "transform exposure blur saturation");
    CHECK(clip(copied).effects->effects[0] == clip(now).effects->effects[0]);
    CHECK(clip(copied).effects->effects[1]->id != exposure); // its own to change
    REQUIRE(clip(copied).grades);
    CHECK(clip(copied).grades->chosen == 1);
    CHECK(clip(copied).grades->all[0].name == "Grade 1");
    CHECK(clip(copied).grades->all[1].name == "Grade 2");

    const Sequence bare = ok(add_grade(copied, p1.first, "Night", GradeStart::empty, ids));
    CHECK(names(bare) == "transform blur");
    const Sequence first = ok(choose_grade(bare, p1.first, 0));
    CHECK(clip(first).effects->effects == clip(now).effects->effects); // the very same, in the same order
    CHECK(names(ok(choose_grade(first, p1.first, 2))) == "transform blur");
    CHECK(names(ok(choose_grade(first, p1.first, 1))) == "transform exposure blur saturation");

    // Other effects may change meanwhile.
    Sequence fewer = ok(choose_grade(first, p1.first, 2));
    fewer = ok(remove_effect(fewer, p1.first, clip(fewer).effects->effects[0]->id));
    CHECK(names(ok(choose_grade(fewer, p1.first, 0))) == "blur exposure saturation");
}

TEST_CASE_FIXTURE(Graded, "versions are removed and named; the last one is no version any more") {
    put(EffectKind::exposure);
    Sequence x = ok(add_grade(now, p1.first, "", GradeStart::empty, ids));
    x = ok(add_grade(x, p1.first, "", GradeStart::empty, ids));
    CHECK(clip(x).grades->all[2].name == "Grade 3");
    x = ok(remove_grade(x, p1.first, 1));
    CHECK(clip(x).grades->chosen == 1);
    x = ok(add_grade(x, p1.first, "", GradeStart::copy, ids)); // "Grade 3" is taken
    CHECK(clip(x).grades->all[2].name == "Grade 4");
    x = ok(rename_grade(x, p1.first, 2, "Warm"));
    CHECK(clip(x).grades->all[2].name == "Warm");
    CHECK(error(rename_grade(x, p1.first, 2, "")) == "the grade needs a name");
    CHECK(error(choose_grade(x, p1.first, 3)) == "the clip has 3 grades");
    x = ok(remove_grade(x, p1.first, 2));
    CHECK(clip(x).grades->chosen == 1);
    CHECK(names(x).empty());
    x = ok(remove_grade(x, p1.first, 1));
    CHECK_FALSE(clip(x).grades);
    CHECK(names(x) == "exposure");
    CHECK(error(remove_grade(x, p1.first, 0)) == "the clip has one grade only");
    // The chosen first one gives way to the second.
    x = ok(add_grade(x, p1.first, "", GradeStart::empty, ids));
    x = ok(choose_grade(x, p1.first, 0));
    CHECK(names(ok(remove_grade(x, p1.first, 0))).empty());
    CHECK(error(add_grade(x, p1.second, "", GradeStart::copy, ids)) == "only a picture clip has a grade");
}

TEST_CASE_FIXTURE(Graded, "a cut clip has its versions on both sides") {
    put(EffectKind::contrast);
    Sequence x = ok(add_grade(now, p1.first, "Warm", GradeStart::copy, ids));
    const auto cut = slice(x, {.at = seconds(2), .clip = p1.first}, ids);
    REQUIRE(cut);
    valid(cut->sequence);
    for (const Placement& p : cut->sequence.tracks[0]->items)
        CHECK((p.clip->grades != nullptr) == (p.start < seconds(4)));
}
