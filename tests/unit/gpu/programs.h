// Small frame programs and pictures for tests of the render devices, made without the document. Test threads only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "engine/video/frame_program.h"
#include "engine/video/frame_renderer.h"

namespace tandem::test {

// A program and its pictures, op by op; every method gives the new value's index.
class BuildProgram {
  public:
    FrameProgram program;
    std::vector<PictureRef> pictures;

    BuildProgram(int width, int height, PixelFormat format, ColourTags colour = kRec709) {
        program.target = {format, width, height, colour, true};
    }
    IntRect frame() const { return {0, 0, program.target.width, program.target.height}; }

    int16_t source(PictureRef picture, const ColourTags& colour) {
        FrameSource s;
        s.width = picture->width, s.height = picture->height, s.colour = colour;
        program.sources.push_back(s);
        pictures.push_back(std::move(picture));
        return static_cast<int16_t>(program.sources.size() - 1);
    }
    int16_t geometry(Affine m, std::array<double, 4> crop) {
        program.geometry.push_back({m, crop, 0});
        return static_cast<int16_t>(program.geometry.size() - 1);
    }
    int16_t op(Op o, std::vector<std::array<float, 4>> args = {}) {
        o.args = static_cast<int32_t>(program.args.size()), o.arg_count = static_cast<int16_t>(args.size());
        program.args.insert(program.args.end(), args.begin(), args.end());
        if (o.bounds.empty()) o.bounds = frame();
        program.ops.push_back(o);
        return static_cast<int16_t>(program.ops.size() - 1);
    }
    int16_t sample(int16_t source_index, Affine m = {}, SampleFilter filter = SampleFilter::bicubic,
                   IntRect bounds = {}, bool opaque = false) {
        const Picture& p = *pictures[static_cast<size_t>(source_index)];
        int16_t g = geometry(m, {0, 0, static_cast<double>(p.width), static_cast<double>(p.height)});
        return op({.code = OpCode::sample,
                   .filter = filter,
                   .source = source_index,
                   .geometry = g,
                   .bounds = bounds,
                   .opaque = opaque});
    }
    int16_t unary(OpCode code, int16_t a, std::vector<std::array<float, 4>> args) {
        const Op& in = program.ops[static_cast<size_t>(a)];
        return op({.code = code, .a = a, .bounds = in.bounds, .opaque = in.opaque && code != OpCode::opacity}, args);
    }
    int16_t binary(OpCode code, int variant, int16_t a, int16_t b, std::vector<std::array<float, 4>> args = {}) {
        bool opaque = program.ops[static_cast<size_t>(a)].opaque && code == OpCode::blend;
        return op({.code = code, .variant = static_cast<uint8_t>(variant), .a = a, .b = b, .opaque = opaque}, args);
    }
};

// Smooth waves plus a little noise, different by seed, in every component of a format.
inline PictureRef make_picture(PixelFormat format, int width, int height, ColourTags colour, uint32_t seed,
                               uint64_t identity = 0) {
    auto m = MutablePicture::make(format, width, height, colour).value();
    const auto& f = info(format);
    std::mt19937 random(seed);
    for (int p = 0; p < f.planes; ++p)
        for (int y = 0; y < plane_rows(format, p, height); ++y)
            std::memset(m.row(p, y), 0, plane_row_bytes(format, p, width));
    for (size_t k = 0; k < f.components; ++k) {
        const auto& c = f.comp[k];
        bool chroma = f.model == ColourModel::yuv && (k == 1 || k == 2);
        int sx = chroma ? f.chroma_shift_x : 0, sy = chroma ? f.chroma_shift_y : 0;
        int w = (width + (1 << sx) - 1) >> sx, h = (height + (1 << sy) - 1) >> sy;
        float fx = 0.02f + 0.01f * static_cast<float>(random() % 20),
              fy = 0.02f + 0.01f * static_cast<float>(random() % 20);
        bool limited = colour.range == ColourRange::limited && !f.is_float;
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x) {
                float v =
                    0.5f +
                    0.35f * std::sin(fx * static_cast<float>(x << sx)) * std::cos(fy * static_cast<float>(y << sy)) +
                    0.1f * static_cast<float>(random() % 1000) / 1000.0f;
                if (chroma) v = 0.5f + (v - 0.5f) * 0.5f;
                bool alpha = f.has_alpha && k + 1u == f.components;
                if (limited && !alpha) v = 0.0625f + v * 0.85f;
                uint8_t* at = m.row(c.plane, y) + x * c.step + c.offset;
                if (c.depth == 32) {
                    std::memcpy(at, &v, 4);
                    continue;
                }
                auto code = static_cast<unsigned>(v * static_cast<float>((1u << c.depth) - 1)) << c.shift;
                at[0] = static_cast<uint8_t>(code);
                if (c.depth + c.shift > 8) at[1] = static_cast<uint8_t>(code >> 8);
            }
    }
    m.header().identity = identity;
    return std::move(m).publish();
}

// A component's code or float value at a position of its own plane.
inline double component_value(const Picture& p, const PixelComponent& c, int x, int y) {
    const uint8_t* at = p.data[c.plane] + y * p.stride[c.plane] + x * c.step + c.offset;
    if (c.depth == 32) {
        float v;
        std::memcpy(&v, at, 4);
        return static_cast<double>(v);
    }
    unsigned word = at[0];
    if (c.depth + c.shift > 8) word |= static_cast<unsigned>(at[1]) << 8;
    return (word >> c.shift) & ((1u << c.depth) - 1);
}

// Largest difference of two pictures of one format; `weight`(x, y, shift x, shift y) scales that of colour there.
template<class Weight>
double worst_weighted_difference(const Picture& a, const Picture& b, Weight weight) {
    const auto& f = info(a.format);
    double worst = a.format == b.format && a.width == b.width && a.height == b.height ? 0 : 1e9;
    for (size_t k = 0; k < f.components && worst < 1e9; ++k) {
        const auto& c = f.comp[k];
        bool chroma = f.model == ColourModel::yuv && (k == 1 || k == 2), alpha = f.has_alpha && k + 1u == f.components;
        int sx = chroma ? f.chroma_shift_x : 0, sy = chroma ? f.chroma_shift_y : 0;
        int w = (a.width + (1 << sx) - 1) >> sx, h = (a.height + (1 << sy) - 1) >> sy;
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x) {
                double d = std::abs(component_value(a, c, x, y) - component_value(b, c, x, y));
                if (!alpha) d *= weight(x, y, sx, sy);
                worst = std::max(worst, std::isnan(d) ? 1e9 : d);
            }
    }
    return worst;
}

// Largest difference of the codes (or float values) of two pictures of one format.
inline double worst_difference(const Picture& a, const Picture& b) {
    return worst_weighted_difference(a, b, [](int, int, int, int) { return 1.0; });
}

// The same, where colour under straight alpha counts by the alpha above it (FrameTarget): the least of a chroma block.
inline double worst_visible_difference(const Picture& a, const Picture& b) {
    const auto& f = info(a.format);
    if (!f.has_alpha || a.format != b.format) return worst_difference(a, b);
    const PixelComponent& c = f.comp[f.components - 1u];
    double full = f.is_float ? 1 : std::ldexp(1.0, c.depth) - 1;
    return worst_weighted_difference(a, b, [&](int x, int y, int sx, int sy) {
        double least = full;
        for (int j = y << sy; j < std::min((y + 1) << sy, a.height); ++j)
            for (int i = x << sx; i < std::min((x + 1) << sx, a.width); ++i)
                least = std::min({least, component_value(a, c, i, j), component_value(b, c, i, j)});
        return least / full;
    });
}

// A curve of each channel.
inline Ref<ColourTable> make_curves() {
    auto t = std::make_shared<ColourTable>();
    t->shape = TableShape::curves, t->size = kCurveEntries;
    for (int i = 0; i < kCurveEntries; ++i) {
        float x = static_cast<float>(i) / kCurveSteps;
        for (float v : {x * x * (3 - 2 * x), x * (1.6f - 0.6f * x) * 0.9f + 0.05f, 0.9f - 0.8f * x})
            t->rgb.push_back(v);
    }
    return t;
}
inline Ref<ColourTable> make_hue_curves() {
    auto t = std::make_shared<ColourTable>();
    t->shape = TableShape::hue_curves, t->size = 2 * kCurveEntries;
    for (int i = 0; i < 2 * kCurveEntries; ++i) {
        float x = static_cast<float>(i % kCurveEntries) / kCurveSteps, wave = std::sin(x * 6.2831853f);
        if (i < kCurveEntries)
            for (float v : {0.1f * wave, 1 + 0.6f * wave, 1 - 0.3f * wave}) t->rgb.push_back(v);
        else
            for (float v : {1.5f - x, 0.7f + 0.5f * x, 0.0f}) t->rgb.push_back(v);
    }
    return t;
}

} // namespace tandem::test
