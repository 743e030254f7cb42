// SoundTap: the newest sound of one strip, for who draws it. The device's thread writes, one other thread reads;
// neither waits, and what is heard does not depend on it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>

#include "engine/audio/processors/processor.h"

namespace tandem::audio {

class SoundTap {
  public:
    static constexpr size_t kMost = 4096; // frames that can be read at once
    static constexpr auto kStill = std::chrono::milliseconds(250);
    // What plays and the inputs heard beside it keep to grids of their own; they are read as one.
    enum class From : uint8_t { mix, inputs };
    // Device's thread. The mean of the first two channels of a quantum; a mono strip as it is. Pre: channels >= 1.
    void push(From from, const float* const* planes, int channels);
    // Reader. The newest frames, oldest first; silence in place of what was pushed before this long a rest (kStill) in
    // which the reader came by. Pre: at most kMost. A reader that is held up for as long sees newer sound among it.
    void recent(std::span<float> out);

  private:
    struct Ring {
        std::array<std::atomic<float>, 2 * kMost> frames{};
        std::atomic<int64_t> pushed{0};
        // Reader.
        int64_t seen = 0;
        std::chrono::steady_clock::time_point moved{};
    };
    std::array<Ring, 2> rings_; // by From
};

} // namespace tandem::audio
