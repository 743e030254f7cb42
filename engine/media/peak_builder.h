// PeakBuilder: makes Peaks from samples in order, and from and to the bytes of a cache file. Coarser levels are made
// from the blocks as stored, so that a stream shows the same whether it was analysed or read back. Private to
// engine/media; confined to one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "engine/media/peaks.h"

namespace tandem {

enum class PeakState : uint8_t { partial, complete };

class PeakBuilder {
  public:
    // `channel_mask`: see AudioReader. Pre: channels >= 1.
    PeakBuilder(int rate, int channels, uint64_t channel_mask);

    // Pre: `count` is a multiple of Peaks::kBlock but in the last call.
    void add(const float* const* planes, int count);
    int64_t frames() const { return frames_; }
    // What was added so far; shares its finished chunks with all others made here.
    std::shared_ptr<const Peaks> snapshot(PeakState state) const;

    static std::string to_bytes(const Peaks& peaks);
    // Null where they are not what to_bytes made.
    static std::shared_ptr<const Peaks> from_bytes(std::string_view bytes);

  private:
    struct Pending { // of the block of a level that is not full yet
        int16_t min = INT16_MAX, max = INT16_MIN;
        double squares = 0;
    };
    struct Level {
        Peaks::Level chunks;
        Peaks::Chunk open;
        std::array<Pending, 2> pending;
        int64_t frames = 0; // in pending
        int blocks = 0;     // of the finer level in pending
    };
    void add_block(size_t level, const PeakBlock* block, int64_t frames);
    void emit(size_t level);

    int rate_, channels_;
    std::vector<uint8_t> sides_; // of each channel given: 1 left, 2 right, 3 both
    int64_t frames_ = 0;
    std::array<Level, Peaks::kLevels> levels_;
};

} // namespace tandem
