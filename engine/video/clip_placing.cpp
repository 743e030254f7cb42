// Transforms and crops of a clip.
#include "engine/video/clip_placing.h"

#include <algorithm>
#include <cmath>

namespace tandem {

static double value(const Effect& e, int slot, Time t) { return e.params[static_cast<size_t>(slot)].at(t); }
static int choice(const Effect& e, int slot, Time t) { return static_cast<int>(std::lround(value(e, slot, t))); }

static void add_transform(Placing& placing, const Effect& e, Time t) {
    using namespace slot;
    const tandem::Transform m{.x = value(e, tx, t),
                              .y = value(e, ty, t),
                              .scale_x = value(e, scale_x, t),
                              .scale_y = value(e, scale_y, t),
                              .rotation = value(e, rotation, t),
                              .anchor_x = value(e, anchor_x, t),
                              .anchor_y = value(e, anchor_y, t)};
    const bool identity = m.x == 0 && m.y == 0 && m.scale_x == 1 && m.scale_y == 1 && m.rotation == 0 &&
                          m.anchor_x == 0.5 && m.anchor_y == 0.5;
    if (identity) return;
    const auto n = static_cast<size_t>(placing.transform_count);
    if (n < placing.transforms.size())
        placing.transforms[n] = m, ++placing.transform_count;
    else
        ++placing.transforms_left_out;
}

Placing placing_of(const Clip& clip, Time key_time) {
    Placing placing;
    if (!clip.effects) return placing;
    bool placed = false;
    for (const auto& e : clip.effects->effects) {
        if (!e->enabled) continue;
        if (e->kind == EffectKind::transform) {
            // The first one says how the picture is fitted and filtered.
            if (!std::exchange(placed, true)) {
                placing.fit = static_cast<Fit>(choice(*e, slot::fit, key_time));
                placing.filter = static_cast<SampleFilter>(choice(*e, slot::filter, key_time));
            }
            add_transform(placing, *e, key_time);
        } else if (e->kind == EffectKind::crop) {
            for (int i = 0; i < 4; ++i) {
                double& side = placing.crop[static_cast<size_t>(i)];
                side = std::max(side, value(*e, i, key_time));
            }
        }
    }
    return placing;
}

std::optional<PicturePlace> picture_place(const Project& project, const Sequence& sequence, const Placement& placement,
                                          Time t) {
    const Clip& clip = *placement.clip;
    const Format& f = sequence.format;
    SourceShape shape;
    shape.upright_width = f.width, shape.upright_height = f.height;
    if (const auto* content = std::get_if<MediaContent>(&clip.content)) {
        const Media* media = project.find_media(content->media);
        if (!media || media->pictures.empty()) return std::nullopt;
        const PictureStream* stream = &media->pictures[0];
        for (const PictureStream& s : media->pictures)
            if (s.index == content->stream) stream = &s;
        const SourceShape own = shape_of(*stream);
        shape.upright_width = own.upright_width, shape.upright_height = own.upright_height;
    } else if (const auto* nested = std::get_if<SequenceContent>(&clip.content)) {
        const Ref<Sequence> inner = project.find_sequence(nested->sequence);
        if (!inner) return std::nullopt;
        shape.upright_width = inner->format.width, shape.upright_height = inner->format.height;
    }
    shape.outline = {0, 0, shape.upright_width, shape.upright_height};
    Placing placing = placing_of(clip, t - placement.start + clip.key_origin);
    placing.crop = {};
    // Far outside the frame there are corners all the same: nothing may limit them.
    Canvas canvas = fit_canvas(f.width, f.height, f.width, f.height);
    constexpr int kFar = 1 << 28;
    canvas.clip = {-kFar, -kFar, kFar, kFar};
    const auto placed = place(shape, placing, f.width, f.height, canvas);
    if (!placed) return std::nullopt;
    return PicturePlace{shape.upright_width, shape.upright_height, placed->to_target};
}

std::optional<std::array<Point, 4>> clip_corners(const Project& project, const Sequence& sequence,
                                                 const Placement& placement, Time t) {
    const auto p = picture_place(project, sequence, placement, t);
    if (!p) return std::nullopt;
    return std::array<Point, 4>{apply(p->to_frame, {0, 0}), apply(p->to_frame, {p->width, 0}),
                                apply(p->to_frame, {p->width, p->height}), apply(p->to_frame, {0, p->height})};
}

} // namespace tandem
