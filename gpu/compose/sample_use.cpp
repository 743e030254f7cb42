// Direct reading where a shift is whole; else the regions of each halving from the last level up.
#include "gpu/compose/sample_use.h"

#include <algorithm>
#include <cmath>

namespace tandem::compose {

IntRect intersect(IntRect a, IntRect b) {
    return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}
IntRect join(IntRect a, IntRect b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

SampleUse plan_use(const FrameProgram& p, const Op& op, int width, int height, IntRect rect) {
    SampleUse u;
    Geometry g;
    g.crop = {0, 0, static_cast<double>(width), static_cast<double>(height)};
    if (op.geometry >= 0) g = p.geometry[static_cast<size_t>(op.geometry)];
    const Affine& m = g.to_source;
    for (double v : {m.a, m.b, m.c, m.d, m.e, m.f, g.crop[0], g.crop[1], g.crop[2], g.crop[3]})
        if (!std::isfinite(v)) return u;
    u.plan = plan_sampling(g, op.filter, width, height);
    const auto& o = u.plan.outline;
    u.bounds = intersect(op.bounds, rect);
    if (!(o[0] < o[2]) || !(o[1] < o[3]) || u.bounds.empty()) return u;
    auto whole = [](double v) { return v == std::floor(v); };
    bool near = std::abs(g.to_source.c) < 1e6 && std::abs(g.to_source.f) < 1e6;
    if (op.code == OpCode::sample && near && g.to_source.integer_translation() && whole(o[0]) && whole(o[1]) &&
        whole(o[2]) && whole(o[3])) {
        u.shift_x = static_cast<int>(g.to_source.c), u.shift_y = static_cast<int>(g.to_source.f);
        u.bounds = intersect(u.bounds, {static_cast<int>(o[0]) - u.shift_x, static_cast<int>(o[1]) - u.shift_y,
                                        static_cast<int>(o[2]) - u.shift_x, static_cast<int>(o[3]) - u.shift_y});
        if (!u.bounds.empty()) u.mode = SampleMode::direct;
        return u;
    }
    auto edge = [](double v, double limit) { return std::clamp(v, 0.0, limit); };
    u.exists = {
        static_cast<int>(std::floor(edge(g.crop[0], width))), static_cast<int>(std::floor(edge(g.crop[1], height))),
        static_cast<int>(std::ceil(edge(g.crop[2], width))), static_cast<int>(std::ceil(edge(g.crop[3], height)))};
    std::vector<IntRect> exists{u.exists};
    for (int l = 0; l < u.plan.level; ++l) {
        IntRect e = exists.back();
        exists.push_back({e.x0 >> 1, e.y0 >> 1, (e.x1 + 1) >> 1, (e.y1 + 1) >> 1});
    }
    u.regions.resize(exists.size());
    u.regions.back() = needed_texels(u.plan, u.bounds);
    for (size_t l = u.regions.size() - 1; l-- > 0;) {
        IntRect r = u.regions[l + 1];
        u.regions[l] = intersect({2 * r.x0, 2 * r.y0, 2 * r.x1, 2 * r.y1}, exists[l]);
    }
    u.mode = SampleMode::filtered;
    return u;
}

} // namespace tandem::compose
