// Masks of effects: where the window stands in the frame, as arguments of OpCode::mask.
#include <algorithm>
#include <cmath>

#include "engine/model/mask_path.h"
#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

namespace {

constexpr size_t kMostEdges = 256; // of a flattened path

float narrow(double v) { return static_cast<float>(v); }

// A path's points in the shape's space: the box about its centre, `width` by `height`.
std::vector<std::array<float, 4>> flattened(const std::vector<PathPoint>& path, double width, double height) {
    auto curved = [](const PathPoint& a, const PathPoint& b) {
        return a.out_x != 0 || a.out_y != 0 || b.in_x != 0 || b.in_y != 0;
    };
    const size_t steps = std::min<size_t>(16, kMostEdges / path.size());
    std::vector<Point> points;
    for (size_t i = 0; i < path.size(); ++i) {
        const PathPoint &a = path[i], &b = path[(i + 1) % path.size()];
        size_t count = curved(a, b) ? steps : 1;
        for (size_t k = 0; k < count; ++k) { // Bezier of third degree
            double t = static_cast<double>(k) / static_cast<double>(count), u = 1 - t;
            auto at = [&](double p0, double p1, double p2, double p3) {
                return u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
            };
            points.push_back({(at(a.x, a.x + a.out_x, b.x + b.in_x, b.x) - 0.5) * width,
                              (at(a.y, a.y + a.out_y, b.y + b.in_y, b.y) - 0.5) * height});
        }
    }
    std::vector<std::array<float, 4>> edges;
    for (size_t i = 0; i < points.size(); ++i) {
        const Point &a = points[i], &b = points[(i + 1) % points.size()];
        edges.push_back({narrow(a.x), narrow(a.y), narrow(b.x), narrow(b.y)});
    }
    return edges;
}

// x0 y0 x1 y1 of the points.
std::array<double, 4> box_of(const std::vector<std::array<float, 4>>& edges) {
    std::array<double, 4> box{1e30, 1e30, -1e30, -1e30};
    for (const auto& e : edges) {
        box[0] = std::min<double>(box[0], static_cast<double>(e[0]));
        box[1] = std::min<double>(box[1], static_cast<double>(e[1]));
        box[2] = std::max<double>(box[2], static_cast<double>(e[0]));
        box[3] = std::max<double>(box[3], static_cast<double>(e[1]));
    }
    return box;
}

} // namespace

// Of the picture that the clip shows, before it is placed.
std::optional<FrameCompiler::PictureSpace> FrameCompiler::picture_space(const ClipAt& at, const ClipLook& look,
                                                                        const Canvas& canvas) const {
    const Format& f = at.sequence.format;
    SourceShape shape;
    shape.upright_width = f.width, shape.upright_height = f.height;
    if (const PictureStream* stream = look.picture.stream) {
        SourceShape own = shape_of(*stream);
        shape.upright_width = own.upright_width, shape.upright_height = own.upright_height;
    } else if (auto nested = std::get_if<SequenceContent>(&at.clip.content)) {
        if (Ref<Sequence> inner = project_.find_sequence(nested->sequence))
            shape.upright_width = inner->format.width, shape.upright_height = inner->format.height;
    }
    shape.outline = {0, 0, shape.upright_width, shape.upright_height};
    Placing placing = look.placing;
    placing.crop = {};
    auto placed = place(shape, placing, f.width, f.height, canvas);
    if (!placed) return std::nullopt;
    return PictureSpace{placed->to_target, shape.upright_width, shape.upright_height};
}

int16_t FrameCompiler::masked(const ClipAt& at, const Effect& m, int16_t before, int16_t after,
                              const PictureSpace& picture) {
    using namespace slot;
    auto p = [&](int slot) { return param(m, slot, at.key_time); };
    auto on = [&](int slot) { return p(slot) >= 0.5; };
    auto shape = static_cast<MaskShape>(std::lround(p(mask_shape)));
    bool invert = on(mask_invert), qualify = on(mask_qualify);
    std::vector<std::array<float, 4>> edges;
    const double width = p(mask_width) * picture.width, height = p(mask_height) * picture.height;
    if (shape == MaskShape::path) {
        auto path = m.texts.empty() ? Result<std::vector<PathPoint>>(std::vector<PathPoint>{}) : parse_path(m.texts[0]);
        if (!path) note(at, "mask left out: " + path.error().text());
        if (path && !path->empty()) edges = flattened(*path, width, height);
    }
    const bool empty =
        shape != MaskShape::none && (width <= 0 || height <= 0 || (shape == MaskShape::path && edges.empty()));
    if (p(mask_opacity) <= 0 || (empty && !invert)) return before;
    if (empty) shape = MaskShape::none, invert = qualify = false; // all but nothing

    // The shape's space: pixels of the picture about the mask's centre, upright.
    Affine to_centre{1, 0, -p(mask_x) * picture.width, 0, 1, -p(mask_y) * picture.height};
    Affine of_frame = compose(rotation_degrees(-p(mask_rotation)), compose(to_centre, inverse(picture.to_target)));
    const double scale = std::sqrt(std::abs(determinant(picture.to_target)));
    const double falloff = std::max(p(mask_feather) * picture.height, 0.5 / scale);
    if (!invert && shape != MaskShape::none) {
        std::array<double, 4> box{-width / 2, -height / 2, width / 2, height / 2};
        if (shape == MaskShape::path) box = box_of(edges);
        double grow_x = falloff, grow_y = falloff;
        if (shape == MaskShape::ellipse) // the distance is at least (|p / r| - 1) times the smaller radius
            grow_x = falloff * width / std::min(width, height), grow_y = falloff * height / std::min(width, height);
        box = {box[0] - grow_x, box[1] - grow_y, box[2] + grow_x, box[3] + grow_y};
        IntRect bounds = outline_bounds(inverse(of_frame), box, op(after).bounds);
        if (bounds.empty()) return before;
        program_.ops[static_cast<size_t>(after)].bounds = bounds;
    }

    Op o;
    o.code = OpCode::mask;
    o.variant = static_cast<uint8_t>(static_cast<int>(shape) + (qualify ? kMaskQualifies : 0));
    o.a = before, o.b = after;
    o.bounds = unite(op(before).bounds, op(after).bounds);
    o.opaque = op(before).opaque && op(after).opaque && contains(op(before).bounds, op(after).bounds);
    auto turns = [&](int slot) { return p(slot) / 360; };
    auto slope = [](double softness) { return 1 / std::max(softness, 1e-4); };
    // Rises before `low` and falls behind `high`; the ends of the scale let everything beyond them in.
    auto range = [&](int first) {
        double low = p(first), high = p(first + 1), soft = p(first + 2), k = slope(soft);
        return Args{narrow(low <= 0 ? -1e6 : low - 1 / k), narrow(k), narrow(high >= 1 ? 1e6 : high + 1 / k),
                    narrow(k)};
    };
    const bool any_hue = p(mask_hue_width) >= 360;
    const double hue_slope = slope(turns(mask_hue_softness));
    Args luma = luma_args();
    luma[3] = on(mask_qualify_invert) ? 1 : 0;
    o.args = add_args({{narrow(of_frame.a), narrow(of_frame.b), narrow(of_frame.c), 0},
                       {narrow(of_frame.d), narrow(of_frame.e), narrow(of_frame.f), 0},
                       {narrow(width / 2), narrow(height / 2), narrow(1 / (2 * falloff)), 0},
                       {narrow(p(mask_opacity)), invert ? 1.0f : 0.0f, 0, 0},
                       {narrow(turns(mask_hue)), any_hue ? 2 : narrow(turns(mask_hue_width) / 2 + 1 / hue_slope),
                        narrow(hue_slope), any_hue ? 1.0f : 0.0f},
                       range(mask_saturation_low),
                       range(mask_luma_low),
                       luma});
    o.arg_count = kMaskArgs;
    o.points = static_cast<int32_t>(program_.args.size()), o.point_count = static_cast<int16_t>(edges.size());
    program_.args.insert(program_.args.end(), edges.begin(), edges.end());
    return emit(o);
}

// A rectangle as a mask, drawn inwards on the sides that are cropped, whose slope ends where the crop does. The others
// lie too far out to be seen.
int16_t FrameCompiler::feathered(int16_t value, const ClipLook& look, const PictureSpace& picture) {
    const auto& crop = look.placing.crop; // left right top bottom
    if (crop == std::array<double, 4>{}) return value;
    const double falloff = look.crop_feather * picture.height / 2, far = 2 * falloff + 1;
    double edges[4];
    for (size_t i = 0; i < 4; ++i) {
        const double length = i < 2 ? picture.width : picture.height;
        edges[i] = crop[i] > 0 ? crop[i] * length + falloff : -far;
    }
    const double x0 = edges[0], x1 = picture.width - edges[1], y0 = edges[2], y1 = picture.height - edges[3];
    if (x1 <= x0 || y1 <= y0) return value; // nothing is left between the slopes
    const Affine of_frame = compose(Affine{1, 0, -(x0 + x1) / 2, 0, 1, -(y0 + y1) / 2}, inverse(picture.to_target));
    Op o;
    o.code = OpCode::mask, o.variant = static_cast<uint8_t>(MaskShape::rectangle);
    o.b = value, o.bounds = op(value).bounds;
    o.a = emit_solid({0, 0, 0, 0}, o.bounds);
    o.args = add_args({{narrow(of_frame.a), narrow(of_frame.b), narrow(of_frame.c), 0},
                       {narrow(of_frame.d), narrow(of_frame.e), narrow(of_frame.f), 0},
                       {narrow((x1 - x0) / 2), narrow((y1 - y0) / 2), narrow(1 / (2 * falloff)), 0},
                       {1, 0, 0, 0},
                       {},
                       {},
                       {},
                       {}});
    o.arg_count = kMaskArgs;
    o.points = static_cast<int32_t>(program_.args.size());
    return emit(o);
}

} // namespace tandem
