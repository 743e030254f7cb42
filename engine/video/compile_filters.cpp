// Neighbourhood effects of a clip as ops. They act in the frame, on the clip as it lies there after crop and transform,
// in stack order with the grades; what lies outside the canvas does not exist. Lengths scale with the canvas, so that a
// preview looks like the film.
#include <algorithm>
#include <cmath>

#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

namespace {

// A pass has few taps: beyond 6 sigmas of a pass the picture is smooth enough to take wider steps.
constexpr double kSmooth = 3, kFirstPass = 4, kDirect = 6;

struct Pass {
    double sigma;
    int step;
};
// Gaussians whose variances add up to sigma^2; each step is at most the sigma before it, where what the taps leave out
// weighs exp(-2 pi^2).
std::vector<Pass> passes(double sigma) {
    std::vector<Pass> out;
    double done = 0; // variance
    int step = 1;
    while (sigma * sigma - done > 1e-6) {
        double rest = std::sqrt(sigma * sigma - done);
        double most = step == 1 ? kFirstPass : 6.0 * step;
        if (rest <= (step == 1 ? kDirect : most)) {
            out.push_back({rest, step});
            break;
        }
        out.push_back({most, step});
        done += most * most;
        step = static_cast<int>(std::sqrt(done));
    }
    return out;
}

int level_of(double sigma_x, double sigma_y, IntRect room) {
    int level = 0;
    while (level < 12 && std::min(sigma_x, sigma_y) >= std::ldexp(kSmooth, level + 1)) ++level;
    // The smaller picture has a pixel more where its first and last are cut.
    auto fits = [&](int from, int to) { return ((to - from) >> level) + 2 <= to - from; };
    while (level > 0 && (!fits(room.x0, room.x1) || !fits(room.y0, room.y1))) --level;
    return level;
}

} // namespace

int16_t FrameCompiler::blur_axis(int16_t value, const BlurAxis& b) {
    for (const Pass& pass : passes(b.sigma)) {
        int radius = std::max(1, static_cast<int>(std::ceil(3 * pass.sigma / pass.step)));
        Op o;
        o.code = OpCode::blur, o.a = value;
        o.variant = static_cast<uint8_t>((b.axis == Axis::down ? 1 : 0) + 2 * static_cast<int>(b.edge));
        o.bounds = op(value).bounds, o.opaque = op(value).opaque && b.edge != EdgeMode::transparent;
        if (b.edge == EdgeMode::transparent) {
            int grow = radius * pass.step;
            IntRect& r = o.bounds;
            if (b.axis == Axis::down)
                r.y0 = std::max(r.y0 - grow, b.room.y0), r.y1 = std::min(r.y1 + grow, b.room.y1);
            else
                r.x0 = std::max(r.x0 - grow, b.room.x0), r.x1 = std::min(r.x1 + grow, b.room.x1);
        }
        double lo = b.lo, hi = b.hi;
        if (b.edge == EdgeMode::transparent) {
            const IntRect& in = op(value).bounds;
            lo = b.axis == Axis::down ? in.y0 : in.x0, hi = b.axis == Axis::down ? in.y1 : in.x1;
        }
        o.args =
            add_args({{static_cast<float>(pass.sigma), static_cast<float>(pass.step), static_cast<float>(radius), 0},
                      {static_cast<float>(lo), static_cast<float>(hi), 0, 0}});
        o.arg_count = 2;
        value = emit(o);
    }
    return value;
}

int16_t FrameCompiler::blurred(int16_t value, double sigma_x, double sigma_y, EdgeMode edge, const Canvas& canvas) {
    IntRect b = op(value).bounds, room = canvas.clip;
    if (b.empty()) return value;
    int level = level_of(sigma_x, sigma_y, room);
    if (level == 0) {
        value =
            blur_axis(value, {Axis::across, sigma_x, edge, room, static_cast<double>(b.x0), static_cast<double>(b.x1)});
        return blur_axis(value,
                         {Axis::down, sigma_y, edge, room, static_cast<double>(b.y0), static_cast<double>(b.y1)});
    }
    // Halved `level` times at the frame's own corner, blurred there by what the halving has not blurred, and drawn at
    // full size again by a smooth filter, which adds no blur of its own.
    double k = std::ldexp(1.0, level), halving = (1 - 1 / (k * k)) / 12;
    auto rest = [&](double sigma) { return std::sqrt(std::max(0.0, sigma * sigma / (k * k) - halving)); };
    auto cells = [&](IntRect r) {
        return IntRect{r.x0 >> level, r.y0 >> level, (r.x1 + (1 << level) - 1) >> level,
                       (r.y1 + (1 << level) - 1) >> level};
    };
    bool was_opaque = op(value).opaque;
    Op small;
    small.code = OpCode::resample, small.a = value, small.filter = SampleFilter::nearest, small.bounds = cells(b);
    small.geometry = add_geometry(
        {{k, 0, 0, 0, k, 0},
         {static_cast<double>(b.x0), static_cast<double>(b.y0), static_cast<double>(b.x1), static_cast<double>(b.y1)},
         0});
    // Cut pixels at its edges are not opaque.
    small.opaque = was_opaque && ((b.x0 | b.y0 | b.x1 | b.y1) & ((1 << level) - 1)) == 0;
    value = emit(small);
    value = blur_axis(value, {Axis::across, rest(sigma_x), edge, cells(room), b.x0 / k, b.x1 / k});
    value = blur_axis(value, {Axis::down, rest(sigma_y), edge, cells(room), b.y0 / k, b.y1 / k});

    const IntRect& s = op(value).bounds;
    Op full;
    full.code = OpCode::resample, full.a = value, full.filter = SampleFilter::bicubic;
    Geometry g{{1 / k, 0, 0, 0, 1 / k, 0}, {b.x0 / k, b.y0 / k, b.x1 / k, b.y1 / k}, 0};
    full.bounds = b, full.opaque = was_opaque && edge != EdgeMode::transparent;
    if (edge == EdgeMode::transparent) {
        g.crop = {static_cast<double>(s.x0), static_cast<double>(s.y0), static_cast<double>(s.x1),
                  static_cast<double>(s.y1)};
        full.bounds = intersect({s.x0 << level, s.y0 << level, s.x1 << level, s.y1 << level}, room);
    }
    full.geometry = add_geometry(g);
    return emit(full);
}

int16_t FrameCompiler::filtered(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas) {
    Time t = at.key_time;
    double height = at.sequence.format.height;
    switch (e.kind) {
    case EffectKind::blur: {
        double x = param(e, slot::sigma_x, t) * height * canvas.scale_x;
        double y = param(e, slot::sigma_y, t) * height * canvas.scale_y;
        auto edge = static_cast<EdgeMode>(std::lround(param(e, slot::edge, t)));
        return blurred(value, x, y, edge, canvas);
    }
    case EffectKind::sharpen: {
        auto amount = static_cast<float>(param(e, slot::sharpen_amount, t));
        double radius = param(e, slot::sharpen_radius, t) * height;
        if (amount <= 0 || radius <= 0) return value;
        int16_t soft = blurred(value, radius * canvas.scale_x, radius * canvas.scale_y, EdgeMode::repeat, canvas);
        Op o;
        o.code = OpCode::unsharp, o.a = value, o.b = soft, o.bounds = op(value).bounds, o.opaque = op(value).opaque;
        o.args = add_args({{amount, static_cast<float>(param(e, slot::sharpen_threshold, t)), 0, 0}, luma_args()});
        o.arg_count = 2;
        return emit(o);
    }
    case EffectKind::glow: {
        auto amount = static_cast<float>(param(e, slot::glow_intensity, t));
        double radius = param(e, slot::glow_radius, t) * height;
        if (amount <= 0) return value;
        int16_t light =
            emit_on(OpCode::bright, value, {{static_cast<float>(param(e, slot::glow_threshold, t)), 0, 0, 0}});
        light = blurred(light, radius * canvas.scale_x, radius * canvas.scale_y, EdgeMode::transparent, canvas);
        Op o;
        o.code = OpCode::add_light, o.a = value, o.b = light;
        o.bounds = unite(op(value).bounds, op(light).bounds);
        o.opaque = op(value).opaque && contains(op(value).bounds, o.bounds);
        o.args = add_args({{amount, 0, 0, 0}}), o.arg_count = 1;
        return emit(o);
    }
    default:
        return value;
    }
}

} // namespace tandem
