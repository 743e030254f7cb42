// One flat colour through compile_frame and a renderer: what a clip of some tags becomes in some sequence and target.
// Test threads only.
#pragma once

#include <cmath>
#include <cstring>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/video/video_fixture.h"

namespace tandem::test {

using Rgb = std::array<double, 3>;

inline ColourTags tags(Primaries p, Transfer t, Matrix m = Matrix::rgb, ColourRange r = ColourRange::full) {
    return {p, t, m, r, m == Matrix::rgb ? ChromaSiting::unspecified : ChromaSiting::left};
}
inline const ColourTags kPq = tags(Primaries::bt2020, Transfer::pq);
inline const ColourTags kHlg = tags(Primaries::bt2020, Transfer::hlg);
inline const ColourTags kSdr = tags(Primaries::bt709, Transfer::bt709);

// A flat picture of the signal, 16 x 16, in floats.
inline PictureRef flat(const Rgb& signal, const ColourTags& colour) {
    auto m = MutablePicture::make(PixelFormat::gbrpf32le, 16, 16, colour).value();
    const auto& f = info(PixelFormat::gbrpf32le);
    for (size_t k = 0; k < 3; ++k)
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                auto v = static_cast<float>(signal[k]);
                std::memcpy(m.row(f.comp[k].plane, y) + 4 * x, &v, 4);
            }
    return std::move(m).publish();
}

// The component `k` of the middle pixel (or its chroma sample).
inline double code(const Picture& p, size_t k) {
    const auto& f = info(p.format);
    const auto& c = f.comp[k];
    bool chroma = f.model == ColourModel::yuv && k > 0;
    const uint8_t* at = p.data[c.plane] + (8 >> (chroma ? f.chroma_shift_y : 0)) * p.stride[c.plane] +
                        (8 >> (chroma ? f.chroma_shift_x : 0)) * c.step + c.offset;
    if (c.depth == 32) {
        float v;
        std::memcpy(&v, at, 4);
        return static_cast<double>(v);
    }
    unsigned word = at[0];
    if (c.depth > 8) word |= static_cast<unsigned>(at[1]) << 8;
    return word >> c.shift & ((1u << c.depth) - 1);
}

struct Scene {
    ColourTags source, sequence, target;
    PixelFormat format = PixelFormat::gbrpf32le;
    int peak_nits = 0;
    Primaries working = Primaries::unspecified;
    std::vector<Effect> effects = {};
    double hlg_peak_nits = kHlgPeakNits; // of the target

    FrameProgram program() const {
        Format f{.width = 16, .height = 16, .colour = sequence, .working = working};
        BuildProject b(f);
        Media m;
        m.name = "flat", m.path = "/nowhere/flat", m.duration = seconds(10);
        PictureStream s;
        s.width = s.height = 16, s.rate = {25, 1}, s.duration = seconds(10), s.colour = source;
        s.format = "gbrpf32le", s.codec = "exr", s.peak_nits = peak_nits;
        m.pictures.push_back(s);
        Clip clip{.name = "flat", .content = MediaContent{.media = b.add_media(m)}, .length = seconds(1)};
        if (!effects.empty()) {
            EffectStack stack;
            for (const Effect& e : effects) stack.effects.push_back(std::make_shared<const Effect>(e));
            clip.effects = std::make_shared<const EffectStack>(std::move(stack));
        }
        b.add_clip(b.v1(), {}, std::move(clip));
        FakeAssets assets;
        auto p = b.done();
        RenderSpec spec{.target = target_of(*p->sequences[0], format)};
        spec.target.colour = target, spec.target.dither = false;
        spec.target.hlg_peak_nits = hlg_peak_nits;
        auto r = compile_frame(*p, *p->sequences[0], {}, spec, assets);
        REQUIRE_MESSAGE(r.has_value(), (r ? std::string() : r.error().text()));
        return *r;
    }
    // Through every renderer: they must agree, the reference's is given back.
    PictureRef shown(const Rgb& signal) const {
        FrameProgram p = program();
        std::vector<PictureRef> sources{flat(signal, p.sources[0].colour)};
        auto reference = make_reference_renderer()->render(p, sources).value();
        for (const char* set : {"SSE2", "SSE4", "AVX2", "AVX-512"})
            if (auto r = make_cpu_renderer_for(set, 1)) {
                auto other = r->render(p, sources).value();
                for (size_t k = 0; k < 3; ++k)
                    CHECK(std::abs(code(*other, k) - code(*reference, k)) <= (info(format).is_float ? 1.0 / 1024 : 1));
            }
        return reference;
    }
    Rgb signal(const Rgb& in) const {
        auto p = shown(in);
        return {code(*p, 0), code(*p, 1), code(*p, 2)};
    }
};

} // namespace tandem::test
