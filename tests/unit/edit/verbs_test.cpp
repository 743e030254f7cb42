// Each edit verb on small timelines, refusals included.
#include <doctest/doctest.h>

#include "engine/edit/clip_edits.h"
#include "engine/edit/move.h"
#include "engine/edit/slice.h"
#include "engine/edit/speed.h"
#include "engine/edit/stretch.h"
#include "engine/model/validate.h"
#include "tests/unit/edit/timeline.h"

using namespace tandem;
using namespace tandem::test;

struct Timeline : ThreeClips {
    template<class R>
    const Sequence& ok(const R& r) {
        REQUIRE_MESSAGE(r.has_value(), (r.has_value() ? "" : r.error().text()));
        if constexpr (std::is_same_v<R, Result<Sequence>>) {
            valid(*r);
            return *r;
        } else {
            valid(r->sequence);
            return r->sequence;
        }
    }
    InsertArgs put(Time at, Time length) {
        Clip c = media_clip(*pool->find_media(film), seconds(50), length);
        InsertArgs a{.at = at, .link = LinkNew::yes};
        a.clips = {{b.v1(), c}, {b.a1(), c}};
        return a;
    }
};

TEST_CASE_FIXTURE(Timeline, "insert, overwrite, append, place on top") {
    auto r = insert(s, put(seconds(5), seconds(1)), ids);
    CHECK(row(ok(r), "V1") == "0-4:10 4-5:20 5-6:50 6-9:21 9-13:30");
    CHECK(row(ok(r), "A1") == row(ok(r), "V1"));
    // The right parts of the cut pair are linked with each other, not with the left ones.
    auto right = r->sequence.tracks[0]->items[3].clip, left = r->sequence.tracks[0]->items[1].clip;
    CHECK(right->link == r->sequence.tracks[1]->items[3].clip->link);
    CHECK(right->link != left->link);
    CHECK(right->key_origin == seconds(1));
    auto o = overwrite(s, put(seconds(3), seconds(6)), ids);
    CHECK(row(ok(o), "V1") == "0-3:10 3-9:50 9-12:31");
    auto o2 = overwrite(s, put(seconds(5), seconds(1)), ids);
    CHECK(row(ok(o2), "V1") == "0-4:10 4-5:20 5-6:50 6-8:22 8-12:30");
    auto e = append(s, put({}, seconds(1)), ids);
    CHECK(row(ok(e), "V1") == "0-4:10 4-8:20 8-12:30 12-13:50");
    InsertArgs top{.at = seconds(1)};
    top.clips = {{{}, media_clip(*pool->find_media(film), {}, seconds(2))}};
    auto t = place_on_top(s, top, ids);
    CHECK(row(ok(t), "V2") == "1-3:0");
    CHECK(row(ok(t), "V1") == row(s, "V1"));
    CHECK_FALSE(insert(s, put(-seconds(1), seconds(1)), ids));
    CHECK_FALSE(insert(s, put(seconds(1), {}), ids));
}

TEST_CASE_FIXTURE(Timeline, "trim takes partners along and refuses neighbours and missing media") {
    auto r = trim(s, {.clip = p2.first, .edge = Edge::head, .by = seconds(1), .pool = pool.get()}, ids);
    CHECK(row(ok(r), "A1") == "0-4:10 5-8:21 8-12:30");
    CHECK(r->tracks[0]->items[1].clip->key_origin == seconds(1));
    auto alone = trim(s, {.clip = p2.first, .by = -seconds(1), .follow = Follow::alone}, ids);
    CHECK(row(ok(alone), "V1") == "0-4:10 4-7:20 8-12:30");
    CHECK(row(ok(alone), "A1") == row(s, "A1"));
    CHECK_FALSE(trim(s, {.clip = p2.first, .by = seconds(1)}, ids));
    CHECK_FALSE(trim(s, {.clip = p2.first, .by = -seconds(4)}, ids));
    CHECK_FALSE(trim(s, {.clip = p3.first, .by = seconds(90), .pool = pool.get()}, ids));
    CHECK(trim(s, {.clip = p3.first, .by = seconds(66), .pool = pool.get()}, ids));
}

TEST_CASE_FIXTURE(Timeline, "ripple trim moves what is later") {
    auto h = ripple_trim(s, {.clip = p2.first, .edge = Edge::head, .by = seconds(1)}, ids);
    CHECK(row(ok(h), "V1") == "0-4:10 4-7:21 7-11:30");
    auto h2 = ripple_trim(s, {.clip = p2.first, .edge = Edge::head, .by = -seconds(2)}, ids);
    CHECK(row(ok(h2), "A1") == "0-4:10 4-10:18 10-14:30");
    auto t = ripple_trim(s, {.clip = p2.first, .by = seconds(2)}, ids);
    CHECK(row(ok(t), "V1") == "0-4:10 4-10:20 10-14:30");
    auto alone = ripple_trim(s, {.clip = p2.first, .by = -seconds(1), .follow = Follow::alone}, ids);
    CHECK(row(ok(alone), "V1") == "0-4:10 4-7:20 7-11:30");
    CHECK(row(ok(alone), "A1") == row(ok(alone), "V1")); // the same time vanished there
}

TEST_CASE_FIXTURE(Timeline, "roll, slip, slide") {
    auto r = roll(s, {.clip = p2.first, .edge = Edge::head, .by = seconds(1)}, ids);
    CHECK(row(ok(r), "A1") == "0-5:10 5-8:21 8-12:30");
    auto l = slip(s, {.clip = p2.first, .by = -seconds(3)}, ids);
    CHECK(row(ok(l), "A1") == "0-4:10 4-8:17 8-12:30");
    CHECK_FALSE(slip(s, {.clip = p2.first, .by = -seconds(21), .pool = pool.get()}, ids));
    auto d = slide(s, {.clip = p2.first, .by = seconds(1)}, ids);
    CHECK(row(ok(d), "A1") == "0-5:10 5-9:20 9-12:31");
    CHECK_FALSE(roll(s, {.clip = p1.first, .edge = Edge::head, .by = seconds(1)}, ids));
    CHECK_FALSE(slide(s, {.clip = p2.first, .by = seconds(4)}, ids));
}

TEST_CASE_FIXTURE(Timeline, "slice, lift, extract, remove, move, copy") {
    auto c = slice(s, {.at = seconds(6)}, ids);
    CHECK(row(ok(c), "V1") == "0-4:10 4-6:20 6-8:22 8-12:30");
    CHECK(c->made.size() == 2);
    auto one = slice(s, {.at = seconds(6), .clip = p2.first, .follow = Follow::alone}, ids);
    CHECK(row(ok(one), "A1") == row(s, "A1"));
    CHECK_FALSE(one->sequence.tracks[0]->items[2].clip->link);
    CHECK_FALSE(slice(s, {.at = seconds(4)}, ids));
    auto l = lift(s, {.range = {seconds(3), seconds(2)}}, ids);
    CHECK(row(ok(l), "V1") == "0-3:10 5-8:21 8-12:30");
    auto x = extract(s, {.range = {seconds(3), seconds(2)}}, ids);
    CHECK(row(ok(x), "V1") == "0-3:10 3-6:21 6-10:30");
    auto d = remove_clips(s, {.clips = {p2.first}, .ripple = Ripple::yes}, ids);
    CHECK(row(ok(d), "A1") == "0-4:10 4-8:30");
    auto m = move_clips(s, {.clips = {p1.first}, .to = seconds(6)}, ids);
    CHECK(row(ok(m), "A1") == "4-6:20 6-10:10 10-12:32");
    auto y = copy_clips(s, {.clips = {p1.first}, .to = seconds(4), .ripple = Ripple::yes}, ids);
    CHECK(row(ok(y), "V1") == "0-4:10 4-8:10 8-12:20 12-16:30");
    CHECK(y->sequence.tracks[0]->items[1].clip->link != y->sequence.tracks[0]->items[0].clip->link);
}

TEST_CASE_FIXTURE(Timeline, "sync lock and locked tracks") {
    Track a1 = b.track(b.a1());
    a1.sync_lock = false;
    Sequence free = s;
    free.tracks[1] = std::make_shared<const Track>(a1);
    InsertArgs only_v = put(seconds(4), seconds(1));
    only_v.clips.pop_back();
    auto r = insert(free, only_v, ids);
    CHECK(row(ok(r), "A1") == row(s, "A1"));
    CHECK(row(ok(insert(s, only_v, ids)), "A1") == "0-4:10 5-9:20 9-13:30");
    a1.locked = true;
    free.tracks[1] = std::make_shared<const Track>(a1);
    auto refused = trim(free, {.clip = p2.first, .by = -seconds(1)}, ids);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::denied);
    CHECK(trim(free, {.clip = p2.first, .by = -seconds(1), .follow = Follow::alone}, ids));
}

TEST_CASE_FIXTURE(Timeline, "speed") {
    auto fast = set_speed(s, {.clip = p2.first, .speed = {2, 1}, .ripple = Ripple::yes}, ids);
    CHECK(row(ok(fast), "V1") == "0-4:10 4-6:20 6-10:30");
    CHECK(row(ok(fast), "A1") == row(ok(fast), "V1"));
    auto slow = set_speed(s, {.clip = p2.first, .speed = {1, 2}}, ids);
    CHECK(row(ok(slow), "V1") == row(s, "V1")); // no room: ends where the next one starts
    auto back = set_speed(s, {.clip = p2.first, .speed = {-1, 1}}, ids);
    CHECK(row(ok(back), "V1") == "0-4:10 4-8:24 8-12:30");
    CHECK_FALSE(set_speed(s, {.clip = p2.first, .speed = {1, 0}}, ids));
}

TEST_CASE_FIXTURE(Timeline, "transitions are shortened or dropped with their cut") {
    Transition t;
    t.before = seconds(2), t.after = seconds(2);
    auto with = set_transition(s, p2.first, t, ids);
    ok(with);
    auto shorter = ripple_trim(*with, {.clip = p2.first, .by = -seconds(3)}, ids);
    CHECK(ok(shorter).tracks[0]->items[1].clip->transition_in->after == seconds(1));
    auto gone = remove_clips(*with, {.clips = {p1.first}}, ids);
    CHECK_FALSE(ok(gone).tracks[0]->items[0].clip->transition_in);
    auto moved = extract(*with, {.range = {seconds(0), seconds(1)}}, ids);
    CHECK(ok(moved).tracks[0]->items[1].clip->transition_in->length() == seconds(4));
    t.before = seconds(5);
    CHECK_FALSE(set_transition(s, p2.first, t, ids));
    t.before = {}, t.after = seconds(1);
    CHECK_FALSE(set_transition(s, p1.first, t, ids));
    t.kind = TransitionKind::crossfade_linear;
    CHECK_FALSE(set_transition(s, p2.first, t, ids));
    CHECK(set_transition(s, p2.second, t, ids));
}

TEST_CASE_FIXTURE(Timeline, "ties and fades") {
    auto g = tie(s, {p1.first, p3.first}, Tie::group, ids);
    auto all =
        remove_clips(ok(g), {.clips = {p1.second}}, ids); // its link brings p1, whose group brings p3 and its link
    CHECK(row(ok(all), "V1") == "4-8:20");
    CHECK(row(ok(all), "A1") == "4-8:20");
    auto un = untie(s, {p1.first}, Tie::link);
    CHECK(row(ok(remove_clips(*un, {.clips = {p1.first}}, ids)), "A1") == row(s, "A1"));
    ClipFields f;
    f.fade_in = Fade{seconds(3)};
    auto faded = set_clip(s, p1.first, f);
    auto trimmed = trim(ok(faded), {.clip = p1.first, .by = -seconds(2)}, ids);
    CHECK(ok(trimmed).tracks[0]->items[0].clip->fade_in.length == seconds(2));
    f.fade_in = Fade{seconds(5)};
    CHECK_FALSE(set_clip(s, p1.first, f));
}

TEST_CASE_FIXTURE(Timeline, "rate stretch: the same source in another time, to a frame") {
    auto speed_of = [](const Sequence& x, size_t track, size_t item) {
        return x.tracks[track]->items[item].clip->speed;
    };
    // Ripple: the clip becomes twice as long, both of the pair, and the third follows.
    auto a = stretch(s, {.clip = p2.first, .by = seconds(4), .ripple = Ripple::yes}, ids);
    CHECK(row(ok(a), "V1") == "0-4:10 4-12:20 12-16:30");
    CHECK(row(*a, "A1") == "0-4:10 4-12:20 12-16:30");
    CHECK(speed_of(*a, 0, 1) == Speed{1, 2});
    // Pulled back it is as it was.
    auto back = stretch(*a, {.clip = p2.first, .by = -seconds(4), .ripple = Ripple::yes}, ids);
    CHECK(row(ok(back), "V1") == row(s, "V1"));
    CHECK(speed_of(*back, 0, 1) == Speed{1, 1});
    // Without ripple a neighbour is in the way; shorter leaves empty time, at the head too.
    CHECK_FALSE(stretch(s, {.clip = p2.first, .by = seconds(1)}, ids));
    auto shorter = stretch(s, {.clip = p2.first, .edge = Edge::head, .by = seconds(2)}, ids);
    CHECK(row(ok(shorter), "V1") == "0-4:10 6-8:20 8-12:30");
    CHECK(speed_of(*shorter, 0, 1) == Speed{2, 1});
    CHECK(shorter->tracks[0]->items[1].clip->source_range() == s.tracks[0]->items[1].clip->source_range());
    CHECK_FALSE(stretch(s, {.clip = p2.first, .by = -seconds(4)}, ids)); // nothing would be left
    auto frozen = set_speed(s, {.clip = p2.first, .speed = {0, 1}}, ids);
    CHECK_FALSE(stretch(ok(frozen), {.clip = p2.first, .by = -seconds(1)}, ids));
    // A ratio that has no small terms stays within a frame of the source that was shown.
    auto odd = stretch(s, {.clip = p2.first, .edge = Edge::tail, .by = -Time{123456789}, .follow = Follow::alone}, ids);
    const Clip& c = *ok(odd).tracks[0]->items[1].clip;
    CHECK(std::abs((c.source_range().length - seconds(4)).ticks) < FrameRate{25, 1}.time_of(1).ticks / 10);
}
