// AudioReader: exact samples of one sound stream at its own rate, planar float. Sample 0 is the first sample a player
// presents at media time 0 (encoder priming skipped, start offset kept as silence). Confined to one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "engine/model/media.h"

namespace tandem {

struct AudioReaderOptions {
    int stream = -1; // FFmpeg index; -1 = best sound stream
};

class AudioReader {
  public:
    static Result<std::unique_ptr<AudioReader>> open(const Media& media, const AudioReaderOptions& options = {});
    virtual ~AudioReader() = default;

    // Fills out[c][0..frames) with samples [first, first + frames) of channel c; silence before 0, after the end and
    // where data is damaged. Any order of calls gives the same samples as one read from the start. Pre: `channels`
    // pointers in `out`.
    virtual Result<void> read(int64_t first, int frames, float* const* out) = 0;
    virtual int rate() const = 0;
    virtual int channels() const = 0;
    // Position of each channel, FFmpeg order, as a mask of WAVE speaker bits (0 where unknown).
    virtual uint64_t channel_mask() const = 0;
    // Exact after the first full pass or where the container says so, else an estimate.
    virtual int64_t length() = 0;
};

} // namespace tandem
