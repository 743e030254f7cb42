// Timecode both ways, against arithmetic facts and the corpus vectors; time text of the command line.
#include "engine/base/timecode.h"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/corpus.h"

using namespace tandem;

TEST_CASE("drop-frame landmarks of SMPTE 12M") {
    FrameRate r{30000, 1001};
    CHECK(timecode_text(1799, r, DropFrame::yes) == "00:00:59;29");
    CHECK(timecode_text(1800, r, DropFrame::yes) == "00:01:00;02");
    CHECK(timecode_text(17982, r, DropFrame::yes) == "00:10:00;00");
    CHECK(timecode_text(107892, r, DropFrame::yes) == "01:00:00;00");
    CHECK(timecode_text(431568, {120000, 1001}, DropFrame::yes) == "01:00:00;00");
}

TEST_CASE("every frame of two hours survives text and back") {
    for (FrameRate r : {FrameRate{30000, 1001}, FrameRate{60000, 1001}})
        for (int64_t n = 0; n < 7200ll * r.nominal(); n += 7)
            REQUIRE(*parse_timecode(timecode_text(n, r, DropFrame::yes), r) == n);
}

TEST_CASE("corpus timecode vectors") {
    NEED_CORPUS(corpus);
    std::ifstream file(corpus / "vectors" / "smpte_timecode_vectors.json");
    auto json = nlohmann::json::parse(file);
    size_t rows = 0;
    for (const auto& v : json["vectors"]) {
        FrameRate rate = *FrameRate::parse(v["rate_exact"].get<std::string>());
        auto drop = v["drop"].get<bool>() ? DropFrame::yes : DropFrame::no;
        CAPTURE(v.dump());
        CHECK(timecode_text(v["frame"].get<int64_t>(), rate, drop) == v["timecode"].get<std::string>());
        auto back = parse_timecode(v["timecode"].get<std::string>(), rate);
        REQUIRE(back);
        CHECK(*back == v["frame"].get<int64_t>());
        ++rows;
    }
    CHECK(rows >= 521);
    for (const auto& v : json["invalid"]) {
        CAPTURE(v.dump());
        FrameRate rate = *FrameRate::parse(v["rate"].get<std::string>());
        CHECK_FALSE(parse_timecode(v["timecode"].get<std::string>(), rate));
    }
    for (const auto& v : json["otio_literals_2997df"])
        CHECK(timecode_text(v["frame"].get<int64_t>(), {30000, 1001}, DropFrame::yes) ==
              v["timecode"].get<std::string>());
}

TEST_CASE("times of the command line") {
    FrameRate r{25, 1};
    CHECK(parse_time("00:00:02:10", r, 48000)->ticks == r.time_of(60).ticks);
    CHECK(*parse_time("12.5s", r, 48000) == Time::from_ratio(25, 2));
    CHECK(*parse_time("300f", r, 48000) == Time::from_seconds(12));
    CHECK(*parse_time("48000a", r, 48000) == Time::from_seconds(1));
    for (const char* bad :
         {"", "5", "1:2", "abc", "nans", "infs", "1e99s", "00:00:00:25", "f", "9999999999999999999f", "00:00:00;10"})
        CHECK_FALSE(parse_time(bad, r, 48000));
}

TEST_CASE("six hours of NTSC frames and samples are exact") {
    FrameRate r{30000, 1001};
    int64_t frames = r.frames_covering(Time::from_seconds(6 * 3600));
    CHECK(r.time_of(30000) == Time::from_seconds(1001));
    for (int64_t n = 0; n < frames; n += 997) {
        REQUIRE(r.frame_at(r.time_of(n)) == n);
        REQUIRE(r.frame_at(r.time_of(n) - Time{1}) == n - 1);
    }
    for (int64_t rate : {44100, 48000, 96000})
        for (int64_t n = 0; n < 6 * 3600 * rate; n += 99991)
            REQUIRE(Time::from_samples(n, rate).samples_floor(rate) == n);
}
