// Peaks: what a timeline needs to draw a sound: least, greatest and RMS value of every 256 samples of one stream, and
// summaries of those, each level four times coarser. Made by PeakStore's worker, drawn by the window; immutable, so any
// thread may hold one. A newer one of the same stream shares all finished chunks with the one before it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace tandem {

struct PeakValue {
    float min = 0, max = 0, rms = 0;
};

struct PeakBlock { // in steps of 1/16384: up to twice full scale, what is beyond is held there
    int16_t min = 0, max = 0, rms = 0;
};
inline constexpr float kPeakStep = 1.0f / 16384;

class Peaks {
  public:
    static constexpr int kBlock = 256, kCoarser = 4, kLevels = 10; // samples of the finest; the coarsest has 2^26

    int rate() const { return rate_; } // of the stream itself
    // 1 or 2. Streams of more are shown as left and right, each the extremes of the channels on its side.
    int channels() const { return channels_; }
    int64_t frames() const { return frames_; } // analysed so far, from media time 0
    bool complete() const { return complete_; }
    size_t bytes() const;

    // Of samples [from, to) of a channel: no extreme inside is missed, up to a quarter of the range (at least 255
    // samples) beside it may count. All 0 where nothing is analysed. Looks at 18 blocks at most.
    PeakValue over(int channel, int64_t from, int64_t to) const;

  private:
    friend class PeakBuilder;
    static constexpr int kChunkBlocks = 1024;
    using Chunk = std::vector<PeakBlock>; // kChunkBlocks times channels; the last of a level may hold fewer
    using Level = std::vector<std::shared_ptr<const Chunk>>;

    const PeakBlock& block(int level, int64_t n, int channel) const {
        const Chunk& c = *levels_[static_cast<size_t>(level)][static_cast<size_t>(n / kChunkBlocks)];
        return c[static_cast<size_t>(n % kChunkBlocks * channels_ + channel)];
    }

    int rate_ = 0, channels_ = 0;
    int64_t frames_ = 0;
    bool complete_ = false;
    std::array<Level, kLevels> levels_;
};

} // namespace tandem
