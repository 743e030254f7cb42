// The frame rate of a picture stream, from made lists of times, made films and the corpus.
#include "engine/media/frame_rate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Times = std::vector<int64_t>;

// Frame n of a rate, rounded to units of 1/scale.
Times grid(int frames, double hz, double scale) {
    Times out;
    for (int n = 0; n < frames; ++n) out.push_back(std::llround(n * scale / hz));
    return out;
}
Times from_distances(const Times& distances) {
    Times out{0};
    for (int64_t d : distances) out.push_back(out.back() + d);
    return out;
}
Times without(Times times, const std::vector<size_t>& lost) {
    for (auto it = lost.rbegin(); it != lost.rend(); ++it) times.erase(times.begin() + static_cast<int64_t>(*it));
    return times;
}
Times jittered(int frames, double hz, int scale, int most) {
    Times out = grid(frames, hz, scale);
    std::mt19937 random(5);
    for (int64_t& t : out) t += static_cast<int64_t>(random() % static_cast<unsigned>(2 * most + 1)) - most;
    return out;
}

PictureRate constant(int num, int den = 1) { return {FrameRate{num, den}, false}; }
PictureRate variable(int num, int den = 1) { return {FrameRate{num, den}, true}; }

Media probed(const std::string& path) {
    auto media = probe_media(path);
    if (!media) FAIL(media.error().text());
    return std::move(media).value();
}

} // namespace

TEST_CASE("the rate of a stream comes from the times of its pictures, and is a usual one where that is near") {
    struct Case {
        std::string name;
        Times times;
        AVRational base;
        DeclaredRate declared;
        PictureRate want;
    };
    const double ntsc = 30000.0 / 1001;
    const Case kCases[] = {
        {"Matroska without a duration of frames", grid(30, 30, 1000), {1, 1000}, {{1000, 1}, {60, 1}}, constant(30)},
        {"film in milliseconds", grid(71, 24, 1000), {1, 1000}, {{24, 1}, {24, 1}}, constant(24)},
        {"23.976 in milliseconds, undeclared", grid(200, 24000.0 / 1001, 1000), {1, 1000}, {}, constant(24000, 1001)},
        {"two pictures: the container decides", {0, 42}, {1, 1000}, {{24000, 1001}}, constant(24000, 1001)},
        {"2398/100", grid(99, 23.98, 90000), {1, 90000}, {{1199, 50}, {1199, 50}}, constant(24000, 1001)},
        {"2997/100", grid(30, 29.97, 1000), {1, 1000}, {{2997, 100}, {2997, 100}}, constant(30000, 1001)},
        {"29.917, the phone's clock", grid(30, 29.917, 29917), {1, 29917}, {{29917, 1000}}, constant(30000, 1001)},
        {"a whole frame is one unit", {0, 2, 3, 4, 5, 6}, {2, 25}, {{25, 2}, {25, 2}, 7}, constant(25, 2)},
        {"a wrong average", grid(30, ntsc, 90000), {1, 90000}, {{1350000, 43543}, {}, 30}, constant(30000, 1001)},
        {"12.5 with lost pictures",
         without(grid(19, 12.5, 90000), {2, 3, 7, 8, 9, 12}),
         {1, 90000},
         {{125, 19}, {25, 2}, 10},
         variable(25, 2)},
        {"a phone that goes from 30 to 24",
         from_distances({3033, 2997, 2994, 2992, 3006, 2995, 3000, 2993, 2998, 3005, 3715, 3745, 3745, 3742}),
         {1, 90000},
         {{1192500, 39913}, {120, 1}, 15},
         variable(30)},
        {"one long wait in a short clip",
         from_distances({3000, 3000, 3000, 29281, 3000, 3000}),
         {1, 90000},
         {{630000, 47281}, {30, 1}, 7},
         variable(30)},
        {"the clock of a browser", jittered(200, 60, 1000, 1), {1, 1000}, {{60000, 1001}}, constant(60000, 1001)},
        {"no grid at all",
         from_distances({25, 31, 47, 26, 90, 25, 66, 24, 140, 27, 55, 71, 25, 38, 26}),
         {1, 1000},
         {},
         variable(48)},
        {"no faster than 120 where it varies",
         from_distances({5, 5, 50, 5, 5, 20, 5, 35, 5, 5, 5, 60}),
         {1, 1000},
         {},
         variable(120)},
        {"faster than its head", grid(64, 30, 600), {1, 600}, {{119, 1}, {30, 1}, 4000}, variable(120)},
        {"lost pictures behind the head", grid(64, 60, 600), {1, 600}, {{41, 1}, {60, 1}, 9000}, variable(60)},
        {"stray stamps a millisecond apart",
         from_distances({41, 1, 41, 42, 42, 42, 41, 42, 42, 41, 42, 42, 42, 41, 42, 42, 42, 41, 41, 1, 42, 42}),
         {1, 1000},
         {{24000, 1001}, {24000, 1001}},
         constant(24000, 1001)},
        {"GIF: a second, and once a tenth",
         from_distances({100, 100, 10, 100}),
         {1, 100},
         {{1, 1}, {2, 1}, 5},
         variable(10)},
        {"GIF: thirty a second", from_distances({3, 3, 4, 3, 3, 4}), {1, 100}, {{100, 1}, {0, 0}}, constant(30)},
        {"film with pulldown flags",
         from_distances({3003, 4505, 3003, 4504, 3003, 4505, 3003, 4504, 3003, 4505, 3003, 4504, 3003, 4505}),
         {1, 90000},
         {{30000, 1001}, {60000, 1001}},
         constant(24000, 1001)},
        {"slide show", {0, 500, 1000}, {1, 100}, {{1, 5}, {1, 1}, 3}, constant(1, 5)},
        {"timelapse", grid(29, 1, 1), {1, 1}, {{1, 1}, {1, 1}, 29}, constant(1)},
        {"slow motion", grid(200, 240, 90000), {1, 90000}, {{240, 1}, {240, 1}, 200}, constant(240)},
        {"600 in milliseconds", grid(30, 600, 1000), {1, 1000}, {{600, 1}, {600, 1}}, constant(600)},
        {"an odd rate", grid(50, 90, 11520), {1, 11520}, {{90, 1}, {90, 1}, 50}, constant(90)},
        {"an odd rate, undeclared", grid(50, 17, 17000), {1, 17000}, {}, constant(17)},
        {"one picture", {0}, {1, 24000}, {{24000, 1001}, {24000, 1001}, 1}, constant(24000, 1001)},
        {"one picture of an unlikely rate", {0}, {1, 1000}, {{0, 0}, {1000, 1}}, constant(25)},
        {"no times", {}, {1, 30}, {{30, 1}, {30, 1}, 59}, constant(30)},
    };
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        const PictureRate got = picture_rate(c.times, c.base, c.declared);
        CAPTURE(got.rate.text());
        CHECK(got.rate == c.want.rate);
        CHECK(got.variable == c.want.variable);
    }
}

TEST_CASE("every usual rate is found in any time base") {
    for (FrameRate rate : {FrameRate{24000, 1001}, FrameRate{24, 1}, FrameRate{25, 1}, FrameRate{30000, 1001},
                           FrameRate{30, 1}, FrameRate{50, 1}, FrameRate{60000, 1001}, FrameRate{60, 1},
                           FrameRate{25, 2}, FrameRate{15, 1}, FrameRate{10, 1}, FrameRate{120, 1}})
        for (int scale : {1000, 600, 90000, 15360}) {
            CAPTURE(rate.text());
            CAPTURE(scale);
            const AVRational declared{rate.num, rate.den};
            const PictureRate got = picture_rate(grid(128, rate.hz(), scale), {1, scale}, {declared, declared});
            CHECK(got == PictureRate{rate, false});
            // Two pictures of three lost in every other second.
            const Times full = grid(256, rate.hz(), scale);
            Times holes;
            for (size_t n = 0; n < full.size(); ++n)
                if (n / static_cast<size_t>(rate.nominal()) % 2 == 0 || n % 3 == 0) holes.push_back(full[n]);
            const PictureRate lossy = picture_rate(holes, {1, scale}, {{7, 1}, declared});
            CHECK(lossy.rate == rate);
            CHECK(lossy.variable);
        }
}

TEST_CASE("films of odd and of changing rate are probed at the rate of their pictures") {
    TempFolder folder;
    struct Case {
        std::string name;
        FrameRate made;
        std::string options;
        PictureRate want;
    };
    const Case kCases[] = {
        {"a.mkv", {30, 1}, "", constant(30)},
        {"b.mp4", {240, 1}, "", constant(240)},
        {"c.mov", {1, 1}, "", constant(1)},
        {"d.mp4", {2398, 100}, "", constant(24000, 1001)},
        {"e.ts", {25, 1}, "", constant(25)},
        {"f.mp4", {30, 1}, "-vf select='not(mod(n\\,7))+not(mod(n\\,3))' -vsync vfr", variable(30)},
        {"g.mkv", {30, 1}, "-vf select='not(mod(n\\,2))+not(mod(n\\,5))' -vsync vfr", variable(30)},
    };
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        SelfClip clip{.frames = 60, .rate = c.made, .sound = ""};
        clip.extra = c.options;
        REQUIRE(make_self_clip(folder.file(c.name), clip));
        const Media m = probed(folder.file(c.name));
        REQUIRE(m.pictures.size() == 1);
        CAPTURE(m.pictures[0].rate.text());
        CHECK(m.pictures[0].rate == c.want.rate);
        CHECK(m.pictures[0].variable_rate == c.want.variable);
    }
}

TEST_CASE("corpus: frame rates") {
    NEED_CORPUS(corpus);
    struct Case {
        const char* file;
        PictureRate want;
    };
    const Case kCases[] = {
        {"video/container/sample_with_srt.mkv", constant(30)},
        {"video/container/sample_with_ass_subtitles.mkv", constant(30)},
        {"video/container/sample_with_htc_rotation_track_name.mkv", constant(30)},
        {"video/container/sample_with_overlapping_srt.mkv", constant(30)},
        {"video/container/sample_with_pgs_subtitles.mkv", constant(600)}, // 30 pictures in 50 ms
        {"video/container/sample_empty_track.mp4", constant(30000, 1001)},
        {"video/container/bear-vp9-odd-dimensions.webm", constant(30000, 1001)},
        {"video/container/sample.3gp", constant(15)},
        {"video/container/webvtt.mkv", constant(20)},
        {"video/container/roadtrip-vp92-10bit.webm", constant(24000, 1001)},
        {"video/container/apple_spatial_mvhevc_5frames.mov", constant(90)},
        {"video/timing/testvid_1022ms.mp4", constant(30000, 1001)},
        {"video/timing/iibbibb_editlist_videoonly.mp4", constant(1)},
        {"video/device/traffic_768x432_12.5fps_h264.mp4", constant(25, 2)},
        {"video/device/android_4k60_portrait_rot-90_vfr.mp4", constant(60)},
        {"video/device/android_slow-motion.mp4", variable(30)},
        {"video/device/pixel_motion-photo_two-hevc-tracks_vfr27.mp4", variable(30)},
        {"video/device/screencast_518x488_fullrange_vfr.mp4", constant(30000, 1001)},
        {"derived/vfr_random-drops_pub.mp4", variable(25, 2)},
        {"derived/dv_ntsc_480i_411_bff_pub.avi", constant(30000, 1001)},
        {"derived/avchd-like_1440x1080i5994_tff_pub.mts", constant(30000, 1001)},
        {"image/anim/dispose_prev.gif", variable(10)},
    };
    for (const Case& c : kCases) {
        CAPTURE(c.file);
        const Media m = probed((corpus / c.file).string());
        REQUIRE(!m.pictures.empty());
        CAPTURE(m.pictures[0].rate.text());
        CHECK(m.pictures[0].rate == c.want.rate);
        CHECK(m.pictures[0].variable_rate == c.want.variable);
    }
    // Its blocks last a millisecond; the last picture has its whole frame nevertheless.
    const Media srt = probed((corpus / "video/container/sample_with_srt.mkv").string());
    CHECK(srt.pictures[0].rate.frame_nearest(srt.pictures[0].duration) == 30);
}
