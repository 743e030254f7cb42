// The programs on which every render device is compared with the scalar reference: all formats, sitings, colours,
// filters, blend modes and wipes, and random programs by seed. Test threads only.
#pragma once

#include <functional>
#include <numbers>
#include <string>

#include "engine/base/primaries.h"
#include "tests/unit/gpu/random_program.h"

namespace tandem::test {

// The program, what it is, and by how much float results may differ.
using Compare = std::function<void(const BuildProgram&, const std::string&, double)>;
inline constexpr double kOracleLimit = 1.0 / 1024;

// Where nothing is filtered: the cheapest kernel to compile.
inline constexpr SampleFilter kPlain = SampleFilter::nearest;

inline ColourTags tags_for(PixelFormat format) {
    ColourTags t = kRec709;
    if (info(format).model == ColourModel::rgb) t = kSrgbFull;
    return t;
}

inline void input_formats(const Compare& compare) {
    for (int i = 1; i <= static_cast<int>(PixelFormat::gbrapf32le); ++i) {
        auto format = static_cast<PixelFormat>(i);
        BuildProgram b(75, 22, PixelFormat::gbrp10le, kSrgbFull);
        b.sample(b.source(make_picture(format, 75, 22, tags_for(format), 7), tags_for(format)), {}, kPlain);
        compare(b, std::string("in ") + info(format).name, kOracleLimit);
    }
}

inline void output_formats(const Compare& compare) {
    for (int i = 1; i <= static_cast<int>(PixelFormat::gbrapf32le); ++i) {
        auto format = static_cast<PixelFormat>(i);
        BuildProgram b(300, 22, format, tags_for(format));
        int16_t s = b.source(make_picture(PixelFormat::yuv444p12le, 300, 22, kRec709, 3), kRec709);
        b.unary(OpCode::saturation, b.sample(s, {}, kPlain), {{0.8f, 0.2126f, 0.7152f, 0.0722f}});
        compare(b, std::string("out ") + info(format).name, kOracleLimit);
    }
}

inline void sitings(const Compare& compare) {
    for (int siting = 1; siting <= 6; ++siting) {
        ColourTags t = kRec709;
        t.siting = static_cast<ChromaSiting>(siting);
        BuildProgram b(280, 34, PixelFormat::yuv420p10le, t);
        int16_t s = b.source(make_picture(PixelFormat::yuv420p10le, 280, 34, t, 5), t);
        b.unary(OpCode::exposure, b.sample(s, {}, kPlain), {{0.9f, 0, 0, 0}});
        compare(b, "siting " + std::to_string(siting), kOracleLimit);
    }
}

inline constexpr Transfer kTransfers[] = {Transfer::bt709,  Transfer::gamma22,  Transfer::gamma28, Transfer::smpte240m,
                                          Transfer::linear, Transfer::log100,   Transfer::log316,  Transfer::srgb,
                                          Transfer::pq,     Transfer::smpte428, Transfer::hlg,     Transfer::bt1886};
inline constexpr double kLightLimit = 49.0 / 1024; // PQ's light goes up to 49 times white

inline ColourTags wide_gamut(Transfer t) {
    ColourTags tags = kRec709;
    tags.transfer = t, tags.primaries = Primaries::bt2020, tags.matrix = Matrix::bt2020_ncl;
    return tags;
}
inline void one_colour(const Compare& compare, const ColourTags& from, const ColourTags& to, const std::string& what,
                       double limit) {
    BuildProgram b(64, 16, PixelFormat::yuv444p10le, to);
    b.sample(b.source(make_picture(PixelFormat::yuv444p10le, 64, 16, from, 9), from), {}, kPlain);
    compare(b, what, limit);
}
inline void transfers_in(const Compare& compare) {
    for (Transfer t : kTransfers)
        one_colour(compare, wide_gamut(t), kRec709, "transfer " + std::to_string(static_cast<int>(t)) + " in",
                   kLightLimit);
}
inline void transfers_out(const Compare& compare) {
    for (Transfer t : kTransfers)
        one_colour(compare, kRec709, wide_gamut(t), "transfer " + std::to_string(static_cast<int>(t)) + " out",
                   kLightLimit);
}
inline void matrices(const Compare& compare) {
    for (Matrix m :
         {Matrix::bt709, Matrix::fcc, Matrix::bt470bg, Matrix::smpte240m, Matrix::ycgco, Matrix::bt2020_ncl}) {
        ColourTags t = kRec709;
        t.matrix = m;
        one_colour(compare, t, kRec709, "matrix " + std::to_string(static_cast<int>(m)), kOracleLimit);
    }
}
// The last op of a program for an ICtCp target with BT.2020 primaries, as compile_colour.cpp writes it.
inline int16_t to_cones(BuildProgram& b, int16_t value) {
    const Matrix33 m = invert(lms_to_bt2020());
    auto row = [&](size_t i) {
        return std::array<float, 4>{static_cast<float>(m[i][0]), static_cast<float>(m[i][1]),
                                    static_cast<float>(m[i][2]), 0};
    };
    value = b.unary(OpCode::gamut, value, {row(0), row(1), row(2), {0, 0, 0, 0}});
    b.program.ops.back().variant = 1;
    return value;
}
inline ColourTags ictcp_tags(Transfer t) {
    ColourTags tags = wide_gamut(t);
    tags.matrix = Matrix::ictcp;
    return tags;
}
// In from each, out of SDR light, and from one to the other.
inline void ictcp(const Compare& compare) {
    for (Transfer t : {Transfer::pq, Transfer::hlg}) {
        const std::string name = "ICtCp " + std::to_string(static_cast<int>(t));
        one_colour(compare, ictcp_tags(t), kRec709, name + " in", kLightLimit);
        for (PixelFormat format : {PixelFormat::yuv420p10le, PixelFormat::yuv444p12le, PixelFormat::yuva420p16le}) {
            BuildProgram b(70, 22, format, ictcp_tags(t));
            int16_t s = b.source(make_picture(PixelFormat::yuv444p10le, 70, 22, kRec709, 9), kRec709);
            to_cones(b, b.unary(OpCode::exposure, b.sample(s, {}, kPlain), {{0.9f, 0, 0, 0}}));
            compare(b, name + " out as " + info(format).name, kLightLimit);
        }
    }
}
inline void colours(const Compare& compare) {
    ictcp(compare);
    transfers_in(compare);
    transfers_out(compare);
    matrices(compare);
}

inline Affine turned(double degrees, double scale, double cx, double cy, double sx, double sy) {
    double r = degrees * std::numbers::pi / 180, c = std::cos(r) / scale, s = std::sin(r) / scale;
    return {c, s, sx - c * cx - s * cy, -s, c, sy + s * cx - c * cy};
}

inline void filters(const Compare& compare) {
    for (auto filter : {SampleFilter::nearest, SampleFilter::bilinear, SampleFilter::bicubic, SampleFilter::lanczos})
        for (double scale : {0.11, 0.35, 0.75, 1.0, 2.3})
            for (double degrees : {0.0, 5.0}) {
                // Nearest changes its mind at texel edges, where float and double may differ.
                if (filter == SampleFilter::nearest && degrees != 0) continue;
                BuildProgram b(150, 90, PixelFormat::yuv420p, kRec709);
                int16_t s = b.source(make_picture(PixelFormat::yuv420p, 131, 77, kRec709, 4), kRec709);
                b.sample(s, turned(degrees, scale, 75.3, 44.9, 65.5, 38.5), filter);
                compare(b,
                        "filter " + std::to_string(static_cast<int>(filter)) + " scale " + std::to_string(scale) +
                            " turn " + std::to_string(degrees),
                        kOracleLimit);
            }
}

// Exactly half and a quarter of the size at whole pixels, beside and over the frame's edges, in both blend spaces.
inline void halved_sources(const Compare& compare) {
    for (auto format : {PixelFormat::yuv420p, PixelFormat::yuv422p10le, PixelFormat::gbrp, PixelFormat::rgba})
        for (int size : {150, 151})
            for (double scale : {2.0, 4.0}) {
                BuildProgram b(90, 60, PixelFormat::yuv444p, kRec709);
                if (size == 150) b.program.space = BlendSpace::display;
                const ColourTags& tags = info(format).model == ColourModel::yuv ? kRec709 : kSrgbFull;
                int16_t s = b.source(make_picture(format, size, size - 40, tags, 8), tags);
                b.sample(s, {scale, 0, -scale * 20, 0, scale, scale * 3}, SampleFilter::bicubic);
                compare(b,
                        std::string("halved ") + info(format).name + " " + std::to_string(size) + " scale " +
                            std::to_string(scale),
                        kOracleLimit);
            }
}

inline void blends_and_wipes(const Compare& compare) {
    for (int mode = 0; mode < static_cast<int>(BlendMode::count_); ++mode) {
        BuildProgram b(70, 40, PixelFormat::yuv444p, kRec709);
        b.program.space = mode & 1 ? BlendSpace::display : BlendSpace::linear;
        int16_t a =
            b.sample(b.source(make_picture(PixelFormat::yuva444p10le, 70, 40, kRec709, 1), kRec709), {}, kPlain);
        int16_t c = b.sample(b.source(make_picture(PixelFormat::rgba, 70, 40, kSrgbFull, 2), kSrgbFull), {}, kPlain);
        b.binary(OpCode::blend, mode, a, c);
        // Dodge and burn divide by what may be nearly nothing.
        compare(b, "blend " + std::to_string(mode), mode == 8 || mode == 9 ? 0.02 : 1.0 / 1024);
    }
    for (int kind = 1; kind <= 7; ++kind) {
        BuildProgram b(70, 40, PixelFormat::yuv444p, kRec709);
        int16_t a = b.sample(b.source(make_picture(PixelFormat::yuv420p, 70, 40, kRec709, 1), kRec709), {}, kPlain);
        int16_t c = b.op(
            {.code = OpCode::gradient, .opaque = true},
            {{0.1f, 0.2f, 0.9f, 1.0f}, {0.9f, 0.6f, 0.1f, 0.5f}, {5, 5, 0.01f, 0.006f}, {float(kind & 1), 0, 0, 0}});
        b.program.ops.back().opaque = false;
        b.binary(OpCode::wipe, kind, a, c, {{0.4f, 0.3f, 0, 0}, {6, 4, 50, 30}});
        compare(b, "wipe " + std::to_string(kind), 2.0 / 1024);
    }
}

// A picture with alpha keyed in both spaces, its matte as it is made and blurred; a solid by another's alpha.
inline void keys(const Compare& compare) {
    const std::array<float, 4> axis{-0.45f, -0.89f, 1.6f, 1.9f}, weights{0.2126f, 0.7152f, 0.0722f, 1 / 0.7152f};
    for (BlendSpace space : {BlendSpace::linear, BlendSpace::display})
        for (int blurred : {0, 1}) {
            BuildProgram b(104, 70, PixelFormat::yuva444p10le, kRec709);
            b.program.space = space;
            int16_t s = b.source(make_picture(PixelFormat::rgba, 104, 70, kSrgbFull, 3), kSrgbFull);
            int16_t v = b.sample(s, {}, SampleFilter::bicubic, {10, 5, 90, 60});
            int16_t k = b.unary(OpCode::key, v, {axis, {0.6f, 1 / 0.8f, 0, 0}, weights});
            if (blurred)
                k = b.op({.code = OpCode::blur, .variant = 2, .a = k, .bounds = {10, 5, 90, 60}},
                         {{2, 1, 6, 0}, {10, 90, 0, 0}});
            int16_t m = b.op({.code = OpCode::matte, .variant = 1, .a = v, .b = k, .bounds = {10, 5, 90, 60}},
                             {{0.1f, 1 / 0.7f, 0.9f, 0}, axis, weights});
            int16_t solid = b.op({.code = OpCode::solid, .bounds = {0, 0, 80, 70}}, {{0.1f, 0.2f, 0.3f, 0.7f}});
            int16_t cast =
                b.op({.code = OpCode::matte, .a = solid, .b = k, .bounds = {0, 0, 80, 70}}, {{0, 1.2f, 0, 0}, {}, {}});
            b.binary(OpCode::blend, 0, cast, m);
            compare(b, "key, blurred " + std::to_string(blurred), 2 * kOracleLimit);
        }
}

// Axes, edges, steps and cut first and last pixels; `lo`, `hi` inside the picture that is blurred.
inline void blurs(const Compare& compare) {
    struct Case {
        int axis, edge;
        float sigma, step, radius, lo, hi;
    };
    for (const Case& c :
         {Case{0, 0, 1.7f, 1, 6, 10, 90}, Case{1, 0, 2.5f, 1, 8, 5, 60}, Case{0, 1, 4, 1, 12, 10.25f, 89.5f},
          Case{1, 1, 3, 1, 9, 5, 59.75f}, Case{0, 2, 30, 7, 13, 10, 90}, Case{1, 2, 40, 9, 14, 5.5f, 60},
          Case{0, 1, 5, 1, 15, 40.25f, 40.75f}}) {
        BuildProgram b(104, 70, PixelFormat::yuv444p, kRec709);
        b.program.space = c.edge == 2 ? BlendSpace::display : BlendSpace::linear;
        int16_t s = b.source(make_picture(PixelFormat::rgba, 104, 70, kSrgbFull, 3), kSrgbFull);
        int16_t v = b.sample(s, {}, SampleFilter::bicubic, {10, 5, 90, 60});
        int16_t blurred = b.op({.code = OpCode::blur,
                                .variant = static_cast<uint8_t>(c.axis + 2 * c.edge),
                                .a = v,
                                .bounds = c.edge ? IntRect{10, 5, 90, 60} : IntRect{4, 2, 97, 68}},
                               {{c.sigma, c.step, c.radius, 0}, {c.lo, c.hi, 0, 0}});
        b.unary(OpCode::opacity, blurred, {{0.9f, 0, 0, 0}});
        compare(b, "blur axis " + std::to_string(c.axis) + " edge " + std::to_string(c.edge), kOracleLimit);
    }
    // Sharpened, and light added: both read the picture and what was made of it.
    for (BlendSpace space : {BlendSpace::linear, BlendSpace::display}) {
        BuildProgram b(104, 70, PixelFormat::yuv444p, kRec709);
        b.program.space = space;
        int16_t s = b.source(make_picture(PixelFormat::rgba, 104, 70, kSrgbFull, 3), kSrgbFull);
        int16_t v = b.sample(s, {}, SampleFilter::bicubic, {10, 5, 90, 60});
        int16_t soft = b.op({.code = OpCode::blur, .variant = 2, .a = v, .bounds = {10, 5, 90, 60}},
                            {{2, 1, 6, 0}, {10, 90, 0, 0}});
        int16_t sharp = b.op({.code = OpCode::unsharp, .a = v, .b = soft, .bounds = {10, 5, 90, 60}},
                             {{0.8f, 0.01f, 0, 0}, {0.2126f, 0.7152f, 0.0722f, 0}});
        int16_t light = b.unary(OpCode::bright, sharp, {{0.3f, 0, 0, 0}});
        b.program.ops.back().opaque = false;
        light = b.op({.code = OpCode::blur, .variant = 1, .a = light, .bounds = {10, 0, 90, 70}},
                     {{3, 1, 9, 0}, {5, 60, 0, 0}});
        b.op({.code = OpCode::add_light, .a = sharp, .b = light}, {{0.7f, 0, 0, 0}});
        compare(b, "sharpen and glow", 2 * kOracleLimit);
    }
    // Small, blurred both ways and drawn large again, over an opaque layer.
    BuildProgram b(160, 96, PixelFormat::yuv444p, kRec709);
    int16_t back = b.sample(b.source(make_picture(PixelFormat::yuv444p, 160, 96, kRec709, 1), kRec709), {},
                            SampleFilter::bilinear, {}, true);
    int16_t top = b.sample(b.source(make_picture(PixelFormat::yuva420p, 160, 96, kRec709, 2), kRec709), {},
                           SampleFilter::bilinear, {21, 13, 122, 70});
    int16_t down = b.geometry({4, 0, 0, 0, 4, 0}, {21, 13, 122, 70});
    int16_t v = b.op({.code = OpCode::resample,
                      .filter = SampleFilter::nearest,
                      .a = top,
                      .geometry = down,
                      .bounds = {5, 3, 31, 18}});
    v = b.op({.code = OpCode::blur, .variant = 2, .a = v, .bounds = {5, 3, 31, 18}},
             {{4, 1, 12, 0}, {5.25f, 30.5f, 0, 0}});
    v = b.op({.code = OpCode::blur, .variant = 3, .a = v, .bounds = {5, 3, 31, 18}},
             {{3, 1, 9, 0}, {3.25f, 17.5f, 0, 0}});
    int16_t up = b.geometry({0.25, 0, 0, 0, 0.25, 0}, {5.25, 3.25, 30.5, 17.5});
    v = b.op({.code = OpCode::resample,
              .filter = SampleFilter::bicubic,
              .a = v,
              .geometry = up,
              .bounds = {21, 13, 122, 70}});
    b.binary(OpCode::blend, 0, back, v);
    compare(b, "blur of a halved picture", kOracleLimit);
}

inline Ref<ColourTable> make_lut(int size) {
    auto t = std::make_shared<ColourTable>();
    t->size = size;
    for (int b = 0; b < size; ++b)
        for (int g = 0; g < size; ++g)
            for (int r = 0; r < size; ++r) {
                float k = static_cast<float>(size - 1), x = static_cast<float>(r) / k, y = static_cast<float>(g) / k,
                      z = static_cast<float>(b) / k;
                for (float v : {x * x * 0.8f + 0.1f * y, std::sqrt(y) * 0.9f, z * 0.7f + 0.2f * x * y})
                    t->rgb.push_back(v);
            }
    return t;
}

// Light and gamut ops alone and in a row, and values whose space is not the target's.
inline void light_and_gamut(const Compare& compare) {
    const ColourTags pq{Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited, ChromaSiting::left};
    const std::vector<std::array<float, 4>> hlg{{0.2627f, 0.678f, 0.0593f, 0.2f}, {1.00077f, 0, 0, 0}},
        tone{{0.751827f, 0.6585714f, 0.7723810f, 2}, {2.9288f, 0.3414286f, 1, 0}},
        narrow{{1.660491f, -0.587641f, -0.07285f, 0},
               {-0.12455f, 1.1329f, -0.008349f, 0},
               {-0.018151f, -0.100579f, 1.11873f, 0},
               {0.2126f, 0.7152f, 0.0722f, 1}};
    for (auto space : {BlendSpace::linear, BlendSpace::display})
        for (int kind = 0; kind < 6; ++kind) {
            BuildProgram b(70, 40, PixelFormat::yuv444p10le, kind == 5 ? pq : kRec709);
            b.program.space = space;
            // Ops are compared here, by rounded codes; dither has suites of its own.
            b.program.target.dither = false;
            if (kind == 5) b.program.working_transfer = Transfer::bt709, b.program.working_primaries = Primaries::bt709;
            if (kind == 4) b.program.working_transfer = Transfer::pq, b.program.working_primaries = Primaries::bt2020;
            // A quarter has no alpha, the rest of every amount.
            int16_t v = b.sample(b.source(make_picture(PixelFormat::yuva444p10le, 70, 40, kind == 5 ? kRec709 : pq, 3),
                                          kind == 5 ? kRec709 : pq),
                                 {}, kPlain);
            if (kind == 0 || kind == 5) v = b.unary(OpCode::rendering, v, {});
            if (kind == 1 || kind == 4)
                b.program.ops[static_cast<size_t>(v = b.unary(OpCode::rendering, v, {}))].variant = 1;
            if (kind == 2) v = b.unary(OpCode::luma_power, v, hlg);
            if (kind == 3 || kind == 4) v = b.unary(OpCode::tone_map, v, tone);
            if (kind >= 4) b.unary(OpCode::gamut, v, narrow);
            // Full scale of light that PQ codes is 10000 / 203.
            compare(b, "light " + std::to_string(kind) + (space == BlendSpace::linear ? " linear" : " display"),
                    kOracleLimit * 10000 / 203);
        }
}

// What each of the grades by table or matrix needs, on a value.
inline int16_t table_grade(BuildProgram& b, int kind, int16_t v) {
    if (kind < 2) {
        auto& luts = b.program.luts;
        luts.push_back(kind == 0 ? make_curves() : make_hue_curves());
        v = kind == 0 ? b.unary(OpCode::curves, v, {})
                      : b.unary(OpCode::hue_curves, v, {{0.2126f, 0.7152f, 0.0722f, 0}});
        b.program.ops.back().lut = static_cast<int16_t>(luts.size() - 1);
        return v;
    }
    if (kind == 2)
        return b.unary(OpCode::log_wheels, v,
                       {{0.05f, 0, -0.03f, 0},
                        {-0.04f, 0.06f, 0, 0},
                        {0, -0.05f, 0.08f, 0},
                        {0.02f, 0, -0.01f, 0},
                        {1 / 0.6f, 0.1f, 1 / 0.9f, 0}});
    return b.unary(OpCode::channel_mixer, v,
                   {{0.8f, 0.3f, -0.1f, 0.02f}, {0.1f, 0.7f, 0.1f, 0}, {-0.2f, 0.2f, 1.1f, -0.03f}});
}

// Curves, hue curves, log wheels and mixers alone and after one another, on opaque pictures and ones with alpha, in
// both blend spaces.
inline void table_grades(const Compare& compare) {
    for (int kind = 0; kind < 5; ++kind)
        for (bool linear : {true, false}) {
            BuildProgram b(75, 22, PixelFormat::gbrp10le, kSrgbFull);
            b.program.space = linear ? BlendSpace::linear : BlendSpace::display;
            auto format = linear ? PixelFormat::yuva444p10le : PixelFormat::yuv422p;
            int16_t v = b.sample(b.source(make_picture(format, 75, 22, kRec709, 7), kRec709), {}, kPlain, {}, !linear);
            for (int k = kind < 4 ? kind : 0; k <= std::min(kind, 3); ++k) v = table_grade(b, k, v);
            if (kind == 4) b.unary(OpCode::exposure, table_grade(b, 3, v), {{1.2f, 0, 0, 0}});
            compare(b, "table grade " + std::to_string(kind), kOracleLimit);
        }
    // Light far outside 0..1.
    BuildProgram b(64, 16, PixelFormat::gbrp10le, kSrgbFull);
    int16_t v = b.op({.code = OpCode::gradient, .opaque = true},
                     {{-0.5f, 0.2f, 1.8f, 1}, {1.6f, -0.3f, 0.1f, 1}, {0, 0, 1.0f / 64, 0}, {0, 0, 0, 0}});
    for (int kind : {1, 0, 2, 3}) v = table_grade(b, kind, v);
    compare(b, "table grades of colours out of range", 3 * kOracleLimit);
}

// A mask of any shape, turned a little, over `effect`, whose bounds end where the shape's box does (not inverted).
inline int16_t add_mask(BuildProgram& b, MaskShape shape, bool qualifies, bool invert, int16_t input, int16_t effect) {
    auto& program = b.program;
    const float w = static_cast<float>(program.target.width), h = static_cast<float>(program.target.height);
    const float cx = 0.55f * w, cy = 0.45f * h, c = std::cos(0.2f), s = std::sin(0.2f);
    const Op in = program.ops[static_cast<size_t>(input)];
    const float half_w = 0.2f * w, half_h = 0.25f * h, falloff = 3, reach = std::hypot(half_w, half_h) * 1.6f + 6;
    if (!invert && shape != MaskShape::none)
        program.ops[static_cast<size_t>(effect)].bounds = {std::max(in.bounds.x0, static_cast<int>(cx - reach)),
                                                           std::max(in.bounds.y0, static_cast<int>(cy - reach)),
                                                           std::min(in.bounds.x1, static_cast<int>(cx + reach) + 1),
                                                           std::min(in.bounds.y1, static_cast<int>(cy + reach) + 1)};
    Op o{.code = OpCode::mask, .a = input, .b = effect, .bounds = in.bounds, .opaque = in.opaque};
    o.variant = static_cast<uint8_t>(static_cast<int>(shape) + (qualifies ? kMaskQualifies : 0));
    int16_t v = b.op(o, {{c, s, -c * cx - s * cy, 0},
                         {-s, c, s * cx - c * cy, 0},
                         {half_w, half_h, 1 / (2 * falloff), 0},
                         {0.9f, invert ? 1.0f : 0.0f, 0, 0},
                         {0.1f, 0.25f, 8, 0.2f},
                         {0.02f, 10, 0.7f, 5},
                         {-1e6f, 10, 0.8f, 5},
                         {0.2126f, 0.7152f, 0.0722f, 0}});
    if (shape != MaskShape::path) return v;
    // A star, so that the even-odd rule shows.
    Op& made = program.ops.back();
    made.points = static_cast<int32_t>(program.args.size()), made.point_count = 5;
    for (int i = 0; i < 5; ++i) {
        auto at = [&](int k) {
            float turn = static_cast<float>(2 * k) * 1.2566371f;
            return std::array<float, 2>{half_w * std::sin(turn), -half_h * std::cos(turn)};
        };
        auto from = at(i), to = at(i + 1);
        program.args.push_back({from[0], from[1], to[0], to[1]});
    }
    return v;
}

// Every shape with and without a selection by colour, plain and inverted, in both blend spaces.
inline void masks(const Compare& compare) {
    for (int kind = 0; kind < 16; ++kind) {
        auto shape = static_cast<MaskShape>(kind & 3);
        const bool qualifies = kind & 4, invert = kind & 8;
        BuildProgram b(330, 50, PixelFormat::gbrp10le, kSrgbFull);
        b.program.space = kind % 3 ? BlendSpace::linear : BlendSpace::display;
        auto format = kind % 5 ? PixelFormat::yuv422p10le : PixelFormat::yuva444p10le;
        int16_t v =
            b.sample(b.source(make_picture(format, 330, 50, kRec709, 7), kRec709), {}, kPlain, {}, kind % 5 != 0);
        v = add_mask(b, shape, qualifies, invert, v, table_grade(b, 3, v));
        v = add_mask(b, shape, false, false, v, b.unary(OpCode::exposure, v, {{1.6f, 0, 0, 0}}));
        // Selections are steep: what differs in the 20th bit of a colour differs eightfold in them.
        compare(b, "mask " + std::to_string(kind), 2 * kOracleLimit);
    }
}

// Seeds first .. last, both included; a structure each.
inline void random_programs(const Compare& compare, uint32_t first, uint32_t last) {
    for (uint32_t seed = first; seed <= last; ++seed) {
        BuildProgram b = random_program(seed, seed);
        compare(b, "seed " + std::to_string(seed) + "\n" + dump(b.program), kOracleLimit);
    }
}

} // namespace tandem::test
