// Reading the levels.
#include "engine/media/peaks.h"

#include <algorithm>
#include <cmath>

namespace tandem {

size_t Peaks::bytes() const {
    size_t chunks = 0;
    for (const Level& level : levels_) chunks += level.size();
    return chunks * static_cast<size_t>(kChunkBlocks * channels_) * sizeof(PeakBlock);
}

PeakValue Peaks::over(int channel, int64_t from, int64_t to) const {
    from = std::max<int64_t>(from, 0), to = std::min(to, frames_);
    if (from >= to || channel < 0 || channel >= channels_) return {};
    int level = 0;
    int64_t size = kBlock;
    while (level + 1 < kLevels && size * kCoarser <= (to - from) / 4) size *= kCoarser, ++level;
    int low = INT16_MAX, high = INT16_MIN;
    double squares = 0, weight = 0;
    for (int64_t n = from / size; n * size < to; ++n) {
        const PeakBlock& b = block(level, n, channel);
        low = std::min<int>(low, b.min), high = std::max<int>(high, b.max);
        auto samples = static_cast<double>(std::min(size, frames_ - n * size));
        squares += static_cast<double>(b.rms) * b.rms * samples, weight += samples;
    }
    return {.min = static_cast<float>(low) * kPeakStep,
            .max = static_cast<float>(high) * kPeakStep,
            .rms = static_cast<float>(std::sqrt(squares / weight)) * kPeakStep};
}

} // namespace tandem
