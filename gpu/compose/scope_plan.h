// Plans of scopes: a part of a picture counted, or drawn with an overlay, by the kernels of scope_*.kernel. Pure; built
// on the thread of the engine.
#pragma once

#include "gpu/compose/frame_plan.h"
#include "gpu/device/scope_codes.h"

namespace tandem::compose {

// What a part of a picture is counted into: by channel the columns from `first_column` on, and all vectors.
struct PartCounts {
    int first_column = 0, columns = 0;
    std::array<uint32_t*, 4> waveform{}; // columns * levels words each
    uint32_t* vectors = nullptr;         // 256 * 256 words
};
// Pre: `of` is about the picture; `into` has the columns of the part's pixels. The plan sets all its words.
FramePlan plan_scope_counts(const Picture& picture, const ScopeCodes& codes, const ScopeCounts& of, IntRect part,
                            const PartCounts& into);

// The overlay of a part goes into rgba rows at `pixels`, where (0, 0) of the part lies; `marks` gets the number of
// marked pixels in each row of the part.
struct PartOverlay {
    uint8_t* pixels = nullptr;
    int64_t stride = 0;
    uint32_t* marks = nullptr;
};
FramePlan plan_scope_overlay(const Picture& picture, const ScopeCodes& codes, ScopeKind kind, const ScopeLooks& looks,
                             IntRect part, const PartOverlay& into);

} // namespace tandem::compose
