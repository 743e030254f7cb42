// The pool's book of open sources, and the adapter of AudioReader.
#include <algorithm>

#include "engine/audio/sound_source.h"
#include "engine/media/audio_reader.h"

namespace tandem::audio {

class SourcePool::Pooled final : public SoundSource {
  public:
    Pooled(SourcePool& pool, Ref<Media> media, int stream, std::unique_ptr<SoundSource> source)
        : pool_(pool), media_(std::move(media)), stream_(stream), rate_(source->rate()), channels_(source->channels()),
          mask_(source->channel_mask()), source_(std::move(source)), place_(pool.open_.end()) {}
    ~Pooled() override {
        std::lock_guard lock(pool_.mutex_);
        if (place_ != pool_.open_.end()) pool_.open_.erase(place_);
    }
    Result<void> read(int64_t first, int frames, float* const* out) override {
        TRY_VOID(pin());
        auto result = source_->read(first, frames, out);
        unpin();
        return result;
    }
    int rate() const override { return rate_; }
    int channels() const override { return channels_; }
    uint64_t channel_mask() const override { return mask_; }

    Result<void> pin() {
        {
            std::lock_guard lock(pool_.mutex_);
            busy_ = true;
        }
        if (!source_) {
            auto again = pool_.factory_(*media_, stream_);
            if (!again || (*again)->channels() != channels_ || (*again)->rate() != rate_) {
                std::lock_guard lock(pool_.mutex_);
                busy_ = false;
                if (!again) return std::move(again).error();
                return fail(ErrorCode::bad_data, "the sound changed its format while it was read; import it again",
                            media_->path);
            }
            source_ = std::move(*again);
        }
        return {};
    }
    void unpin() {
        std::list<std::unique_ptr<SoundSource>> closing; // destroyed after the lock
        std::lock_guard lock(pool_.mutex_);
        busy_ = false;
        if (place_ != pool_.open_.end())
            pool_.open_.splice(pool_.open_.end(), pool_.open_, place_);
        else
            place_ = pool_.open_.insert(pool_.open_.end(), this);
        for (auto it = pool_.open_.begin();
             it != pool_.open_.end() && static_cast<int>(pool_.open_.size()) > pool_.max_open_;) {
            if ((*it)->busy_) {
                ++it;
                continue;
            }
            closing.push_back(std::move((*it)->source_));
            (*it)->place_ = pool_.open_.end();
            it = pool_.open_.erase(it);
        }
    }

  private:
    SourcePool& pool_;
    Ref<Media> media_;
    int stream_;
    int rate_, channels_;
    uint64_t mask_;
    std::unique_ptr<SoundSource> source_; // null while closed
    // Both under the pool's mutex.
    bool busy_ = false;
    std::list<Pooled*>::iterator place_; // in open_, its end where it is not open
};

Result<std::unique_ptr<SoundSource>> SourcePool::open(const Ref<Media>& media, int stream) {
    auto source = TRY(factory_(*media, stream));
    if (source->rate() <= 0 || source->channels() <= 0)
        return fail(ErrorCode::bad_data, "the sound stream has no rate or no channels", media->path);
    auto pooled = std::make_unique<Pooled>(*this, media, stream, std::move(source));
    pooled->unpin();
    return std::unique_ptr<SoundSource>(std::move(pooled));
}

int SourcePool::open_count() const {
    std::lock_guard lock(mutex_);
    return static_cast<int>(open_.size());
}

namespace {
class MediaSource final : public SoundSource {
  public:
    explicit MediaSource(std::unique_ptr<AudioReader> reader) : reader_(std::move(reader)) {}
    Result<void> read(int64_t first, int frames, float* const* out) override {
        return reader_->read(first, frames, out);
    }
    int rate() const override { return reader_->rate(); }
    int channels() const override { return reader_->channels(); }
    uint64_t channel_mask() const override { return reader_->channel_mask(); }

  private:
    std::unique_ptr<AudioReader> reader_;
};
} // namespace

SourceFactory media_sources() {
    return [](const Media& media, int stream) -> Result<std::unique_ptr<SoundSource>> {
        auto reader = TRY(AudioReader::open(media, {.stream = stream}));
        return std::unique_ptr<SoundSource>(std::make_unique<MediaSource>(std::move(reader)));
    };
}

} // namespace tandem::audio
