// Frame n of a clip is frame n of its medium, at every rate, speed direction and with rounded time stamps.
#include "engine/video/source_time.h"

#include <algorithm>
#include <cmath>

#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;

// The frame a reader shows: the last whose stamp, rounded to `grid` per second, is not later than t.
static int64_t reader_frame(FrameRate rate, int64_t grid, Time t) {
    auto stamp = [&](int64_t k) { return Time::from_ratio(mul_div_round(k * rate.den, grid, rate.num), grid); };
    int64_t k = rate.frame_nearest(t) - 2;
    while (stamp(k + 1) <= t) ++k;
    return k;
}

TEST_CASE("an hour at NTSC and other rates: frame n shows source frame n") {
    for (FrameRate rate : {FrameRate{24000, 1001}, FrameRate{30000, 1001}, FrameRate{60000, 1001}, FrameRate{25, 1},
                           FrameRate{24, 1}, FrameRate{120000, 1001}, FrameRate{1000, 33}}) {
        CAPTURE(rate.num);
        PictureStream s;
        s.rate = rate;
        Clip clip;
        clip.in = rate.time_of(17);
        int64_t wrong = 0, count = rate.frame_at(Time::from_seconds(3600));
        for (int64_t n = 0; n < count; ++n) {
            Time t = source_instant(s, clip.source_at(rate.time_of(n)), Direction::forward);
            wrong += reader_frame(rate, kTicksPerSecond, t) != n + 17;
            wrong += reader_frame(rate, 1000, t) != n + 17; // Matroska
            wrong += reader_frame(rate, 90000, t) != n + 17;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("reverse from the end begins with the last frame") {
    FrameRate rate{30000, 1001};
    PictureStream s;
    s.rate = rate;
    Clip clip;
    clip.in = rate.time_of(1000), clip.speed = {-1, 1};
    for (int64_t n = 0; n < 1000; ++n) {
        Time t = source_instant(s, clip.source_at(rate.time_of(n)), Direction::reverse);
        REQUIRE(reader_frame(rate, 1000, t) == 999 - n);
    }
}

TEST_CASE("other rates take the frame on screen; half speed shows each frame twice; freeze stays") {
    PictureStream s;
    s.rate = {25, 1};
    FrameRate rate{30, 1};
    for (int64_t n = 0; n < 600; ++n) {
        Time t = source_instant(s, rate.time_of(n), Direction::forward);
        REQUIRE(reader_frame(s.rate, kTicksPerSecond, t) == n * 25 / 30);
    }
    Clip half;
    half.speed = {1, 2};
    for (int64_t n = 0; n < 100; ++n)
        REQUIRE(reader_frame(s.rate, 1000, source_instant(s, half.source_at(s.rate.time_of(n)), Direction::forward)) ==
                n / 2);
    Clip freeze;
    freeze.in = s.rate.time_of(7), freeze.speed = {0, 1};
    CHECK(reader_frame(s.rate, 1000, source_instant(s, freeze.source_at(Time::from_seconds(5)), Direction::forward)) ==
          7);
}

TEST_CASE("every picture of a phone's film whose stamps stray has its frame, forward and reversed") {
    PictureStream s;
    s.variable_rate = true;
    s.rate = {30, 1};
    // By up to 7 ms.
    std::vector<Time> stamps;
    for (int64_t k = 0; k < 300; ++k) stamps.push_back(s.rate.time_of(k) + Time::from_ratio((k * 7919) % 15 - 7, 1000));
    const auto shown = [&](Time t) { return std::upper_bound(stamps.begin(), stamps.end(), t) - stamps.begin() - 1; };
    for (int64_t n = 1; n < 299; ++n) {
        REQUIRE(shown(source_instant(s, s.rate.time_of(n), Direction::forward)) == n);
        REQUIRE(shown(source_instant(s, s.rate.time_of(n + 1), Direction::reverse)) == n);
    }
}

TEST_CASE("a stream without a step is asked at the instant itself, stills at 0") {
    PictureStream s;
    s.variable_rate = true;
    s.rate = {0, 1};
    CHECK(source_instant(s, Time{1000000}, Direction::forward) == Time{1000000} + kTimeSlack);
    s.still = true;
    CHECK(source_instant(s, Time{1000000}, Direction::forward) == Time{});
}
