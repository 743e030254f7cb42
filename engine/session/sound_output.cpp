// Opening of the sound device.
#include "engine/session/sound_output.h"

#include <algorithm>
#include <optional>

#include "engine/base/thread.h"

namespace tandem {

Result<std::unique_ptr<SoundOutput>> open_sound_output(const SoundOutputSpec& spec) {
    // Two at least: while one opens a file the other makes the tracks that are nearest to running dry.
    const int workers = spec.threads > 0 ? spec.threads : std::max(2, available_cores() - 1);
    std::optional<Error> error;
    auto attempt = [&](const std::string& name, int channels) -> std::unique_ptr<SoundOutput> {
        audio::DeviceSpec device{.name = name,
                                 .rate = spec.rate,
                                 .channels = channels,
                                 .block_frames = spec.block_frames,
                                 .input_channels = spec.input_channels,
                                 .input = spec.input};
        auto open = [&] {
            auto sound = std::make_unique<SoundOutput>(device.rate, channels, spec.block_frames, workers);
            auto output = audio::AudioOutput::open(device, sound->transport, sound->engine, spec.link);
            if (output) {
                sound->output = std::move(*output);
                sound->output->set_monitor_db(spec.monitor_db);
                return sound;
            }
            if (!error) error = output.error();
            return std::unique_ptr<SoundOutput>();
        };
        auto sound = open();
        if (sound) return sound;
        const auto rate = audio::rate_that_plays(device);
        if (!rate || *rate == device.rate) return nullptr;
        device.rate = *rate;
        return open();
    };
    std::unique_ptr<SoundOutput> sound = attempt(spec.device, spec.channels);
    if (!sound && spec.channels != 2) sound = attempt(spec.device, 2);
    if (!sound && (spec.device != "default" || spec.input_channels > 0)) return *error;
    if (!sound) {
        sound = attempt("null", spec.channels);
        if (!sound) return *error;
        sound->warning = error->text() + "; the clock goes on without sound";
    }
    return sound;
}

} // namespace tandem
