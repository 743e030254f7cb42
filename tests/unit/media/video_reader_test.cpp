// Frame exactness of VideoReader on made clips: long GOPs, B-frames, odd containers, missing frames.
#include "engine/media/video_reader.h"

#include <doctest/doctest.h>

#include <atomic>
#include <random>

#include "engine/media/probe.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

std::unique_ptr<VideoReader> open_film(const std::string& path) {
    auto media = probe_media(path);
    if (!media) FAIL(media.error().text());
    auto reader = VideoReader::open(media.value());
    if (!reader) FAIL(reader.error().text());
    return std::move(reader).value();
}

int number_at(VideoReader& reader, Time t) {
    auto p = reader.frame_at(t);
    if (!p) FAIL(p.error().text());
    auto mark = read_mark(*p.value());
    return mark ? mark->frame : -1;
}

// Every frame in order, then in a seeded random order, through separate readers.
void check_all(const std::string& path, const SelfClip& clip, Time offset = {}) {
    auto in_order = open_film(path);
    Time half{clip.rate.time_of(1).ticks / 2};
    for (int n = 0; n < clip.frames; ++n) REQUIRE(number_at(*in_order, offset + clip.rate.time_of(n) + half) == n);
    auto random = open_film(path);
    CHECK(random->frame_count() == clip.frames);
    std::mt19937 seed(7);
    for (int i = 0; i < 40; ++i) {
        int n = static_cast<int>(seed() % static_cast<unsigned>(clip.frames));
        REQUIRE(number_at(*random, offset + clip.rate.time_of(n) + half) == n);
    }
    for (int n = clip.frames - 1; n >= 0; n -= 3)
        REQUIRE(number_at(*random, offset + clip.rate.time_of(n) + half) == n);
    CHECK(number_at(*random, {}) == 0);
    CHECK(number_at(*random, Time::from_seconds(3600)) == clip.frames - 1);
    CHECK(random->damaged() == 0);
}

} // namespace

TEST_CASE("every frame of long-GOP files is found, in order and at random") {
    TempFolder folder;
    const char* const kNames[] = {"a.mp4", "a.mkv", "a.ts", "a.mov", "a.avi"};
    for (const char* name : kNames) {
        CAPTURE(name);
        SelfClip clip{.frames = 120};
        clip.video = "-c:v libx264 -preset veryfast -crf 20 -g 60 -bf 3 -pix_fmt yuv420p";
        if (std::string(name) == "a.avi") clip.video = "-c:v mpeg4 -q:v 3 -g 30";
        clip.sound = "";
        std::string path = folder.file(name);
        REQUIRE(make_self_clip(path, clip));
        check_all(path, clip);
    }
}

TEST_CASE("open GOPs, HEVC, VP9 and intra codecs are exact") {
    TempFolder folder;
    struct Case {
        const char* name;
        const char* video;
    };
    const Case kCases[] = {
        {"open.mp4", "-c:v libx264 -preset veryfast -crf 20 -g 20 -bf 3 -x264-params open-gop=1:b-pyramid=normal"},
        {"hevc.mp4", "-c:v libx265 -preset ultrafast -crf 22 -g 20 -x265-params log-level=none:bframes=3"},
        {"vp9.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 30 -b:v 0 -g 30"},
        {"prores.mov", "-c:v prores_ks -pix_fmt yuv422p10le"},
        {"mpeg2.ts", "-c:v mpeg2video -q:v 3 -g 15 -bf 2"},
    };
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        SelfClip clip{.frames = 60, .rate = {30000, 1001}};
        clip.video = c.video, clip.sound = "";
        std::string path = folder.file(c.name);
        REQUIRE(make_self_clip(path, clip));
        check_all(path, clip);
    }
}

TEST_CASE("late starts and 33-bit wraps of a transport stream leave the frames where they are") {
    TempFolder folder;
    for (const char* offset : {"10", "95442.7"}) { // 2^33 / 90000 = 95443.7
        CAPTURE(offset);
        SelfClip clip{.frames = 75};
        clip.sound = "";
        clip.extra = std::string("-muxdelay 0 -muxpreload 0 -output_ts_offset ") + offset;
        std::string path = folder.file("late.ts");
        REQUIRE(make_self_clip(path, clip));
        check_all(path, clip);
    }
}

TEST_CASE("playing backwards decodes each group once, and again only where the budget is short") {
    TempFolder folder;
    SelfClip clip{.frames = 100};
    clip.sound = "", clip.video = "-c:v libx264 -preset veryfast -crf 20 -g 25 -bf 2 -pix_fmt yuv420p";
    std::string path = folder.file("back.mp4");
    REQUIRE(make_self_clip(path, clip));
    auto media = probe_media(path);
    REQUIRE(media);
    const Time half{clip.rate.time_of(1).ticks / 2};
    const size_t frame_bytes = 320 * 180 * 3 / 2;
    struct Case {
        size_t frames_kept;
        int step;
        int64_t most;
    };
    // Without keeping: 4 groups of 1 + 2 + ... + 25 frames, less those nothing depends on.
    for (Case c : {Case{1000, 1, 130}, Case{1000, 4, 130}, Case{9, 1, 260}}) {
        CAPTURE(c.frames_kept);
        auto opened = VideoReader::open(media.value(), {.backward_bytes = c.frames_kept * frame_bytes});
        REQUIRE(opened);
        VideoReader& reader = *opened.value();
        REQUIRE(number_at(reader, clip.rate.time_of(clip.frames - 1) + half) == clip.frames - 1);
        for (int n = clip.frames - 1; n >= 0; n -= c.step) REQUIRE(number_at(reader, clip.rate.time_of(n) + half) == n);
        CHECK(reader.decoded() <= c.most + 25); // the first request was a jump
        // Turning round in the middle of a group.
        for (int n : {40, 39, 38, 37, 38, 39, 40, 41, 42, 60, 61, 60, 59})
            REQUIRE(number_at(reader, clip.rate.time_of(n) + half) == n);
    }
}

TEST_CASE("a cancelled request ends at once, and the next ones are right") {
    TempFolder folder;
    SelfClip clip{.frames = 120};
    clip.sound = "", clip.video = "-c:v libx264 -preset veryfast -crf 20 -g 60 -bf 2 -pix_fmt yuv420p";
    std::string path = folder.file("cancel.mp4");
    REQUIRE(make_self_clip(path, clip));
    auto reader = open_film(path);
    const Time half{clip.rate.time_of(1).ticks / 2};
    std::atomic<bool> cancel = true;
    std::mt19937 seed(3);
    for (int i = 0; i < 60; ++i) {
        const int n = static_cast<int>(seed() % 120), m = static_cast<int>(seed() % 120);
        const int64_t before = reader->decoded();
        auto got = reader->frame_at(clip.rate.time_of(n) + half, &cancel);
        // What is at hand already is given all the same.
        if (!got) CHECK(got.error().code == ErrorCode::cancelled);
        CHECK(reader->decoded() - before <= 1);
        REQUIRE(number_at(*reader, clip.rate.time_of(m) + half) == m);
    }
}

TEST_CASE("variable rate: a frame holds until the next one's time") {
    TempFolder folder;
    SelfClip clip{.frames = 60};
    clip.sound = "";
    // Every fifth frame and the one after it are missing.
    clip.extra = "-vf \"select='not(eq(mod(n,5),3)+eq(mod(n,5),4))'\" -vsync vfr";
    std::string path = folder.file("vfr.mp4");
    REQUIRE(make_self_clip(path, clip));
    auto reader = open_film(path);
    for (int n = 0; n < clip.frames; ++n) {
        int held = n % 5 >= 3 ? n - n % 5 + 2 : n;
        CHECK(number_at(*reader, clip.rate.time_of(n)) == held);
    }
    auto range = reader->frame_range(clip.rate.time_of(3));
    REQUIRE(range);
    CHECK(range.value().start == clip.rate.time_of(2));
    CHECK(range.value().end() == clip.rate.time_of(5));
}

TEST_CASE("equal frames have equal identities, others do not") {
    TempFolder folder;
    SelfClip clip{.frames = 10};
    std::string path = folder.file("id.mp4");
    REQUIRE(make_self_clip(path, clip));
    auto a = open_film(path), b = open_film(path);
    auto first = a->frame_at({}), again = b->frame_at({}), second = a->frame_at(clip.rate.time_of(1));
    REQUIRE((first && again && second));
    CHECK(first.value()->identity == again.value()->identity);
    CHECK(first.value()->identity != second.value()->identity);
    CHECK(first.value()->identity != 0);
}

TEST_CASE("numbered images are a film") {
    TempFolder folder;
    SelfClip clip{.frames = 12};
    clip.video = "-c:v png -start_number 7", clip.sound = "";
    std::string path = folder.file("shot_%04d.png");
    REQUIRE(make_self_clip(path, clip));
    auto media = probe_media(path);
    REQUIRE(media);
    CHECK(media.value().image_sequence);
    CHECK(media.value().sequence_first == 7);
    CHECK(media.value().sequence_count == 12);
    auto reader = open_film(path);
    for (int n : {0, 1, 2, 11, 5, 4}) CHECK(number_at(*reader, FrameRate{25, 1}.time_of(n)) == n);
}

TEST_CASE("what is missing or replaced says so") {
    CHECK(probe_media("/nowhere/film.mp4").error().code == ErrorCode::no_input);
    CHECK(probe_media("/dev/zero").error().code == ErrorCode::denied);
    CHECK(probe_media("/tmp").error().code == ErrorCode::denied);
}
