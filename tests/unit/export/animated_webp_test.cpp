// Animated WebP: what is written decodes to the film's size, frames and length, and what is wrong with a file is found.
#include "engine/export/animated_webp.h"

#include <doctest/doctest.h>

#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("an animated WebP has the film's frames, and a damaged one is told") {
    Film film(50, Tone::no);
    ExportJob job = film.job("web.webp", "a.webp");
    REQUIRE(set_preset_key(job.preset, "canvas.fps", "native"));
    auto report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    CHECK(report->frames == 50);
    CHECK(report->video_encoder == "libwebp_anim");
    REQUIRE(report->verify);
    CHECK(report->verify->frames == 50);
    CHECK(report->verify->frames_decoded == 50);
    CHECK(report->verify->width == 256);
    CHECK(report->verify->video_end == Time::from_seconds(2));
    CHECK(is_animated_webp(job.output));

    const VerifyExpect right{.frames = 50, .width = 256, .height = 144, .rate = job.sequence->format.rate};
    auto problems = [&](VerifyExpect want) {
        auto r = verify_file(job.output, want);
        return r ? r->problems.size() : 99;
    };
    CHECK(problems(right) == 0);
    VerifyExpect want = right;
    want.frames = 49;
    CHECK(problems(want) == 1);
    want = right, want.width = 255;
    CHECK(problems(want) == 1);
    want = right, want.rate = FrameRate{24, 1};
    CHECK(problems(want) > 0);
    want = right, want.duration = Time::from_seconds(3);
    CHECK(problems(want) == 1);

    const std::string whole = bytes_of(job.output);
    auto write = [&](const std::string& text) {
        std::ofstream out(job.output, std::ios::binary);
        out << text;
    };
    for (const size_t size : {whole.size() - 1, whole.size() / 2, whole.size() / 50, size_t{30}}) {
        CAPTURE(size);
        write(whole.substr(0, size));
        CHECK(problems(right) > 0);
    }
}

TEST_CASE("a WebP whose frames are all equal is a still picture") {
    struct Still : TestRenderer {
        Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override {
            calls = 0;
            return TestRenderer::render(program, sources);
        }
    } renderer;
    Film film(50, Tone::no);
    ExportJob job = film.job("web.webp", "a.webp");
    job.renderers = {&renderer};
    auto report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    CHECK(report->frames == 40); // 20 a second
    CHECK_FALSE(is_animated_webp(job.output));
    CHECK(report->verify->frames_decoded == 1);
}
