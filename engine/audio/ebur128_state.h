// The set-up of libebur128 that every measurement of loudness shares: integrated loudness, range and true peak, with
// the layouts of a mixer (FFmpeg's default ones). Private to engine/audio and engine/export: it names the library.
#pragma once

#include <ebur128.h>

#include <cstdint>
#include <memory>

namespace tandem::audio {

struct CloseEbur128 {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};
using Ebur128 = std::unique_ptr<ebur128_state, CloseEbur128>;

// Gated blocks are counted in steps of 0.1 LU, in memory that does not grow, or each kept: 0.3 MB an hour.
enum class Blocks : uint8_t { counted, kept };

// Null where the format cannot be measured. Mono is one channel, as ITU-R BS.1770 measures it
// and podcasts are specified (-19 mono beside -16 stereo); the LFE channel does not count.
Ebur128 make_ebur128(int channels, int rate, Blocks blocks);

} // namespace tandem::audio
