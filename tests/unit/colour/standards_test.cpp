// Sample codes of the renderers against numbers printed in the standards, so that several renderers that agree with
// each other are not wrong together. Sources: BT.601/709 75 % colour bars as in their 8-bit tables, BT.2100 tables 4, 5
// and 9, Report BT.2408.
#include "tests/unit/colour/shown.h"

using namespace tandem;
using namespace tandem::test;

static void check_codes(const Scene& s, const Rgb& signal, std::array<int, 3> expected) {
    auto p = s.shown(signal);
    for (size_t k = 0; k < 3; ++k) CHECK(std::abs(code(*p, k) - expected[k]) <= 0.5);
}

TEST_CASE("75 % bars have the codes of BT.709 and BT.601, 8 and 10 bit") {
    struct Bar {
        Rgb rgb;
        std::array<int, 3> bt709, bt601;
    };
    const Bar bars[] = {
        {{0.75, 0.75, 0.75}, {180, 128, 128}, {180, 128, 128}}, {{0.75, 0.75, 0}, {168, 44, 136}, {162, 44, 142}},
        {{0, 0.75, 0.75}, {145, 147, 44}, {131, 156, 44}},      {{0, 0.75, 0}, {133, 63, 52}, {112, 72, 58}},
        {{0.75, 0, 0.75}, {63, 193, 204}, {84, 184, 198}},      {{0.75, 0, 0}, {51, 109, 212}, {65, 100, 212}},
        {{0, 0, 0.75}, {28, 212, 120}, {35, 212, 114}},         {{0, 0, 0}, {16, 128, 128}, {16, 128, 128}}};
    ColourTags bt709 = kRec709, bt601 = kRec709;
    bt601.matrix = Matrix::smpte170m; // primaries left alone: only the matrix is looked at
    for (const Bar& bar : bars) {
        Scene a{.source = kSdr, .sequence = bt709, .target = bt709, .format = PixelFormat::yuv444p};
        check_codes(a, bar.rgb, bar.bt709);
        Scene b{.source = kSdr, .sequence = bt601, .target = bt601, .format = PixelFormat::yuv444p};
        check_codes(b, bar.rgb, bar.bt601);
    }
    // 10 bit: 64 and 940 are black and white, 75 % is 721, 960 the most of a chroma difference.
    Scene ten{.source = kSdr, .sequence = bt709, .target = bt709, .format = PixelFormat::yuv444p10le};
    check_codes(ten, {1, 1, 1}, {940, 512, 512});
    check_codes(ten, {0, 0, 0}, {64, 512, 512});
    check_codes(ten, {0.75, 0.75, 0.75}, {721, 512, 512});
    check_codes(ten, {0, 0, 1}, {127, 960, 471});
    check_codes(ten, {1, 0, 0}, {250, 409, 960});
}

TEST_CASE("BT.2020 non-constant luminance, 10 and 12 bit") {
    ColourTags c = tags(Primaries::bt2020, Transfer::bt2020_10, Matrix::bt2020_ncl, ColourRange::limited);
    ColourTags rgb = tags(Primaries::bt2020, Transfer::bt2020_10);
    Scene ten{.source = rgb, .sequence = c, .target = c, .format = PixelFormat::yuv444p10le};
    check_codes(ten, {1, 0, 0}, {294, 387, 960}); // 64 + 876 * 0.2627; 512 - 896 * 0.2627 / 1.8814
    check_codes(ten, {0, 1, 0}, {658, 189, 100});
    check_codes(ten, {0, 0, 1}, {116, 960, 476});
    Scene twelve{.source = rgb, .sequence = c, .target = c, .format = PixelFormat::yuv420p12le};
    check_codes(twelve, {1, 1, 1}, {3760, 2048, 2048});
    check_codes(twelve, {0, 0, 0}, {256, 2048, 2048});
}

TEST_CASE("PQ codes of known luminances, 10 and 12 bit narrow range") {
    struct Row {
        double nits;
        int narrow10, narrow12;
    };
    const Row rows[] = {{0.1, 119, 474},  {1, 195, 781},    {10, 327, 1306},   {50, 450, 1799},   {100, 509, 2036},
                        {203, 573, 2291}, {400, 636, 2543}, {1000, 723, 2890}, {4000, 855, 3419}, {10000, 940, 3760}};
    ColourTags light = tags(Primaries::bt2020, Transfer::linear);
    ColourTags pq = tags(Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited);
    for (const Row& row : rows) {
        CAPTURE(row.nits);
        double v = row.nits / 203;
        Scene s{.source = light, .sequence = pq, .target = pq, .format = PixelFormat::yuv420p10le};
        check_codes(s, {v, v, v}, {row.narrow10, 512, 512});
        s.format = PixelFormat::yuv420p12le;
        auto p = s.shown({v, v, v});
        CHECK(std::abs(code(*p, 0) - row.narrow12) <= 1); // 32-bit floats at the top of the curve
    }
}

TEST_CASE("HLG codes of known scene light, 10 bit narrow range") {
    ColourTags hlg = tags(Primaries::bt2020, Transfer::hlg, Matrix::bt2020_ncl, ColourRange::limited);
    const double rows[][2] = {{0.25, 283}, {0.353553391, 374}, {0.38, 397}, {0.5, 502}, {0.75, 721}, {1, 940}};
    for (auto [signal, narrow10] : rows) {
        Scene s{.source = kHlg, .sequence = hlg, .target = hlg, .format = PixelFormat::yuv444p10le};
        check_codes(s, {signal, signal, signal}, {static_cast<int>(narrow10), 512, 512});
    }
}
