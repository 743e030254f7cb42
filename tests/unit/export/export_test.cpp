// Whole exports of a tiny film through every built-in preset, decoded again; passing pictures through untouched; tags,
// chapters, edit lists; cancelling, full disks, existing files; equal bytes.
#include <doctest/doctest.h>

#include <csignal>
#include <sys/resource.h>

#include "engine/export/built_in_presets.h"
#include "engine/export/mp4_boxes.h"
#include "engine/export/target.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("every built-in preset makes a file that decodes whole") {
    for (const auto& row : built_in_presets()) {
        std::string id(row.file.substr(0, row.file.find(".tandempreset.json")));
        CAPTURE(id);
        Film film(15);
        auto job = film.job(id, "out");
        if (job.preset.canvas.fit == FitMode::exact) job.preset.canvas.width = 90, job.preset.canvas.height = 160;
        job.preset.limits.min_seconds = 0;
        if (job.preset.video.codec == "av1") job.preset.video.speed = "10";
        if (job.preset.container.mux != "images") job.output += "." + job.preset.extension();
        auto report = run_export(job);
        CHECK_MESSAGE(report, why(report));
        if (!report) continue;
        CHECK(report->notes.empty());
        VerifyExpect want;
        bool video = job.preset.video.enabled;
        FrameRate rate{25, 1};
        if (job.preset.canvas.fps != "native") rate = *FrameRate::parse(job.preset.canvas.fps);
        if (video) want.rate = rate, want.frames = rate.frames_covering(FrameRate{25, 1}.time_of(15));
        if (job.preset.container.mux == "images") {
            auto check = verify_images(report->output, 1, want);
            REQUIRE_MESSAGE(check, why(check));
            CHECK_MESSAGE(check->problems.empty(), why(check));
            CHECK(check->frames_decoded == 15);
            continue;
        }
        want.duration = FrameRate{25, 1}.time_of(15);
        if (!job.preset.audio.empty()) {
            want.audio_samples =
                want.duration->samples_round(job.preset.audio[0].rate ? job.preset.audio[0].rate : 48000);
            want.channels = job.preset.audio[0].layout == "mono" ? 1 : 2;
        }
        auto check = verify_file(job.output, want);
        REQUIRE_MESSAGE(check, why(check));
        CHECK_MESSAGE(check->problems.empty(), why(check));
        if (!job.preset.audio.empty()) {
            REQUIRE(check->true_peak_dbtp);
            if (const auto& asked = job.preset.audio[0].loudness; asked.active())
                CHECK(check->loudness_lufs.value_or(0) == doctest::Approx(*asked.lufs).epsilon(0.03));
            else
                CHECK(*check->true_peak_dbtp == doctest::Approx(-12.25).epsilon(0.08)); // 8000/32768
        }
        CHECK(film.folder.count() == 2); // the tone and the film
    }
}

TEST_CASE("the recipe without edit lists starts picture and sound at zero") {
    Film film(30);
    auto job = film.job("web.youtube-1080p", "out.mp4");
    if (auto done_job = run_export(job); !done_job) FAIL(done_job.error().text());
    auto boxes = read_mp4_boxes(job.output);
    REQUIRE(boxes);
    CHECK(boxes->edit_lists == 0);
    CHECK(boxes->moov_first);
    CHECK(boxes->colour_boxes == 1);
    CHECK(boxes->complete);
    auto v = verify_file(job.output, {.colour = kRec709, .no_edit_lists = true, .faststart = true, .same_start = true});
    REQUIRE(v);
    CHECK_MESSAGE(v->problems.empty(), why(v));
    CHECK(v->video_start.ticks == 0);
    CHECK(v->audio_start.ticks == 0);
    CHECK(v->pixel_format == "yuv420p");

    auto usual = film.job("h264", "usual.mp4");
    if (auto done_usual = run_export(usual); !done_usual) FAIL(done_usual.error().text());
    CHECK(read_mp4_boxes(usual.output)->edit_lists >= 2);
    auto u = verify_file(usual.output, {.same_start = true});
    REQUIRE(u);
    CHECK_MESSAGE(u->problems.empty(), why(u));
}

TEST_CASE("ICtCp is tagged by the codecs that can name it, and refused where it cannot be") {
    Film film(8, Tone::no);
    auto job = [&](const std::string& preset, const std::string& name, Transfer transfer) {
        ExportJob j = film.job(preset, name);
        j.preset.video.colour = {Primaries::bt2020, transfer, Matrix::ictcp, ColourRange::limited,
                                 ChromaSiting::unspecified};
        j.preset.video.pixfmt = "yuv420p10le";
        return j;
    };
    for (auto [preset, name] : {std::pair{"hevc-main10", "a.mp4"}, {"av1", "b.mkv"}, {"ffv1-10bit", "c.mkv"}})
        for (Transfer transfer : {Transfer::pq, Transfer::hlg}) {
            CAPTURE(preset);
            ExportJob j = job(preset, std::to_string(static_cast<int>(transfer)) + name, transfer);
            if (std::string_view(preset).starts_with("ffv1")) j.preset.video.pixfmt.clear();
            const auto done = run_export(j);
            REQUIRE_MESSAGE(done, why(done));
            auto media = probe_media(j.output);
            REQUIRE(media);
            CHECK(media->pictures[0].colour.matrix == Matrix::ictcp);
            CHECK(media->pictures[0].colour.transfer == transfer);
            CHECK(media->pictures[0].colour.primaries == Primaries::bt2020);
        }
    for (auto [preset, name] : {std::pair{"vp9", "d.webm"}, {"prores-422", "e.mov"}}) {
        ExportJob j = job(preset, name, Transfer::pq);
        j.preset.video.pixfmt.clear();
        CHECK(run_export(j).error().code == ErrorCode::config);
    }
    CHECK(run_export(job("hevc-main10", "f.mp4", Transfer::bt709)).error().code == ErrorCode::config);
    // A sequence in ICtCp is no reason to refuse: such films get BT.2020's matrix.
    Format format{.width = 256, .height = 144};
    format.colour = {Primaries::bt2020, Transfer::pq, Matrix::ictcp, ColourRange::limited, ChromaSiting::topleft};
    Film own(8, Tone::no, format);
    auto matrix = [&](const std::string& preset) {
        return decide_target(*own.project, *own.project->sequences[0], own.job(preset, "x").preset, {})
            .value()
            .frame.colour.matrix;
    };
    CHECK(matrix("ffv1") == Matrix::ictcp);
    CHECK(matrix("prores-422") == Matrix::bt2020_ncl);
}

TEST_CASE("tags, chapters, rates and timecode reach the file") {
    Format format{.width = 256, .height = 144, .rate = {30000, 1001}, .start_frame = 108000};
    Film film(20, Tone::yes, format);
    auto hdr = film.job("web.youtube-2160p-hdr", "hdr.mp4");
    auto done = run_export(hdr);
    REQUIRE_MESSAGE(done, why(done));
    ColourTags pq{Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited, ChromaSiting::unspecified};
    auto v = verify_file(hdr.output, {.frames = 20, .rate = FrameRate{30000, 1001}, .colour = pq});
    REQUIRE(v);
    CHECK_MESSAGE(v->problems.empty(), why(v));
    CHECK(v->pixel_format == "yuv420p10le");
    CHECK(v->rate == FrameRate{30000, 1001});
    auto wrong = verify_file(hdr.output, {.frames = 21, .rate = FrameRate{25, 1}, .colour = kRec709});
    REQUIRE(wrong);
    CHECK(wrong->problems.size() >= 4);

    auto detail = probe_detail(hdr.output);
    REQUIRE(detail);
    REQUIRE(detail->chapters.size() == 2);
    CHECK(detail->chapters[1].second == "Two");
    auto mov = film.job("prores-422", "tc.mov");
    done = run_export(mov);
    REQUIRE_MESSAGE(done, why(done));
    auto media = probe_media(mov.output);
    REQUIRE(media);
    CHECK(media->timecode == "01:00:00:00");
}

TEST_CASE("another frame rate, a range, sound only") {
    Film film(50);
    auto job = film.job("h264", "fast.mp4");
    job.preset.canvas.fps = "50";
    job.range = TimeRange::between(FrameRate{25, 1}.time_of(10), FrameRate{25, 1}.time_of(20));
    auto r = run_export(job);
    REQUIRE_MESSAGE(r, why(r));
    CHECK(r->frames == 20);
    auto wav = film.job("audio.wav", "a.wav");
    r = run_export(wav);
    REQUIRE_MESSAGE(r, why(r));
    auto v = verify_file(wav.output, {.audio_samples = 96000});
    REQUIRE(v);
    CHECK_MESSAGE(v->problems.empty(), why(v));
    CHECK(v->audio_samples == 96000);
    auto empty = film.job("h264", "e.mp4");
    empty.range = TimeRange::between(Time::from_seconds(9), Time::from_seconds(10));
    CHECK(run_export(empty).error().code == ErrorCode::usage);
}

TEST_CASE("a plain clip goes through untouched") {
    Film film(40);
    auto first = film.job("ffv1", "first.mkv");
    first.preset.container.chapters = false; // the second film has no markers
    if (auto done_first = run_export(first); !done_first) FAIL(done_first.error().text());
    auto media = probe_media(first.output);
    REQUIRE(media);
    Format format{.width = 256, .height = 144};
    BuildProject b(format);
    b.linked(b.v1(), b.a1(), b.add_media(*media), {}, {}, format.rate.time_of(40));
    auto project = b.done();
    ExportJob job = film.job("ffv1", "second.mkv");
    job.project = project, job.sequence = project->sequences[0];
    int before = film.renderer.calls;
    auto r = run_export(job);
    REQUIRE_MESSAGE(r, why(r));
    CHECK(r->passthrough_frames == 40);
    CHECK(film.renderer.calls == before);
    // Lossless twice: the very same coded frames.
    CHECK(bytes_of(first.output) == bytes_of(job.output));
    job.output = first.output, job.overwrite = Overwrite::yes;
    CHECK(run_export(job).error().code == ErrorCode::cant_create);
}

TEST_CASE("deterministic exports are equal byte by byte") {
    for (const char* preset : {"h264", "vp9", "web.youtube-720p", "prores-422"}) {
        CAPTURE(preset);
        std::string made[2];
        for (auto& bytes : made) {
            Film film(25);
            auto job = film.job(preset, "out.x");
            job.deterministic = true;
            auto r = run_export(job);
            REQUIRE_MESSAGE(r, why(r));
            bytes = bytes_of(job.output);
        }
        CHECK(made[0].size() > 1000);
        CHECK(made[0] == made[1]);
    }
}

TEST_CASE("cancelling, existing outputs and bad places leave nothing behind") {
    Film film(2000);
    std::atomic<bool> cancel = false;
    auto job = film.job("h264", "out.mp4");
    job.cancel = &cancel;
    int seen = 0;
    job.progress = [&](const ExportProgress& p) {
        CHECK(p.frames == 2000);
        if (++seen == 1) cancel = true;
    };
    auto r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::cancelled);
    CHECK(film.folder.count() == 1);

    // At two pictures a second they wait for the sound: also whoever waits ends.
    Film slow(2000, Tone::yes, {.width = 64, .height = 36, .rate = {2, 1}});
    auto waits = slow.job("h264", "out.mp4");
    std::atomic<bool> stop = false;
    waits.cancel = &stop;
    waits.progress = [&](const ExportProgress& p) { stop = p.frame > 0; };
    auto stopped = run_export(waits);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().code == ErrorCode::cancelled);
    CHECK(slow.folder.count() == 1);

    Film small(5);
    auto again = small.job("h264", "out.mp4");
    if (auto done_again = run_export(again); !done_again) FAIL(done_again.error().text());
    CHECK(run_export(again).error().code == ErrorCode::cant_create);
    again.overwrite = Overwrite::yes;
    CHECK(run_export(again));
    again.output = small.folder.file("no/such/out.mp4");
    CHECK(run_export(again).error().code == ErrorCode::cant_create);
    auto options = small.job("h264", "o.mp4");
    options.preset.video.options = {{"no_such_option", "1"}};
    auto bad = run_export(options);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code == ErrorCode::config);
    CHECK(bad.error().what.find("no_such_option") != std::string::npos);
    CHECK(small.folder.count() == 2);
}

TEST_CASE("a failing renderer stops everything with its own error") {
    struct Failing : TestRenderer {
        Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef> s) override {
            if (calls == 7) return fail(ErrorCode::temporary, "the device is lost");
            return TestRenderer::render(p, s);
        }
    } failing;
    Film film(500);
    auto job = film.job("h264", "out.mp4");
    job.renderers = {&failing};
    auto r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().what == "the device is lost");
    CHECK(film.folder.count() == 1);
}

TEST_CASE("a write error is an I/O error that names the file") {
    Film film(60);
    auto job = film.job("ffv1", "out.mkv");
    rlimit old{};
    getrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = old;
    small.rlim_cur = 40'000;
    setrlimit(RLIMIT_FSIZE, &small);
    auto r = run_export(job);
    setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, SIG_DFL);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::io);
    CHECK(r.error().where.find("out.mkv") != std::string::npos);
    CHECK(film.folder.count() == 1);
}
