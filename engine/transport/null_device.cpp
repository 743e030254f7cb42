// The paced thread. Block times are computed from the start, never added up.
#include "engine/transport/null_device.h"

#include "engine/base/thread.h"
#include "engine/transport/clock_point.h"

namespace tandem {

NullDevice::NullDevice(int rate, int block_frames, Process process) : process_(std::move(process)) {
    VERIFY(rate > 0 && block_frames > 0);
    thread_ = std::thread([this, rate, block_frames] { run(rate, block_frames); });
}

NullDevice::~NullDevice() {
    stop_ = true;
    thread_.join();
}

void NullDevice::run(int rate, int block_frames) {
    set_thread_name("null device");
    int64_t start = monotonic_ns(), block = 0;
    while (!stop_) {
        const int64_t due = start + mul_div_floor(block * block_frames, 1'000'000'000, rate);
        sleep_until_ns(due);
        process_(block_frames, due);
        ++block;
        // A card holds about two blocks; behind that it has run dry and goes on from now.
        const int64_t late = monotonic_ns() - due, length = mul_div_floor(block_frames, 1'000'000'000, rate);
        if (late <= 2 * length) continue;
        missed_ += late / length - 1;
        start = monotonic_ns(), block = 0;
    }
}

} // namespace tandem
