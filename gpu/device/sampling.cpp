// Sampling rules of FrameProgram's Geometry.
#include "gpu/device/sampling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tandem {

double kernel_weight(SampleFilter filter, double x, double widen) {
    x = std::abs(x) / widen;
    switch (filter) {
    case SampleFilter::nearest:
        return x <= 0.5 ? 1 : 0;
    case SampleFilter::bilinear:
        return std::max(0.0, 1 - x);
    case SampleFilter::bicubic:
        if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    case SampleFilter::lanczos: {
        if (x < 1e-9) return 1;
        if (x >= 3) return 0;
        double p = std::numbers::pi * x;
        return 3 * std::sin(p) * std::sin(p / 3) / (p * p);
    }
    }
    return 0;
}

SamplingPlan plan_sampling(const Geometry& g, SampleFilter filter, int width, int height) {
    SamplingPlan s;
    s.filter = filter;
    const Affine& m = g.to_source;
    // Largest singular value of the map = source pixels per frame pixel where it shrinks most.
    double p = (m.a * m.a + m.b * m.b + m.d * m.d + m.e * m.e) / 2, det = m.a * m.e - m.b * m.d;
    double stretch = std::sqrt(p + std::sqrt(std::max(0.0, p * p - det * det)));
    s.level = stretch > 1 ? std::clamp(static_cast<int>(std::floor(std::log2(stretch) + 1e-9)), 0, 14) : 0;
    double k = std::ldexp(1.0, -s.level);
    s.to_level = {m.a * k, m.b * k, m.c * k, m.d * k, m.e * k, m.f * k};
    if (filter >= SampleFilter::bicubic) {
        s.widen_x = std::clamp(std::hypot(m.a, m.b) * k, 1.0, 2.0);
        s.widen_y = std::clamp(std::hypot(m.d, m.e) * k, 1.0, 2.0);
    }
    s.footprint_x = std::max(1e-6, (std::abs(m.a) + std::abs(m.b)) * k);
    s.footprint_y = std::max(1e-6, (std::abs(m.d) + std::abs(m.e)) * k);
    double x0 = std::clamp(g.crop[0], 0.0, static_cast<double>(width)),
           x1 = std::clamp(g.crop[2], x0, static_cast<double>(width));
    double y0 = std::clamp(g.crop[1], 0.0, static_cast<double>(height)),
           y1 = std::clamp(g.crop[3], y0, static_cast<double>(height));
    s.outline = {x0 * k, y0 * k, x1 * k, y1 * k};
    s.texels = {static_cast<int>(std::floor(x0)), static_cast<int>(std::floor(y0)), static_cast<int>(std::ceil(x1)),
                static_cast<int>(std::ceil(y1))};
    for (int i = 0; i < s.level; ++i)
        s.texels = {s.texels.x0 >> 1, s.texels.y0 >> 1, (s.texels.x1 + 1) >> 1, (s.texels.y1 + 1) >> 1};
    // Whole-pixel shifts of the level: every filter gives the pixel itself.
    if (s.to_level.integer_translation()) filter = s.filter = SampleFilter::nearest;
    double radius = filter == SampleFilter::lanczos ? 3 : filter == SampleFilter::bicubic ? 2 : 1;
    radius *= std::max(s.widen_x, s.widen_y);
    s.taps = filter == SampleFilter::nearest ? 1 : 2 * static_cast<int>(std::ceil(radius - 1e-9));
    return s;
}

std::array<double, 4> level_box(const SamplingPlan& s, IntRect b) {
    double x0 = 1e30, y0 = 1e30, x1 = -1e30, y1 = -1e30;
    for (double x : {b.x0 + 0.5, b.x1 - 0.5})
        for (double y : {b.y0 + 0.5, b.y1 - 0.5}) {
            double u = s.to_level.a * x + s.to_level.b * y + s.to_level.c;
            double v = s.to_level.d * x + s.to_level.e * y + s.to_level.f;
            x0 = std::min(x0, u), x1 = std::max(x1, u), y0 = std::min(y0, v), y1 = std::max(y1, v);
        }
    return {x0, y0, x1, y1};
}

IntRect needed_texels(const SamplingPlan& s, IntRect b) {
    auto [x0, y0, x1, y1] = level_box(s, b);
    double margin = s.taps / 2 + 2;
    auto lo = [&](double v, int from, int to) {
        return static_cast<int>(std::clamp(std::floor(v - margin), static_cast<double>(from), to - 1.0));
    };
    auto hi = [&](double v, int from, int to) {
        return static_cast<int>(std::clamp(std::ceil(v + margin), from + 1.0, static_cast<double>(to)));
    };
    return {lo(x0, s.texels.x0, s.texels.x1), lo(y0, s.texels.y0, s.texels.y1), hi(x1, s.texels.x0, s.texels.x1),
            hi(y1, s.texels.y0, s.texels.y1)};
}

} // namespace tandem
