// What a pixel becomes never depends on its neighbours in a vector: one far beyond the usual range changes itself
// alone.
#include <doctest/doctest.h>

#include <cstring>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/oracle_programs.h"

using namespace tandem;
using namespace tandem::test;

static constexpr int kWidth = 48, kLoud = 19;

// A ramp of display values, the pixel kLoud `loud`; linear light, and back where `coded`.
static std::vector<float> rendered(FrameRenderer& renderer, ColourTags tags, float loud, bool coded) {
    auto m = MutablePicture::make(PixelFormat::gbrapf32le, kWidth, 1, tags).value();
    for (int plane = 0; plane < 4; ++plane)
        for (int x = 0; x < kWidth; ++x) {
            const float v = plane == 3 ? 1.0f : x == kLoud ? loud : 0.003f + 0.02f * static_cast<float>(x);
            std::memcpy(m.row(plane, 0) + 4 * x, &v, 4);
        }
    BuildProgram b(kWidth, 1, PixelFormat::gbrapf32le, tags);
    b.program.space = coded ? BlendSpace::display : BlendSpace::linear;
    int16_t v = b.sample(b.source(std::move(m).publish(), tags), {}, kPlain);
    b.unary(OpCode::exposure, v, {{1.25f, 0, 0, 0}});
    const PictureRef out = renderer.render_float(b.program, b.pictures).value();
    std::vector<float> row(kWidth);
    std::memcpy(row.data(), out->data[0], row.size() * 4);
    return row;
}

TEST_CASE("a pixel beyond the usual range leaves its neighbours as they are") {
    for (Transfer transfer : {Transfer::bt709, Transfer::srgb})
        for (std::string_view set : {"SSE2", "SSE4", "AVX2", "AVX-512"})
            for (bool coded : {false, true}) {
                auto renderer = make_cpu_renderer_for(set, 1);
                if (!renderer) continue;
                INFO(set << (coded ? " to display" : " to linear"));
                ColourTags tags{Primaries::bt709, transfer, Matrix::rgb, ColourRange::full, ChromaSiting::unspecified};
                const auto quiet = rendered(*renderer, tags, 0.5f, coded),
                           loud = rendered(*renderer, tags, 3.0f, coded);
                CHECK(loud[kLoud] > 2 * quiet[kLoud]);
                for (size_t x = 0; x < kWidth; ++x)
                    if (x != kLoud) CHECK(std::memcmp(&quiet[x], &loud[x], 4) == 0);
            }
}
