// CMX3600 edit lists: cuts, dissolves, wipes, fades, speeds, gaps, ranges, drop frame, names that would break a line.
#include <doctest/doctest.h>

#include <sstream>

#include "engine/io/interchange.h"

using namespace tandem;

namespace {

struct Film {
    Project project;
    Sequence sequence;
    Track track;
    FrameRate rate{25, 1};
    uint64_t next = 10;

    Film() {
        track.name = "V1";
        sequence.name = "Film";
        sequence.format.rate = rate;
    }
    MediaId medium(const std::string& path, const std::string& timecode = "") {
        Media m;
        m.id = MediaId{next++}, m.name = path, m.path = path, m.timecode = timecode;
        PictureStream p;
        p.rate = rate;
        m.pictures = {p};
        project.media = project.media.push_back(std::make_shared<const Media>(m));
        return m.id;
    }
    // Frames of the sequence.
    Clip clip(const std::string& name, Content content, int64_t in, int64_t length) {
        Clip c;
        c.id = ClipId{next++}, c.name = name, c.content = std::move(content);
        c.in = rate.time_of(in), c.length = rate.time_of(length);
        return c;
    }
    void put(int64_t at, Clip c) {
        std::vector<Placement> items(track.items.begin(), track.items.end());
        items.push_back({rate.time_of(at), std::make_shared<const Clip>(std::move(c))});
        track.items = Chunked<Placement>(std::span<const Placement>(items));
    }
    static Ref<Transition> transition(TransitionKind kind, Time before, Time after) {
        Transition t;
        t.kind = kind, t.before = before, t.after = after;
        return std::make_shared<const Transition>(t);
    }
    std::vector<std::string> lines(int64_t from, int64_t to, LossReport* report = nullptr) const {
        std::istringstream in(
            write_edl(project, sequence, track, TimeRange::between(rate.time_of(from), rate.time_of(to)), report));
        std::vector<std::string> out;
        for (std::string l; std::getline(in, l);) out.push_back(l);
        return out;
    }
};

} // namespace

TEST_CASE("cuts count from the medium's timecode; gaps have no event") {
    Film f;
    const MediaId a = f.medium("/m/Shot one.mov", "10:00:00:00"), b = f.medium("/m/Shot onx.mov");
    f.put(0, f.clip("A", MediaContent{a, -1, {}}, 5, 50));
    f.put(75, f.clip("B", MediaContent{b, -1, {}}, 0, 25));
    f.sequence.format.start_frame = 90'000;
    LossReport report;
    CHECK(f.lines(0, 100, &report) ==
          std::vector<std::string>{"TITLE: Film", "FCM: NON-DROP FRAME",
                                   "001  SHOTONE  V     C        10:00:00:05 10:00:02:05 01:00:00:00 01:00:02:00",
                                   "* FROM CLIP NAME: A", "* SOURCE FILE: /m/Shot one.mov",
                                   "002  SHOTONX  V     C        00:00:00:00 00:00:01:00 01:00:03:00 01:00:04:00",
                                   "* FROM CLIP NAME: B", "* SOURCE FILE: /m/Shot onx.mov"});
    CHECK(report.items.empty());
    // A range cuts events and shifts their sources along.
    const auto part = f.lines(10, 80);
    CHECK(part[2] == "001  SHOTONE  V     C        10:00:00:15 10:00:02:05 01:00:00:10 01:00:02:00");
    CHECK(part[5] == "002  SHOTONX  V     C        00:00:00:00 00:00:00:05 01:00:03:00 01:00:03:05");
    CHECK(f.lines(55, 70).size() == 2);
}

TEST_CASE("a dissolve starts where the picture that leaves still runs") {
    Film f;
    const MediaId a = f.medium("/a.mov"), b = f.medium("/b.mov");
    f.put(0, f.clip("A", MediaContent{a, -1, {}}, 0, 50));
    Clip second = f.clip("B", MediaContent{b, -1, {}}, 100, 50);
    SUBCASE("dissolve") {
        second.transition_in = f.transition(TransitionKind::dissolve, f.rate.time_of(5), f.rate.time_of(7));
        f.put(50, second);
        const auto l = f.lines(0, 100);
        CHECK(l[2] == "001  A        V     C        00:00:00:00 00:00:01:20 00:00:00:00 00:00:01:20");
        CHECK(l[5] == "002  A        V     C        00:00:01:20 00:00:01:20 00:00:01:20 00:00:01:20");
        CHECK(l[6] == "002  B        V     D    012 00:00:03:20 00:00:06:00 00:00:01:20 00:00:04:00");
        CHECK(l[7] == "* FROM CLIP NAME: A");
        CHECK(l[8] == "* TO CLIP NAME: B");
        // In the middle of it, the rest of it is left.
        const auto late = f.lines(50, 100);
        CHECK(late[2] == "001  A        V     C        00:00:02:00 00:00:02:00 00:00:02:00 00:00:02:00");
        CHECK(late[3] == "001  B        V     D    007 00:00:04:00 00:00:06:00 00:00:02:00 00:00:04:00");
    }
    SUBCASE("wipes have codes; what has none is named") {
        second.transition_in = f.transition(TransitionKind::wipe_right, f.rate.time_of(5), f.rate.time_of(5));
        f.put(50, second);
        Clip third = f.clip("C", MediaContent{a, -1, {}}, 0, 50);
        third.transition_in = f.transition(TransitionKind::slide_up, f.rate.time_of(5), f.rate.time_of(5));
        f.put(100, third);
        LossReport report;
        const auto l = f.lines(0, 150, &report);
        CHECK(l[6] == "002  B        V     W001 010 00:00:03:20 00:00:05:20 00:00:01:20 00:00:03:20");
        REQUIRE(report.items.size() == 1);
        CHECK(report.items[0].fate == LossItem::Fate::approximated);
        CHECK(report.items[0].where.find("clip C") != std::string::npos);
    }
}

TEST_CASE("fades go from and to black, speeds have an M2 line") {
    Film f;
    const MediaId a = f.medium("/a.mov");
    Clip c = f.clip("A", MediaContent{a, -1, {}}, 0, 50);
    c.fade_in.length = f.rate.time_of(10), c.fade_out.length = f.rate.time_of(20);
    f.put(0, c);
    Clip fast = f.clip("F", MediaContent{a, -1, {}}, 0, 25);
    fast.speed = {2, 1};
    f.put(50, fast);
    Clip back = f.clip("R", MediaContent{a, -1, {}}, 100, 25);
    back.speed = {-1, 2};
    f.put(75, back);
    const auto l = f.lines(0, 100);
    const std::vector<std::string> want{
        "TITLE: Film",
        "FCM: NON-DROP FRAME",
        "001  BL       V     C        00:00:00:00 00:00:00:00 00:00:00:00 00:00:00:00",
        "001  A        V     D    010 00:00:00:00 00:00:01:05 00:00:00:00 00:00:01:05",
        "* FROM CLIP NAME: A",
        "* SOURCE FILE: /a.mov",
        "002  A        V     C        00:00:01:05 00:00:01:05 00:00:01:05 00:00:01:05",
        "002  BL       V     D    020 00:00:00:00 00:00:00:20 00:00:01:05 00:00:02:00",
        "* FROM CLIP NAME: A",
        "003  A        V     C        00:00:00:00 00:00:02:00 00:00:02:00 00:00:03:00",
        "M2   A        050.0                00:00:00:00",
        "* FROM CLIP NAME: F",
        "* SOURCE FILE: /a.mov",
    };
    CHECK(std::vector<std::string>(l.begin(), l.begin() + 13) == want);
    CHECK(l[13].starts_with("004  A        V     C        00:00:03:1"));
    CHECK(l[14] == "M2   A        -12.5                00:00:04:00");
}

TEST_CASE("names cannot break a line; reels stay apart; drop frame is said") {
    Film f;
    f.rate = {30000, 1001};
    f.sequence.format.rate = f.rate, f.sequence.format.drop_frame = DropFrame::yes;
    const MediaId a = f.medium("/x/same name long.mov"), b = f.medium("/y/same name long.mov");
    f.put(0, f.clip("A\nTITLE: x", MediaContent{a, -1, {}}, 0, 1798));
    f.put(1798, f.clip("B", MediaContent{b, -1, {}}, 0, 10));
    Clip off = f.clip("off", MediaContent{b, -1, {}}, 0, 10);
    off.enabled = false;
    f.put(1808, off);
    LossReport report;
    const auto l = f.lines(0, 2000, &report);
    CHECK(l[1] == "FCM: DROP FRAME");
    CHECK(l[2] == "001  SAMENAME V     C        00:00:00;00 00:00:59;28 00:00:00;00 00:00:59;28");
    CHECK(l[3] == "* FROM CLIP NAME: A TITLE: x");
    CHECK(l[5].starts_with("002  SAMENAM2 V     C        00:00:00;00 00:00:00;10 00:00:59;28 00:01:00;10"));
    CHECK(l.size() == 8);
    REQUIRE(report.items.size() == 1);
    CHECK(report.items[0].what == "a clip that is switched off");
}

TEST_CASE("a speed ramp is its mean speed, and is named") {
    Film f;
    Clip c = f.clip("A", MediaContent{f.medium("/a.mov"), -1, {}}, 0, 50);
    Curve ramp{{{.time = Time{}, .value = 1}, {.time = f.rate.time_of(50), .value = 3}}};
    c.speed_ramp = std::make_shared<const Curve>(ramp);
    f.put(0, c);
    LossReport report;
    const auto l = f.lines(0, 50, &report);
    REQUIRE(l.size() > 3);
    CHECK(l[2] == "001  A        V     C        00:00:00:00 00:00:04:00 00:00:00:00 00:00:02:00");
    CHECK(l[3] == "M2   A        050.0                00:00:00:00");
    REQUIRE(report.items.size() == 1);
    CHECK(report.items[0].what.find("speed ramp") != std::string::npos);
}
