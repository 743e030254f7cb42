// The content of one clip as a value: media, generators, nested sequences, slates; then its grades and opacity.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/model/validate.h"
#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

static bool has_effect(const Clip& clip, EffectKind kind) {
    return clip.effects && std::any_of(clip.effects->effects.begin(), clip.effects->effects.end(),
                                       [&](const Ref<Effect>& e) { return e->enabled && e->kind == kind; });
}

Result<Layer> FrameCompiler::clip_layer(const ClipAt& at, const Canvas& canvas) {
    ClipLook look = look_of(at);
    if (look.opacity <= 0) return Layer{};
    if (int n = look.placing.transforms_left_out)
        note(at, std::to_string(n) + " of the clip's transforms left out; " +
                     std::to_string(look.placing.transforms.size()) +
                     " on one clip are drawn (nest the clip for more)");
    int16_t value = kNoValue;
    if (auto media = std::get_if<MediaContent>(&at.clip.content)) {
        look.picture = picture_of(*media);
        value = TRY(media_value(at, *media, look, canvas));
    } else if (auto nested = std::get_if<SequenceContent>(&at.clip.content)) {
        value = TRY(nested_value(at, *nested, look, canvas));
    } else if (auto generated = std::get_if<GeneratorContent>(&at.clip.content)) {
        if (!generated->generator) return Layer{};
        const Effect& g = *generated->generator;
        if (g.kind == EffectKind::title) value = TRY(title_value(at, g, look, canvas));
        if (g.kind == EffectKind::solid) value = solid_value(at, g, look, canvas);
        if (g.kind == EffectKind::gradient) value = gradient_value(at, g, look, canvas);
    }
    if (value == kNoValue) return Layer{};
    if (look.crop_feather > 0)
        if (auto picture = picture_space(at, look, canvas)) value = feathered(value, look, *picture);
    value = TRY(graded(at, value, look, canvas));
    if (!has_effect(at.clip, EffectKind::tone_map)) value = tone_mapped(value, tone_range_of(look.picture));
    if (look.opacity < 1) value = emit_on(OpCode::opacity, value, {{static_cast<float>(look.opacity), 0, 0, 0}});
    return Layer{value, look.mode};
}

int16_t FrameCompiler::placed_sample(FrameSource source, const Placed& placed, Opacity alpha) {
    source.colour = read_as(source.colour, program_.value_transfer());
    const Transfer from = source.colour.transfer;
    program_.sources.push_back(std::move(source));
    Op o;
    o.code = OpCode::sample;
    o.source = static_cast<int16_t>(program_.sources.size() - 1);
    o.geometry = add_geometry(placed.geometry);
    o.filter = placed.filter;
    o.bounds = placed.bounds;
    o.opaque = placed.covers && alpha == Opacity::opaque;
    return change_light(emit(o), from, program_.value_transfer(), program_.value_primaries());
}

MediaPicture FrameCompiler::picture_of(const MediaContent& content) const {
    MediaPicture p{.media = project_.find_media(content.media)};
    if (!p.media) return p;
    for (const PictureStream& stream : p.media->pictures)
        if (!p.stream && (content.stream < 0 || stream.index == content.stream)) p.stream = &stream;
    if (!p.stream) return p;
    p.user = merged(content.colour, p.media->override_colour);
    p.colour = complete_tags(p.stream->colour, p.user, p.stream->width, p.stream->height, p.stream->format);
    return p;
}

Result<int16_t> FrameCompiler::media_value(const ClipAt& at, const MediaContent& content, const ClipLook& look,
                                           const Canvas& canvas) {
    const MediaPicture& picture = look.picture;
    const Media* media = picture.media;
    if (!media) return missing(at, at.clip.name, "its medium is not in the project", look, canvas);
    if (media->pictures.empty())
        return missing(at, media->name, "no picture is known of " + media->path + " (missing, or never probed)", look,
                       canvas);
    if (!picture.stream)
        return missing(at, media->name, media->path + " has no picture stream " + std::to_string(content.stream), look,
                       canvas);
    const PictureStream* stream = picture.stream;
    auto placed = place(shape_of(*stream), look.placing, at.sequence.format.width, at.sequence.format.height, canvas);
    if (!placed) return kNoValue;
    FrameSource source;
    source.kind = SourceKind::media;
    source.media = content.media, source.stream = stream->index, source.clip = at.clip.id;
    source.time = source_instant(*stream, at.clip.source_at(at.local),
                                 at.clip.speed.num < 0 ? Direction::reverse : Direction::forward);
    source.width = stream->width, source.height = stream->height;
    source.colour = picture.colour, source.user = picture.user;
    return placed_sample(std::move(source), *placed, stream->has_alpha ? Opacity::has_alpha : Opacity::opaque);
}

Result<int16_t> FrameCompiler::missing(const ClipAt& at, const std::string& name, std::string what,
                                       const ClipLook& look, const Canvas& canvas) {
    if (spec_.on_missing == OnMissing::fail)
        return fail(ErrorCode::no_input, what + "; relink it, or render with --on-missing slate", where(at));
    note(at, "slate shown: " + what);
    const Format& f = at.sequence.format;
    Canvas card{.clip = {0, 0, f.width, f.height}};
    auto placed = place(shape_of_frame(card, f.width, f.height), look.placing, f.width, f.height, canvas);
    if (!placed) return kNoValue;
    FrameSource source;
    source.kind = SourceKind::slate, source.clip = at.clip.id, source.name = name;
    source.width = f.width, source.height = f.height, source.colour = kSrgbFull;
    return placed_sample(std::move(source), *placed, Opacity::opaque);
}

int16_t FrameCompiler::raster_value(ClipId clip, PictureRef raster, IntRect at, const RasterFrame& frame,
                                    const Placing& placing, const Canvas& canvas) {
    SourceShape shape;
    double kx = static_cast<double>(frame.width) / frame.raster_width;
    double ky = static_cast<double>(frame.height) / frame.raster_height;
    shape.to_upright = {kx, 0, kx * at.x0, 0, ky, ky * at.y0};
    shape.upright_width = frame.width, shape.upright_height = frame.height;
    shape.outline = {0, 0, static_cast<double>(raster->width), static_cast<double>(raster->height)};
    auto placed = place(shape, placing, frame.width, frame.height, canvas);
    if (!placed) return kNoValue;
    FrameSource source;
    source.kind = SourceKind::raster, source.clip = clip;
    source.width = raster->width, source.height = raster->height, source.colour = raster->colour;
    source.raster = std::move(raster);
    return placed_sample(std::move(source), *placed, Opacity::has_alpha);
}

Result<int16_t> FrameCompiler::title_value(const ClipAt& at, const Effect& generator, const ClipLook& look,
                                           const Canvas& canvas) {
    const Format& f = at.sequence.format;
    // Rastered at the size it will have in the target, so that text is sharp at every render size.
    int width = std::clamp(static_cast<int>(std::lround(f.width * canvas.scale_x)), 1, 16384);
    int height = std::clamp(static_cast<int>(std::lround(f.height * canvas.scale_y)), 1, 16384);
    IntRect where_it_stands;
    auto draw = [&] {
        if (spec_.locale.empty() || generator.local.empty())
            return assets_.title(generator, at.key_time, width, height, where_it_stands);
        Effect local = generator;
        for (size_t i = 0; i < local.texts.size(); ++i)
            local.texts[i] = text_for(generator, static_cast<int>(i), spec_.locale);
        return assets_.title(local, at.key_time, width, height, where_it_stands);
    };
    auto raster = draw();
    if (!raster) {
        Error error = std::move(raster).error();
        if (spec_.on_missing == OnMissing::fail)
            return fail(error.code, "title of " + where(at) + ": " + error.what, error.where);
        note(at, "title left out: " + error.text());
        return kNoValue;
    }
    if (!*raster || where_it_stands.empty()) return kNoValue;
    return raster_value(at.clip.id, *raster, where_it_stands, {width, height, f.width, f.height}, look.placing, canvas);
}

namespace {

// The rectangle of the target that a whole frame fills when it is only moved and stretched upright; nothing where it is
// turned, or cut at fractions of a pixel inside the clip.
std::optional<IntRect> pixel_rect(const Placed& placed, IntRect clip) {
    const Affine& m = placed.to_target;
    if (std::abs(m.b) > 1e-12 || std::abs(m.d) > 1e-12 || m.a <= 0 || m.e <= 0) return std::nullopt;
    const auto& crop = placed.geometry.crop;
    Point p0 = apply(m, {crop[0], crop[1]}), p1 = apply(m, {crop[2], crop[3]});
    auto edge_fits = [](double v, int lo, int hi) { return v <= lo || v >= hi || std::abs(v - std::round(v)) < 1e-4; };
    if (!edge_fits(p0.x, clip.x0, clip.x1) || !edge_fits(p1.x, clip.x0, clip.x1) ||
        !edge_fits(p0.y, clip.y0, clip.y1) || !edge_fits(p1.y, clip.y0, clip.y1))
        return std::nullopt;
    auto whole = [](double v) { return static_cast<int>(std::lround(std::clamp(v, -1e6, 1e6))); };
    return intersect(clip, {whole(p0.x), whole(p0.y), whole(p1.x), whole(p1.y)});
}

} // namespace

int16_t FrameCompiler::placed_resample(int16_t value, const SourceShape& shape, const Placing& placing,
                                       const Sequence& sequence, const Canvas& canvas) {
    auto placed = place(shape, placing, sequence.format.width, sequence.format.height, canvas);
    if (!placed) return kNoValue;
    const IntRect& b = op(value).bounds;
    const auto& crop = placed->geometry.crop;
    bool full = op(value).opaque && b.x0 <= crop[0] && b.y0 <= crop[1] && b.x1 >= crop[2] && b.y1 >= crop[3];
    Op o;
    o.code = OpCode::resample, o.a = value;
    o.geometry = add_geometry(placed->geometry);
    o.filter = placed->filter, o.bounds = placed->bounds, o.opaque = full && placed->covers;
    return emit(o);
}

int16_t FrameCompiler::solid_value(const ClipAt& at, const Effect& g, const ClipLook& look, const Canvas& canvas) {
    Time t = at.key_time;
    Rgba picked{param(g, slot::red, t), param(g, slot::green, t), param(g, slot::blue, t), param(g, slot::alpha, t)};
    if (picked[3] <= 0) return kNoValue;
    Rgba colour = working_colour(picked, value_colour(program_), program_.space);
    if (look.placing.untouched()) return emit_solid(colour, canvas.clip);
    const Format& f = at.sequence.format;
    const FrameTarget& target = program_.target;
    SourceShape shape = shape_of_frame(canvas, f.width, f.height);
    auto placed = place(shape, look.placing, f.width, f.height, canvas);
    if (!placed) return kNoValue;
    if (auto rect = pixel_rect(*placed, canvas.clip)) return rect->empty() ? kNoValue : emit_solid(colour, *rect);
    return placed_resample(emit_solid(colour, {0, 0, target.width, target.height}), shape, look.placing, at.sequence,
                           canvas);
}

int16_t FrameCompiler::gradient_value(const ClipAt& at, const Effect& g, const ClipLook& look, const Canvas& canvas) {
    Time t = at.key_time;
    const Format& f = at.sequence.format;
    auto colour = [&](int first) {
        Rgba c =
            display_colour({param(g, first, t), param(g, first + 1, t), param(g, first + 2, t), param(g, first + 3, t)},
                           value_colour(program_));
        return Args{static_cast<float>(c[0]), static_cast<float>(c[1]), static_cast<float>(c[2]),
                    static_cast<float>(c[3])};
    };
    double w = f.width * canvas.scale_x, h = f.height * canvas.scale_y;
    double cx = canvas.x + w / 2, cy = canvas.y + h / 2;
    auto args = [](double a, double b, double c, double d) {
        return Args{static_cast<float>(a), static_cast<float>(b), static_cast<float>(c), static_cast<float>(d)};
    };
    bool radial = std::lround(param(g, slot::shape, t)) == 1;
    Args line;
    if (radial) {
        // The ellipse through the frame's corners.
        line = args(cx, cy, std::numbers::sqrt2 / w, std::numbers::sqrt2 / h);
    } else {
        // Ends where the lines across it meet the frame's corners.
        Affine turn = rotation_degrees(param(g, slot::angle, t));
        double ux = turn.a, uy = turn.d, length = std::abs(w * ux) + std::abs(h * uy);
        line = args(cx - ux * length / 2, cy - uy * length / 2, ux / length, uy / length);
    }
    Args first = colour(slot::r0), last = colour(slot::r1);
    if (first[3] <= 0 && last[3] <= 0) return kNoValue;
    Op o;
    o.code = OpCode::gradient;
    o.args = add_args({first, last, line, {radial ? 1.0f : 0.0f, 0, 0, 0}}), o.arg_count = 4;
    o.opaque = first[3] >= 1 && last[3] >= 1;
    o.bounds = look.placing.untouched() ? canvas.clip : IntRect{0, 0, program_.target.width, program_.target.height};
    int16_t value = emit(o);
    if (look.placing.untouched()) return value;
    return placed_resample(value, shape_of_frame(canvas, f.width, f.height), look.placing, at.sequence, canvas);
}

Result<int16_t> FrameCompiler::nested_value(const ClipAt& at, const SequenceContent& content, const ClipLook& look,
                                            const Canvas& canvas) {
    Ref<Sequence> inner = project_.find_sequence(content.sequence);
    if (!inner) return missing(at, at.clip.name, "its nested sequence is not in the project", look, canvas);
    if (at.depth + 1 > kMaxNesting)
        return fail(ErrorCode::bad_data,
                    "sequences are nested deeper than " + std::to_string(kMaxNesting) + " (one may contain itself)",
                    where(at));
    // A nested sequence is a film of its own rate; before its start the first frame holds, after its end the last.
    FrameRate rate = inner->format.rate;
    Direction direction = at.clip.speed.num < 0 ? Direction::reverse : Direction::forward;
    int64_t frames = rate.frames_covering(inner->duration());
    if (frames <= 0) return kNoValue;
    int64_t frame = std::clamp<int64_t>(grid_frame(rate, at.clip.source_at(at.local), direction), 0, frames - 1);
    Time t = rate.time_of(frame);

    int width = inner->format.width, height = inner->format.height;
    const Format& f = at.sequence.format;
    SourceShape own = shape_of_frame(Canvas{.clip = {0, 0, width, height}}, width, height);
    auto placed = place(own, look.placing, f.width, f.height, canvas);
    if (!placed) return kNoValue;
    auto rect = pixel_rect(*placed, canvas.clip);
    bool upright = look.placing.transform_count == 0;
    if (rect || upright) {
        // Drawn straight into its place: no picture in between, no second resampling.
        const Affine& m = placed->to_target;
        Canvas into{.scale_x = m.a, .scale_y = m.e, .x = m.c, .y = m.f, .clip = rect ? *rect : placed->bounds};
        return sequence_value(*inner, t, into, at.depth + 1);
    }
    Canvas whole = fit_canvas(width, height, program_.target.width, program_.target.height);
    int16_t value = TRY(sequence_value(*inner, t, whole, at.depth + 1));
    if (value == kNoValue) return kNoValue;
    return placed_resample(value, shape_of_frame(whole, width, height), look.placing, at.sequence, canvas);
}

} // namespace tandem
