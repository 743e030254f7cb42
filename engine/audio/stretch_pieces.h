// What streams with kept pitch share: pieces made by Rubber Band, cross-faded into each other. Each is a pure function of
// its place, so any locate gives the same samples. Private to stretch.cpp and ramp_stretch.cpp. One thread at a time.
#pragma once

#include <map>

#include "engine/audio/stream.h"

namespace tandem::audio {

using Planes = std::vector<std::vector<float>>; // samples by channel

class PieceStream : public BlockStream {
  protected:
    static constexpr int kPieceSeconds = 30, kJoinFrames = 2048;
    PieceStream(int channels, uint64_t mask, int64_t origin, int block_frames)
        : BlockStream(channels, mask, origin, block_frames) {}
    // Block `block` and kJoinFrames more.
    virtual Result<void> piece(int64_t block, Planes& made) = 0;
    // Whether the block has one before it that it is cross-faded from.
    virtual bool joins(int64_t block) const = 0;

  private:
    Result<void> fill(int64_t block, float* const* out) final;
    void keep_tail(int64_t block, const Planes& made);

    int64_t tail_of_ = INT64_MIN; // the block whose end tail_ holds
    Planes tail_;
};

// One run of Rubber Band R3, offline.
struct BandRun {
    int rate;
    double ratio;                  // frames made per frame of `in`, overall
    std::map<size_t, size_t> keys; // where frames of `in` are to be in what is made; empty = evenly
    int64_t skip;                  // frames made that are left out first
};
// Fills `made`, all of one size, as far as there is something.
Result<void> run_band(const BandRun& run, const Planes& in, Planes& made);

} // namespace tandem::audio
