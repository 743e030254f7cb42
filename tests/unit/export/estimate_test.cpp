// About how large films will be.
#include <doctest/doctest.h>

#include "engine/export/size_estimate.h"

using namespace tandem;

namespace {

ExportTarget target(int width, int height, FrameRate rate, double seconds) {
    ExportTarget t;
    t.frame.width = width, t.frame.height = height, t.rate = rate;
    t.frames = static_cast<int64_t>(seconds * rate.hz());
    t.length = Time::from_seconds(static_cast<int64_t>(seconds));
    return t;
}

} // namespace

TEST_CASE("bit rates, tables and qualities become bytes; what nothing is known of has none") {
    const ExportTarget minute = target(1920, 1080, {25, 1}, 60);
    Preset p;
    p.audio = {AudioSettings{.codec = "aac", .kbps = 192}};
    p.video.mode = RateMode::abr, p.video.kbps = 8000;
    REQUIRE(estimate_size(p, minute, 2));
    CHECK(estimate_size(p, minute, 2)->bytes == 8192 * 125 * 60);
    CHECK(estimate_size(p, minute, 2)->close);

    // ProRes 422 HQ: 220 Mb/s at 1920x1080 and 29.97.
    p.video.mode = RateMode::crf;
    p.video.codec = "prores", p.video.profile = "hq";
    p.audio.clear();
    const auto prores = estimate_size(p, target(1920, 1080, {30000, 1001}, 10), 2);
    REQUIRE(prores);
    CHECK(static_cast<double>(prores->bytes) == doctest::Approx(220e6 / 8 * 10).epsilon(0.02));

    p.video.codec = "h264", p.video.profile = "high", p.video.crf = 20;
    const auto at20 = estimate_size(p, minute, 2);
    p.video.crf = 26;
    const auto at26 = estimate_size(p, minute, 2);
    REQUIRE(at20);
    REQUIRE(at26);
    CHECK_FALSE(at20->close);
    CHECK(static_cast<double>(at20->bytes) == doctest::Approx(2.0 * static_cast<double>(at26->bytes)).epsilon(0.001));
    p.video.crf = 1, p.video.max_kbps = 1000; // the ceiling rules
    CHECK(estimate_size(p, minute, 2)->bytes == 1000 * 125 * 60);

    p.video.enabled = false;
    p.audio = {AudioSettings{.codec = "pcm_s24", .rate = 48000}};
    CHECK(estimate_size(p, minute, 2)->bytes == int64_t{48000} * 2 * 3 * 60);
    p.video.enabled = true, p.video.mode = RateMode::size, p.limits.max_bytes = 9'000'000;
    CHECK(estimate_size(p, minute, 2)->bytes == 9'000'000);
    p.video.mode = RateMode::lossless, p.video.codec = "ffv1";
    CHECK_FALSE(estimate_size(p, minute, 2));
}
