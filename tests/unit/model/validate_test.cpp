// validate() finds each kind of broken document, and nothing in a good one.
#include <doctest/doctest.h>

#include "engine/model/validate.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

static std::string first(const Ref<Project>& p) {
    auto problems = validate(*p);
    return problems.empty() ? "" : problems[0].what;
}

struct Base {
    BuildProject b;
    MediaId film = b.film("a.mp4", seconds(10));
    ClipId one = b.clip(b.v1(), film, {}, {}, seconds(2));
    ClipId two = b.clip(b.v1(), film, seconds(2), seconds(2), seconds(2));
};

TEST_CASE_FIXTURE(Base, "a good document has no problems") {
    b.transition(two, TransitionKind::dissolve, seconds(1), seconds(1));
    b.linked(b.v1(), b.a1(), film, seconds(5), {}, seconds(3));
    CHECK(first(b.done()) == "");
    CHECK(check_valid(*b.done()));
}

TEST_CASE_FIXTURE(Base, "items: overlap, length, ids, media, kinds") {
    SUBCASE("overlap") {
        b.clip(b.v1(), film, seconds(3), {}, seconds(2));
        CHECK(first(b.done()) == "the clip overlaps the one before it");
    }
    SUBCASE("no length") {
        b.clip(b.v1(), film, seconds(8), {}, {});
        CHECK(first(b.done()) == "the clip's length is out of range");
    }
    SUBCASE("id used twice") {
        b.edit_clip(two, [&](Clip& c) { c.id = one; });
        CHECK(first(b.done()).find("is used twice") != std::string::npos);
    }
    SUBCASE("id not handed out") {
        b.edit_clip(two, [&](Clip& c) { c.id = ClipId{1000}; });
        CHECK(first(b.done()).find("next id") != std::string::npos);
    }
    SUBCASE("dangling media, named with clip and time") {
        b.edit_clip(two, [&](Clip& c) { c.content = MediaContent{MediaId{999}}; });
        auto problems = validate(*b.done());
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].what == "the clip refers to media that the project does not have");
        CHECK(problems[0].where == "sequence Main, track V1, clip a.mp4 (00:00:02:00)");
    }
    SUBCASE("subtitle on a picture track") {
        b.cue(b.v1(), seconds(8), seconds(1), "x");
        CHECK(first(b.done()) == "a subtitle stands on a track of another kind");
    }
    SUBCASE("sound effect on a picture") {
        b.effect(one, EffectKind::gain, [](Effect&) {});
        CHECK(first(b.done()) == "the effect does not fit the kind of its track");
    }
    SUBCASE("parameter out of range") {
        b.effect(one, EffectKind::composite, [](Effect& e) { e.params[slot::opacity].value = 2; });
        CHECK(first(b.done()) == "the value of Opacity is out of range");
    }
    SUBCASE("keys not rising") {
        b.effect(one, EffectKind::composite, [](Effect& e) {
            Curve c;
            c.keys = {{.time = seconds(1)}, {.time = seconds(1)}};
            e.params[slot::opacity].curve = std::make_shared<const Curve>(c);
        });
        CHECK(first(b.done()).find("rising order") != std::string::npos);
    }
    SUBCASE("time beyond the limit") {
        b.clip(b.v1(), film, Time{kMaxTicks}, {}, seconds(2));
        CHECK_FALSE(check_valid(*b.done()));
    }
    SUBCASE("more than its media: a warning only") {
        b.clip(b.v1(), film, seconds(8), seconds(9), seconds(5));
        REQUIRE(validate(*b.done()).size() == 1);
        CHECK(check_valid(*b.done()));
    }
}

TEST_CASE_FIXTURE(Base, "transitions: length and overlap") {
    SUBCASE("longer than a clip") {
        b.transition(two, TransitionKind::dissolve, seconds(3), {});
        CHECK(first(b.done()) == "the transition is longer than a clip that it joins");
    }
    SUBCASE("overlapping") {
        b.transition(two, TransitionKind::dissolve, {}, millis(1500));
        ClipId three = b.clip(b.v1(), film, seconds(4), {}, seconds(2));
        b.transition(three, TransitionKind::dissolve, millis(1500), {});
        CHECK(first(b.done()) == "the transition overlaps the one before it");
    }
    SUBCASE("a cross-fade on pictures") {
        b.transition(two, TransitionKind::crossfade_linear, seconds(1), {});
        CHECK(first(b.done()) == "the transition does not fit the kind of its track");
    }
}

TEST_CASE_FIXTURE(Base, "nesting in itself and bus cycles") {
    SUBCASE("sequence") {
        b.edit_clip(two, [&](Clip& c) { c.content = SequenceContent{b.sequence().id}; });
        CHECK(first(b.done()).find("nested in itself") != std::string::npos);
    }
    SUBCASE("bus") {
        Mixer m = *b.sequence().mixer;
        Bus x;
        x.id = b.ids().make<BusId>();
        Strip s;
        s.output = x.id;
        x.strip = std::make_shared<const Strip>(s);
        m.buses.push_back(std::make_shared<const Bus>(x));
        b.sequence().mixer = std::make_shared<const Mixer>(m);
        CHECK(first(b.done()) == "the bus feeds itself through its output or sends");
    }
    SUBCASE("side chain") {
        auto insert = [&](EffectKind kind, const StripRef& key) {
            Effect e = make_effect(kind, b.ids().make<EffectId>());
            e.key = key;
            Track t = b.track(b.a1());
            Strip s = *t.strip;
            s.inserts = {std::make_shared<const Effect>(e)};
            t.strip = std::make_shared<const Strip>(s);
            b.set_track(std::move(t));
        };
        insert(EffectKind::ducker, {.track = b.a1()});
        CHECK(first(b.done()) == "an insert listens to what its own strip feeds");
        insert(EffectKind::gain, {.track = b.a1()});
        CHECK(first(b.done()) == "an insert has a side chain that does not fit");
        insert(EffectKind::ducker, {});
        CHECK(first(b.done()) == "an insert has a side chain that does not fit");
    }
}
