// SoundOutput: transport, sound engine and device of one playback, in the order in which they depend on each other.
// Opened by Playback and `tandem play`. Control thread.
#pragma once

#include <memory>
#include <string>

#include "engine/audio/audio_output.h"
#include "engine/transport/transport.h"

namespace tandem {

struct SoundOutput {
    int rate, channels; // of plans and device
    Transport transport;
    audio::SoundEngine engine;
    std::unique_ptr<audio::AudioOutput> output;
    std::string warning; // why it is not the device asked for; empty where it is

    SoundOutput(int its_rate, int channel_count, int block_frames, int workers)
        : rate(its_rate), channels(channel_count), transport(rate),
          engine({.rate = rate, .channels = channel_count, .block_frames = block_frames, .workers = workers}) {}
};

struct SoundOutputSpec {
    std::string device = "default"; // "null", or a name of list_audio_devices()
    // Of the sequence. Where the device plays no such rate it is one that it does, and stereo where it has not so many.
    int rate = 48000, channels = 2;
    int block_frames = 256;
    int threads = 0;       // 0 = by the processor's cores
    double monitor_db = 0; // how loud it is heard, see audio::MonitorLevel
    // To record from, see audio::DeviceSpec.
    int input_channels = 0;
    std::string input;
    TransportLink link = TransportLink::off; // with JACK's transport where the device is JACK's, see audio::AudioOutput
};
// `default` without any card gives the null device and a warning, but an error where inputs are asked for. Other
// errors: as audio::open_audio_device().
Result<std::unique_ptr<SoundOutput>> open_sound_output(const SoundOutputSpec& spec);

} // namespace tandem
