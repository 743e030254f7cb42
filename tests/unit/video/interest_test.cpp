// Interest, window paths and the point tracker on pictures that are drawn here.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "engine/video/interest.h"

using namespace tandem;

namespace {

constexpr int kWidth = 160, kHeight = 90;

// A grey ground of soft waves with a bright textured square of 16 pixels, its middle at (x, y).
SmallPicture scene(double x, double y, double shift = 0) {
    SmallPicture p{kWidth, kHeight, {}, {}, {}};
    for (int j = 0; j < kHeight; ++j)
        for (int i = 0; i < kWidth; ++i) {
            float v = static_cast<float>(0.4 + 0.05 * std::sin((i + shift) * 0.21) * std::cos(j * 0.17));
            const double dx = i - x, dy = j - y;
            if (std::abs(dx) < 8 && std::abs(dy) < 8)
                v = static_cast<float>(0.75 + 0.2 * std::sin(dx * 1.1 + 0.4) * std::cos(dy * 0.9 + dx * 0.3));
            p.luma.push_back(v);
        }
    p.red_green.assign(p.luma.size(), 0), p.blue_yellow.assign(p.luma.size(), 0);
    return p;
}

double centre(const std::vector<float>& bands) {
    double sum = 0;
    for (size_t i = 0; i < bands.size(); ++i) sum += static_cast<double>(bands[i]) * (static_cast<double>(i) + 0.5);
    return sum / static_cast<double>(bands.size());
}

} // namespace

TEST_CASE("what stands out and what moves is of interest; an even picture has none") {
    const InterestBands left = interest_bands(scene(30, 45), nullptr);
    CHECK(std::accumulate(left.columns.begin(), left.columns.end(), 0.0) == doctest::Approx(1));
    CHECK(std::accumulate(left.rows.begin(), left.rows.end(), 0.0) == doctest::Approx(1));
    CHECK(centre(left.columns) == doctest::Approx(30.0 / kWidth).epsilon(0.25));
    CHECK(centre(interest_bands(scene(80, 70), nullptr).rows) == doctest::Approx(70.0 / kHeight).epsilon(0.2));
    // Two alike: the one that moves weighs more.
    SmallPicture before = scene(30, 45), now = before;
    const SmallPicture right_then = scene(126, 45), right_now = scene(130, 45);
    for (size_t i = 0; i < now.luma.size(); ++i)
        if (i % kWidth > 80) before.luma[i] = right_then.luma[i], now.luma[i] = right_now.luma[i];
    CHECK(centre(interest_bands(now, nullptr).columns) == doctest::Approx(0.5).epsilon(0.1));
    CHECK(centre(interest_bands(now, &before).columns) > 0.6);
    SmallPicture even = scene(30, 45);
    std::fill(even.luma.begin(), even.luma.end(), 0.5f);
    CHECK(centre(interest_bands(even, nullptr).columns) == doctest::Approx(0.5));
}

TEST_CASE("a window follows interest that stays and ignores what flickers") {
    auto at = [](double place) {
        std::vector<float> bands(100, 0.0f);
        bands[static_cast<size_t>(place * 99)] = 1;
        return bands;
    };
    std::vector<std::vector<float>> bands;
    for (int i = 0; i < 40; ++i) bands.push_back(at(0.1));
    for (int i = 0; i < 40; ++i) bands.push_back(at(0.9));
    const auto path = window_path(bands, 0.3, 10);
    REQUIRE(path.size() == 80);
    for (size_t i : {0u, 20u}) CHECK((path[i] <= 0.1 && path[i] + 0.3 >= 0.1));
    for (size_t i : {60u, 79u}) CHECK((path[i] <= 0.9 && path[i] + 0.3 >= 0.9));
    double fastest = 0;
    for (size_t i = 1; i < path.size(); ++i) fastest = std::max(fastest, std::abs(path[i] - path[i - 1]));
    CHECK(fastest < 0.08); // frame widths in a tenth of a second
    // Three samples elsewhere do not move it.
    std::vector<std::vector<float>> flicker(60, at(0.1));
    for (size_t i = 30; i < 33; ++i) flicker[i] = at(0.9);
    for (double v : window_path(flicker, 0.3, 10)) CHECK(v <= 0.1);
    // Without any interest it stands in the middle.
    const std::vector<std::vector<float>> nothing(20, std::vector<float>(100, 0.01f));
    for (double v : window_path(nothing, 0.3, 10)) CHECK(v == doctest::Approx(0.35).epsilon(0.03));
}

TEST_CASE("a tracked point is followed within two pixels, and lost when it is gone") {
    PointTracker tracker(scene(40, 40), {40.5 / kWidth, 40.5 / kHeight});
    double x = 40, y = 40;
    for (int i = 0; i < 40; ++i) {
        x += 2.3, y += 0.7 * std::cos(i * 0.3);
        const auto found = tracker.follow(scene(x, y, i));
        REQUIRE(found);
        CHECK(std::abs(found->x * kWidth - x - 0.5) < 2);
        CHECK(std::abs(found->y * kHeight - y - 0.5) < 2);
    }
    CHECK(!tracker.follow(scene(-100, -100)));
    // Found again near where it was.
    CHECK(tracker.follow(scene(x + 3, y)));
}
