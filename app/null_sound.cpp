// The mixing thread. It looks at the device's place every few milliseconds: a wake-up by the device would cost it a
// call.
#include "app/null_sound.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "engine/base/thread.h"

namespace tandem::app {

static constexpr int kBlock = 1024;

NullSound::NullSound(std::unique_ptr<AudioRenderer> mix, int channels, int rate, int64_t first, int64_t end)
    : mix_(std::move(mix)), channels_(channels), first_(first), end_(end), ahead_(rate / 5), mixed_(first),
      consumed_(first) {
    mix_->locate(first);
    thread_ = std::thread([this] { work(); });
}

NullSound::~NullSound() {
    stop_ = true;
    thread_.join();
}

void NullSound::consume(int64_t sample, int frames) {
    if (sample >= end_) return;
    late_ += mixed_ < std::min(end_, sample + frames);
    consumed_ = sample + frames;
}

std::optional<Error> NullSound::error() {
    if (!failed_) return {};
    return error_;
}

void NullSound::work() {
    set_thread_name("mix ahead");
    std::vector<float> samples(static_cast<size_t>(channels_) * kBlock);
    std::vector<float*> planes;
    for (int c = 0; c < channels_; ++c) planes.push_back(samples.data() + static_cast<size_t>(c) * kBlock);
    while (!stop_ && mixed_ < end_) {
        if (mixed_ >= consumed_ + ahead_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            continue;
        }
        const int frames = static_cast<int>(std::min<int64_t>(kBlock, end_ - mixed_));
        if (auto done = mix_->render(frames, planes.data()); !done) {
            error_ = done.error();
            failed_ = true;
            return;
        }
        mixed_ += frames;
    }
}

} // namespace tandem::app
