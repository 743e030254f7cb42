// FrameResolver on real media: the right frame, and what becomes of media that are lost, cut short or damaged under
// each policy, with clip and timecode in what is said.
#include "engine/video/resolve.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "engine/media/probe.h"
#include "tests/support/self_media.h"
#include "tests/unit/video/video_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kFrames = 50;

// One clip "shot" of a self-made film at the start of the sequence.
struct Film {
    TempFolder folder;
    std::string path = folder.file("film.mov");
    BuildProject build;
    ClipId clip;

    explicit Film(SelfClip self = {.frames = kFrames, .video = "-c:v rawvideo -pix_fmt uyvy422", .sound = ""}) {
        REQUIRE(make_self_clip(path, self));
        auto media = probe_media(path);
        REQUIRE(media);
        clip = build.clip(build.v1(), build.add_media(*media), {}, {}, FrameRate{25, 1}.time_of(kFrames));
        build.edit_clip(clip, [](Clip& c) { c.name = "shot"; });
    }

    // What is shown at frame n.
    Result<PictureRef> at(int n, FrameResolver& resolver, OnMissing policy, std::vector<FrameNote>& notes) {
        Time t = FrameRate{25, 1}.time_of(n);
        FrameProgram program = compiled(build, t, policy, &notes);
        REQUIRE(program.sources.size() == 1);
        auto p = build.done();
        auto pictures = resolver.resolve(program, *p->sequences[0], t, &notes);
        if (!pictures) return std::move(pictures).error();
        REQUIRE(pictures->size() == 1);
        CHECK(pictures->front()->colour == program.sources[0].colour);
        CHECK(program.sources[0].width == pictures->front()->width);
        return pictures->front();
    }
    void cut_to(int percent) {
        std::filesystem::resize_file(path, std::filesystem::file_size(path) * static_cast<uintmax_t>(percent) / 100);
    }
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the frames of a film in order and at random, without a note") {
    Film film;
    DecodePool pool({.decoder_threads = 1});
    FrameResolver resolver(film.build.done(), pool, OnMissing::fail);
    std::vector<FrameNote> notes;
    for (int n : {0, 1, 2, 3, 30, 29, 49, 0, 17}) {
        auto p = film.at(n, resolver, OnMissing::fail, notes);
        REQUIRE(p);
        CHECK(read_mark(**p) == SelfMark{.clip = 1, .frame = n});
    }
    CHECK(notes.empty());
}

TEST_CASE("a film cut short while it is shown fails, holds or becomes a slate, as was asked") {
    for (OnMissing policy : {OnMissing::fail, OnMissing::hold, OnMissing::slate}) {
        CAPTURE(static_cast<int>(policy));
        Film film;
        DecodePool pool({.decoder_threads = 1});
        FrameResolver resolver(film.build.done(), pool, policy);
        std::vector<FrameNote> notes;
        REQUIRE(film.at(0, resolver, policy, notes));
        film.cut_to(50);
        int good = 0, n = 1;
        std::optional<Error> error;
        for (; n < kFrames; ++n) {
            auto p = film.at(n, resolver, policy, notes);
            if (!p) {
                error = std::move(p).error();
                break;
            }
            auto mark = read_mark(**p);
            if (notes.empty()) {
                REQUIRE(mark == SelfMark{.clip = 1, .frame = n});
                good = n;
            } else if (policy == OnMissing::hold) {
                REQUIRE(mark == SelfMark{.clip = 1, .frame = good});
            } else {
                REQUIRE(mark != SelfMark{.clip = 1, .frame = n});
                REQUIRE((*p)->format == PixelFormat::rgb24);
            }
        }
        CHECK(good > 10);
        CHECK(good < 40);
        const std::string clip_and_time = "(clip \"shot\" at 00:00:0" + std::to_string((good + 1) / 25) + ":";
        const std::string frame = std::to_string((good + 1) % 25 + 100).substr(1) + ")";
        if (policy == OnMissing::fail) {
            REQUIRE(error);
            CHECK(n == good + 1);
            CHECK(error->code == ErrorCode::bad_data);
            CHECK(error->where == film.path);
            CHECK(says(error->what, "cut short"));
            CHECK(says(error->what, clip_and_time + frame));
            CHECK(notes.empty());
        } else {
            CHECK_FALSE(error);
            REQUIRE(notes.size() == static_cast<size_t>(kFrames - 1 - good));
            CHECK(notes[0].clip == film.clip);
            CHECK(says(notes[0].what, policy == OnMissing::hold ? "last good frame held" : "slate shown"));
            CHECK(notes[0].what.starts_with("clip \"shot\": "));
            CHECK(says(clip_and_time + frame, notes[0].at));
        }
    }
}

TEST_CASE("a film that is not there: an error, or a slate in its size where nothing can be held") {
    for (OnMissing policy : {OnMissing::fail, OnMissing::hold, OnMissing::slate}) {
        CAPTURE(static_cast<int>(policy));
        Film film;
        std::filesystem::remove(film.path);
        DecodePool pool({.decoder_threads = 1});
        FrameResolver resolver(film.build.done(), pool, policy);
        std::vector<FrameNote> notes;
        auto p = film.at(7, resolver, policy, notes);
        if (policy == OnMissing::fail) {
            REQUIRE(!p);
            CHECK(p.error().code == ErrorCode::no_input);
            CHECK(p.error().where == film.path);
            CHECK(says(p.error().what, "(clip \"shot\" at 00:00:00:07)"));
        } else {
            REQUIRE(p);
            CHECK((*p)->width == 320);
            CHECK((*p)->height == 180);
            REQUIRE(notes.size() == 1);
            CHECK(says(notes[0].what, "slate shown"));
            auto again = film.at(8, resolver, policy, notes);
            REQUIRE(again);
            CHECK((*again)->data[0] == (*p)->data[0]); // drawn once
        }
    }
}

TEST_CASE("a damaged stretch in the middle is held and noted with clip and timecode") {
    Film film({.frames = kFrames,
               .video = "-c:v libx264 -preset veryfast -g 10 -bf 0 -crf 2 -vf noise=alls=4 -pix_fmt yuv420p",
               .sound = ""});
    {
        auto size = std::filesystem::file_size(film.path);
        std::fstream file(film.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file << std::string(size / 20, '\0');
    }
    DecodePool pool({.decoder_threads = 1});
    FrameResolver resolver(film.build.done(), pool, OnMissing::fail);
    std::vector<FrameNote> notes;
    for (int n = 0; n < kFrames; ++n) REQUIRE(film.at(n, resolver, OnMissing::fail, notes));
    REQUIRE_FALSE(notes.empty());
    for (const FrameNote& note : notes) {
        CHECK(note.clip == film.clip);
        CHECK(says(note.what, "damaged frame of " + film.path));
        CHECK(note.what.starts_with("clip \"shot\": "));
        CHECK(note.at.starts_with("00:00:0"));
    }
}
