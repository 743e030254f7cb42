// The paced thread. Block times are computed from the start, never added up.
#include "engine/audio/device/null_device.h"

#include "engine/base/thread.h"
#include "engine/base/time.h"
#include "engine/transport/clock_point.h"

namespace tandem::audio {

NullDevice::NullDevice(const DeviceSpec& spec, AudioProcess& process)
    : rate_(spec.rate), channels_(spec.channels), block_frames_(spec.block_frames),
      input_channels_(spec.input_channels), process_(process) {
    VERIFY(rate_ > 0 && channels_ > 0 && block_frames_ > 0);
    thread_ = std::thread([this] { run(); });
}

NullDevice::~NullDevice() { retire(); }

void NullDevice::retire() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

void NullDevice::run() {
    set_thread_name("null device");
    std::vector<float> samples(static_cast<size_t>(channels_ * block_frames_));
    std::vector<float*> planes;
    for (int c = 0; c < channels_; ++c) planes.push_back(&samples[static_cast<size_t>(c * block_frames_)]);
    const std::vector<float> silence(static_cast<size_t>(block_frames_));
    const std::vector<const float*> input(static_cast<size_t>(input_channels_), silence.data());
    int64_t start = monotonic_ns(), block = 0;
    bool late = false;
    while (!stop_) {
        const int64_t due = start + mul_div_floor(block * block_frames_, 1'000'000'000, rate_);
        sleep_until_ns(due);
        process_.process({.out = planes.data(),
                          .channels = channels_,
                          .frames = block_frames_,
                          .now_ns = due,
                          .underflow = late,
                          .in = input_channels_ > 0 ? input.data() : nullptr,
                          .input_channels = input_channels_,
                          .overflow = late && input_channels_ > 0});
        ++block;
        // A card holds about two blocks; behind that it has run dry and goes on from now.
        late = monotonic_ns() - due > 2 * mul_div_floor(block_frames_, 1'000'000'000, rate_);
        if (late) start = monotonic_ns(), block = 0;
    }
}

} // namespace tandem::audio
