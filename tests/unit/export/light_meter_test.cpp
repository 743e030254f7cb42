// MaxCLL and MaxFALL of frames whose light is known.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/base/transfer.h"
#include "engine/export/light_meter.h"

using namespace tandem;

namespace {

constexpr ColourTags kPqTags{Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited,
                             ChromaSiting::left};

// `bright` of the 64 x 64 pixels, in whole 2 x 2 blocks, have the first codes, the others are black.
PictureRef frame(PixelFormat format, std::array<int, 3> codes, int bright, const ColourTags& tags = kPqTags) {
    auto m = MutablePicture::make(format, 64, 64, tags).value();
    const auto& f = info(format);
    for (size_t k = 0; k < 3; ++k) {
        const auto& c = f.comp[k];
        const int sx = k ? f.chroma_shift_x : 0, sy = k ? f.chroma_shift_y : 0;
        for (int y = 0; y < 64 >> sy; ++y)
            for (int x = 0; x < 64 >> sx; ++x) {
                const int block = ((y << sy) / 2) * 32 + (x << sx) / 2;
                const int black = k ? 1 << (c.depth - 1) : 16 << (c.depth - 8);
                const int code = (block * 4 < bright ? codes[k] : black) << c.shift;
                uint8_t* at = m.row(c.plane, y) + x * c.step + c.offset;
                at[0] = static_cast<uint8_t>(code);
                at[1] = static_cast<uint8_t>(code >> 8);
            }
    }
    return std::move(m).publish();
}

} // namespace

TEST_CASE("grey frames: the brightest pixel and the highest mean") {
    for (PixelFormat format : {PixelFormat::yuv420p10le, PixelFormat::yuv444p10le, PixelFormat::p010le}) {
        CAPTURE(info(format).name);
        LightMeter meter;
        meter.add(*frame(format, {723, 512, 512}, 64 * 64 / 4)); // 1000 cd/m2 on a quarter
        meter.add(*frame(format, {573, 512, 512}, 64 * 64));     // 203 everywhere
        auto light = meter.result();
        CHECK(light.max_cll == doctest::Approx(1000).epsilon(0.01));
        CHECK(light.max_fall == doctest::Approx(250).epsilon(0.01));
    }
}

TEST_CASE("a colour counts by its largest channel") {
    // R'G'B' = 0.7, 0.2, 0.1 in BT.2020: Y' 0.3254, Cb' -0.1198, Cr' 0.2540.
    const double r = 0.7, g = 0.2, b = 0.1, y = 0.2627 * r + 0.678 * g + 0.0593 * b;
    const double cb = (b - y) / 1.8814, cr = (r - y) / 1.4746;
    auto code = [](double v, double range, double zero) { return static_cast<int>(std::lround(v * range + zero)); };
    LightMeter meter;
    meter.add(*frame(PixelFormat::yuv420p10le, {code(y, 876, 64), code(cb, 896, 512), code(cr, 896, 512)}, 64 * 64));
    CHECK(meter.result().max_cll == doctest::Approx(to_linear(Transfer::pq, r) * 203).epsilon(0.02));
}

TEST_CASE("ICtCp is measured as the light of its RGB") {
    ColourTags tags = kPqTags;
    tags.matrix = Matrix::ictcp;
    LightMeter grey;
    grey.add(*frame(PixelFormat::yuv420p10le, {723, 512, 512}, 64 * 64 / 4, tags)); // 1000 cd/m2 on a quarter
    CHECK(grey.result().max_cll == doctest::Approx(1000).epsilon(0.01));
    CHECK(grey.result().max_fall == doctest::Approx(250).epsilon(0.01));
    // R, G, B of 800, 100 and 50 cd/m2 by BT.2100 table 7.
    const double rgb[] = {800, 100, 50};
    const double lms[3][3] = {{1688, 2146, 262}, {683, 2951, 462}, {99, 309, 3688}};
    double cone[3];
    for (int k = 0; k < 3; ++k)
        cone[k] =
            from_linear(Transfer::pq, (lms[k][0] * rgb[0] + lms[k][1] * rgb[1] + lms[k][2] * rgb[2]) / 4096 / 203);
    const double ct = (6610 * cone[0] - 13613 * cone[1] + 7003 * cone[2]) / 4096;
    const double cp = (17933 * cone[0] - 17390 * cone[1] - 543 * cone[2]) / 4096;
    auto code = [](double v, double range, double zero) { return static_cast<int>(std::lround(v * range + zero)); };
    LightMeter colour;
    colour.add(*frame(PixelFormat::yuv420p10le,
                      {code((cone[0] + cone[1]) / 2, 876, 64), code(ct, 896, 512), code(cp, 896, 512)}, 64 * 64, tags));
    CHECK(colour.result().max_cll == doctest::Approx(800).epsilon(0.02));
}
