// Films that must fit a size, and hardware encoders with their fallback.
#include <doctest/doctest.h>

#include "engine/export/hardware_encoder.h"
#include "engine/export/size_target.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

static ExportTarget lasting(int64_t seconds) {
    ExportTarget target;
    target.frame.width = 1280, target.frame.height = 720;
    target.rate = {25, 1}, target.length = Time::from_seconds(seconds);
    return target;
}

TEST_CASE("the bit rate fills the size") {
    Preset p = *load_preset("size.8mb");
    auto kbps = size_kbps(p, lasting(60));
    REQUIRE(kbps);
    // 8 MB over 60 s are 1067 kb/s, of which 96 are sound and some the container's.
    CHECK(*kbps > 900);
    CHECK(*kbps < 971);
    p.video.max_kbps = 500;
    CHECK(*size_kbps(p, lasting(60)) == 500);
    auto none = size_kbps(p, lasting(3600));
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::config);
    CHECK(none.error().what.find("too few") != std::string::npos);
}

TEST_CASE("films fit, at a second try where the first was too large") {
    Film film(60);
    for (int64_t limit : {200'000, 100'000}) {
        CAPTURE(limit);
        ExportJob job = film.job("size.8mb", "small" + std::to_string(limit) + ".mp4");
        job.preset.limits.max_bytes = limit;
        auto report = run_export(job);
        REQUIRE_MESSAGE(report, why(report));
        CHECK(static_cast<int64_t>(fs::file_size(job.output)) <= limit);
        CHECK(report->tries >= 1);
    }
    // A first attempt that is too large by measure.
    ExportJob job = film.job("size.8mb", "fake.mp4");
    std::vector<int> rates;
    auto report = fit_size(job, [&](const ExportJob& attempt, int64_t& bytes) -> Result<ExportReport> {
        CHECK(attempt.preset.video.mode == RateMode::abr);
        rates.push_back(attempt.preset.video.kbps);
        if (rates.size() < 3) return bytes = 16'000'000, fail(ErrorCode::config, "too large");
        return ExportReport{};
    });
    REQUIRE(report);
    CHECK(report->tries == 3);
    REQUIRE(rates.size() == 3);
    CHECK(rates[1] < rates[0] * 0.55);
    CHECK(rates[2] < rates[1] * 0.55);
    // Errors that have to do with no size end at once.
    rates.clear();
    report = fit_size(job, [&](const ExportJob&, int64_t&) -> Result<ExportReport> {
        rates.push_back(0);
        return fail(ErrorCode::io, "disk full");
    });
    CHECK_FALSE(report);
    CHECK(rates.size() == 1);
}

TEST_CASE("hardware encoders are told apart by encoding, and software stands in with its reason") {
    for (const HardwareEncoder& h : hardware_encoders()) {
        CAPTURE(h.encoder);
        CHECK(h.works == h.why.empty());
    }
    Film film(10);
    ExportJob job = film.job("h264", "hw.mp4");
    REQUIRE(set_preset_key(job.preset, "video.encoder", "hardware"));
    job.deterministic = true; // never by hardware, whatever this machine has
    std::vector<std::string> said;
    job.warn = [&](const std::string& text) { said.push_back(text); };
    auto report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    CHECK(report->video_encoder == "libx264");
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("libx264 stands in (none promises equal bytes)") != std::string::npos);
    CHECK(report->warnings == said);

    job = film.job("h264", "any.mp4");
    REQUIRE(set_preset_key(job.preset, "video.encoder", "auto"));
    report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    const auto& list = hardware_encoders();
    const bool some = std::any_of(list.begin(), list.end(), [](const auto& h) { return h.works && h.codec == "h264"; });
    if (!some) CHECK(report->video_encoder == "libx264");

    // What no hardware takes says so.
    job = film.job("h264", "ll.mkv");
    for (const auto& [key, value] :
         {std::pair{"video.encoder", "hardware"}, {"video.rate.mode", "lossless"}, {"container.mux", "mkv"}})
        REQUIRE(set_preset_key(job.preset, key, value));
    report = run_export(job);
    REQUIRE_MESSAGE(report, why(report));
    REQUIRE(report->warnings.size() == 1);
    CHECK(report->warnings[0].find("none is lossless") != std::string::npos);
}
