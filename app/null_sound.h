// NullSound: the sequence's mix made ahead of the null device's clock, as realtime sound will be, and thrown away.
// Owned by `tandem play`; mixes on a thread of its own, consume() is called on the device's thread and takes no lock.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

#include "engine/audio/render.h"

namespace tandem::app {

class NullSound {
  public:
    // Mixes [first, end) of the timeline's samples. `channels` of the mix.
    NullSound(std::unique_ptr<AudioRenderer> mix, int channels, int rate, int64_t first, int64_t end);
    ~NullSound();
    NullSound(const NullSound&) = delete;
    NullSound& operator=(const NullSound&) = delete;

    bool filled() const { return mixed_ >= std::min(end_, consumed_ + ahead_) || failed_; }
    // The device takes [sample, sample + frames).
    void consume(int64_t sample, int frames);

    int64_t mixed_samples() const { return mixed_ - first_; }
    int64_t late_blocks() const { return late_; } // taken before they were mixed
    // After the last consume(): what the mix failed with.
    std::optional<Error> error();

  private:
    void work();

    std::unique_ptr<AudioRenderer> mix_;
    const int channels_;
    const int64_t first_, end_, ahead_;
    std::atomic<int64_t> mixed_, consumed_, late_{0}; // mixed_: by the mixer; the others: by the device
    std::atomic<bool> stop_{false}, failed_{false};
    std::optional<Error> error_; // by the mixer before failed_
    std::thread thread_;
};

} // namespace tandem::app
