// AudioDevice: a stream to a sound card or server through PortAudio, or the null device. Made and ended by one control
// thread; calls its AudioProcess on a thread of its own, block after block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::audio {

struct DeviceBlock {
    float* const* out = nullptr; // [channel][frame]; holds anything, must be filled whole
    int channels = 0;
    int frames = 0;             // any number > 0, from block to block
    int64_t now_ns = 0;         // CLOCK_MONOTONIC when the block was asked for
    int64_t latency_frames = 0; // from handing out the block's first frame to hearing it, as far as the device says
    bool underflow = false;     // frames were lost since the last block
    // What came in, input_channels planes of `frames`; null on a device that was opened without input.
    const float* const* in = nullptr;
    int input_channels = 0;
    int64_t input_latency_frames = 0; // from sounding to the hand-over of the block's first frame, as the device says
    bool overflow = false;            // frames that came in were lost since the last block
};

// What a device calls. Realtime: no locks, no memory, no system calls.
class AudioProcess {
  public:
    virtual ~AudioProcess() = default;
    virtual void process(const DeviceBlock& block) = 0;
};

struct DeviceSpec {
    // "null", "default", or a device's name as list_audio_devices() gives it (a part of it will do).
    std::string name = "default";
    int rate = 48000, channels = 2;
    int block_frames = 256; // JACK's server decides on its own
    // Channels to take in; 0 = none. They come in one stream with the output, so both count the same frames.
    int input_channels = 0;
    // Where from: empty = the output's own device, or else its host's default input; "default"; or a name. Of the
    // output's host (ALSA, JACK).
    std::string input;
};

class AudioDevice {
  public:
    // Ends after the block in hand.
    virtual ~AudioDevice() = default;
    virtual std::string name() const = 0; // "ALSA: vdev"
    // Frames a second that it asks for now: those of the spec, until a server (JACK) goes over to others.
    virtual int rate() const = 0;
    // False once the card or its server is gone.
    virtual bool alive() const = 0;
    // Its blocks are the cycles of a JACK server, which has a transport.
    virtual bool of_jack() const { return false; }
    // Returns when the process is not called any more and never will be. The destructor, which asks the driver to
    // close, may hang where the device is gone; after this it may run on any thread.
    virtual void retire() = 0;
};

// Opens and starts. Errors `unavailable`, naming the device: there is none, it does not take the rate or the channels,
// or it has not so many inputs. The null device takes in silence.
Result<std::unique_ptr<AudioDevice>> open_audio_device(const DeviceSpec& spec, AudioProcess& process);

struct AudioDeviceInfo {
    std::string name;            // "ALSA: vdev"
    int outputs = 0, inputs = 0; // channels at most
    double rate = 0;             // the device's own
    bool is_default = false;     // for output
    bool is_default_input = false;
};
// Devices present now; without "null", which always is. Asks drivers and servers, which may take a second.
Result<std::vector<AudioDeviceInfo>> list_audio_devices();
// The rate nearest to the user's wish that a device plays: the spec's where it takes that, else its own, else a usual
// one. Errors as open_audio_device(). Asks too; nothing may have it open.
Result<int> rate_that_plays(const DeviceSpec& spec);
// The most that DeviceSpec::input_channels may ask for with this output and input; 0 = there are none. Asks as well.
int most_input_channels(const DeviceSpec& spec);

} // namespace tandem::audio
