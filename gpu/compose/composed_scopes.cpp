// Parts are halves until they fit the device.
#include "gpu/compose/composed_scopes.h"

#include <algorithm>
#include <numeric>

#include "gpu/compose/frame_executor.h"
#include "gpu/compose/scope_plan.h"

namespace tandem {

using compose::FramePlan;

ComposedScopes::ComposedScopes(std::unique_ptr<compose::FrameDevice> device) : device_(std::move(device)) {}

ComposedScopes::~ComposedScopes() {
    // A device that hangs may still write to its buffers: they stay, with the device.
    if (!device_->idle()) (void)device_.release();
}

std::vector<std::string> ComposedScopes::take_warnings() { return device_->take_warnings(); }

// The two halves of a part: columns first, as waveforms take most. None where it is as small as can be.
static std::optional<std::array<IntRect, 2>> halves(IntRect part) {
    const int wide = part.x1 - part.x0, high = part.y1 - part.y0;
    IntRect a = part, b = part;
    if (wide > 32)
        a.x1 = b.x0 = part.x0 + std::max(32, wide / 2 / 32 * 32);
    else if (high > 16)
        a.y1 = b.y0 = part.y0 + high / 2;
    else
        return {};
    return {{a, b}};
}

Result<void> ComposedScopes::run(const FramePlan& plan) {
    TRY(device_->start(plan));
    ++parts_;
    return device_->finish();
}

Result<ScopeCounts> ComposedScopes::measure(const Picture& picture, const ScopeSpec& spec) {
    TRY_VOID(check_scope_picture(picture));
    ScopeCounts out = empty_counts(picture, spec);
    TRY_VOID(count(picture, scope_codes(picture.format, picture.colour), {0, 0, picture.width, picture.height}, out));
    sum_histograms(out);
    return out;
}

Result<void> ComposedScopes::count(const Picture& picture, const ScopeCodes& codes, IntRect part, ScopeCounts& out) {
    compose::PartCounts into;
    into.first_column = scope_column(part.x0, out.columns, out.width);
    into.columns = scope_column(part.x1 - 1, out.columns, out.width) + 1 - into.first_column;
    const auto first = static_cast<size_t>(into.first_column) * static_cast<size_t>(out.scale.levels());
    const auto words = static_cast<size_t>(into.columns) * static_cast<size_t>(out.scale.levels());
    // A whole picture is counted where it belongs, parts are added.
    const bool whole = part == IntRect{0, 0, picture.width, picture.height};
    std::vector<uint32_t> room;
    for (size_t c = 0; c < 4; ++c) into.waveform[c] = out.waveform[c].data();
    into.vectors = out.vectors.data();
    FramePlan plan = plan_scope_counts(picture, codes, out, part, into);
    if (!device_->fits(plan)) {
        const auto two = halves(part);
        if (!two) return device_->too_small();
        for (const IntRect& half : *two) TRY_VOID(count(picture, codes, half, out));
        return {};
    }
    if (whole) return run(plan);
    room.resize(4 * words + out.vectors.size());
    for (size_t c = 0; c < 4; ++c) into.waveform[c] = room.data() + c * words;
    into.vectors = room.data() + 4 * words;
    TRY_VOID(run(plan_scope_counts(picture, codes, out, part, into)));
    for (size_t c = 0; c < 4; ++c)
        for (size_t i = 0; i < words; ++i) out.waveform[c][first + i] += into.waveform[c][i];
    for (size_t i = 0; i < out.vectors.size(); ++i) out.vectors[i] += into.vectors[i];
    return {};
}

struct ComposedScopes::Drawing {
    const Picture& picture;
    ScopeCodes codes;
    ScopeKind kind;
    ScopeLooks looks;
    MutablePicture out;
    int64_t marked = 0;
};

Result<void> ComposedScopes::draw(Drawing& d, IntRect part) {
    std::vector<uint32_t> marks(static_cast<size_t>(part.y1 - part.y0));
    const compose::PartOverlay into{d.out.row(0, part.y0) + static_cast<int64_t>(part.x0) * 4, d.out.header().stride[0],
                                    marks.data()};
    const FramePlan plan = plan_scope_overlay(d.picture, d.codes, d.kind, d.looks, part, into);
    if (!device_->fits(plan)) {
        const auto two = halves(part);
        if (!two) return device_->too_small();
        for (const IntRect& half : *two) TRY_VOID(draw(d, half));
        return {};
    }
    TRY_VOID(run(plan));
    d.marked = std::accumulate(marks.begin(), marks.end(), d.marked);
    return {};
}

Result<PictureRef> ComposedScopes::overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                                           int64_t* marked) {
    TRY_VOID(check_scope_picture(picture));
    VERIFY(is_overlay(kind));
    ScopeCodes codes = scope_codes(picture.format, picture.colour);
    ScopeLooks looks = scope_looks(codes.scale, kind, spec);
    Drawing d{
        picture, std::move(codes), kind, std::move(looks),
        TRY(MutablePicture::make(PixelFormat::rgba, picture.width, picture.height, overlay_tags(picture.colour)))};
    TRY_VOID(draw(d, {0, 0, picture.width, picture.height}));
    if (marked) *marked = d.marked;
    return std::move(d.out).publish();
}

} // namespace tandem
