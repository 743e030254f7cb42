// Placement of pictures: every orientation under every fit puts the right corner in the right place.
#include "engine/video/geometry.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace tandem;

static PictureStream stream(int w, int h, int rotation = 0, bool mirror = false) {
    PictureStream p;
    p.width = w, p.height = h, p.rotation = rotation, p.mirror = mirror;
    return p;
}

static Placed placed(const PictureStream& p, Placing placing, int w, int h) {
    auto r = place(shape_of(p), placing, w, h, fit_canvas(w, h, w, h));
    REQUIRE(r.has_value());
    return *r;
}

TEST_CASE("a picture of the frame's size is not moved") {
    Placed p = placed(stream(1920, 1080), {}, 1920, 1080);
    CHECK(p.geometry.to_source == Affine{});
    CHECK(p.bounds == IntRect{0, 0, 1920, 1080});
    CHECK(p.covers);
    CHECK(p.filter == SampleFilter::nearest);
}

TEST_CASE("stored corner that shows at the frame's top left, by orientation") {
    // A 400 x 200 file; the stored pixel that must stand at the upright picture's top left corner.
    struct Row {
        int rotation;
        bool mirror;
        double x, y;
    };
    const Row rows[] = {{0, false, 0, 0},  {90, false, 0, 200},  {180, false, 400, 200}, {270, false, 400, 0},
                        {0, true, 400, 0}, {90, true, 400, 200}, {180, true, 0, 200},    {270, true, 0, 0}};
    for (const Row& r : rows)
        for (Fit fit : {Fit::contain, Fit::cover, Fit::stretch, Fit::none}) {
            CAPTURE(r.rotation);
            CAPTURE(r.mirror);
            CAPTURE(static_cast<int>(fit));
            bool lying = r.rotation % 180 != 0;
            double w = lying ? 200 : 400, h = lying ? 400 : 200;
            SourceShape shape = shape_of(stream(400, 200, r.rotation, r.mirror));
            CHECK(shape.upright_width == w);
            CHECK(shape.upright_height == h);
            Placed p = placed(stream(400, 200, r.rotation, r.mirror), {.fit = fit}, 800, 800);
            double kx = fit == Fit::contain ? std::min(800 / w, 800 / h)
                        : fit == Fit::cover ? std::max(800 / w, 800 / h)
                                            : 1;
            double ky = kx;
            if (fit == Fit::stretch) kx = 800 / w, ky = 800 / h;
            Point corner{400 - w * kx / 2, 400 - h * ky / 2};
            Point s = apply(p.geometry.to_source, corner);
            CHECK(s.x == doctest::Approx(r.x));
            CHECK(s.y == doctest::Approx(r.y));
            Point centre = apply(p.geometry.to_source, {400, 400});
            CHECK(centre.x == doctest::Approx(200));
            CHECK(centre.y == doctest::Approx(100));
            int x0 = static_cast<int>(std::max(0.0, corner.x)), y0 = static_cast<int>(std::max(0.0, corner.y));
            CHECK(p.bounds == IntRect{x0, y0, 800 - x0, 800 - y0});
            CHECK(p.covers);
        }
}

TEST_CASE("quarter turns at the picture's own size copy samples") {
    Placed p = placed(stream(1080, 1920, 90), {}, 1920, 1080);
    CHECK(p.filter == SampleFilter::nearest);
    CHECK(p.bounds == IntRect{0, 0, 1920, 1080});
    // Clockwise: the stored left edge becomes the top.
    Point top = apply(p.geometry.to_source, {960, 0});
    CHECK(top.x == doctest::Approx(0));
    CHECK(top.y == doctest::Approx(960));
}

TEST_CASE("pixel aspect widens the upright picture") {
    PictureStream p = stream(720, 576);
    p.sar_num = 64, p.sar_den = 45;
    CHECK(shape_of(p).upright_width == doctest::Approx(1024));
    Placed fit = placed(p, {}, 1920, 1080);
    CHECK(fit.bounds == IntRect{0, 0, 1920, 1080});
}

TEST_CASE("an odd difference at unit scale stands on whole pixels") {
    Placed p = placed(stream(101, 51), {.fit = Fit::none}, 200, 100);
    CHECK(p.geometry.to_source.integer_translation());
    CHECK(p.bounds == IntRect{49, 24, 150, 75});
    CHECK(p.covers);
}

TEST_CASE("transform: scale about the anchor, then the anchor is moved") {
    Placing placing;
    placing.transforms[0] = {.x = 100, .y = -50, .scale_x = 0.5, .scale_y = 0.5};
    placing.transform_count = 1;
    Placed p = placed(stream(1920, 1080), placing, 1920, 1080);
    CHECK(p.bounds == IntRect{960 - 480 + 100, 540 - 270 - 50, 960 + 480 + 100, 540 + 270 - 50});
    CHECK(p.covers);
    placing.transforms[0] = {.rotation = 45};
    Placed turned = placed(stream(100, 100), {.fit = Fit::none, .transforms = placing.transforms, .transform_count = 1},
                           1000, 1000);
    CHECK(turned.bounds == IntRect{429, 429, 571, 571});
    CHECK_FALSE(turned.covers);
}

TEST_CASE("rotation is clockwise on screen") {
    Placing placing{.fit = Fit::none};
    placing.transforms[0] = {.rotation = 90};
    placing.transform_count = 1;
    Placed p = placed(stream(100, 100), placing, 1000, 1000);
    // The stored top left corner goes to the top right.
    Point s = apply(p.geometry.to_source, {550, 450});
    CHECK(s.x == doctest::Approx(0));
    CHECK(s.y == doctest::Approx(0));
}

TEST_CASE("crop is of the upright picture") {
    Placing placing;
    placing.crop = {0.25, 0, 0, 0};
    Placed p = placed(stream(400, 200), placing, 400, 200);
    CHECK(p.geometry.crop == std::array<double, 4>{100, 0, 400, 200});
    CHECK(p.bounds == IntRect{100, 0, 400, 200});
    // Turned by 90 degrees clockwise the upright left edge is the stored bottom.
    Placed turned = placed(stream(400, 200, 90), placing, 200, 400);
    CHECK(turned.geometry.crop == std::array<double, 4>{0, 0, 400, 150});
    CHECK(turned.bounds == IntRect{50, 0, 200, 400});
    placing.crop = {0.5, 0.5, 0, 0};
    CHECK_FALSE(place(shape_of(stream(4, 4)), placing, 4, 4, fit_canvas(4, 4, 4, 4)).has_value());
}

TEST_CASE("canvas: near aspects fill, others are letterboxed on whole pixels") {
    CHECK(fit_canvas(1920, 1080, 854, 480).clip == IntRect{0, 0, 854, 480});
    CHECK(fit_canvas(1920, 1080, 1080, 1080).clip == IntRect{0, 236, 1080, 844});
    CHECK(fit_canvas(1080, 1920, 1920, 1080).clip == IntRect{656, 0, 1264, 1080});
}

TEST_CASE("a scale of nothing shows nothing") {
    Placing placing;
    placing.transforms[0] = {.scale_x = 0};
    placing.transform_count = 1;
    CHECK_FALSE(place(shape_of(stream(10, 10)), placing, 10, 10, fit_canvas(10, 10, 10, 10)).has_value());
}
