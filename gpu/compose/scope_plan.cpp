// Places in the params are those that the kernels read.
#include "gpu/compose/scope_plan.h"

#include "gpu/compose/kernel_text.h"
#include "gpu/compose/source_params.h"

namespace tandem::compose {

static constexpr int kScope = 16;      // params of scope.kernel after the source's
static constexpr int kRows = 8;        // of a counting invocation
static constexpr int kAcross = 1024;   // invocations of a clearing row
static constexpr uint64_t kWord = 4;   // bytes
static constexpr int kVectors = 65536; // words

static Slot row_of(const std::array<int32_t, 3>& k, int64_t last) {
    return of(k[0], k[1], k[2], static_cast<int>(last));
}

// Uploads what the part and its neighbours need and describes it; gives the first of the params.
static int begin(FramePlan& plan, const Picture& picture, const ScopeCodes& codes, IntRect part) {
    const int base = static_cast<int>(plan.params.size());
    const auto source =
        source_slots(upload_source(plan, picture, part), picture, picture.colour, picture.colour.primaries);
    plan.params.insert(plan.params.end(), source.begin(), source.end());
    plan.params.resize(static_cast<size_t>(base + kScope));
    const bool rgb = codes.model == ColourModel::rgb;
    plan.params.push_back(of(rgb, codes.up, codes.down, codes.top()));
    plan.params.push_back(of(codes.shift, codes.depth, codes.model != ColourModel::gray, codes.scale.levels()));
    for (size_t i = 0; i < 3; ++i) plan.params.push_back(row_of(codes.to_bins[i], codes.offset[i] >> 8));
    auto low = [&](size_t i) { return static_cast<int>(codes.offset[i] & 255); };
    plan.params.push_back(of(low(0), low(1), low(2), 0));
    plan.params.push_back(row_of(codes.luma, 1 << (ScopeCodes::kWeightBits - 1)));
    plan.params.push_back(row_of(codes.cb, ScopeCodes::kChromaOffset));
    plan.params.push_back(row_of(codes.cr, ScopeCodes::kChromaOffset));
    return base;
}

static Dispatch clear(FramePlan& plan, uint64_t words) {
    const int base = static_cast<int>(plan.params.size()), n = static_cast<int>(words);
    plan.params.push_back(of(n, 0, 0, 0));
    return {kScopeClearText, "scope clear", base, kAcross, (n + kAcross - 1) / kAcross, false};
}

FramePlan plan_scope_counts(const Picture& picture, const ScopeCodes& codes, const ScopeCounts& counts, IntRect part,
                            const PartCounts& into) {
    FramePlan plan;
    const auto levels = static_cast<uint64_t>(codes.scale.levels());
    const uint64_t grid = static_cast<uint64_t>(into.columns) * levels;
    const int base = begin(plan, picture, codes, part);
    plan.params.push_back(of(part));
    plan.params.push_back(of(picture.width, counts.columns, into.first_column, kRows));
    plan.params.push_back(of(static_cast<int>(grid), static_cast<int>(4 * grid), 0, 0));
    plan.takes.output = (4 * grid + kVectors) * kWord;
    plan.dispatches.push_back(clear(plan, 4 * grid + kVectors));
    plan.dispatches.push_back(
        {kScopeCountText, "scope count", base, part.x1 - part.x0, (part.y1 - part.y0 + kRows - 1) / kRows, true});
    auto download = [&](uint64_t first, int rows, uint64_t words, uint32_t* to) {
        plan.downloads.push_back({.rows = rows,
                                  .from = first * kWord,
                                  .from_stride = words * kWord,
                                  .bytes = words * kWord,
                                  .into = reinterpret_cast<uint8_t*>(to),
                                  .into_stride = static_cast<int64_t>(words * kWord)});
    };
    for (size_t c = 0; c < 4; ++c) download(c * grid, into.columns, levels, into.waveform[c]);
    download(4 * grid, 256, 256, into.vectors);
    return plan;
}

FramePlan plan_scope_overlay(const Picture& picture, const ScopeCodes& codes, ScopeKind kind, const ScopeLooks& looks,
                             IntRect part, const PartOverlay& into) {
    FramePlan plan;
    const int wide = part.x1 - part.x0, high = part.y1 - part.y0;
    const int base = begin(plan, picture, codes, part), pixels = (high + 63) / 64 * 64;
    const int way = kind == ScopeKind::false_colour ? 0 : kind == ScopeKind::zebra ? 1 : 2;
    plan.params.push_back(of(part));
    plan.params.push_back(of(picture.width, picture.height, pixels, wide));
    plan.params.push_back(of(way, looks.peak, static_cast<int>(kPeakColour), 0));
    for (size_t i = 0; i < looks.colour.size(); i += 4) {
        Slot slot{};
        for (size_t j = 0; j < 4; ++j)
            slot[j] = looks.colour[i + j] | static_cast<uint32_t>(looks.striped[i + j] ? 1 << 24 : 0);
        plan.params.push_back(slot);
    }
    plan.takes.output = (static_cast<uint64_t>(pixels) + static_cast<uint64_t>(wide) * high) * kWord;
    plan.dispatches.push_back(clear(plan, static_cast<uint64_t>(pixels)));
    plan.dispatches.push_back({kScopeOverlayText, "scope overlay", base, wide, high, true});
    const uint64_t row = static_cast<uint64_t>(wide) * kWord;
    plan.downloads.push_back({.rows = 1,
                              .from = 0,
                              .from_stride = static_cast<uint64_t>(high) * kWord,
                              .bytes = static_cast<uint64_t>(high) * kWord,
                              .into = reinterpret_cast<uint8_t*>(into.marks),
                              .into_stride = static_cast<int64_t>(high * kWord)});
    plan.downloads.push_back({.rows = high,
                              .from = static_cast<uint64_t>(pixels) * kWord,
                              .from_stride = row,
                              .bytes = row,
                              .into = into.pixels,
                              .into_stride = into.stride});
    return plan;
}

} // namespace tandem::compose
