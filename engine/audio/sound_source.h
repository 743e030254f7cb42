// SoundSource: samples of one medium at its own rate, as the mixer takes them; media readers, nested sequences and
// tests' signals implement it. SourcePool: all media sources of a renderer, with a cap on how many are open at once.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "engine/model/media.h"

namespace tandem::audio {

class SoundSource {
  public:
    virtual ~SoundSource() = default;
    // Samples [first, first + frames) of every channel; silence outside the medium. Any order of calls gives the same
    // samples. One thread at a time.
    virtual Result<void> read(int64_t first, int frames, float* const* out) = 0;
    virtual int rate() const = 0;
    virtual int channels() const = 0;
    virtual uint64_t channel_mask() const = 0; // WAVE speaker bits, 0 = default of the count
};

using SourceFactory = std::function<Result<std::unique_ptr<SoundSource>>(const Media& media, int stream)>;
// Opens through engine/media's AudioReader.
SourceFactory media_sources();

// Thread-safe. Sources it gives out must not outlive it.
class SourcePool {
  public:
    explicit SourcePool(SourceFactory factory, int max_open = 128)
        : factory_(std::move(factory)), max_open_(max_open) {}
    // A source that closes its file when others need the place and opens it again when read.
    Result<std::unique_ptr<SoundSource>> open(const Ref<Media>& media, int stream);
    int open_count() const;

  private:
    class Pooled;
    mutable std::mutex mutex_;
    SourceFactory factory_;
    int max_open_;
    std::list<Pooled*> open_; // least recently used first
};

} // namespace tandem::audio
