// NullDevice: a device without sound. A thread paced by CLOCK_MONOTONIC calls the same process function that a sound
// card would, block after block; for machines without a card, tests and `tandem play --audio null`.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace tandem {

class NullDevice {
  public:
    // Called on the device's thread for each block: frames, and CLOCK_MONOTONIC when the block was due.
    using Process = std::function<void(int frames, int64_t now_ns)>;

    // Starts at once. Pre: rate and block_frames > 0.
    NullDevice(int rate, int block_frames, Process process);
    // Stops after the block in hand.
    ~NullDevice();
    NullDevice(const NullDevice&) = delete;
    NullDevice& operator=(const NullDevice&) = delete;

    // Blocks that came so late that a card would have run dry (the machine slept or was overloaded).
    int64_t missed_blocks() const { return missed_; }

  private:
    void run(int rate, int block_frames);

    Process process_;
    std::atomic<bool> stop_{false};
    std::atomic<int64_t> missed_{0};
    std::thread thread_;
};

} // namespace tandem
