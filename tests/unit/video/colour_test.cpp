// Transfer curves, tag completion and picked colours, against numbers of the standards.
#include <doctest/doctest.h>

#include "engine/base/transfer.h"
#include "engine/video/colour_rules.h"

using namespace tandem;

TEST_CASE("curves: round trips and published values") {
    for (Transfer t : {Transfer::bt709, Transfer::srgb, Transfer::gamma22, Transfer::gamma28, Transfer::smpte240m,
                       Transfer::linear, Transfer::smpte428, Transfer::pq, Transfer::hlg})
        for (double v = 0; v <= 1; v += 0.01)
            CHECK(from_linear(t, to_linear(t, v)) == doctest::Approx(v).epsilon(1e-6));
    CHECK(to_linear(Transfer::pq, 0.580689) == doctest::Approx(1).epsilon(1e-4)); // 203 cd/m2
    CHECK(from_linear(Transfer::pq, 100.0 / 203) == doctest::Approx(0.508078421517399));
    CHECK(from_linear(Transfer::hlg, 1) == doctest::Approx(0.75));
    CHECK(to_linear(Transfer::srgb, 0.5) == doctest::Approx(0.21404114));
    CHECK(to_linear(Transfer::bt709, -0.5) == -to_linear(Transfer::bt709, 0.5));
}

TEST_CASE("tags: user, then file, then guess") {
    ColourTags user;
    user.range = ColourRange::full;
    ColourTags c = complete_tags({.primaries = Primaries::bt2020}, user, 1920, 1080, std::string("yuv420p10le"));
    CHECK(c.primaries == Primaries::bt2020);
    CHECK(c.matrix == Matrix::bt2020_ncl);
    CHECK(c.range == ColourRange::full);
    CHECK(complete_tags({}, {}, 720, 480, PixelFormat::yuv420p).matrix == Matrix::smpte170m);
    CHECK(complete_tags({}, {}, 100, 100, std::string("pal8")) == complete_tags({}, {}, 100, 100, PixelFormat::rgba));
    CHECK(complete_tags({}, {}, 100, 100, std::string("p010le")).range == ColourRange::limited);
}

TEST_CASE("picked red in BT.2020 is BT.709's red") {
    Rgba c = working_colour({1, 0, 0, 0.5}, {Primaries::bt2020, Transfer::bt2020_10}, BlendSpace::linear);
    CHECK(c[0] == doctest::Approx(0.627404 / 2).epsilon(1e-4));
    CHECK(c[1] == doctest::Approx(0.069097 / 2).epsilon(1e-4));
    CHECK(c[2] == doctest::Approx(0.016391 / 2).epsilon(1e-3));
    CHECK(working_colour({0.5, 0.5, 0.5, 1}, {Primaries::bt709, Transfer::bt709}, BlendSpace::display)[0] ==
          doctest::Approx(0.5));
    CHECK(luma_weights(Primaries::bt709)[1] == doctest::Approx(0.7152).epsilon(1e-3));
    CHECK(luma_weights(Primaries::bt2020)[0] == doctest::Approx(0.2627).epsilon(1e-3));
}

TEST_CASE("graphics and SDR films keep their code values in each other's frames, HDR converts") {
    CHECK(read_as(kSrgbFull, Transfer::bt709).transfer == Transfer::bt709);
    CHECK(read_as(kRec709, Transfer::srgb).transfer == Transfer::srgb);
    ColourTags pq = kRec709;
    pq.transfer = Transfer::pq;
    CHECK(read_as(kSrgbFull, Transfer::pq) == kSrgbFull);
    CHECK(read_as(pq, Transfer::bt709) == pq);
    CHECK(read_as(kRec709, Transfer::pq).transfer == Transfer::bt1886);
    ColourTags expected = kSrgbFull;
    expected.transfer = Transfer::bt709;
    CHECK(read_as(kSrgbFull, Transfer::bt709) == expected);
}
