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

// What passes untouched is noted, the rectangle around the rest goes to the device.
void FrameExecutor::begin(const FrameProgram& p, Flight& flight) {
    const FrameTarget& t = p.target;
    const std::span<const PictureRef> sources = flight.sources;
    auto fails = [&](const Error& e) { flight.failed = e; };
    if (auto good = check(p, sources); !good) return fails(good.error());
    IntRect frame{0, 0, t.width, t.height};
    if (Untouched u = copy_source(p, sources, frame); u.op >= 0 && u.shift_x == 0 && u.shift_y == 0) {
        const PictureRef& picture = picture_of(p, sources, u);
        if (picture->width == t.width && picture->height == t.height) {
            flight.ready = picture;
            return;
        }
    }
    auto out = MutablePicture::make(t.format, t.width, t.height, t.colour);
    if (!out) return fails(out.error());
    flight.out = std::move(*out);
    IntRect rest;
    for (IntRect cell : cells(p)) {
        Untouched u = copy_source(p, sources, cell);
        if (u.op >= 0)
            flight.copies.push_back({picture_of(p, sources, u), cell, u.shift_x, u.shift_y});
        else
            rest = join(rest, cell);
    }
    rest = {rest.x0 & ~31, rest.y0 & ~3, std::min(t.width, (rest.x1 + 31) & ~31),
            std::min(t.height, (rest.y1 + 3) & ~3)};
    if (rest.empty()) return;
    if (auto done = run(p, {t, Finish::codes, rest, kernels_, {}}, flight); !done) fails(done.error());
}

Result<PictureRef> FrameExecutor::end(Flight& flight) {
    while (flight.running > 0) finish_oldest();
    if (flight.failed) return *flight.failed;
    if (flight.ready) return std::move(flight.ready);
    for (const Copy& c : flight.copies) copy_planes(*c.from, c.rect, c.shift_x, c.shift_y, *flight.out);
    return std::move(*flight.out).publish();
}

Result<PictureRef> FrameExecutor::render(const FrameProgram& p, std::span<const PictureRef> sources) {
    Flight flight;
    flight.sources.assign(sources.begin(), sources.end());
    begin(p, flight);
    return end(flight);
}

void FrameExecutor::submit(const FrameProgram& p, std::span<const PictureRef> sources) {
    flights_.push_back(std::make_unique<Flight>());
    flights_.back()->sources.assign(sources.begin(), sources.end());
    begin(p, *flights_.back());
}

Result<PictureRef> FrameExecutor::collect() {
    VERIFY(!flights_.empty());
    const std::unique_ptr<Flight> flight = std::move(flights_.front());
    flights_.pop_front();
    return end(*flight);
}

Result<PictureRef> FrameExecutor::render_float(const FrameProgram& p, std::span<const PictureRef> sources) {
    TRY_VOID(check(p, sources));
    FrameTarget t = p.target;
    t.format = PixelFormat::gbrapf32le, t.dither = false;
    if (p.space == BlendSpace::linear) t.colour.transfer = Transfer::linear;
    t.colour.matrix = Matrix::rgb, t.colour.range = ColourRange::full, t.colour.siting = ChromaSiting::unspecified;
    Flight flight;
    flight.sources.assign(sources.begin(), sources.end());
    flight.out = TRY(MutablePicture::make(t.format, t.width, t.height, t.colour));
    if (auto done = run(p, {t, Finish::working, {0, 0, t.width, t.height}, kernels_, {}}, flight); !done)
        flight.failed = done.error();
    return end(flight);
}

bool FrameExecutor::prepare(const FrameProgram& p) {
    // Kernels depend on the program, not on the samples or formats of pictures: these stand for what will be decoded.
    static const uint8_t nothing = 0;
    std::vector<PictureRef> sources;
    for (const FrameSource& s : p.sources) {
        auto picture = std::make_shared<Picture>();
        picture->format = PixelFormat::yuv420p, picture->colour = s.colour;
        picture->width = std::max(1, s.width), picture->height = std::max(1, s.height);
        picture->data = {&nothing, &nothing, &nothing, &nothing};
        sources.push_back(std::move(picture));
    }
    FrameRequest request{p.target, Finish::codes, {0, 0, p.target.width, p.target.height}, kernels_, {}};
    request.lut_first.resize(p.luts.size());
    return device_.prepare(plan_frame(p, sources, request));
}

void FrameExecutor::finish_oldest() {
    const std::unique_ptr<Part> part = std::move(parts_.front());
    parts_.pop_front();
    Result<void> done = device_.finish();
    --part->of->running;
    if (!done && !part->of->failed) part->of->failed = done.error();
}

Result<void> FrameExecutor::start(FramePlan plan, Flight& flight) {
    auto part = std::make_unique<Part>(Part{std::move(plan), &flight});
    aim(part->plan, *flight.out);
    for (;;) {
        while (parts_.size() >= device_.depth()) finish_oldest();
        // Only what is left unfinished can hold it up.
        const Started started = TRY(device_.start(part->plan));
        if (started == Started::yes) break;
        VERIFY(!parts_.empty());
        finish_oldest();
    }
    ++flight.running, ++bands_;
    parts_.push_back(std::move(part));
    return {};
}

Result<void> FrameExecutor::run(const FrameProgram& p, FrameRequest request, Flight& flight) {
    request.lut_first = TRY(device_.place_tables(p.luts));
    FramePlan plan = plan_frame(p, flight.sources, request);
    if (wait_ == KernelWait::stand_in && request.kernels == KernelSplit::fused && !device_.ready(plan)) {
        request.kernels = KernelSplit::one_op;
        ++stand_ins_;
        Result<void> done = run(p, request, flight);
        device_.prepare(plan); // not before, as both may share kernels, which are then there, and the processor
        return done;
    }
    if (device_.fits(plan)) return start(std::move(plan), flight);
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
    TRY_VOID(run(p, request, flight));
    request.rect = b;
    return run(p, request, flight);
}

} // namespace tandem::compose
