// DecodePool: the one set of open readers of a process. Clips of the same medium share readers by affinity (a clip
// keeps the reader that stands nearest before its time), with a cap on open decoders and on bytes of cached frames.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>

#include "engine/media/audio_reader.h"
#include "engine/media/video_reader.h"

namespace tandem {

struct DecodePoolOptions {
    int max_readers = 32;                         // open video decoders; the least recently used closes
    size_t frame_cache_bytes = size_t{192} << 20; // decoded pictures kept for reuse, besides those in use
    size_t backward_bytes = size_t{192} << 20;    // of each reader that plays backwards (see VideoReaderOptions)
    int decoder_threads = 0;
};

// held: the frame asked for is damaged: it is shown as far as it could be decoded, or the one before it is; said once
// for each damaged frame a reader meets.
enum class FrameState : uint8_t { good, held };

class DecodePool {
  public:
    explicit DecodePool(const DecodePoolOptions& options = {});
    ~DecodePool();

    // Frame of a medium at its own time, for `clip` (affinity only). Blocking; callable from several threads.
    // `cancel`: see CancelFlag.
    Result<PictureRef> frame(const Ref<Media>& media, int stream, Time t, ClipId clip, FrameState* state = nullptr,
                             CancelFlag cancel = nullptr);

    // The same ahead of need: a stretch of frames the caller is about to ask for in order. The pool decodes ahead on
    // its own threads within its budget and drops what was cancelled. `generation` older than the newest one given is
    // ignored.
    void prefetch(const Ref<Media>& media, int stream, TimeRange range, ClipId clip, uint64_t generation);

    int64_t damaged_frames() const;
    size_t open_readers() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace tandem
