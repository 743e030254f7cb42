// Rings that are written over.
#include "engine/audio/sound_tap.h"

#include <algorithm>
#include <utility>

#include "engine/base/result.h"

namespace tandem::audio {

void SoundTap::push(From from, const float* const* planes, int channels) {
    Ring& ring = rings_[static_cast<size_t>(from)];
    const int64_t at = ring.pushed.load(std::memory_order_relaxed);
    const float* right = planes[channels > 1 ? 1 : 0];
    for (size_t i = 0; i < kQuantum; ++i)
        ring.frames[(static_cast<size_t>(at) + i) % ring.frames.size()].store((planes[0][i] + right[i]) / 2,
                                                                              std::memory_order_relaxed);
    ring.pushed.store(at + kQuantum, std::memory_order_release);
}

void SoundTap::recent(std::span<float> out) {
    VERIFY(out.size() <= kMost);
    std::fill(out.begin(), out.end(), 0.0f);
    const auto now = std::chrono::steady_clock::now();
    for (Ring& ring : rings_) {
        const int64_t end = ring.pushed.load(std::memory_order_acquire);
        if (end != std::exchange(ring.seen, end)) ring.moved = now;
        if (now - ring.moved > kStill) continue;
        const size_t first = static_cast<size_t>(end) + ring.frames.size() - out.size();
        for (size_t i = 0; i < out.size(); ++i)
            out[i] += ring.frames[(first + i) % ring.frames.size()].load(std::memory_order_relaxed);
    }
}

} // namespace tandem::audio
