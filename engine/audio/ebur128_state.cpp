// One set-up for meters, exports and checks.
#include "engine/audio/ebur128_state.h"

namespace tandem::audio {

Ebur128 make_ebur128(int channels, int rate, Blocks blocks) {
    if (channels < 1 || channels > 64 || rate < 16 || rate > 2'000'000) return nullptr;
    const auto width = static_cast<unsigned>(channels);
    const int mode = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK |
                     (blocks == Blocks::counted ? EBUR128_MODE_HISTOGRAM : 0);
    Ebur128 state(ebur128_init(width, static_cast<unsigned long>(rate), mode));
    if (!state) return nullptr;
    if (channels == 6 || channels == 8) { // FL FR FC LFE, then surrounds
        ebur128_set_channel(state.get(), 2, EBUR128_CENTER);
        ebur128_set_channel(state.get(), 3, EBUR128_UNUSED);
        for (unsigned c = 4; c < width; ++c)
            ebur128_set_channel(state.get(), c, c % 2 ? EBUR128_RIGHT_SURROUND : EBUR128_LEFT_SURROUND);
    }
    return state;
}

} // namespace tandem::audio
