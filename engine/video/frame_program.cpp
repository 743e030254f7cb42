// What a FrameProgram says of itself: passthrough, match with a target, and the two hashes. Pure, any thread.
#include "engine/video/frame_program.h"

#include "engine/base/hash.h"

namespace tandem {

int FrameProgram::passthrough_source() const {
    const bool cones = ops.size() == 2 && ops[1].code == OpCode::gamut && ops[1].variant == 1 && ops[1].a == 0;
    if ((ops.size() != 1 && !cones) || ops[0].code != OpCode::sample || !ops[0].opaque) return -1;
    const Op& op = ops[0];
    if (op.bounds != IntRect{0, 0, target.width, target.height}) return -1;
    const Geometry& g = geometry[static_cast<size_t>(op.geometry)];
    const FrameSource& s = sources[static_cast<size_t>(op.source)];
    if (g.to_source != Affine{} || s.width != target.width || s.height != target.height) return -1;
    if (g.crop[0] > 0 || g.crop[1] > 0 || g.crop[2] < s.width || g.crop[3] < s.height) return -1;
    return op.source;
}

namespace {

// Code points that name one and the same curve, matrix or set of primaries.
Transfer canonical(Transfer t) {
    bool same_curve = t == Transfer::smpte170m || t == Transfer::bt2020_10 || t == Transfer::bt2020_12;
    return same_curve ? Transfer::bt709 : t;
}
Matrix canonical(Matrix m) { return m == Matrix::bt470bg ? Matrix::smpte170m : m; }
Primaries canonical(Primaries p) { return p == Primaries::smpte240m ? Primaries::smpte170m : p; }

Hasher& add(Hasher& h, const ColourTags& c) {
    return h.word(static_cast<uint64_t>(c.primaries) | static_cast<uint64_t>(c.transfer) << 8 |
                  static_cast<uint64_t>(c.matrix) << 16 | static_cast<uint64_t>(c.range) << 24 |
                  static_cast<uint64_t>(c.siting) << 32);
}

Hasher& word(Hasher& h, int64_t v) { return h.word(static_cast<uint64_t>(v)); }

} // namespace

bool matches_target(const Picture& picture, const ColourTags& c, const FrameTarget& target) {
    if (picture.format != target.format || picture.width != target.width || picture.height != target.height)
        return false;
    const ColourTags& t = target.colour;
    if (canonical(c.primaries) != canonical(t.primaries) || canonical(c.transfer) != canonical(t.transfer) ||
        c.range != t.range)
        return false;
    const PixelFormatInfo& f = info(picture.format);
    if (f.model != ColourModel::yuv) return true; // matrix and siting mean nothing
    if (canonical(c.matrix) != canonical(t.matrix)) return false;
    bool subsampled = f.chroma_shift_x != 0 || f.chroma_shift_y != 0;
    return !subsampled || c.siting == t.siting;
}

uint64_t structure_key(const FrameProgram& p) {
    Hasher h;
    word(h, static_cast<int64_t>(p.target.format)).word(static_cast<uint64_t>(p.space));
    add(h, p.target.colour).word(p.target.dither ? 1 : 0);
    h.word(static_cast<uint64_t>(p.value_primaries()) << 8 | static_cast<uint64_t>(p.value_transfer()));
    for (const Op& op : p.ops) {
        word(h, static_cast<int64_t>(op.code)).word(op.variant);
        word(h, op.a), word(h, op.b), word(h, op.arg_count);
        if (op.geometry >= 0) h.word(static_cast<uint64_t>(op.filter));
        if (op.source >= 0) {
            const FrameSource& s = p.sources[static_cast<size_t>(op.source)];
            add(h, s.colour).word(s.raster ? static_cast<uint64_t>(s.raster->format) : 0);
        }
    }
    return h.value();
}

uint64_t content_key(const FrameProgram& p) {
    Hasher h;
    h.word(structure_key(p));
    word(h, p.target.width), word(h, p.target.height);
    for (const Op& op : p.ops) {
        word(h, op.source), word(h, op.lut), word(h, op.args), word(h, op.geometry);
        word(h, op.points), word(h, op.point_count);
        word(h, op.bounds.x0), word(h, op.bounds.y0), word(h, op.bounds.x1), word(h, op.bounds.y1);
    }
    for (const FrameSource& s : p.sources) {
        word(h, static_cast<int64_t>(s.kind)).word(s.media.value);
        word(h, s.stream), word(h, s.time.ticks), word(h, s.width), word(h, s.height);
        add(h, s.colour);
        add(h, s.user).text(s.name);
        // An unknown identity must never match another raster of the same address.
        h.word(s.raster ? (s.raster->identity ? s.raster->identity : reinterpret_cast<uintptr_t>(s.raster.get())) : 0);
    }
    for (const Geometry& g : p.geometry) {
        const Affine& m = g.to_source;
        for (double v : {m.a, m.b, m.c, m.d, m.e, m.f}) h.number(v);
        for (double v : g.crop) h.number(v);
    }
    for (const auto& a : p.args)
        for (float v : a) h.number(static_cast<double>(v));
    for (const auto& lut : p.luts) h.word(lut->identity);
    return h.value();
}

} // namespace tandem
