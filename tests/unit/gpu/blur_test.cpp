// Blurs by numbers worked out here: a box under a Gaussian is a product of error functions, whatever way it is
// computed.
#include <doctest/doctest.h>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

// Alpha and red of a pixel of a float picture.
static std::array<double, 2> at(const Picture& p, int x, int y) {
    std::array<double, 2> out{};
    const size_t component[2] = {3, 0};
    for (size_t i = 0; i < 2; ++i) {
        float v;
        std::memcpy(&v,
                    p.data[info(p.format).comp[component[i]].plane] +
                        y * p.stride[info(p.format).comp[component[i]].plane] + x * 4,
                    4);
        out[i] = static_cast<double>(v);
    }
    return out;
}
static double box(double x, double lo, double hi, double sigma) {
    auto below = [&](double v) { return 0.5 * std::erf((v - x) / (sigma * std::sqrt(2.0))); };
    return below(hi) - below(lo);
}

TEST_CASE("a box blurs to error functions") {
    struct Case {
        float sigma, step, radius;
    };
    for (const Case& c : {Case{5, 1, 20}, Case{12, 1, 48}})
        for (int axis : {0, 1}) {
            BuildProgram b(160, 160, PixelFormat::yuv444p);
            int16_t v =
                b.op({.code = OpCode::solid, .bounds = {60, 60, 100, 100}, .opaque = true}, {{0.5f, 0.25f, 0, 1}});
            v = b.op({.code = OpCode::blur, .variant = static_cast<uint8_t>(axis), .a = v},
                     {{c.sigma, c.step, c.radius, 0}, {60, 100, 0, 0}});
            for (bool fast : {false, true}) {
                auto r = fast ? make_cpu_renderer(1) : make_reference_renderer();
                auto p = r->render_float(b.program, b.pictures).value();
                for (int i = 20; i < 140; i += 7) {
                    auto got = axis ? at(*p, 80, i) : at(*p, i, 80);
                    double want = box(i + 0.5, 60, 100, static_cast<double>(c.sigma));
                    CHECK(got[0] == doctest::Approx(want).epsilon(0.004));
                    CHECK(std::abs(got[1] - want / 2) < 0.002);
                }
            }
        }
}

TEST_CASE("repeat and mirror keep what is even, to the edge") {
    for (int edge : {1, 2}) {
        BuildProgram b(64, 16, PixelFormat::yuv444p);
        int16_t v = b.op({.code = OpCode::solid, .bounds = {10, 0, 50, 16}, .opaque = true}, {{0.5f, 0, 0, 1}});
        v = b.op({.code = OpCode::blur, .variant = static_cast<uint8_t>(2 * edge), .a = v, .bounds = {10, 0, 50, 16}},
                 {{9, 1, 27, 0}, {10, 50, 0, 0}});
        for (bool fast : {false, true}) {
            auto r = fast ? make_cpu_renderer(1) : make_reference_renderer();
            auto p = r->render_float(b.program, b.pictures).value();
            for (int x : {10, 11, 30, 48, 49}) CHECK(at(*p, x, 8)[1] == doctest::Approx(0.5).epsilon(0.002));
            CHECK(at(*p, 9, 8)[0] == 0);
        }
    }
}

TEST_CASE("sharpening moves an edge apart by the difference in display light, flat parts stay") {
    BuildProgram b(96, 16, PixelFormat::yuv444p);
    b.program.space = BlendSpace::display;
    int16_t left = b.op({.code = OpCode::solid, .bounds = {0, 0, 96, 16}, .opaque = true}, {{0.2f, 0.2f, 0.2f, 1}});
    int16_t right = b.op({.code = OpCode::solid, .bounds = {48, 0, 96, 16}, .opaque = true}, {{0.6f, 0.6f, 0.6f, 1}});
    int16_t v = b.binary(OpCode::blend, 0, left, right);
    int16_t soft = b.op({.code = OpCode::blur, .variant = 2, .a = v, .opaque = true}, {{3, 1, 12, 0}, {0, 96, 0, 0}});
    b.op({.code = OpCode::unsharp, .a = v, .b = soft, .opaque = true},
         {{0.5f, 0, 0, 0}, {0.2126f, 0.7152f, 0.0722f, 0}});
    auto p = make_cpu_renderer(1)->render_float(b.program, b.pictures).value();
    for (int x : {10, 44, 47, 48, 51, 80}) {
        double c = x < 48 ? 0.2 : 0.6, blurred = 0.2 + 0.4 * box(x + 0.5, 48, 1000, 3);
        CHECK(std::abs(at(*p, x, 8)[1] - (c + 0.5 * (c - blurred))) < 0.002);
    }
}

TEST_CASE("glow adds what is above the threshold, and shows beside the picture") {
    BuildProgram b(96, 16, PixelFormat::yuv444p);
    int16_t v = b.op({.code = OpCode::solid, .bounds = {0, 0, 48, 16}, .opaque = true}, {{0.8f, 0.4f, 0, 1}});
    int16_t light = b.unary(OpCode::bright, v, {{0.6f, 0, 0, 0}});
    b.program.ops.back().opaque = false;
    light = b.op({.code = OpCode::blur, .variant = 0, .a = light}, {{4, 1, 16, 0}, {0, 48, 0, 0}});
    b.op({.code = OpCode::add_light, .a = v, .b = light}, {{0.5f, 0, 0, 0}});
    auto p = make_cpu_renderer(1)->render_float(b.program, b.pictures).value();
    for (int x : {20, 40, 47, 48, 52, 90}) {
        double there = box(x + 0.5, 0, 48, 4); // a quarter of the red is above
        CHECK(std::abs(at(*p, x, 8)[1] - ((x < 48 ? 0.8 : 0) + 0.5 * 0.2 * there)) < 0.002);
        CHECK(std::abs(at(*p, x, 8)[0] - (x < 48 ? 1 : 0.5 * 0.25 * there)) < 0.002);
    }
}
