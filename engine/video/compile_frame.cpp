// Tracks and layers. Layers are compiled from the top down, so that what an opaque layer hides is never looked at, then
// put into painting order.
#include "engine/video/compile_frame.h"

#include <algorithm>

#include "engine/model/lookup.h"
#include "engine/model/validate.h"
#include "engine/video/colour_rules.h"
#include "engine/video/frame_compiler.h"

namespace tandem {

// Indices of ops, arguments and sources are 16 bits wide; far above any frame that makes sense.
static constexpr size_t kMaxOps = 30'000;

FrameCompiler::FrameCompiler(const Project& project, const RenderSpec& spec, FrameAssets& assets,
                             std::vector<FrameNote>* notes, FrameProgram& out)
    : project_(project), spec_(spec), assets_(assets), notes_(notes), program_(out) {}

Result<void> FrameCompiler::run(const Sequence& sequence, Time t) {
    const FrameTarget& target = program_.target;
    const Format& f = sequence.format;
    Canvas canvas = spec_.view ? view_canvas(f.width, f.height, target.width, target.height, *spec_.view)
                               : fit_canvas(f.width, f.height, target.width, target.height);
    choose_working(sequence);
    TRY(sequence_value(sequence, t, canvas, 0));
    finish_colour();
    return {};
}

Result<int16_t> FrameCompiler::sequence_value(const Sequence& sequence, Time t, const Canvas& canvas, int depth) {
    size_t base = program_.ops.size();
    std::vector<Block> blocks;
    blocks.reserve(8);
    std::vector<IntRect> hidden; // areas that an opaque layer covers
    auto add = [&](const Mark& begin, Layer layer) {
        if (layer.value == kNoValue) return drop_since(begin);
        const Op& result = op(layer.value);
        bool covered = std::any_of(hidden.begin(), hidden.end(), [&](IntRect r) { return contains(r, result.bounds); });
        if (covered || result.bounds.empty()) return drop_since(begin);
        if (result.opaque && layer.mode == BlendMode::normal) hidden.push_back(result.bounds);
        blocks.push_back({begin.ops, program_.ops.size(), layer});
    };
    if (spec_.burn_subtitles) {
        Mark begin = mark();
        Layer layer = TRY(subtitles(sequence, t, canvas));
        add(begin, layer);
    }
    for (size_t i = sequence.tracks.size(); i-- > 0;) {
        const Track& track = *sequence.tracks[i];
        if (track.kind != TrackKind::picture || !track.enabled || track.items.empty()) continue;
        if (std::any_of(hidden.begin(), hidden.end(), [&](IntRect r) { return contains(r, canvas.clip); })) break;
        Mark begin = mark();
        Layer layer = TRY(track_layer(sequence, track, t, canvas, depth));
        if (program_.ops.size() > kMaxOps || program_.sources.size() > kMaxOps || program_.args.size() > kMaxOps)
            return fail(ErrorCode::bad_data, "one frame has more layers and effects than can be rendered",
                        "sequence " + sequence.name);
        add(begin, layer);
    }
    return stack_layers(base, blocks);
}

FrameCompiler::Mark FrameCompiler::mark() const {
    return {program_.ops.size(), program_.sources.size(), program_.geometry.size(), program_.args.size()};
}

void FrameCompiler::drop_since(const Mark& m) {
    program_.ops.resize(m.ops), program_.sources.resize(m.sources);
    program_.geometry.resize(m.geometry), program_.args.resize(m.args);
}

int16_t FrameCompiler::stack_layers(size_t base, const std::vector<Block>& blocks) {
    if (blocks.empty()) return kNoValue;
    if (blocks.size() > 1) {
        auto& ops = program_.ops;
        scratch_.assign(ops.begin() + static_cast<std::ptrdiff_t>(base), ops.end());
        ops.resize(base);
    }
    int16_t below = kNoValue;
    for (size_t i = blocks.size(); i-- > 0;) {
        const Block& block = blocks[i];
        int16_t value = block.layer.value;
        if (blocks.size() > 1) {
            auto shift =
                static_cast<int16_t>(static_cast<int64_t>(program_.ops.size()) - static_cast<int64_t>(block.begin));
            for (size_t k = block.begin; k < block.end; ++k) {
                Op moved = scratch_[k - base];
                if (moved.a != kNoValue) moved.a = static_cast<int16_t>(moved.a + shift);
                if (moved.b != kNoValue) moved.b = static_cast<int16_t>(moved.b + shift);
                program_.ops.push_back(moved);
            }
            value = static_cast<int16_t>(value + shift);
        }
        below = below == kNoValue ? value // over nothing every mode shows the layer itself
                                  : emit_mix(OpCode::blend, static_cast<uint8_t>(block.layer.mode), below, value, {});
    }
    return below;
}

Result<Layer> FrameCompiler::subtitles(const Sequence& sequence, Time t, const Canvas& canvas) {
    std::vector<std::string> cues;
    for (const auto& track : sequence.tracks) {
        if (track->kind != TrackKind::subtitle) continue;
        const std::string& wanted = spec_.subtitle_track;
        if (wanted.empty() ? !track->enabled : track->name != wanted && track->language != wanted) continue;
        auto i = item_at(*track, t);
        if (!i) continue;
        const Clip& clip = *track->items[*i].clip;
        auto cue = std::get_if<SubtitleContent>(&clip.content);
        if (cue && clip.enabled && !cue->text.empty()) cues.push_back(cue->text);
    }
    if (cues.empty()) return Layer{};
    const IntRect& r = canvas.clip;
    int width = r.x1 - r.x0, height = r.y1 - r.y0;
    if (width < 1 || height < 1) return Layer{};
    IntRect place;
    auto raster = assets_.subtitle(cues, width, height, place);
    if (!raster) {
        if (spec_.on_missing == OnMissing::fail) return std::move(raster).error();
        if (notes_) notes_->push_back({{}, "subtitle left out: " + raster.error().text()});
        return Layer{};
    }
    if (!*raster || place.empty()) return Layer{};
    // The raster was made for the visible rectangle itself.
    Canvas whole{.scale_x = 1, .scale_y = 1, .x = static_cast<double>(r.x0), .y = static_cast<double>(r.y0), .clip = r};
    return Layer{raster_value({}, *raster, place, {width, height, width, height}, {}, whole)};
}

int32_t FrameCompiler::add_args(std::initializer_list<Args> args) {
    auto first = static_cast<int32_t>(program_.args.size());
    program_.args.insert(program_.args.end(), args.begin(), args.end());
    return first;
}

int16_t FrameCompiler::add_geometry(const Geometry& geometry) {
    program_.geometry.push_back(geometry);
    return static_cast<int16_t>(program_.geometry.size() - 1);
}

int16_t FrameCompiler::emit(Op o) {
    program_.ops.push_back(o);
    return static_cast<int16_t>(program_.ops.size() - 1);
}

int16_t FrameCompiler::emit_on(OpCode code, int16_t a, std::initializer_list<Args> args) {
    Op o;
    o.code = code, o.a = a, o.args = add_args(args), o.arg_count = static_cast<int16_t>(args.size());
    o.bounds = op(a).bounds;
    o.opaque = op(a).opaque && code != OpCode::opacity && code != OpCode::bright && code != OpCode::key;
    return emit(o);
}

int16_t FrameCompiler::emit_solid(const std::array<double, 4>& c, IntRect bounds) {
    Op o;
    o.code = OpCode::solid;
    o.args = add_args(
        {{static_cast<float>(c[0]), static_cast<float>(c[1]), static_cast<float>(c[2]), static_cast<float>(c[3])}});
    o.arg_count = 1, o.bounds = bounds, o.opaque = c[3] >= 1 && !bounds.empty();
    return emit(o);
}

int16_t FrameCompiler::emit_mix(OpCode code, uint8_t variant, int16_t a, int16_t b, std::initializer_list<Args> args) {
    const Op &below = op(a), &above = op(b);
    Op o;
    o.code = code, o.variant = variant, o.a = a, o.b = b;
    o.bounds = unite(below.bounds, above.bounds);
    if (code == OpCode::blend) {
        // Opaque where the two together leave no hole; alpha is 1 wherever either is, in every mode.
        int64_t joint = area(below.bounds) + area(above.bounds) - area(intersect(below.bounds, above.bounds));
        o.opaque = (below.opaque && contains(below.bounds, o.bounds)) ||
                   (above.opaque && contains(above.bounds, o.bounds)) ||
                   (below.opaque && above.opaque && joint == area(o.bounds));
    } else {
        o.opaque = below.opaque && above.opaque && below.bounds == above.bounds;
    }
    o.args = add_args(args), o.arg_count = static_cast<int16_t>(args.size());
    return emit(o);
}

std::string FrameCompiler::where(const ClipAt& at) const {
    const Format& f = at.sequence.format;
    std::string timecode = timecode_text(f.rate.frame_at(at.time) + f.start_frame, f.rate, f.drop_frame);
    return "clip \"" + at.clip.name + "\" in sequence \"" + at.sequence.name + "\" at " + timecode;
}

void FrameCompiler::note(const ClipAt& at, std::string what) {
    if (!notes_) return;
    const Format& f = at.sequence.format;
    notes_->push_back({at.clip.id, "clip \"" + at.clip.name + "\": " + what,
                       timecode_text(f.rate.frame_at(at.time) + f.start_frame, f.rate, f.drop_frame)});
}

std::string note_text(const FrameNote& note) {
    if (note.at.empty()) return note.what;
    if (note.frames == 1) return note.what + " (at " + note.at + ")";
    return note.what + " (" + std::to_string(note.frames) + " frames from " + note.at + ")";
}

Result<FrameProgram> compile_frame(const Project& project, const Sequence& sequence, Time t, const RenderSpec& spec,
                                   FrameAssets& assets, std::vector<FrameNote>* notes) {
    VERIFY(spec.target.width > 0 && spec.target.height > 0);
    FrameProgram program;
    program.target = spec.target;
    program.space = sequence.format.blend_space;
    program.ops.reserve(16), program.args.reserve(16), program.geometry.reserve(8), program.sources.reserve(8);
    FrameCompiler compiler(project, spec, assets, notes, program);
    TRY_VOID(compiler.run(sequence, t));
    return program;
}

FrameTarget target_of(const Sequence& sequence, PixelFormat format) {
    const Format& f = sequence.format;
    FrameTarget target;
    target.format = format, target.width = f.width, target.height = f.height;
    target.colour = complete_tags(f.colour, {}, f.width, f.height, format);
    if (info(format).model != ColourModel::yuv) {
        target.colour.matrix = Matrix::rgb;
        target.colour.range = ColourRange::full;
    }
    return target;
}

} // namespace tandem
