// Neighbourhood effects of a clip as ops. They act in the frame, on the clip as it lies there after crop and transform,
// in stack order with the grades; what lies outside the canvas does not exist. Lengths scale with the canvas, so that a
// preview looks like the film.
#include <algorithm>
#include <cmath>
#include <numbers>

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

// The key's chroma as OpCode::key wants it; false where the key is grey.
static bool key_axis(const std::array<double, 4>& key, const std::array<float, 4>& luma, std::array<float, 4>& out) {
    const double y = luma[0] * key[0] + luma[1] * key[1] + luma[2] * key[2];
    // Cb and Cr reach from -1/2 to 1/2.
    const double sb = 0.5 / (1 - luma[2]), sr = 0.5 / (1 - luma[0]);
    const double cb = (key[2] - y) * sb, cr = (key[0] - y) * sr, length = std::hypot(cb, cr);
    if (length < 0.02) return false;
    out = {static_cast<float>(cb / length), static_cast<float>(cr / length), static_cast<float>(sb / length),
           static_cast<float>(sr / length)};
    return true;
}

// The matte is made, its edge moved and softened by a blur, and applied. An edge that a Gaussian has blurred is at
// distance d at the value Phi(d / sigma), so levels around that value move it by d.
int16_t FrameCompiler::keyed(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas) {
    auto p = [&](int slot) { return param(e, slot, at.key_time); };
    Args luma = luma_args(), axis;
    const Rgba key =
        display_colour({p(slot::key_red), p(slot::key_green), p(slot::key_blue), 1}, value_colour(program_));
    if (!key_axis(key, luma, axis)) {
        note(at, "chroma key left out: its colour is a grey; choose the colour of the screen");
        return value;
    }
    const double softness = std::max(p(slot::key_softness), 1e-3);
    int16_t made =
        emit_on(OpCode::key, value,
                {axis, {static_cast<float>(1 - p(slot::key_tolerance)), static_cast<float>(1 / softness), 0, 0}, luma});
    const double height = at.sequence.format.height;
    const double shrink = p(slot::key_shrink) * height, sigma = std::max(std::abs(shrink), p(slot::key_blur) * height);
    double low = 0, high = 1;
    if (sigma > 0) {
        made = blurred(made, sigma * canvas.scale_x, sigma * canvas.scale_y, EdgeMode::repeat, canvas);
        const double shift = std::erf(shrink / sigma / std::sqrt(2.0)); // 2 Phi - 1
        (shrink > 0 ? low : high) += shift;
    }
    const double black = low + p(slot::key_black) * (high - low), white = low + p(slot::key_white) * (high - low);
    const float slope = static_cast<float>(1 / std::max(white - black, 1e-3));
    const bool show = p(slot::key_show_matte) >= 0.5;
    int16_t picture = show ? emit_solid({1, 1, 1, 1}, op(value).bounds) : value;
    Op o;
    o.code = OpCode::matte, o.variant = show || p(slot::key_spill) <= 0 ? 0 : 1;
    o.a = picture, o.b = made, o.bounds = op(value).bounds;
    luma[3] = 1 / luma[1];
    o.args = add_args({{static_cast<float>(black), slope, static_cast<float>(p(slot::key_spill)), 0}, axis, luma});
    o.arg_count = 3;
    const int16_t result = emit(o);
    if (!show) return result;
    return emit_mix(OpCode::blend, 0, emit_solid({0, 0, 0, 1}, op(value).bounds), result, {});
}

// The clip's alpha, moved and blurred, in the shadow's colour, below the clip.
int16_t FrameCompiler::shadowed(const ClipAt& at, const Effect& e, int16_t value, const Canvas& canvas) {
    auto p = [&](int slot) { return param(e, slot, at.key_time); };
    if (p(slot::shadow_opacity) <= 0 || op(value).bounds.empty()) return value;
    const double height = at.sequence.format.height, turn = p(slot::shadow_angle) / 180 * std::numbers::pi;
    const double dx = std::cos(turn) * p(slot::shadow_distance) * height * canvas.scale_x;
    const double dy = std::sin(turn) * p(slot::shadow_distance) * height * canvas.scale_y;
    const IntRect b = op(value).bounds;
    int16_t cast = value;
    if (dx != 0 || dy != 0) {
        Op moved;
        moved.code = OpCode::resample, moved.a = value, moved.filter = SampleFilter::bilinear;
        moved.geometry = add_geometry({{1, 0, -dx, 0, 1, -dy},
                                       {static_cast<double>(b.x0), static_cast<double>(b.y0), static_cast<double>(b.x1),
                                        static_cast<double>(b.y1)},
                                       0});
        moved.bounds = intersect({static_cast<int>(std::floor(b.x0 + dx)), static_cast<int>(std::floor(b.y0 + dy)),
                                  static_cast<int>(std::ceil(b.x1 + dx)), static_cast<int>(std::ceil(b.y1 + dy))},
                                 canvas.clip);
        if (moved.bounds.empty()) return value;
        cast = emit(moved);
    }
    const double sigma = p(slot::shadow_blur) * height;
    cast = blurred(cast, sigma * canvas.scale_x, sigma * canvas.scale_y, EdgeMode::transparent, canvas);
    const Rgba colour =
        working_colour({p(slot::shadow_red), p(slot::shadow_green), p(slot::shadow_blue), p(slot::shadow_opacity)},
                       value_colour(program_), program_.space);
    Op o;
    o.code = OpCode::matte, o.a = emit_solid(colour, op(cast).bounds), o.b = cast, o.bounds = op(cast).bounds;
    o.args = add_args({{0, static_cast<float>(1 / (1 - p(slot::shadow_spread))), 0, 0}, {}, {}}), o.arg_count = 3;
    return emit_mix(OpCode::blend, 0, emit(o), value, {});
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
    case EffectKind::chroma_key:
        return keyed(at, e, value, canvas);
    case EffectKind::drop_shadow:
        return shadowed(at, e, value, canvas);
    default:
        return value;
    }
}

} // namespace tandem
