// PcmStream: a sound source on the timeline's sample grid. Its sample m is the source's signal at m / rate of source
// time divided by the clip's speed, an absolute grid that does not depend on where a clip starts: cuts through one take
// fit sample to sample. Rate conversion works in fixed blocks of that grid, each made by a fresh resampler with run-in
// on both sides, so every read order gives the same bits and memory does not grow with the film. One thread at a time.
#pragma once

#include <memory>

#include "engine/audio/ramp_stream.h"
#include "engine/audio/sound_source.h"

namespace tandem::audio {

class PcmStream {
  public:
    virtual ~PcmStream() = default;
    virtual Result<void> read(int64_t first, int frames, float* const* out) = 0;
    virtual int channels() const = 0;
    virtual uint64_t channel_mask() const = 0;
};

enum class Pitch : uint8_t { follows_speed, kept };

struct StreamSpec {
    int rate = 48000; // of the stream
    Speed speed;      // |speed| within 1/100 .. 100; negative plays backwards: sample m is source sample -1 - m
    Pitch pitch = Pitch::follows_speed;
    // Pitch kept only: the stretch of the stream that the clip plays. Rubber Band works in pieces of 30 s from here.
    int64_t first = 0, frames = 0;
    RampPlace ramp = {}; // with a ramp neither `speed` nor `first` count: the grid is that of its key time
};

Result<std::unique_ptr<PcmStream>> open_stream(std::unique_ptr<SoundSource> source, const StreamSpec& spec);

// A stream that is made block by block and keeps the last one.
class BlockStream : public PcmStream {
  public:
    Result<void> read(int64_t first, int frames, float* const* out) override;
    int channels() const final { return channels_; }
    uint64_t channel_mask() const final { return mask_; }

  protected:
    // `origin` is the grid's sample at which block 0 begins.
    BlockStream(int channels, uint64_t mask, int64_t origin, int block_frames);
    // Makes samples [block * block_frames, ...) from the origin, all of them.
    virtual Result<void> fill(int64_t block, float* const* out) = 0;
    int block_frames() const { return frames_; }

  private:
    int channels_;
    uint64_t mask_;
    int64_t origin_;
    int frames_;
    int64_t held_ = INT64_MIN;
    std::vector<float> samples_;
};

// Rubber Band R3 over a stream at the same rate; `speed` > 0.
std::unique_ptr<PcmStream> make_stretch(std::unique_ptr<PcmStream> input, const StreamSpec& spec);

} // namespace tandem::audio
