// The frame is cut where ops begin and end; bands are halves of the longer side until they fit.
#include "gpu/compose/frame_executor.h"

#include <algorithm>

#include "gpu/compose/sample_use.h"
#include "gpu/device/copy_planes.h"

namespace tandem::compose {

static Result<void> check(const FrameProgram& p, std::span<const PictureRef> sources) {
    if (sources.size() != p.sources.size())
        return fail(ErrorCode::internal, "a frame came with " + std::to_string(sources.size()) + " pictures for " +
                                             std::to_string(p.sources.size()) + " sources");
    return {};
}
static const PictureRef& picture_of(const FrameProgram& p, std::span<const PictureRef> sources, const Untouched& u) {
    return sources[static_cast<size_t>(p.ops[static_cast<size_t>(u.op)].source)];
}

// What may be copied into `rect` bit for bit, or none.
static Untouched copy_source(const FrameProgram& p, std::span<const PictureRef> sources, IntRect rect) {
    Untouched u = untouched_in(p, sources, rect);
    if (u.op < 0) return u;
    const FrameSource& source = p.sources[static_cast<size_t>(p.ops[static_cast<size_t>(u.op)].source)];
    const auto& f = info(p.target.format);
    ColourTags a = source.colour, b = p.target.colour;
    if (f.chroma_shift_x == 0 && f.chroma_shift_y == 0) a.siting = b.siting;
    bool whole_chroma = !(u.shift_x & ((1 << f.chroma_shift_x) - 1)) && !(u.shift_y & ((1 << f.chroma_shift_y) - 1));
    return picture_of(p, sources, u)->format == p.target.format && a == b && whole_chroma ? u : Untouched{};
}

// The frame cut where ops begin and end, so that each part is one thing or another.
static std::vector<IntRect> cells(const FrameProgram& p) {
    std::vector<int> xs{0, p.target.width}, ys{0, p.target.height};
    // Parts begin where chroma samples and their neighbours do.
    auto cut = [](std::vector<int>& to, int at, int unit, int end) {
        if (at <= 0 || at >= end) return;
        to.push_back(at / unit * unit);
        to.push_back(std::min(end, (at + unit - 1) / unit * unit));
    };
    const auto& f = info(p.target.format);
    for (const Op& op : p.ops) {
        for (int x : {op.bounds.x0, op.bounds.x1}) cut(xs, x, 4, p.target.width);
        for (int y : {op.bounds.y0, op.bounds.y1}) cut(ys, y, std::max(2, 1 << f.chroma_shift_y), p.target.height);
    }
    for (auto* v : {&xs, &ys}) {
        std::sort(v->begin(), v->end());
        v->erase(std::unique(v->begin(), v->end()), v->end());
    }
    std::vector<IntRect> out;
    for (size_t j = 0; j + 1 < ys.size(); ++j)
        for (size_t i = 0; i + 1 < xs.size(); ++i) out.push_back({xs[i], ys[j], xs[i + 1], ys[j + 1]});
    return out;
}

Result<PictureRef> FrameExecutor::render(const FrameProgram& p, std::span<const PictureRef> sources) {
    TRY_VOID(check(p, sources));
    const FrameTarget& t = p.target;
    IntRect frame{0, 0, t.width, t.height};
    if (Untouched u = copy_source(p, sources, frame); u.op >= 0 && u.shift_x == 0 && u.shift_y == 0) {
        const PictureRef& picture = picture_of(p, sources, u);
        if (picture->width == t.width && picture->height == t.height) return picture;
    }
    auto out = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
    std::vector<std::pair<IntRect, Untouched>> copies;
    IntRect rest;
    for (IntRect cell : cells(p)) {
        Untouched u = copy_source(p, sources, cell);
        if (u.op >= 0)
            copies.push_back({cell, u});
        else
            rest = join(rest, cell);
    }
    rest = {rest.x0 & ~31, rest.y0 & ~3, std::min(t.width, (rest.x1 + 31) & ~31),
            std::min(t.height, (rest.y1 + 3) & ~3)};
    if (!rest.empty()) TRY_VOID(run(p, sources, {t, Finish::codes, rest, kernels_, {}}, out));
    for (const auto& [cell, u] : copies) copy_planes(*picture_of(p, sources, u), cell, u.shift_x, u.shift_y, out);
    return std::move(out).publish();
}

Result<PictureRef> FrameExecutor::render_float(const FrameProgram& p, std::span<const PictureRef> sources) {
    TRY_VOID(check(p, sources));
    FrameTarget t = p.target;
    t.format = PixelFormat::gbrapf32le, t.dither = false;
    if (p.space == BlendSpace::linear) t.colour.transfer = Transfer::linear;
    t.colour.matrix = Matrix::rgb, t.colour.range = ColourRange::full, t.colour.siting = ChromaSiting::unspecified;
    auto out = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
    TRY_VOID(run(p, sources, {t, Finish::working, {0, 0, t.width, t.height}, kernels_, {}}, out));
    return std::move(out).publish();
}

Result<void> FrameExecutor::run(const FrameProgram& p, std::span<const PictureRef> sources, FrameRequest request,
                                MutablePicture& out) {
    request.lut_first = TRY(device_.place_tables(p.luts));
    FramePlan plan = plan_frame(p, sources, request);
    if (wait_ == KernelWait::stand_in && request.kernels == KernelSplit::fused && !device_.ready(plan)) {
        request.kernels = KernelSplit::one_op;
        ++stand_ins_;
        Result<void> done = run(p, sources, request, out);
        device_.prepare(plan); // not before, as both may share kernels, which are then there, and the processor
        return done;
    }
    if (device_.fits(plan)) {
        ++bands_;
        return device_.run(plan, out);
    }
    // The longer side is cut in two, at a place where words and chroma begin.
    IntRect a = request.rect, b = a;
    int wide = a.x1 - a.x0, high = a.y1 - a.y0;
    if (high > 4 && (high >= wide / 8 || wide <= 32))
        a.y1 = b.y0 = a.y0 + std::max(4, high / 2 / 4 * 4);
    else if (wide > 32)
        a.x1 = b.x0 = a.x0 + std::max(32, wide / 2 / 32 * 32);
    else
        return device_.too_small();
    request.rect = a;
    TRY_VOID(run(p, sources, request, out));
    request.rect = b;
    return run(p, sources, request, out);
}

} // namespace tandem::compose
