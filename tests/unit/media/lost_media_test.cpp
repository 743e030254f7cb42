// A medium that is cut short, deleted or replaced while it is being read ends in an error or in what was read before,
// never in a wrong or silently held frame; and pictures that change size mid-stream.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "engine/media/audio_reader.h"
#include "engine/media/decode_pool.h"
#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kFrames = 60;

// Large enough that no buffer holds much of it.
SelfClip large_clip() {
    SelfClip clip{.frames = kFrames};
    clip.video = "-c:v rawvideo -pix_fmt uyvy422";
    clip.sound = "-c:a pcm_s16le";
    return clip;
}

Time inside(int n) { return FrameRate{25, 1}.time_of(n) + Time{FrameRate{25, 1}.time_of(1).ticks / 2}; }

Media probed(const std::string& path) {
    auto m = probe_media(path);
    if (!m) FAIL(m.error().text());
    return std::move(m).value();
}

// Reads on from frame `first`: every picture must be the one asked for, until the first error, which is returned.
std::optional<Error> read_on(VideoReader& reader, int first) {
    for (int n = first; n < kFrames; ++n) {
        auto p = reader.frame_at(inside(n));
        if (!p) return std::move(p).error();
        auto mark = read_mark(**p);
        REQUIRE(mark);
        REQUIRE(mark->frame == n);
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("a film cut short while it is read ends in an error that says so, at no wrong frame before") {
    TempFolder folder;
    for (const char* name : {"cut.mov", "cut.mkv", "cut.avi"})
        for (bool indexed : {false, true})
            for (int percent : {0, 50, 90}) {
                CAPTURE(name);
                CAPTURE(indexed);
                CAPTURE(percent);
                std::string path = folder.file(name);
                REQUIRE(make_self_clip(path, large_clip()));
                Media media = probed(path);
                auto reader = VideoReader::open(media);
                REQUIRE(reader);
                if (indexed) REQUIRE(reader.value()->frame_count() == kFrames);
                REQUIRE(reader.value()->frame_at(inside(0)));
                std::filesystem::resize_file(path,
                                             std::filesystem::file_size(path) * static_cast<uintmax_t>(percent) / 100);
                auto error = read_on(*reader.value(), 1);
                REQUIRE(error);
                CHECK(error->code == ErrorCode::bad_data);
                CHECK(error->what.find("cut short") != std::string::npos);
                CHECK(error->where.find(name) != std::string::npos);
                // The index would be that of another file.
                if (!indexed) CHECK_FALSE(reader.value()->frame_range(inside(5)));
            }
}

TEST_CASE("sound cut short while it is read is an error, not silence") {
    TempFolder folder;
    for (const char* name : {"cut.wav", "cut.mov"}) {
        CAPTURE(name);
        std::string path = folder.file(name);
        SelfClip clip = large_clip();
        clip.sound = "-c:a pcm_s24le";
        if (std::string(name) == "cut.wav")
            REQUIRE(run_quietly("ffmpeg -v error -nostdin -y -f lavfi -i sine=duration=40 -ar 48000 '" + path + "'"));
        else
            REQUIRE(make_self_clip(path, clip));
        auto reader = AudioReader::open(probed(path));
        REQUIRE(reader);
        std::vector<float> out(48000);
        float* planes[] = {out.data()};
        REQUIRE(reader.value()->read(0, 1000, planes));
        std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
        const int64_t samples = reader.value()->length();
        std::optional<Error> error;
        for (int64_t at = 1000; at < samples && !error; at += 4800)
            if (auto read = reader.value()->read(at, static_cast<int>(std::min<int64_t>(4800, samples - at)), planes);
                !read)
                error = std::move(read).error();
        REQUIRE(error);
        CHECK(error->code == ErrorCode::bad_data);
        CHECK(error->what.find("cut short") != std::string::npos);
    }
}

TEST_CASE("a deleted film is read to its end by who has it open, and is missing for others") {
    TempFolder folder;
    std::string path = folder.file("gone.mov");
    REQUIRE(make_self_clip(path, large_clip()));
    auto media = std::make_shared<const Media>(probed(path));
    DecodePool pool({.decoder_threads = 1});
    REQUIRE(pool.frame(media, -1, inside(0), ClipId{1}));
    std::filesystem::remove(path);
    for (int n = 1; n < 30; ++n) {
        auto p = pool.frame(media, -1, inside(n), ClipId{1});
        REQUIRE(p);
        CHECK(read_mark(**p) == SelfMark{.clip = 1, .frame = n});
    }
    DecodePool other({.decoder_threads = 1});
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto p = other.frame(media, -1, inside(0), ClipId{1});
        REQUIRE(!p);
        CHECK(p.error().code == ErrorCode::no_input);
        CHECK(p.error().where == path);
    }
    // It came back: no reader was left in its error.
    REQUIRE(make_self_clip(path, large_clip()));
    CHECK(other.frame(media, -1, inside(0), ClipId{1}));
}

TEST_CASE("a film that is another one by the time it is indexed is an error") {
    TempFolder folder;
    std::string path = folder.file("other.mov");
    REQUIRE(make_self_clip(path, large_clip()));
    auto reader = VideoReader::open(probed(path));
    REQUIRE(reader);
    REQUIRE(reader.value()->frame_at(inside(0)));
    SelfClip another = large_clip();
    another.clip = 2, another.video = "-c:v mpeg4";
    std::filesystem::remove(path);
    REQUIRE(make_self_clip(path, another));
    auto far = reader.value()->frame_at(inside(59) + Time::from_seconds(10));
    REQUIRE(!far);
    CHECK(far.error().what.find("changed") != std::string::npos);
}

TEST_CASE("a damaged frame is held once and said once") {
    TempFolder folder;
    SelfClip clip{.frames = 50, .sound = ""};
    clip.video = "-c:v libx264 -preset veryfast -g 10 -bf 0 -crf 2 -vf noise=alls=4";
    std::string path = folder.file("damaged.mp4");
    REQUIRE(make_self_clip(path, clip));
    // Zeros over a stretch in the middle of the pictures.
    {
        auto size = std::filesystem::file_size(path);
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file << std::string(size / 20, '\0');
    }
    auto media = std::make_shared<const Media>(probed(path));
    DecodePool pool({.decoder_threads = 1});
    int held = 0, last = -1;
    for (int n = 0; n < 50; ++n) {
        FrameState state = FrameState::good;
        auto p = pool.frame(media, -1, inside(n), ClipId{1}, &state);
        REQUIRE(p);
        if (state == FrameState::held) ++held;
        if (auto mark = read_mark(**p)) {
            CHECK(mark->frame <= n);
            CHECK(mark->frame >= last);
            last = mark->frame;
        }
    }
    CHECK(held > 0);
    CHECK(pool.damaged_frames() >= held);
    CHECK(last == 49);
}

TEST_CASE("corpus: pictures that change size mid-stream come in their own sizes, in order and at random") {
    NEED_CORPUS(corpus);
    for (const char* name : {"resolution-change.webm", "400x300-red-resize-200x150-green.webm"}) {
        CAPTURE(name);
        Media media = probed((corpus / "video/timing" / name).string());
        auto ordered = VideoReader::open(media), random = VideoReader::open(media);
        REQUIRE((ordered && random));
        const int64_t frames = random.value()->frame_count();
        REQUIRE(frames > 2);
        std::vector<std::pair<int, int>> sizes;
        const Time last = random.value()->duration();
        for (int64_t i = 0; i < 40; ++i) {
            auto p = ordered.value()->frame_at(Time{last.ticks * i / 40});
            REQUIRE(p);
            sizes.emplace_back((*p)->width, (*p)->height);
        }
        CHECK(std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) != sizes.end());
        for (int64_t i = 39; i >= 0; --i) {
            auto p = random.value()->frame_at(Time{last.ticks * i / 40});
            REQUIRE(p);
            CHECK(sizes[static_cast<size_t>(i)] == std::pair{(*p)->width, (*p)->height});
        }
    }
}
