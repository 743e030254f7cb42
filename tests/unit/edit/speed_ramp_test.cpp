// Speed ramps under the edit verbs: what a clip shows and where it ends.
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

namespace {

Curve linear(std::vector<std::pair<double, double>> keys) {
    Curve out;
    for (auto [at, speed] : keys)
        out.keys.push_back({.time = Time::from_double(at), .value = speed, .interpolation = Interpolation::linear});
    return out;
}

struct Ramped : ThreeClips {
    const Sequence& ok(const Result<Sequence>& r) {
        REQUIRE_MESSAGE(r.has_value(), (r.has_value() ? "" : r.error().text()));
        valid(*r);
        return *r;
    }
    static const Placement& item(const Sequence& s, size_t track, size_t i) { return s.tracks[track]->items[i]; }
    // Source time that a track shows at an instant.
    static Time shown(const Sequence& s, size_t track, Time t) {
        const auto i = item_at(*s.tracks[track], t);
        REQUIRE(i);
        const Placement& p = item(s, track, *i);
        return p.clip->source_at(t - p.start);
    }
};
constexpr size_t kPicture = 0, kSound = 1;

} // namespace

TEST_CASE_FIXTURE(Ramped, "the clip still ends in its source, or keeps its length; its sound goes along") {
    // From 1 to 3 within 2 s, then 3: the 4 s of source are over at 2 s.
    const Curve fast = linear({{0, 1}, {2, 3}});
    auto a = set_speed_ramp(s, {.clip = p2.first, .ramp = fast, .ripple = Ripple::yes}, ids);
    for (const size_t track : {kPicture, kSound}) {
        CHECK(item(ok(a), track, 1).clip->length == seconds(2));
        CHECK(item(*a, track, 1).clip->in == seconds(20));
        CHECK(item(*a, track, 1).clip->source_at(seconds(2)) == seconds(24));
        CHECK(item(*a, track, 2).start == seconds(6));
        CHECK(item(*a, track, 1).clip->speed_at(seconds(1)) == doctest::Approx(2));
    }
    auto keep = set_speed_ramp(s, {.clip = p2.first, .ramp = fast, .keep = Keep::length, .preserve_pitch = false}, ids);
    CHECK(item(ok(keep), kPicture, 1).clip->length == seconds(4));
    CHECK(item(*keep, kPicture, 1).clip->source_at(seconds(4)) == seconds(30));
    CHECK_FALSE(item(*keep, kSound, 1).clip->preserve_pitch);
    // No room: it ends where the next one starts.
    auto slow = set_speed_ramp(s, {.clip = p2.first, .ramp = linear({{0, 0.5}})}, ids);
    CHECK(item(ok(slow), kPicture, 1).clip->length == seconds(4));
    // At normal speed again, with its old source.
    auto gone = set_speed_ramp(*a, {.clip = p2.first, .ripple = Ripple::yes}, ids);
    for (const size_t track : {kPicture, kSound}) {
        const Clip &now = *item(ok(gone), track, 1).clip, &was = *item(s, track, 1).clip;
        CHECK(now.source_range() == was.source_range());
        CHECK(now.normal_speed());
    }
    // A constant speed takes the ramp's place and shows the same source.
    auto constant = set_speed(*a, {.clip = p2.first, .speed = {1, 2}, .ripple = Ripple::yes}, ids);
    CHECK(item(ok(constant), kPicture, 1).clip->length == seconds(8));
    CHECK_FALSE(item(*constant, kPicture, 1).clip->speed_ramp);
}

TEST_CASE_FIXTURE(Ramped, "sound that begins earlier stays in sync with its picture") {
    auto split = trim(s, {.clip = p1.second, .by = -seconds(1), .follow = Follow::alone}, ids);
    auto j = trim(ok(split), {.clip = p2.second, .edge = Edge::head, .by = -seconds(1), .follow = Follow::alone}, ids);
    ok(j);
    auto a = set_speed_ramp(*j, {.clip = p2.first, .ramp = linear({{0, 0.5}, {3, 2}}), .keep = Keep::length}, ids);
    ok(a);
    REQUIRE(item(*a, kSound, 1).start == seconds(3));
    for (int64_t ms = 4000; ms < 8000; ms += 37)
        CHECK(std::abs((shown(*a, kPicture, millis(ms)) - shown(*a, kSound, millis(ms))).ticks) <= 1);
    CHECK(shown(*a, kSound, seconds(3)) == seconds(20) - millis(500));
}

TEST_CASE_FIXTURE(Ramped, "cut, trimmed, rolled, slipped: what is left shows what it showed") {
    Curve r = linear({{-0.5, 0.25}, {1, 2}, {2, 0}, {2.5, 0}, {3, 1.5}});
    smooth_span(r.keys[0], r.keys[1]);
    auto a = set_speed_ramp(s, {.clip = p2.first, .ramp = r, .keep = Keep::length}, ids);
    const Sequence& whole = ok(a);
    auto same = [&](const Sequence& x, Time from, Time to) {
        int64_t wrong = 0;
        for (const size_t track : {kPicture, kSound})
            for (Time t = from; t < to; t += Time{7'000'001}) wrong += shown(x, track, t) != shown(whole, track, t);
        return wrong;
    };
    Sequence cut = whole;
    for (const Time at : {Time{4'131'000'007}, Time{5'000'000'001}, seconds(6), Time{4'500'000'000}}) {
        auto more = slice(cut, {.at = at}, ids);
        REQUIRE(more);
        cut = more->sequence;
    }
    CHECK(cut.tracks[0]->items.size() == 7);
    CHECK(same(cut, seconds(4), seconds(8)) == 0);
    auto shorter = trim(whole, {.clip = p2.first, .edge = Edge::head, .by = millis(1480), .pool = pool.get()}, ids);
    CHECK(same(ok(shorter), millis(5480), seconds(8)) == 0);
    auto longer = trim(*shorter, {.clip = p2.first, .edge = Edge::head, .by = -millis(1480), .pool = pool.get()}, ids);
    CHECK(same(ok(longer), seconds(4), seconds(8)) == 0);
    auto rolled = roll(whole, {.clip = p2.first, .edge = Edge::tail, .by = -seconds(1), .pool = pool.get()}, ids);
    CHECK(same(ok(rolled), seconds(4), seconds(7)) == 0);
    auto slipped = slip(whole, {.clip = p2.first, .by = seconds(1), .pool = pool.get()}, ids);
    CHECK(shown(ok(slipped), kPicture, seconds(6)) == shown(whole, kPicture, seconds(6)) + seconds(1));
    auto copy = copy_clips(whole, {.clips = {p2.first}, .to = seconds(20)}, ids);
    REQUIRE(copy);
    CHECK(shown(copy->sequence, kSound, seconds(22)) == shown(whole, kSound, seconds(6)));
}

TEST_CASE_FIXTURE(Ramped, "handles are what the media hold along the ramp") {
    auto free = remove_clips(s, {.clips = {p1.first, p3.first}}, ids);
    // 20 s before it at a quarter of the speed, 76 s behind it at twice.
    auto a = set_speed_ramp(*free, {.clip = p2.first, .ramp = linear({{0, 0.25}, {4, 2}}), .keep = Keep::length}, ids);
    const Clip& c = *item(ok(a), kPicture, 0).clip;
    const Handles h = handles(c, pool.get());
    REQUIRE(h.head);
    REQUIRE(h.tail);
    CHECK(h.head->seconds() == doctest::Approx(80));
    CHECK(h.tail->seconds() == doctest::Approx((80 - 4.5) / 2));
    CHECK(c.source_at(-*h.head) >= Time{});
    CHECK(c.source_at(c.length + *h.tail) <= seconds(100));
    CHECK(c.source_at(c.length + *h.tail + Time{1}) > seconds(100) - Time{2});
    CHECK_FALSE(trim(*a, {.clip = p2.first, .by = seconds(38), .pool = pool.get()}, ids));
    CHECK(trim(*a, {.clip = p2.first, .by = seconds(37), .pool = pool.get()}, ids));
    // A ramp that comes to rest has a tail without end.
    auto rest = set_speed_ramp(*free, {.clip = p2.first, .ramp = linear({{0, 1}, {2, 0}}), .keep = Keep::length}, ids);
    CHECK_FALSE(handles(*item(ok(rest), kPicture, 0).clip, pool.get()).tail);
    CHECK(handles(*item(*rest, kPicture, 0).clip, pool.get()).head);
}

TEST_CASE_FIXTURE(Ramped, "rate stretch takes the ramp along") {
    auto a = set_speed_ramp(s, {.clip = p3.first, .ramp = linear({{0, 1}, {2, 3}}), .keep = Keep::length}, ids);
    auto longer = stretch(ok(a), {.clip = p3.first, .by = seconds(4)}, ids);
    const Clip &was = *item(*a, kPicture, 2).clip, &now = *item(ok(longer), kPicture, 2).clip;
    CHECK(now.length == seconds(8));
    CHECK(now.speed == Speed{1, 1});
    for (int64_t ms = 0; ms <= 4000; ms += 100)
        CHECK(std::abs((now.source_at(millis(2 * ms)) - was.source_at(millis(ms))).ticks) <= 2);
    CHECK_FALSE(stretch(*a, {.clip = p3.first, .by = -millis(3400)}, ids)); // 3 times 6.7 is more than 16
}

TEST_CASE_FIXTURE(Ramped, "what a ramp cannot do is refused in words") {
    auto refused = [&](const Sequence& x, const RampArgs& args) {
        auto r = set_speed_ramp(x, args, ids);
        return r ? std::string() : r.error().text();
    };
    CHECK(refused(s, {.clip = p2.first, .ramp = linear({{0, 1}, {1, -1}})}).find("backwards") != std::string::npos);
    CHECK(refused(s, {.clip = p2.first, .ramp = linear({{0, 1}, {1, 0}})}).find("comes to rest") != std::string::npos);
    CHECK(refused(s, {.clip = p2.first, .ramp = linear({{0, 17}})}).find("16") != std::string::npos);
    auto back = set_speed(s, {.clip = p2.first, .speed = {-1, 1}}, ids);
    CHECK(refused(ok(back), {.clip = p2.first, .ramp = linear({{0, 1}})}).find("plays backwards") != std::string::npos);
    BuildProject titles;
    const ClipId title = titles.generator(titles.v1(), EffectKind::title, {}, seconds(2));
    CHECK(
        refused(*titles.done()->sequences[0], {.clip = title, .ramp = linear({{0, 1}})}).find("only clips of media") !=
        std::string::npos);
}
