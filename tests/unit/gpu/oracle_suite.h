// What devices that compile kernels are held to: the oracle's programs in a table (fewer and wider than the
// processor's, as kernels take long to compile), and promises besides pixels. Test threads only.
#pragma once

#include <doctest/doctest.h>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/oracle_programs.h"

namespace tandem::test {

// How far stored codes of a format may be from the reference's: 1 up to 10 bits (half floats of textures cost more
// codes above).
inline double code_limit(PixelFormat format) {
    const auto& f = info(format);
    return f.is_float ? 1.5 / 1024 : f.depth() > 10 ? std::ldexp(1.0, f.depth() - 10) : 1;
}

// Compares a device with the scalar reference.
inline Compare like_reference(FrameRenderer& device) {
    return [&device](const BuildProgram& b, const std::string& what, double float_limit) {
        static auto reference = make_reference_renderer();
        INFO(what);
        auto got_float = device.render_float(b.program, b.pictures);
        if (!got_float) FAIL(got_float.error().text());
        CHECK(worst_difference(*reference->render_float(b.program, b.pictures).value(), **got_float) <= float_limit);
        auto got = device.render(b.program, b.pictures).value();
        CHECK(worst_visible_difference(*reference->render(b.program, b.pictures).value(), *got) <=
              code_limit(b.program.target.format));
    };
}

// Modes side by side in strips of one program, cut by the ops' bounds: a kernel a mode would take long to compile here.
inline void blend_strips(const Compare& compare, const std::vector<int>& modes, BlendSpace space, double limit) {
    constexpr int kStrip = 24;
    int width = kStrip * static_cast<int>(modes.size());
    BuildProgram b(width, 40, PixelFormat::yuv444p, kRec709);
    b.program.space = space;
    int16_t a = b.sample(b.source(make_picture(PixelFormat::yuva444p10le, width, 40, kRec709, 1), kRec709), {}, kPlain);
    int16_t c = b.sample(b.source(make_picture(PixelFormat::rgba, width, 40, kSrgbFull, 2), kSrgbFull), {}, kPlain);
    int16_t all = kNoValue;
    std::string names;
    for (size_t i = 0; i < modes.size(); ++i) {
        int16_t strip = b.binary(OpCode::blend, modes[i], a, c);
        b.program.ops.back().bounds = {static_cast<int>(i) * kStrip, 0, static_cast<int>(i + 1) * kStrip, 40};
        all = all == kNoValue ? strip : b.binary(OpCode::blend, 0, all, strip);
        names += " " + std::to_string(modes[i]);
    }
    compare(b, "blend modes" + names, limit);
}

inline void blends_and_wipes_in_strips(const Compare& compare) {
    std::vector<int> linear, display;
    for (int mode = 0; mode < static_cast<int>(BlendMode::count_); ++mode)
        if (mode != 8 && mode != 9) (mode & 1 ? display : linear).push_back(mode);
    blend_strips(compare, linear, BlendSpace::linear, kOracleLimit);
    blend_strips(compare, display, BlendSpace::display, kOracleLimit);
    // Dodge and burn divide by what may be nearly nothing.
    blend_strips(compare, {8, 9}, BlendSpace::linear, 0.02);

    BuildProgram b(7 * 48, 40, PixelFormat::yuv444p, kRec709);
    int16_t a = b.sample(b.source(make_picture(PixelFormat::yuv420p, 7 * 48, 40, kRec709, 1), kRec709), {}, kPlain);
    int16_t all = kNoValue;
    for (int kind = 1; kind <= 7; ++kind) {
        int16_t c = b.op(
            {.code = OpCode::gradient, .opaque = true},
            {{0.1f, 0.2f, 0.9f, 1.0f}, {0.9f, 0.6f, 0.1f, 0.5f}, {5, 5, 0.01f, 0.006f}, {float(kind & 1), 0, 0, 0}});
        b.program.ops.back().opaque = false;
        int x = (kind - 1) * 48;
        int16_t strip =
            b.binary(OpCode::wipe, kind, a, c, {{0.4f, 0.3f, 0, 0}, {static_cast<float>(x) + 6, 4, 38, 30}});
        b.program.ops.back().bounds = {x, 0, x + 48, 40};
        all = all == kNoValue ? strip : b.binary(OpCode::blend, 0, all, strip);
    }
    compare(b, "wipes", 2.0 / 1024);
}

struct OracleSuite {
    const char* title;
    void (*run)(const Compare&);
};
inline const OracleSuite kOracleSuites[] = {
    {"masks", masks},
    {"curves, hue curves, log wheels and mixers", table_grades},
    {"every input format decodes", input_formats},
    {"every output format is stored", output_formats},
    {"chroma sitings in and out", sitings},
    {"transfers, primaries and matrices", colours},
    {"filters, scales and turns", filters},
    {"halved sources at whole pixels", halved_sources},
    {"blend modes and wipes", blends_and_wipes_in_strips},
    {"changes of light, tone mapping, gamut", light_and_gamut},
    {"blurs", blurs},
    {"keys", keys},
};
inline void run_oracle_suites(FrameRenderer& device) {
    for (const OracleSuite& suite : kOracleSuites) {
        INFO(suite.title);
        suite.run(like_reference(device));
    }
}

// A flat grey between two codes is stored as a pattern of both whose mean it is, up to 12 bits; rounded without dither.
inline void dither_keeps_means(FrameRenderer& device) {
    for (PixelFormat format : {PixelFormat::yuv420p, PixelFormat::yuv420p10le, PixelFormat::p010le,
                               PixelFormat::yuv422p10le, PixelFormat::yuv444p12le}) {
        const auto& f = info(format);
        CAPTURE(f.name);
        for (float grey : {0.0311f, 0.3217f, 0.9003f}) {
            BuildProgram b(64, 32, format, kRec709);
            b.program.space = BlendSpace::display;
            const int16_t v = b.op({.code = OpCode::solid, .opaque = true}, {{grey, grey, grey, 1}});
            b.unary(OpCode::opacity, v, {{1, 0, 0, 0}});
            const double exact = std::ldexp(16 + 219 * double(grey), f.depth() - 8);
            for (bool dither : {true, false}) {
                b.program.target.dither = dither;
                auto got = device.render(b.program, b.pictures).value();
                double sum = 0;
                int least = 1 << 16, most = 0;
                for (int y = 0; y < 32; ++y)
                    for (int x = 0; x < 64; ++x) {
                        const uint8_t* at = got->data[0] + y * got->stride[0] + x * f.comp[0].step;
                        const int code = (f.comp[0].step > 1 ? at[0] | at[1] << 8 : at[0]) >> f.comp[0].shift;
                        sum += code, least = std::min(least, code), most = std::max(most, code);
                    }
                // The pattern has 64 steps; values come in 16-bit floats, at worst.
                const double allowed = 1.0 / 64 + std::ldexp(1.0, f.depth() - 12) * exact / (1 << f.depth());
                if (dither)
                    CHECK(std::abs(sum / (64 * 32) - exact) <= allowed);
                else
                    CHECK(least == most);
                CHECK(std::abs(least - exact) <= 1);
                CHECK(most - least <= (dither ? 1 : 0));
            }
        }
    }
}

// Two layers, one moved and graded, over a gradient.
inline BuildProgram layers(double shift, double scale, float exposure, float amount,
                           PixelFormat format = PixelFormat::yuv444p) {
    BuildProgram b(160, 96, format, kRec709);
    int16_t back =
        b.sample(b.source(make_picture(format, 160, 96, kRec709, 1), kRec709), {}, SampleFilter::bilinear, {}, true);
    int16_t s = b.source(make_picture(PixelFormat::yuv422p10le, 120, 80, kRec709, 2), kRec709);
    int16_t top = b.sample(s, {scale, 0, shift, 0, scale, 0}, SampleFilter::bilinear, {20, 12, 101, 70});
    top = b.unary(OpCode::exposure, top, {{exposure, 0, 0, 0}});
    top = b.unary(OpCode::opacity, top, {{amount, 0, 0, 0}});
    b.binary(OpCode::blend, 0, back, top);
    return b;
}

inline void check_like_reference(FrameRenderer& device, const BuildProgram& b) {
    auto want = make_reference_renderer()->render(b.program, b.pictures).value();
    auto got = device.render(b.program, b.pictures);
    if (!got) FAIL(got.error().text());
    CHECK(worst_difference(*want, **got) <= 1);
}

template<class Device>
void numbers_compile_nothing(Device& device) {
    check_like_reference(device, layers(2.5, 0.9, 1.2f, 0.5f));
    uint64_t compiles = device.stats().compiles;
    CHECK(compiles > 0);
    // Whole shifts are read directly, halved pictures have levels, grades at rest do nothing: numbers all the same.
    check_like_reference(device, layers(3, 1, 1.2f, 0.5f));
    check_like_reference(device, layers(-4.25, 0.4, 0.7f, 1.0f));
    check_like_reference(device, layers(0.5, 2.3, 1.0f, 0.0f));
    // Halving itself is one more kernel, compiled with the first picture that needs it.
    CHECK(device.stats().compiles <= compiles + 1);
}

template<class Device>
void one_op_gives_what_fused_gives(Device& fused, Device& one_op) {
    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    auto want = fused.render_float(b.program, b.pictures).value();
    CHECK(worst_difference(*want, *one_op.render_float(b.program, b.pictures).value()) < 1e-5);
    CHECK(one_op.stats().dispatches > fused.stats().dispatches);
}

// Bit for bit, and the rest alone is computed.
template<class Device>
void untouched_samples_pass(Device& device) {
    BuildProgram whole(64, 32, PixelFormat::yuv420p, kRec709);
    whole.sample(whole.source(make_picture(PixelFormat::yuv420p, 64, 32, kRec709, 1), kRec709), {},
                 SampleFilter::bicubic, {}, true);
    CHECK(device.render(whole.program, whole.pictures).value() == whole.pictures[0]);
    CHECK(device.stats().dispatches == 0);
    // Codes of any ICtCp picture, though the program has an op that makes them.
    BuildProgram cones(64, 32, PixelFormat::yuv420p10le, ictcp_tags(Transfer::pq));
    const auto picture = make_picture(PixelFormat::yuv420p10le, 64, 32, ictcp_tags(Transfer::pq), 1);
    to_cones(cones, cones.sample(cones.source(picture, picture->colour), {}, SampleFilter::bicubic, {}, true));
    CHECK(cones.program.passthrough_source() == 0);
    CHECK(device.render(cones.program, cones.pictures).value() == picture);
    CHECK(device.stats().dispatches == 0);

    BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f, PixelFormat::yuv420p);
    auto got = device.render(b.program, b.pictures).value();
    const Picture &source = *b.pictures[0], &out = *got;
    int same = 0, total = 0;
    for (int y = 0; y < 96; ++y)
        for (int x = 0; x < 160; ++x) {
            bool covered = x >= 20 && x < 104 && y >= 12 && y < 70;
            if (covered) continue;
            ++total;
            same += out.data[0][y * out.stride[0] + x] == source.data[0][y * source.stride[0] + x] &&
                    out.data[1][y / 2 * out.stride[1] + x / 2] == source.data[1][y / 2 * source.stride[1] + x / 2];
        }
    CHECK(same == total);
}

// `bands` may take `limit_bytes`, which is too little for the frame.
template<class Device>
void bands_give_the_same(Device& whole, Device& bands, uint64_t limit_bytes) {
    BuildProgram b(320, 240, PixelFormat::yuv420p, kRec709);
    int16_t s = b.source(make_picture(PixelFormat::yuv420p, 300, 200, kRec709, 2), kRec709);
    int16_t v = b.sample(s, {0.45, 0.1, 20.5, -0.1, 0.45, 30.25}, SampleFilter::bilinear);
    int16_t g = b.geometry({0.9, 0.05, 3, -0.05, 0.9, 5}, {0, 0, 320, 240});
    b.op({.code = OpCode::resample, .filter = SampleFilter::bilinear, .a = v, .geometry = g});
    auto want = whole.render(b.program, b.pictures).value();
    auto got = bands.render(b.program, b.pictures);
    if (!got) FAIL(got.error().text());
    CHECK(worst_difference(*want, **got) == 0);
    CHECK(whole.stats().bands == 1);
    CHECK(bands.stats().bands > 1);
    CHECK(bands.stats().device_bytes <= limit_bytes);
}

inline void numbers_out_of_range_give_a_picture(FrameRenderer& device) {
    const double nan = std::nan(""), huge = 1e300;
    for (const Affine& m :
         {Affine{nan, 0, 0, 0, 1, 0}, Affine{huge, 0, 0, 0, huge, 0}, Affine{0, 0, 0, 0, 0, 0},
          Affine{1e-300, 0, 5, 0, 1e-300, 5}, Affine{1, 0, huge, 0, 1, -huge}, Affine{1e6, 3, -1e7, 2, 1e6, 9}}) {
        BuildProgram b = layers(2.5, 0.9, std::nanf(""), 1e30f);
        b.program.geometry[1].to_source = m;
        CHECK(device.render(b.program, b.pictures).has_value());
        b.program.geometry[1].crop = {nan, -huge, huge, 40};
        CHECK(device.render(b.program, b.pictures).has_value());
    }
}

} // namespace tandem::test
