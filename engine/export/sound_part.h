// A whole mix as a file of a farm's job: raw float samples, interleaved, little-endian. Blocking.
#pragma once

#include <atomic>
#include <memory>

#include "engine/audio/render.h"
#include "engine/export/export.h"

namespace tandem {

// Samples kept behind the end of a mix, for processors that look ahead (the limiter of a loudness).
inline constexpr int64_t kSoundTail = 48000;

// Writes `wish` and its tail to a new file. Error: io, cancelled, of rendering.
Result<void> write_sound(AudioRenderer& renderer, const SoundWish& wish, const std::string& path,
                         const std::atomic<bool>* cancel, const std::function<void(double)>& progress);
// Plays such a file; silence before and behind it. Error: io (other length than the mix has).
Result<std::unique_ptr<AudioRenderer>> open_sound(const std::string& path, const SoundWish& wish,
                                                  std::vector<std::string> warnings);

} // namespace tandem
