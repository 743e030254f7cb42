// Scopes on hand-made frames whose counts are known exactly: ramps, 75 % bars, single pixels; and where the drawing
// puts them.
#include "gpu/cpu/scopes.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "engine/base/primaries.h"
#include "engine/video/scope_drawing.h"
#include "gpu/device/colour_matrices.h"
#include "gpu/device/scope_codes.h"

using namespace tandem;

namespace {

constexpr ColourTags kRec2020Pq{Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited,
                                ChromaSiting::topleft};

void put_code(MutablePicture& p, int plane, int x, int y, int code) {
    const PixelComponent& c = info(p.header().format).comp[static_cast<size_t>(plane)];
    if (c.step == 1)
        p.row(plane, y)[x] = static_cast<uint8_t>(code);
    else {
        auto word = static_cast<uint16_t>(code << c.shift);
        std::memcpy(p.row(plane, y) + x * 2, &word, 2);
    }
}

// Planar YUV with luma by a function and neutral chroma.
template<class F>
PictureRef luma_picture(PixelFormat format, int w, int h, const ColourTags& tags, F luma) {
    auto p = MutablePicture::make(format, w, h, tags);
    REQUIRE(p);
    const PixelFormatInfo& f = info(format);
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) put_code(*p, 0, x, y, luma(x, y));
    for (int plane : {1, 2})
        for (int y = 0; y < plane_rows(format, plane, h); ++y)
            for (int x = 0; x < (w + (1 << f.chroma_shift_x) - 1) >> f.chroma_shift_x; ++x)
                put_code(*p, plane, x, y, 1 << (f.depth() - 1));
    return std::move(*p).publish();
}

uint64_t total(const std::vector<uint32_t>& v) { return std::accumulate(v.begin(), v.end(), uint64_t{0}); }

struct Bar {
    double r, g, b;
};
constexpr Bar kBars[] = {{1, 1, 1}, {1, 1, 0}, {0, 1, 1}, {0, 1, 0}, {1, 0, 1}, {1, 0, 0}, {0, 0, 1}, {0, 0, 0}};

// Eight bars of `amount`, 16 pixels each, in 4:2:0 of 8 or 10 bits.
PictureRef bars(double amount, const ColourTags& tags, PixelFormat format) {
    auto p = MutablePicture::make(format, 128, 8, tags);
    REQUIRE(p);
    const auto [kr, kg, kb] = luma_weights(tags.matrix);
    const double unit = info(format).depth() == 8 ? 1 : 4;
    for (int bar = 0; bar < 8; ++bar) {
        const double r = kBars[bar].r * amount, g = kBars[bar].g * amount, b = kBars[bar].b * amount;
        const double y = kr * r + kg * g + kb * b, cb = (b - y) / (2 * (1 - kb)), cr = (r - y) / (2 * (1 - kr));
        const int codes[3] = {static_cast<int>(std::lround((16 + 219 * y) * unit)),
                              static_cast<int>(std::lround((128 + 224 * cb) * unit)),
                              static_cast<int>(std::lround((128 + 224 * cr) * unit))};
        for (int plane = 0; plane < 3; ++plane)
            for (int row = 0; row < (plane ? 4 : 8); ++row)
                for (int i = 0; i < (plane ? 8 : 16); ++i)
                    put_code(*p, plane, bar * (plane ? 8 : 16) + i, row, codes[plane]);
    }
    return std::move(*p).publish();
}

int brightness(const Picture& p, int x, int y) {
    const uint8_t* pixel = p.data[0] + y * p.stride[0] + x * 4;
    return pixel[0] + pixel[1] + pixel[2];
}

} // namespace

TEST_CASE("waveform and histogram of a ramp are exact, at 8 and 10 bits, for any number of threads") {
    for (PixelFormat format : {PixelFormat::yuv420p, PixelFormat::yuv422p10le, PixelFormat::yuv444p}) {
        CAPTURE(info(format).name);
        const int levels = info(format).depth() == 8 ? 256 : 1024, w = levels, h = 6;
        auto picture = luma_picture(format, w, h, kRec709, [&](int x, int) { return x; });
        for (int threads : {1, 3}) {
            auto counts = make_cpu_scopes(threads)->measure(*picture, {});
            REQUIRE(counts);
            CHECK(counts->scale.levels() == levels);
            REQUIRE(counts->columns == w);
            int wrong = 0;
            for (int x = 0; x < w; ++x)
                for (int bin = 0; bin < levels; ++bin)
                    wrong += counts->wave(ScopeChannel::luma, x, bin) != (bin == x ? static_cast<uint32_t>(h) : 0);
            CHECK(wrong == 0);
            for (int bin = 0; bin < levels; ++bin)
                wrong += counts->histo(ScopeChannel::luma, bin) != static_cast<uint32_t>(h);
            CHECK(wrong == 0);
            // Neutral chroma: R'G'B' have the luma's codes on the same scale.
            for (ScopeChannel c : {ScopeChannel::red, ScopeChannel::green, ScopeChannel::blue})
                for (int x = 0; x < w; ++x) wrong += counts->wave(c, x, x) != static_cast<uint32_t>(h);
            CHECK(wrong == 0);
            CHECK(counts->vector(128, 128) == total(counts->vectors));
            const int sx = info(format).chroma_shift_x, sy = info(format).chroma_shift_y;
            CHECK(total(counts->vectors) == static_cast<uint64_t>((w >> sx) * (h >> sy)));
            // Fewer columns than pixels: the same pixels, gathered.
            auto few = make_cpu_scopes(threads)->measure(*picture, {.columns = 100});
            REQUIRE(few);
            for (int x = 0; x < w; ++x)
                wrong += few->wave(ScopeChannel::luma, x * 100 / w, x) != static_cast<uint32_t>(h);
            CHECK(wrong == 0);
            CHECK(total(few->waveform[0]) == static_cast<uint64_t>(w * h));
        }
    }
}

TEST_CASE("75 % bars stand in the boxes of the vectorscope, by BT.709 and BT.2020") {
    ColourTags rec2020 = kRec709;
    rec2020.primaries = Primaries::bt2020, rec2020.matrix = Matrix::bt2020_ncl;
    for (const ColourTags& tags : {kRec709, rec2020})
        for (PixelFormat format : {PixelFormat::yuv420p, PixelFormat::yuv420p10le}) {
            CAPTURE(static_cast<int>(tags.matrix));
            CAPTURE(info(format).name);
            auto counts = make_cpu_scopes(2)->measure(*bars(0.75, tags, format), {});
            REQUIRE(counts);
            auto layout = scope_layout(counts->scale, ScopeKind::vectorscope, 536, 536);
            REQUIRE(layout.plot == IntRect{12, 12, 524, 524});
            uint64_t boxed = counts->vector(128, 128);
            CHECK(boxed == 2 * 8 * 4); // white and black
            int boxes = 0;
            for (const ScopeTarget& t : layout.targets) {
                if (t.half == 0) continue;
                ++boxes;
                uint32_t in = 0;
                for (int y = t.y - t.half; y <= t.y + t.half; y += 1)
                    for (int x = t.x - t.half; x <= t.x + t.half; x += 1)
                        if ((x - 12) % 2 == 0 && (y - 12) % 2 == 0)
                            in += counts->vector((x - 12) / 2, 255 - (y - 12) / 2);
                CHECK(in == 8 * 4);
                boxed += in;
            }
            CHECK(boxes == 6);
            CHECK(boxed == total(counts->vectors));
            // R'G'B' are 0 or 75 % everywhere, within half a code of each chroma sample's rounding.
            const double tolerance = format == PixelFormat::yuv420p ? 2 : 2.5;
            for (ScopeChannel c : {ScopeChannel::red, ScopeChannel::green, ScopeChannel::blue})
                for (int bin = 0; bin < counts->scale.levels(); ++bin)
                    if (counts->histo(c, bin)) {
                        const double from75 = std::abs(bin - counts->scale.bin_of(75));
                        CHECK(std::min(from75, std::abs(bin - counts->scale.bin_of(0))) <= tolerance);
                    }
        }
}

TEST_CASE("known places: the red box of BT.709, reference white in PQ, the skin line") {
    const ScopeScale hd = scope_scale(PixelFormat::yuv420p, kRec709);
    auto red = hd.chroma_of(0.75, 0, 0); // SMPTE RP 219: 75 % red is Y 51, Cb 109, Cr 212
    CHECK(std::lround(red[0]) == 109);
    CHECK(std::lround(red[1]) == 212);
    CHECK(hd.bin_of(0) == 16);
    CHECK(hd.bin_of(100) == 235);
    CHECK(hd.level_of(235) == doctest::Approx(100));
    // BT.2100: 203 cd/m2 is 58 % of PQ, 10 000 the whole; narrow range of 10 bits is 64..940.
    const ScopeScale pq = scope_scale(PixelFormat::yuv420p10le, kRec2020Pq);
    CHECK(pq.unit() == ScopeScale::Unit::nits);
    CHECK(pq.bin_of(203) == doctest::Approx(64 + 876 * 0.5807).epsilon(1e-3));
    CHECK(pq.bin_of(10000) == doctest::Approx(940));
    CHECK(pq.level_of(pq.bin_of(1000)) == doctest::Approx(1000));
    // The logarithmic scale: each decade as high as the others.
    auto layout = scope_layout(pq, ScopeKind::waveform, 640, 536);
    auto row = [&](double nits) {
        for (const ScopeLine& l : layout.lines)
            if (l.level == nits) return l.at;
        FAIL("no line");
        return 0;
    };
    for (double decade : {1.0, 10.0, 100.0, 1000.0})
        CHECK(std::abs(row(decade) - row(decade * 10) - 128) <= 2); // within the width of a bin
    ColourTags hlg = kRec2020Pq;
    hlg.transfer = Transfer::hlg;
    CHECK(scope_scale(PixelFormat::yuv420p10le, hlg).unit() == ScopeScale::Unit::percent);
    auto vector = scope_layout(hd, ScopeKind::vectorscope, 536, 536);
    const double angle = std::atan2(268 - vector.skin_y, vector.skin_x - 268) * 180 / 3.14159265358979;
    CHECK(angle == doctest::Approx(123).epsilon(0.01));
}

TEST_CASE("the drawing puts a level on its line, and a colour in its box") {
    auto engine = make_cpu_scopes(1);
    struct Case {
        PixelFormat format;
        ColourTags tags;
        double level;
    };
    for (const Case& c : {Case{PixelFormat::yuv420p, kRec709, 50}, Case{PixelFormat::yuv420p, kRec709, 100},
                          Case{PixelFormat::yuv420p10le, kRec2020Pq, 1000}}) {
        CAPTURE(c.level);
        const ScopeScale scale = scope_scale(c.format, c.tags);
        const int code = static_cast<int>(std::lround(scale.bin_of(c.level)));
        auto flat = luma_picture(c.format, 640, 16, c.tags, [&](int, int) { return code; });
        for (ScopeKind kind : {ScopeKind::waveform, ScopeKind::rgb_waveform, ScopeKind::parade}) {
            auto layout = scope_layout(scale, kind, 640, 536);
            auto counts = engine->measure(*flat, {.columns = layout.plot.x1 - layout.plot.x0});
            REQUIRE(counts);
            auto drawn = draw_scope(*counts, kind, 640, 536);
            REQUIRE(drawn);
            int at = -1;
            for (const ScopeLine& l : layout.lines)
                if (l.level == c.level) at = l.at;
            REQUIRE(at >= 0);
            const int x = layout.plot.x0 + 50;
            CHECK(brightness(**drawn, x, at) >= 255);
            // Elsewhere are at most graticule lines.
            for (int y = layout.plot.y0; y < layout.plot.y1; ++y)
                if (std::abs(y - at) > 3) CHECK(brightness(**drawn, x, y) <= 170 + 148 + 70);
        }
    }
    auto counts = engine->measure(*bars(0.75, kRec709, PixelFormat::yuv420p), {});
    REQUIRE(counts);
    auto drawn = draw_scope(*counts, ScopeKind::vectorscope, 536, 536);
    REQUIRE(drawn);
    for (const ScopeTarget& t : scope_layout(counts->scale, ScopeKind::vectorscope, 536, 536).targets)
        if (t.half > 0) CHECK(brightness(**drawn, t.x, t.y) > 300);
    CHECK(draw_scope(*counts, ScopeKind::histogram, 640, 536));
    CHECK(draw_scope(*counts, ScopeKind::histogram, 200, 160));
}

TEST_CASE("zebra, false colour and peaking mark the pixels they should") {
    auto engine = make_cpu_scopes(2);
    auto ramp = luma_picture(PixelFormat::yuv420p, 256, 32, kRec709, [](int x, int) { return x; });
    int64_t marked = 0;
    REQUIRE(engine->overlay(*ramp, ScopeKind::zebra, {}, &marked));
    CHECK(marked == (256 - 225) * 32); // 95 % is 224.05
    REQUIRE(engine->overlay(*ramp, ScopeKind::zebra, {.zebra_from = 50, .zebra_to = 60}, &marked));
    CHECK(marked == 22 * 32); // codes 126 (50.2 %) to 147 (59.8 %)
    auto bands = engine->overlay(*ramp, ScopeKind::false_colour, {});
    REQUIRE(bands);
    auto pixel = [&](const PictureRef& p, int x) {
        const uint8_t* at = p->data[0] + 5 * p->stride[0] + x * 4;
        return std::array<int, 3>{at[0], at[1], at[2]};
    };
    CHECK(pixel(*bands, 16) == std::array<int, 3>{120, 0, 160});
    CHECK(pixel(*bands, 104) == std::array<int, 3>{0, 170, 60}); // 40.2 %
    CHECK(pixel(*bands, 235) == std::array<int, 3>{230, 20, 20});
    CHECK(pixel(*bands, 126) == std::array<int, 3>{128, 128, 128});

    // A sharp edge is marked on both sides, the same edge over 40 pixels is not.
    auto sharp = luma_picture(PixelFormat::yuv420p, 128, 16, kRec709, [](int x, int) { return x < 64 ? 60 : 180; });
    REQUIRE(engine->overlay(*sharp, ScopeKind::peaking, {}, &marked));
    CHECK(marked == 2 * 16);
    auto soft = luma_picture(PixelFormat::yuv420p, 128, 16, kRec709, [](int x, int) {
        return x < 44 ? 60 : x > 84 ? 180 : 60 + (x - 44) * 3;
    });
    REQUIRE(engine->overlay(*soft, ScopeKind::peaking, {}, &marked));
    CHECK(marked == 0);

    // PQ: thresholds are light.
    auto hdr = luma_picture(PixelFormat::yuv420p10le, 1024, 4, kRec2020Pq, [](int x, int) { return x; });
    REQUIRE(engine->overlay(*hdr, ScopeKind::zebra, {}, &marked));
    const double first = std::ceil(scope_scale(PixelFormat::yuv420p10le, kRec2020Pq).bin_of(1000));
    CHECK(marked == static_cast<int64_t>(1024 - first) * 4);
}

TEST_CASE("every integer layout is counted whole; floats are refused") {
    std::mt19937 random(11);
    auto engine = make_cpu_scopes(2);
    for (int f = 1;; ++f) {
        const auto format = static_cast<PixelFormat>(f);
        const PixelFormatInfo& i = info(format);
        CAPTURE(i.name);
        auto made = MutablePicture::make(format, 50, 22, kRec709);
        REQUIRE(made);
        for (int plane = 0; plane < i.planes; ++plane)
            for (int y = 0; y < plane_rows(format, plane, 22); ++y)
                for (size_t b = 0; b < plane_row_bytes(format, plane, 50); ++b)
                    made->row(plane, y)[b] = static_cast<uint8_t>(random());
        PictureRef picture = std::move(*made).publish();
        auto counts = engine->measure(*picture, {.columns = 7});
        if (i.is_float) {
            CHECK(counts.error().code == ErrorCode::usage);
        } else {
            REQUIRE(counts);
            for (size_t c = 0; c < 4; ++c) {
                CHECK(total(counts->waveform[c]) == 50 * 22);
                CHECK(total(counts->histogram[c]) == 50 * 22);
            }
            CHECK(engine->overlay(*picture, ScopeKind::peaking, {}));
        }
        if (format == PixelFormat::gbrapf32le) break;
    }
}

TEST_CASE("the fixed-point matrices are the colour matrices, to less than a hundredth of a bin") {
    std::mt19937 random(5);
    double furthest = 0;
    for (int f = 1; f < static_cast<int>(PixelFormat::gbrpf32le); ++f) {
        const auto format = static_cast<PixelFormat>(f);
        const PixelFormatInfo& i = info(format);
        if (i.is_float) continue;
        CAPTURE(std::string(i.name));
        for (Matrix matrix : {Matrix::bt709, Matrix::bt2020_ncl, Matrix::ictcp, Matrix::ycgco})
            for (ColourRange range : {ColourRange::limited, ColourRange::full}) {
                const ColourTags tags{Primaries::bt2020, Transfer::pq, matrix, range, ChromaSiting::left};
                const ScopeCodes codes = scope_codes(format, tags);
                const Matrix34 m = decode_matrix(format, tags);
                const double span = codes.scale.white - codes.scale.black;
                double worst = 0;
                for (int n = 0; n < 200; ++n) {
                    std::array<int64_t, 3> c{};
                    for (auto& code : c) code = static_cast<int64_t>(random() >> (32 - i.depth()));
                    for (size_t row = 0; row < 3; ++row) {
                        const double exact = (m[row][0] * double(c[0]) + m[row][1] * double(c[1]) +
                                              m[row][2] * double(c[2]) + m[row][3]) *
                                                 span +
                                             codes.scale.black;
                        const auto& k = codes.to_bins[row];
                        const int64_t bin =
                            (k[0] * c[0] + k[1] * c[1] + k[2] * c[2] + codes.offset[row]) >> codes.shift;
                        worst = std::max(worst, std::abs(exact - static_cast<double>(bin)));
                        // What the kernels rely on.
                        CHECK(std::abs(k[0]) + std::abs(k[1]) + std::abs(k[2]) < 1 << 22);
                        CHECK(std::abs(bin) < 1 << 12);
                    }
                }
                CHECK(worst <= 0.51);
                furthest = std::max(furthest, worst);
                CHECK(codes.shift >= 8);
            }
    }
    CHECK(furthest > 0.49); // some lay between two bins
}

TEST_CASE("grey pictures: luma is the stored code, on every row that peaking looks at") {
    // A column of steps in 16 bits: above, centre and below must be cut alike.
    auto flat = MutablePicture::make(PixelFormat::gray16le, 8, 6, kRec709);
    REQUIRE(flat);
    for (int y = 0; y < 6; ++y)
        for (int x = 0; x < 8; ++x) put_code(*flat, 0, x, y, 0x8030); // 512.75 of 1024
    PictureRef picture = std::move(*flat).publish();
    auto engine = make_cpu_scopes(1);
    auto counts = engine->measure(*picture, {});
    REQUIRE(counts);
    CHECK(counts->histo(ScopeChannel::luma, 512) == 48);
    int64_t marked = -1;
    REQUIRE(engine->overlay(*picture, ScopeKind::peaking, {.peaking_percent = 0}, &marked));
    CHECK(marked == 0);
}
