// About how large a film will be, before it is made. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/export/target.h"

namespace tandem {

struct SizeEstimate {
    int64_t bytes = 0;
    // From the preset's bit rates or the codec's own table; else a rule of thumb for constant quality, which pictures
    // that are quiet or restless miss by a factor of two.
    bool close = false;
};
// None where nothing is known: lossless pictures, numbered images.
std::optional<SizeEstimate> estimate_size(const Preset& preset, const ExportTarget& target, int channels);

} // namespace tandem
