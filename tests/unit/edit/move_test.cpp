// Moving without holes, ripples around clips over others, markers under ripples, and pasting.
#include "engine/edit/move.h"

#include <doctest/doctest.h>

#include "engine/edit/clip_edits.h"
#include "engine/edit/insert.h"
#include "engine/edit/project_edits.h"
#include "engine/edit/slice.h"
#include "engine/edit/speed.h"
#include "engine/edit/tracks.h"
#include "engine/edit/trim.h"
#include "tests/unit/edit/timeline.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::string marks(const Sequence& s) {
    std::string out;
    for (const auto& m : s.markers) {
        char text[64];
        std::snprintf(text, sizeof text, "%s%g+%g", out.empty() ? "" : " ", m->start.seconds(), m->length.seconds());
        out += text;
    }
    return out;
}

// V1 and A1 as ThreeClips; on V2 a title of the second clip, on A2 music under all.
struct Film : ThreeClips {
    Sequence with = s;
    ClipId title, music;
    Film() {
        title = add(TrackKind::picture, seconds(5), seconds(2), seconds(60));
        music = add(TrackKind::sound, {}, seconds(12), seconds(70));
    }
    ClipId add(TrackKind kind, Time at, Time length, Time in) {
        auto made = add_track(with, {.kind = kind}, ids);
        REQUIRE(made);
        InsertArgs put{.at = at};
        Clip c = media_clip(*pool->find_media(film), in, length);
        put.clips.push_back({made->track, c});
        auto edited = overwrite(made->sequence, put, ids);
        REQUIRE(edited);
        with = edited->sequence;
        return edited->made[0];
    }
    Sequence ok(const Result<Sequence>& r) {
        REQUIRE_MESSAGE(r, (r ? "" : r.error().text()));
        valid(*r);
        return *r;
    }
};

} // namespace

TEST_CASE_FIXTURE(Film, "a clip over others is rippled away without their time") {
    const Sequence titled = ok(remove_clips(with, {.clips = {title}, .ripple = Ripple::yes}, ids));
    CHECK(row(titled, "V1") == row(with, "V1"));
    CHECK(row(titled, "A2") == row(with, "A2"));
    CHECK(row(titled, "V2") == "");
    const Sequence silent = ok(remove_clips(with, {.clips = {music}, .ripple = Ripple::yes}, ids));
    CHECK(row(silent, "V1") == row(with, "V1"));
    CHECK(row(silent, "A2") == "");
    // The second clip carries the time: it goes everywhere, with the title's.
    const Sequence shorter = ok(remove_clips(with, {.clips = {p2.first}, .ripple = Ripple::yes}, ids));
    CHECK(row(shorter, "V1") == "0-4:10 4-8:30");
    CHECK(row(shorter, "V2") == "");
    CHECK(row(shorter, "A2") == "0-4:70 4-8:78");
    // Both together, too.
    CHECK(row(ok(remove_clips(with, {.clips = {p2.first, title}, .ripple = Ripple::yes}, ids)), "V1") ==
          "0-4:10 4-8:30");
}

TEST_CASE_FIXTURE(Film,
                  "a clip that is moved past another one changes places with it, and nothing is cut or left open") {
    // The middle of the second clip's end passes that of the third's: it goes behind it, its title with it.
    const Sequence later = ok(rearrange_clips(with, {.clips = {p2.first}, .to = seconds(7)}, ids));
    CHECK(row(later, "V1") == "0-4:10 4-8:30 8-12:20");
    CHECK(row(later, "A1") == row(later, "V1"));
    CHECK(row(later, "V2") == "9-11:60");
    CHECK(row(later, "A2") == "0-12:70");
    const Sequence first = ok(rearrange_clips(with, {.clips = {p2.first}, .to = seconds(1)}, ids));
    CHECK(row(first, "V1") == "0-4:20 4-8:10 8-12:30");
    CHECK(row(first, "V2") == "1-3:60");
    // Not far enough: nothing moves. Far beyond the end: it is the last one.
    CHECK(row(ok(rearrange_clips(with, {.clips = {p2.first}, .to = seconds(5)}, ids)), "V1") == row(with, "V1"));
    CHECK(row(ok(rearrange_clips(with, {.clips = {p1.first}, .to = seconds(40)}, ids)), "V1") ==
          "0-4:20 4-8:30 8-12:10");
    // Two together.
    CHECK(row(ok(rearrange_clips(with, {.clips = {p1.first, p2.first}, .to = seconds(4)}, ids)), "V1") ==
          "0-4:30 4-8:10 8-12:20");
}

TEST_CASE_FIXTURE(Film, "into free time, over others and to other tracks a clip goes where it is put") {
    const Sequence gone = ok(rearrange_clips(with, {.clips = {p3.first}, .to = seconds(20)}, ids));
    CHECK(row(gone, "V1") == "0-4:10 4-8:20 20-24:30");
    const Sequence titled = ok(rearrange_clips(with, {.clips = {title}, .to = seconds(9)}, ids));
    CHECK(row(titled, "V2") == "9-11:60");
    CHECK(row(titled, "V1") == row(with, "V1"));
    // Down among clips that carry the time: room is made.
    const Sequence down = ok(rearrange_clips(with, {.clips = {title}, .to = seconds(8), .track = b.v1()}, ids));
    CHECK(row(down, "V1") == "0-4:10 4-8:20 8-10:60 10-14:30");
    CHECK(row(down, "V2") == "");
    // Up over them: the place it leaves stays open.
    const Sequence up = ok(rearrange_clips(
        with, {.clips = {p1.first}, .to = Time{}, .track = with.tracks[1]->id, .follow = Follow::alone}, ids));
    CHECK(row(up, "V2") == "0-4:10 5-7:60");
    CHECK(row(up, "V1") == "4-8:20 8-12:30");
    CHECK_FALSE(rearrange_clips(with, {.clips = {}, .to = Time{}}, ids));
    CHECK_FALSE(rearrange_clips(with, {.clips = {p1.first}, .to = -seconds(1)}, ids));
}

TEST_CASE_FIXTURE(Film, "a sound that is longer than its picture goes with it") {
    // An L cut: the first clip's sound runs on under the second one's picture.
    Sequence cut =
        ok(trim(with, {.clip = p2.second, .edge = Edge::head, .by = seconds(1), .follow = Follow::alone}, ids));
    cut = ok(trim(cut, {.clip = p1.second, .by = seconds(1), .follow = Follow::alone}, ids));
    REQUIRE(row(cut, "A1") == "0-5:10 5-8:21 8-12:30");
    const Sequence swapped = ok(rearrange_clips(cut, {.clips = {p2.first}, .to = Time{}}, ids));
    CHECK(row(swapped, "V1") == "0-4:20 4-8:10 8-12:30");
    CHECK(row(swapped, "A1") == "1-4:21 4-8:10 8-12:30"); // and ends where the next one's begins
}

TEST_CASE_FIXTURE(Film, "a linked clip whose partner stands elsewhere in time stays with it") {
    // A sound under the first two clips, linked with a picture after the third.
    const ClipId sound = add(TrackKind::sound, seconds(1), seconds(2), seconds(80));
    const ClipId picture = add(TrackKind::picture, seconds(20), seconds(2), seconds(80));
    auto linked = tie(with, {sound, picture}, Tie::link, ids);
    const Sequence bound = ok(linked);
    const Sequence moved = ok(rearrange_clips(bound, {.clips = {p2.first}, .to = Time{}}, ids));
    CHECK(row(moved, "V1") == "0-4:20 4-8:10 8-12:30");
    CHECK(row(moved, "A3") == "1-3:80");
    CHECK(row(moved, "V3") == "20-22:80");
}

TEST_CASE_FIXTURE(Film, "markers go with their time") {
    for (const double at : {1.0, 4.0, 6.0, 9.0}) {
        Marker m;
        m.start = Time::from_double(at);
        auto made = add_marker(with, m, ids);
        REQUIRE(made);
        with = made->sequence;
    }
    Marker range;
    range.start = seconds(3), range.length = seconds(6);
    auto made = add_marker(with, range, ids);
    REQUIRE(made);
    with = made->sequence;
    REQUIRE(marks(with) == "1+0 3+6 4+0 6+0 9+0");
    CHECK(marks(ok(remove_clips(with, {.clips = {p2.first}, .ripple = Ripple::yes}, ids))) == "1+0 3+2 4+0 4+0 5+0");
    CHECK(marks(ok(remove_clips(with, {.clips = {p2.first}}, ids))) == marks(with));
    CHECK(marks(ok(extract(with, {.range = {seconds(2), seconds(1)}}, ids))) == "1+0 2+6 3+0 5+0 8+0");
    InsertArgs put{.at = seconds(4)};
    put.clips.push_back({b.v1(), media_clip(*pool->find_media(film), seconds(50), seconds(2))});
    auto inserted = insert(with, put, ids);
    REQUIRE(inserted);
    CHECK(marks(inserted->sequence) == "1+0 3+8 6+0 8+0 11+0");
    CHECK(marks(ok(ripple_trim(with, {.clip = p1.first, .by = seconds(2)}, ids))) == "1+0 3+8 6+0 8+0 11+0");
    CHECK(marks(ok(ripple_trim(with, {.clip = p1.first, .by = -seconds(2)}, ids))) == "1+0 2+5 2+0 4+0 7+0");
    CHECK(marks(ok(rearrange_clips(with, {.clips = {p2.first}, .to = Time{}}, ids))) == "0+0 2+0 5+0 7+6 9+0");
}

TEST_CASE_FIXTURE(Film, "pasted clips stand on the tracks of their places, with links of their own") {
    Clip picture = media_clip(*pool->find_media(film), seconds(50), seconds(2)), sound = picture;
    picture.link = sound.link = LinkId{77};
    PasteArgs paste{.at = seconds(4), .ripple = Ripple::yes};
    paste.clips = {{TrackKind::picture, 0, {}, picture}, {TrackKind::sound, 0, {}, sound}};
    auto into = paste_clips(with, paste, ids);
    REQUIRE_MESSAGE(into, (into ? "" : into.error().text()));
    valid(into->sequence);
    CHECK(row(into->sequence, "V1") == "0-4:10 4-6:50 6-10:20 10-14:30");
    CHECK(row(into->sequence, "V2") == "7-9:60");
    const auto &v = into->sequence.tracks[0]->items[1].clip, a = into->sequence.tracks[2]->items[1].clip;
    CHECK(v->link == a->link);
    CHECK(v->link != LinkId{77});
    CHECK(into->made == std::vector<ClipId>{v->id, a->id});
    paste.ripple = Ripple::no;
    auto over = paste_clips(with, paste, ids);
    REQUIRE(over);
    CHECK(row(over->sequence, "V1") == "0-4:10 4-6:50 6-8:22 8-12:30");
    // Over others no room is made; missing tracks are.
    PasteArgs high{.at = seconds(5), .ripple = Ripple::yes};
    high.clips = {{TrackKind::picture, 3, {}, picture}};
    auto on_top = paste_clips(with, high, ids);
    REQUIRE(on_top);
    CHECK(row(on_top->sequence, "V4") == "5-7:50");
    CHECK(row(on_top->sequence, "V1") == row(with, "V1"));
    CHECK_FALSE(paste_clips(with, {}, ids));
    paste.clips.push_back(paste.clips[0]);
    CHECK_FALSE(paste_clips(with, paste, ids));
    high.clips[0].rank = kMaxPasteTracks;
    CHECK_FALSE(paste_clips(with, high, ids));
}
