// Single colours through grades, on the reference and the SIMD renderers, against the formulas of frame_program.h in
// double precision, and conversions of colour by other routes.
#include <doctest/doctest.h>

#include <array>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/oracle_programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Rgb = std::array<double, 3>;
constexpr double kLuma[3] = {0.2126, 0.7152, 0.0722};
double luma(const Rgb& c) { return kLuma[0] * c[0] + kLuma[1] * c[1] + kLuma[2] * c[2]; }

const std::vector<Rgb> kColours = {{0.5, 0.5, 0.5}, {0.8, 0.3, 0.2}, {0.1, 0.6, 0.4},  {0.2, 0.3, 0.9},
                                   {0, 0, 0},       {1, 1, 1},       {0.9, 0.8, 0.05}, {0.31, 0.3, 0.3},
                                   {1.3, 0.2, 0.4}, {0.7, -0.1, 0.9}};

// What the op makes of a display colour of alpha 1/2 or 1, in both blend spaces, is `want` of it.
void check_grade(const std::function<int16_t(BuildProgram&, int16_t)>& grade, const std::function<Rgb(Rgb)>& want) {
    auto reference = make_reference_renderer(), simd = make_cpu_renderer(1);
    for (FrameRenderer* r : {reference.get(), simd.get()})
        for (const Rgb& c : kColours)
            for (float alpha : {1.0f, 0.5f}) {
                BuildProgram b(16, 2, PixelFormat::gbrap, kSrgbFull);
                b.program.space = BlendSpace::display;
                auto f = [&](size_t k) { return static_cast<float>(c[k]) * alpha; };
                int16_t v = b.op({.code = OpCode::solid, .opaque = alpha == 1}, {{f(0), f(1), f(2), alpha}});
                grade(b, v);
                auto out = r->render_float(b.program, {}).value();
                Rgb expected = want(c);
                for (size_t k = 0; k < 3; ++k) {
                    float got;
                    std::memcpy(&got, out->data[info(out->format).comp[k].plane], 4);
                    INFO(r->name() << " " << c[0] << " " << c[1] << " " << c[2] << " channel " << k);
                    CHECK(static_cast<double>(got / alpha) == doctest::Approx(expected[k]).epsilon(2e-4));
                }
            }
}

// Hue in turns by the angle-free textbook definition of HSV.
double hue_of(const Rgb& c) {
    double high = std::max({c[0], c[1], c[2]}), low = std::min({c[0], c[1], c[2]});
    if (high == low) return 0;
    double h = high == c[0]   ? (c[1] - c[2]) / (high - low)
               : high == c[1] ? 2 + (c[2] - c[0]) / (high - low)
                              : 4 + (c[0] - c[1]) / (high - low);
    return h < 0 ? h / 6 + 1 : h / 6;
}
Rgb pure(double h) {
    h = (h - std::floor(h)) * 6;
    double x = 1 - std::abs(std::fmod(h, 2) - 1);
    static constexpr int kOrder[6][3] = {{0, 1, 2}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}};
    const double level[3] = {1, x, 0};
    const auto& order = kOrder[std::min(static_cast<int>(h), 5)];
    return {level[order[0]], level[order[1]], level[order[2]]};
}

} // namespace

TEST_CASE("curves: table values between and beyond the entries") {
    auto curve = [](double x, int k) {
        // Beyond 0..1 the first and last step of the table go on.
        auto f = [&](double v) {
            return k == 0 ? v * v * (3 - 2 * v) : k == 1 ? v * (1.6 - 0.6 * v) * 0.9 + 0.05 : 0.9 - 0.8 * v;
        };
        double step = 1.0 / 1024;
        if (x < 0) return f(0) + (f(step) - f(0)) * x / step;
        if (x > 1) return f(1) + (f(1) - f(1 - step)) * (x - 1) / step;
        double low = std::min(std::floor(x / step), 1023.0) * step;
        return f(low) + (f(low + step) - f(low)) * (x - low) / step;
    };
    check_grade([](BuildProgram& b, int16_t v) { return table_grade(b, 0, v); },
                [&](Rgb c) {
                    return Rgb{curve(c[0], 0), curve(c[1], 1), curve(c[2], 2)};
                });
}

TEST_CASE("hue curves: luma, chroma and hue as the curves say") {
    check_grade([](BuildProgram& b, int16_t v) { return table_grade(b, 1, v); },
                [&](Rgb c) {
                    double h = hue_of(c), y = luma(c);
                    double chroma = std::max({c[0], c[1], c[2]}) - std::min({c[0], c[1], c[2]});
                    double wave = std::sin(h * 2 * std::numbers::pi);
                    double k = chroma * (1 + 0.6 * wave) * (1.5 - std::clamp(y, 0.0, 1.0)) *
                               (0.7 + 0.5 * std::clamp(chroma, 0.0, 1.0));
                    double to = y * (1 - 0.3 * wave * std::min(1.0, 8 * chroma));
                    Rgb p = pure(h + 0.1 * wave), out;
                    for (size_t i = 0; i < 3; ++i) out[i] = to + k * (p[i] - luma(p));
                    return out;
                });
}

TEST_CASE("neutral hue curves change no colour") {
    check_grade(
        [](BuildProgram& b, int16_t v) {
            auto t = std::make_shared<ColourTable>();
            t->shape = TableShape::hue_curves, t->size = 2 * kCurveEntries;
            for (int i = 0; i < 2 * kCurveEntries; ++i)
                for (float x : {i < kCurveEntries ? 0.0f : 1.0f, 1.0f, 1.0f}) t->rgb.push_back(x);
            b.program.luts.push_back(t);
            v = b.unary(OpCode::hue_curves, v, {{0.2126f, 0.7152f, 0.0722f, 0}});
            b.program.ops.back().lut = 0;
            return v;
        },
        [](Rgb c) { return c; });
}

TEST_CASE("log wheels: weights of the ranges sum up") {
    auto smooth = [](double t) { return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t); };
    check_grade([](BuildProgram& b, int16_t v) { return table_grade(b, 2, v); },
                [&](Rgb c) {
                    const double shadow[3] = {0.05, 0, -0.03}, mid[3] = {-0.04, 0.06, 0}, high[3] = {0, -0.05, 0.08};
                    const double offset[3] = {0.02, 0, -0.01};
                    Rgb out;
                    for (size_t k = 0; k < 3; ++k) { // low range 0.3, high range 0.55
                        double s = 1 - smooth(c[k] / 0.6), h = smooth((c[k] - 0.1) / 0.9);
                        out[k] = c[k] + offset[k] + s * shadow[k] + (1 - s) * (1 - h) * mid[k] + h * high[k];
                    }
                    return out;
                });
}

TEST_CASE("channel mixer: rows and constants") {
    check_grade([](BuildProgram& b, int16_t v) { return table_grade(b, 3, v); },
                [&](Rgb c) {
                    return Rgb{0.8 * c[0] + 0.3 * c[1] - 0.1 * c[2] + 0.02, 0.1 * c[0] + 0.7 * c[1] + 0.1 * c[2],
                               -0.2 * c[0] + 0.2 * c[1] + 1.1 * c[2] - 0.03};
                });
}
