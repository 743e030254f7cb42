// What one track shows at an instant: nothing, a clip, or two clips under a transition. Each side of a transition is
// compiled with its own effects and plays on into its handle.
#include <algorithm>
#include <cmath>

#include "engine/model/lookup.h"
#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

Result<Layer> FrameCompiler::placement_layer(const Sequence& sequence, const Placement& placement, Time t,
                                             const Canvas& canvas, int depth) {
    const Clip& clip = *placement.clip;
    if (!clip.enabled) return Layer{};
    Time local = t - placement.start;
    return clip_layer({.sequence = sequence,
                       .clip = clip,
                       .time = t,
                       .local = local,
                       .key_time = local + clip.key_origin,
                       .depth = depth},
                      canvas);
}

Result<Layer> FrameCompiler::track_layer(const Sequence& sequence, const Track& track, Time t, const Canvas& canvas,
                                         int depth) {
    auto active = transition_at(track, t);
    if (active && !is_sound(active->transition->kind))
        return transition_layer(sequence, track, *active, t, canvas, depth);
    auto i = item_at(track, t);
    if (!i) return Layer{};
    return placement_layer(sequence, track.items[*i], t, canvas, depth);
}

namespace {

// Where a slide's frame stands: its own canvas moved by whole target pixels, seen through the unmoved one.
Canvas moved(Canvas c, int dx, int dy) {
    IntRect r{c.clip.x0 + dx, c.clip.y0 + dy, c.clip.x1 + dx, c.clip.y1 + dy};
    c.x += dx, c.y += dy;
    c.clip = intersect(c.clip, r);
    return c;
}

// Direction in which the pictures move.
std::pair<int, int> slide_direction(TransitionKind kind) {
    switch (kind) {
    case TransitionKind::slide_left:
        return {-1, 0};
    case TransitionKind::slide_right:
        return {1, 0};
    case TransitionKind::slide_up:
        return {0, -1};
    default:
        return {0, 1};
    }
}

} // namespace

Result<Layer> FrameCompiler::transition_layer(const Sequence& sequence, const Track& track,
                                              const ActiveTransition& active, Time t, const Canvas& canvas, int depth) {
    const Transition& tr = *active.transition;
    double progress =
        static_cast<double>((t - active.start).ticks) / static_cast<double>((active.end - active.start).ticks);
    const Placement &from = track.items[active.from], &to = track.items[active.to];
    auto side = [&](const Placement& p, const Canvas& on) { return placement_layer(sequence, p, t, on, depth); };
    if (progress <= 0) return side(from, canvas);

    auto later_mode = [&](const Layer& a, const Layer& b) {
        return b.value == kNoValue || (a.value != kNoValue && progress < 0.5) ? a.mode : b.mode;
    };
    auto p = static_cast<float>(progress);

    if (tr.kind >= TransitionKind::slide_left && tr.kind <= TransitionKind::slide_down) {
        auto [sx, sy] = slide_direction(tr.kind);
        int width = canvas.clip.x1 - canvas.clip.x0, height = canvas.clip.y1 - canvas.clip.y0;
        int dx = sx * static_cast<int>(std::lround(width * progress));
        int dy = sy * static_cast<int>(std::lround(height * progress));
        Canvas leaving = moved(canvas, dx, dy), coming = moved(canvas, dx - sx * width, dy - sy * height);
        Layer a = leaving.clip.empty() ? Layer{} : TRY(side(from, leaving));
        Layer b = coming.clip.empty() ? Layer{} : TRY(side(to, coming));
        if (a.value == kNoValue || b.value == kNoValue)
            return Layer{a.value == kNoValue ? b.value : a.value, later_mode(a, b)};
        return Layer{emit_mix(OpCode::blend, 0, a.value, b.value, {}), later_mode(a, b)};
    }

    if (tr.kind == TransitionKind::dip) {
        bool leaving = progress < 0.5;
        Layer layer = TRY(side(leaving ? from : to, canvas));
        auto colour = working_colour({tr.red, tr.green, tr.blue, 1}, value_colour(program_), program_.space);
        auto share = static_cast<float>(leaving ? progress * 2 : 2 - progress * 2); // of the colour
        if (share >= 1) return Layer{emit_solid(colour, canvas.clip), layer.mode};
        if (share <= 0) return layer;
        int16_t solid = emit_solid(colour, canvas.clip);
        if (layer.value == kNoValue) return Layer{emit_on(OpCode::opacity, solid, {{share, 0, 0, 0}}), layer.mode};
        return Layer{emit_mix(OpCode::dissolve, 0, layer.value, solid, {{share, 0, 0, 0}}), layer.mode};
    }

    Layer a = TRY(side(from, canvas)), b = TRY(side(to, canvas));
    if (a.value == kNoValue && b.value == kNoValue) return Layer{};
    if (tr.kind == TransitionKind::dissolve) {
        if (a.value == kNoValue) return Layer{emit_on(OpCode::opacity, b.value, {{p, 0, 0, 0}}), b.mode};
        if (b.value == kNoValue) return Layer{emit_on(OpCode::opacity, a.value, {{1 - p, 0, 0, 0}}), a.mode};
        return Layer{emit_mix(OpCode::dissolve, 0, a.value, b.value, {{p, 0, 0, 0}}), later_mode(a, b)};
    }
    // Wipes need a value on both sides; an empty one is a transparent solid of no area.
    if (a.value == kNoValue) a.value = emit_solid({0, 0, 0, 0}, {});
    if (b.value == kNoValue) b.value = emit_solid({0, 0, 0, 0}, {});
    auto softness = static_cast<float>(std::clamp(tr.softness, 0.0, 1.0));
    // The edge runs over the sequence's own frame, wherever that stands in the target.
    const Format& f = sequence.format;
    Args frame{static_cast<float>(canvas.x), static_cast<float>(canvas.y), static_cast<float>(f.width * canvas.scale_x),
               static_cast<float>(f.height * canvas.scale_y)};
    return Layer{emit_mix(OpCode::wipe, static_cast<uint8_t>(tr.kind), a.value, b.value, {{p, softness, 0, 0}, frame}),
                 later_mode(a, b)};
}

} // namespace tandem
