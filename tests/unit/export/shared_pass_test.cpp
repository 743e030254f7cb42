// Several files in one pass: what they share is made once, each equals the file that is made alone, and one that fails
// ends alone.
#include <doctest/doctest.h>

#include "engine/export/deliver.h"
#include "engine/export/target.h"
#include "engine/video/geometry.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

DeliveryMatrix matrix_of(const std::string& deliverables) {
    auto m = parse_matrix(R"({"tandemMatrix":1,"deliverables":[)" + deliverables + "]}", "test");
    REQUIRE_MESSAGE(m, (m ? "" : m.error().text()));
    return *m;
}

DeliveryJob delivery(Film& film, const std::string& deliverables) {
    DeliveryJob job;
    job.project = film.project, job.project_path = "/films/sea.tandem", job.matrix = matrix_of(deliverables);
    job.folder = film.folder.file("out"), job.build = "test", job.renderers = {&film.renderer};
    fs::create_directory(job.folder);
    return job;
}

} // namespace

TEST_CASE("an HLG film is made for the display that its preset names, which is part of the canvas") {
    Film film(10);
    auto frame = [&](Transfer transfer, double peak) {
        Preset preset = film.job("ffv1", "a.mkv").preset;
        preset.video.colour.transfer = transfer, preset.video.mastering.peak_nits = peak;
        return decide_target(*film.project, *film.project->sequences[0], preset, {}).value().frame;
    };
    CHECK(frame(Transfer::hlg, 0).hlg_peak_nits == 1000);
    CHECK(frame(Transfer::hlg, 400).hlg_peak_nits == 400);
    CHECK(frame(Transfer::pq, 400).hlg_peak_nits == 1000);
    CHECK(same_frame(frame(Transfer::hlg, 0), frame(Transfer::hlg, 1000)));
    CHECK(!same_frame(frame(Transfer::hlg, 400), frame(Transfer::hlg, 1000)));
}

TEST_CASE("one canvas is composited once for all its files and sound is mixed once") {
    Film film(30);
    std::vector<ExportJob> jobs{film.job("ffv1", "a.mkv"), film.job("ffv1", "b.mkv"), film.job("audio.flac", "c.flac")};
    for (auto& j : jobs) j.deterministic = true;
    PassReport pass;
    auto done = run_exports(jobs, &pass);
    for (const auto& r : done) REQUIRE_MESSAGE(r, why(r));
    CHECK(pass.canvases == 1);
    CHECK(pass.composited_frames == 30);
    CHECK(film.renderer.calls == 30);
    CHECK(pass.mixes == 1);
    CHECK(bytes_of(done[0]->output) == bytes_of(done[1]->output));
    film.renderer.calls = 0;
    auto alone = film.job("ffv1", "alone.mkv");
    alone.deterministic = true;
    auto r = run_export(alone);
    REQUIRE_MESSAGE(r, why(r));
    CHECK(bytes_of(r->output) == bytes_of(done[0]->output));
}

TEST_CASE("a file that fails ends alone") {
    Film film(30);
    std::vector<ExportJob> jobs{film.job("ffv1", "a.mkv"), film.job("ffv1", "b.mkv"), film.job("h264", "no/c.mp4")};
    jobs[1].preset.limits.max_bytes = 1000;
    auto done = run_exports(jobs);
    REQUIRE_MESSAGE(done[0], why(done[0]));
    REQUIRE_FALSE(done[1]);
    CHECK(done[1].error().code == ErrorCode::config);
    REQUIRE_FALSE(done[2]);
    CHECK(done[2].error().code == ErrorCode::cant_create);
    CHECK(fs::exists(jobs[0].output));
    CHECK_FALSE(fs::exists(jobs[1].output));
    CHECK_FALSE(fs::exists(jobs[1].output + ".part"));
}

TEST_CASE("a delivery groups what can be shared") {
    Film film(40);
    auto job = delivery(film, R"(
        {"id":"a","preset":"ffv1","name":"{id}.mkv"},
        {"id":"b","preset":"ffv1","name":"{id}.mkv"},
        {"id":"tall","preset":"ffv1","canvas":{"size":[144,256]},"name":"{id}.mkv"},
        {"id":"tall fill","preset":"ffv1","canvas":{"size":[144,256],"reframe":{"mode":"fill"}},"name":"{id}.mkv"},
        {"id":"clean","preset":"ffv1","captions":{"burn":false},"name":"{id}.mkv"},
        {"id":"short","preset":"ffv1","range":"0s..0.5s","name":"{id}.mkv"},
        {"id":"sound","preset":"audio.flac","name":"{id}.{ext}"})");
    auto plan = plan_delivery(job);
    REQUIRE_MESSAGE(plan, (plan ? "" : plan.error().text()));
    const auto& f = plan->files;
    CHECK(plan->passes == 2);
    CHECK(plan->canvases == 5);
    CHECK(f[0].canvas == f[1].canvas);
    CHECK(f[2].canvas != f[3].canvas);
    CHECK(f[0].canvas != f[4].canvas);
    CHECK(f[5].pass != f[0].pass);
    CHECK(f[6].pass == f[0].pass);
    CHECK(f[6].canvas == -1);
    auto report = run_delivery(job, *plan);
    for (const auto& d : report.files) CHECK_MESSAGE(!d.error, (d.error ? d.error->text() : ""));
    CHECK(report.canvases == plan->canvases);
    CHECK(report.composited_frames == 4 * 40 + f[5].target.frames);

    // Again: all is there and nothing is drawn.
    const int before = film.renderer.calls;
    auto again = plan_delivery(job);
    REQUIRE_MESSAGE(again, (again ? "" : again.error().text()));
    CHECK(again->passes == 0);
    for (const auto& d : run_delivery(job, *again).files) CHECK(d.state == Delivered::State::kept);
    CHECK(film.renderer.calls == before);
    // A missing one is made, a damaged or older one is not touched without leave.
    fs::remove(f[2].job.output);
    auto third = plan_delivery(job);
    REQUIRE(third);
    CHECK(third->files[2].standing == Standing::wanted);
    CHECK(third->files[1].standing == Standing::kept);
    { std::ofstream(f[0].job.output, std::ios::app) << "x"; }
    auto damaged = plan_delivery(job);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().code == ErrorCode::cant_create);
    job.build = "another";
    job.only = "b";
    CHECK_FALSE(plan_delivery(job));
}

TEST_CASE("a delivery refuses before it renders") {
    Film film(10);
    auto refused = [&](const std::string& deliverables, ErrorCode code) {
        fs::remove_all(film.folder.file("out"));
        auto job = delivery(film, deliverables);
        auto plan = plan_delivery(job);
        CAPTURE(deliverables);
        REQUIRE_FALSE(plan);
        CHECK_MESSAGE(plan.error().code == code, plan.error().text());
        CHECK(plan.error().text().find("deliverable ") != std::string::npos);
    };
    refused(R"({"preset":"ffv1","name":"a.mkv"},{"preset":"ffv1","name":"a.mkv"})", ErrorCode::config);
    refused(R"({"preset":"ffv1","name":"../a.mkv"})", ErrorCode::denied);
    refused(R"({"preset":"ffv1","name":"/tmp/a.mkv"})", ErrorCode::denied);
    refused(R"({"preset":"no-such"})", ErrorCode::no_input);
    refused(R"({"preset":"ffv1","set":{"video.nothing":1}})", ErrorCode::config);
    refused(R"({"preset":"ffv1","sequence":"None"})", ErrorCode::config);
    refused(R"({"preset":"ffv1","range":"5s"})", ErrorCode::usage);
    refused(R"({"preset":"ffv1","captions":{"track":"xx"}})", ErrorCode::config);
    refused(R"({"preset":"ffv1","sidecars":[{"kind":"thumbnail","at":"marker:none"}]})", ErrorCode::config);
    refused(R"({"preset":"ffv1","sidecars":[{"kind":"thumbnail","at":"500s"}]})", ErrorCode::usage);
    refused(R"({"preset":"ffv1","canvas":{"reframe":{"mode":"keyframed","keys":[{"at":"2s"},{"at":"1s"}]}}})",
            ErrorCode::config);
    CHECK(film.renderer.calls == 0);
}

TEST_CASE("a view covers its target and shows the part it names") {
    Canvas c = view_canvas(1920, 1080, 1080, 1920, {0.5, 0.5, 1});
    CHECK(c.scale_x == doctest::Approx(1920.0 / 1080));
    CHECK(c.scale_x == c.scale_y);
    CHECK(c.y == doctest::Approx(0));
    CHECK(c.x == doctest::Approx((1080 - 1920 * 1920.0 / 1080) / 2));
    CHECK(c.clip == IntRect{0, 0, 1080, 1920});
    CHECK(view_canvas(1920, 1080, 1080, 1920, {0, 0, 1}).x == doctest::Approx(0));
    CHECK(view_canvas(1920, 1080, 1080, 1920, {1, 0, 1}).x == doctest::Approx(1080 - 1920 * 1920.0 / 1080));
    Canvas same = view_canvas(1920, 1080, 1920, 1080, {0.3, 0.9, 1});
    CHECK((same.scale_x == 1 && same.x == 0 && same.y == 0));
    Canvas small = view_canvas(100, 100, 100, 100, {0.5, 0.5, 0.5});
    CHECK(small.clip == IntRect{25, 25, 75, 75});
}

TEST_CASE("a moving view is eased linearly and held outside its keys") {
    const std::vector<ReframePoint> points{{Time::from_seconds(1), {0, 0.5, 1}}, {Time::from_seconds(3), {1, 0.5, 2}}};
    CHECK_FALSE(view_at({}, Time{}));
    CHECK(*view_at(points, Time{}) == FrameView{0, 0.5, 1});
    CHECK(*view_at(points, Time::from_seconds(2)) == FrameView{0.5, 0.5, 1.5});
    CHECK(*view_at(points, Time::from_seconds(3)) == FrameView{1, 0.5, 2});
    CHECK(*view_at(points, Time::from_seconds(9)) == FrameView{1, 0.5, 2});
}
