// Chroma keys by angles and lengths worked out here in Cb Cr of BT.709.
#include <doctest/doctest.h>

#include <cmath>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

using Rgb = std::array<double, 3>;
constexpr Rgb kLuma{0.2126, 0.7152, 0.0722};

double luma(const Rgb& c) { return kLuma[0] * c[0] + kLuma[1] * c[1] + kLuma[2] * c[2]; }
std::array<double, 2> chroma(const Rgb& c) { return {(c[2] - luma(c)) / 1.8556, (c[0] - luma(c)) / 1.5748}; }
// 1 at the key, 0 at 45 degrees from it.
double keyness(const Rgb& c, const Rgb& key) {
    auto p = chroma(c), k = chroma(key);
    double angle = std::atan2(p[1], p[0]) - std::atan2(k[1], k[0]);
    return std::hypot(p[0], p[1]) / std::hypot(k[0], k[1]) * (std::cos(angle) - std::abs(std::sin(angle)));
}
std::array<float, 4> axis(const Rgb& key) {
    auto k = chroma(key);
    double length = std::hypot(k[0], k[1]);
    return {static_cast<float>(k[0] / length), static_cast<float>(k[1] / length),
            static_cast<float>(1 / 1.8556 / length), static_cast<float>(1 / 1.5748 / length)};
}
std::array<double, 4> pixel(const Picture& p, int x, int y) {
    std::array<double, 4> out{};
    for (size_t i = 0; i < 4; ++i) {
        const auto& c = info(p.format).comp[i];
        float v;
        std::memcpy(&v, p.data[c.plane] + y * p.stride[c.plane] + x * 4, 4);
        out[i] = static_cast<double>(v);
    }
    return out;
}

constexpr Rgb kKey{0.1, 0.7, 0.25};
constexpr float kThreshold = 0.5f, kSoftness = 0.4f, kSpill = 0.8f;

// A solid of a display colour, keyed; premultiplied display colour and alpha.
std::array<double, 4> keyed(const Rgb& colour, float alpha, int despill, FrameRenderer& renderer) {
    BuildProgram b(32, 16, PixelFormat::yuv444p);
    b.program.space = BlendSpace::display;
    const auto a = static_cast<float>(alpha);
    int16_t v = b.op(
        {.code = OpCode::solid, .opaque = alpha == 1},
        {{static_cast<float>(colour[0]) * a, static_cast<float>(colour[1]) * a, static_cast<float>(colour[2]) * a, a}});
    const std::array<float, 4> weights{0.2126f, 0.7152f, 0.0722f, 1 / 0.7152f};
    int16_t k = b.unary(OpCode::key, v, {axis(kKey), {kThreshold, 1 / kSoftness, 0, 0}, weights});
    b.program.ops.back().opaque = false;
    b.op({.code = OpCode::matte, .variant = static_cast<uint8_t>(despill), .a = v, .b = k},
         {{0.1f, 1 / 0.8f, kSpill, 0}, axis(kKey), weights});
    return pixel(*renderer.render_float(b.program, b.pictures).value(), 7, 7);
}

} // namespace

TEST_CASE(
    "keys by colour: the screen goes, other colours stay, what lies between by its distance; spill goes, luma stays") {
    const Rgb colours[] = {kKey,
                           {0.5, 0.5, 0.5},    // grey
                           {0.9, 0.6, 0.5},    // skin
                           {0.06, 0.42, 0.15}, // the screen in shadow
                           {0.4, 0.6, 0.45},   // a grey with the screen's light on it
                           {0.35, 0.62, 0.4},  // half and half
                           {0.2, 0.3, 0.9},    // blue
                           {0.5, 0.9, 0.1}};   // yellowish green
    int keyed_out = 0, kept = 0, between = 0;
    for (bool fast : {false, true}) {
        auto renderer = fast ? make_cpu_renderer(1) : make_reference_renderer();
        for (const Rgb& c : colours)
            for (float alpha : {1.0f, 0.6f})
                for (int despill : {0, 1}) {
                    CAPTURE(c[0]);
                    CAPTURE(c[1]);
                    CAPTURE(despill);
                    const double q = keyness(c, kKey);
                    const double matte = std::clamp((kThreshold - q) / kSoftness, 0.0, 1.0);
                    const double level = std::clamp((matte - 0.1) / 0.8, 0.0, 1.0);
                    keyed_out += level == 0, kept += level == 1, between += level > 0 && level < 1;
                    Rgb want = c;
                    if (despill && q > 0) {
                        // Back from luma and what is left of the chroma.
                        auto p = chroma(c), k = chroma(kKey);
                        const double cb = p[0] - q * kSpill * k[0], cr = p[1] - q * kSpill * k[1], y = luma(c);
                        want[2] = y + cb * 1.8556, want[0] = y + cr * 1.5748;
                        want[1] = (y - kLuma[0] * want[0] - kLuma[2] * want[2]) / kLuma[1];
                    }
                    auto got = keyed(c, alpha, despill, *renderer);
                    CHECK(got[3] == doctest::Approx(level * alpha).epsilon(0.001));
                    for (size_t i = 0; i < 3; ++i) CHECK(std::abs(got[i] - want[i] * level * alpha) < 0.001);
                }
    }
    CHECK(keyed_out > 0);
    CHECK(kept > 0);
    CHECK(between > 0);
}
