// NullDevice: a device without sound. A thread paced by CLOCK_MONOTONIC asks for block after block as a sound card
// would, and throws them away; for machines without a card, for one that was lost, and for tests.
#pragma once

#include <atomic>
#include <thread>

#include "engine/audio/device/audio_device.h"

namespace tandem::audio {

class NullDevice final : public AudioDevice {
  public:
    // Starts at once. Pre: rate, channels and block_frames > 0.
    NullDevice(const DeviceSpec& spec, AudioProcess& process);
    ~NullDevice() override;

    std::string name() const override { return "null"; }
    int rate() const override { return rate_; }
    bool alive() const override { return true; }
    void retire() override;

  private:
    void run();

    const int rate_, channels_, block_frames_, input_channels_;
    AudioProcess& process_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace tandem::audio
