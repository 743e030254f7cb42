// Pan laws, fade shapes and channel maps: the small pure formulas of the mixer. Any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/clip.h"
#include "engine/model/mixer.h"

namespace tandem::audio {

struct PanGains {
    double left = 1, right = 1;
};
// A mono signal at pan -1..1. Centre gain: db0 1 (linear towards the far side), db3 constant power (sine), db6 linear,
// db4_5 the geometric mean of the two. Hard over, the far side is exactly 0.
PanGains pan_gains(PanLaw law, double pan);
// A stereo signal: the near side stays at 1, the far side falls along the law; centre is exactly 1 and 1.
PanGains balance_gains(PanLaw law, double pan);

enum class RampShape : uint8_t { linear, equal_power, smooth };
// Gain at x in 0..1 of a rise; a fall is the same at 1 - x.
double ramp_gain(RampShape shape, double x);

// Gains [to][from] from a source's speakers to a layout of 1, 2, 6 or 8 channels (FFmpeg's defaults: FC; FL FR;
// FL FR FC LFE BL BR; the same with SL SR). Mask 0 = the default of the count. ITU-R BS.775: centre and surrounds at
// -3 dB, LFE dropped where there is none; mono goes to left and right at `mono_gain` (the pan law's centre).
struct ChannelMap {
    int from = 0, to = 0;
    std::vector<float> gains; // to * from
    bool identity = false;
    float at(int t, int f) const { return gains[static_cast<size_t>(t * from + f)]; }
};
ChannelMap make_channel_map(int from, uint64_t mask, int to, double mono_gain);
// The smallest layout of the mixer that holds `channels`: 1, 2, 6 or 8.
int layout_channels(int channels);

} // namespace tandem::audio
