// Rows of the sound effects, part of catalog.cpp. Order of params = the enums in sound_slots.h. Included by catalog.cpp
// only.
#pragma once

#include "engine/model/catalog.h"

namespace tandem {

static constexpr ParamSpec kGain[] = {{"gain_db", "Gain", Unit::decibel, -144, 24, 0}};
static constexpr ParamSpec kPan[] = {{"pan", "Pan", Unit::none, -1, 1, 0}};

// clang-format off
static constexpr std::string_view kBandTypes =
    "off|bell|low_shelf|high_shelf|low_cut|high_cut|low_cut_24|high_cut_24|notch|band_pass";
static constexpr ParamSpec kEq[] = {
    {"band1_type", "Band 1", Unit::choice, 0, 9, 0, kBandTypes},
    {"band1_frequency", "Band 1 frequency", Unit::hertz, 10, 24000, 30},
    {"band1_gain_db", "Band 1 gain", Unit::decibel, -24, 24, 0},
    {"band1_q", "Band 1 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band2_type", "Band 2", Unit::choice, 0, 9, 0, kBandTypes},
    {"band2_frequency", "Band 2 frequency", Unit::hertz, 10, 24000, 100},
    {"band2_gain_db", "Band 2 gain", Unit::decibel, -24, 24, 0},
    {"band2_q", "Band 2 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band3_type", "Band 3", Unit::choice, 0, 9, 0, kBandTypes},
    {"band3_frequency", "Band 3 frequency", Unit::hertz, 10, 24000, 250},
    {"band3_gain_db", "Band 3 gain", Unit::decibel, -24, 24, 0},
    {"band3_q", "Band 3 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band4_type", "Band 4", Unit::choice, 0, 9, 0, kBandTypes},
    {"band4_frequency", "Band 4 frequency", Unit::hertz, 10, 24000, 600},
    {"band4_gain_db", "Band 4 gain", Unit::decibel, -24, 24, 0},
    {"band4_q", "Band 4 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band5_type", "Band 5", Unit::choice, 0, 9, 0, kBandTypes},
    {"band5_frequency", "Band 5 frequency", Unit::hertz, 10, 24000, 1500},
    {"band5_gain_db", "Band 5 gain", Unit::decibel, -24, 24, 0},
    {"band5_q", "Band 5 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band6_type", "Band 6", Unit::choice, 0, 9, 0, kBandTypes},
    {"band6_frequency", "Band 6 frequency", Unit::hertz, 10, 24000, 3500},
    {"band6_gain_db", "Band 6 gain", Unit::decibel, -24, 24, 0},
    {"band6_q", "Band 6 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band7_type", "Band 7", Unit::choice, 0, 9, 0, kBandTypes},
    {"band7_frequency", "Band 7 frequency", Unit::hertz, 10, 24000, 8000},
    {"band7_gain_db", "Band 7 gain", Unit::decibel, -24, 24, 0},
    {"band7_q", "Band 7 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"band8_type", "Band 8", Unit::choice, 0, 9, 0, kBandTypes},
    {"band8_frequency", "Band 8 frequency", Unit::hertz, 10, 24000, 16000},
    {"band8_gain_db", "Band 8 gain", Unit::decibel, -24, 24, 0},
    {"band8_q", "Band 8 Q", Unit::none, 0.1, 40, 0.7071067811865476},
    {"gain_db", "Output gain", Unit::decibel, -24, 24, 0},
};
static constexpr ParamSpec kCompressor[] = {
    {"threshold_db", "Threshold", Unit::decibel, -80, 0, -18},
    {"ratio", "Ratio", Unit::none, 1, 100, 4},
    {"knee_db", "Knee", Unit::decibel, 0, 40, 6}, // width, centred on the threshold
    {"attack", "Attack", Unit::seconds, 0.00005, 0.5, 0.01}, // to 63 % of the way, in dB
    {"release", "Release", Unit::seconds, 0.005, 5, 0.12},
    {"makeup_db", "Make-up gain", Unit::decibel, -24, 36, 0},
    {"mix", "Mix", Unit::fraction, 0, 1, 1}, // 0 = untouched
    {"detector", "Detector", Unit::choice, 0, 1, 0, "peak|rms"}, // rms: over 10 ms
    {"key_low_cut", "Key low cut", Unit::hertz, 20, 2000, 20}, // of what the detector hears; 20 = none
};
static constexpr ParamSpec kLimiter[] = {
    {"ceiling_db", "Ceiling", Unit::decibel, -30, 0, -1}, // dBTP
    {"release", "Release", Unit::seconds, 0.001, 2, 0.1},
    {"drive_db", "Drive", Unit::decibel, 0, 36, 0}, // gain before it
};
static constexpr ParamSpec kGate[] = {
    {"mode", "Mode", Unit::choice, 0, 1, 0, "gate|expander"},
    {"threshold_db", "Threshold", Unit::decibel, -90, 0, -45},
    {"hysteresis_db", "Hysteresis", Unit::decibel, 0, 20, 4}, // gate: closes this far below the threshold
    {"ratio", "Ratio", Unit::none, 1, 20, 2}, // expander: dB out per dB in, below the threshold
    {"range_db", "Range", Unit::decibel, 0, 100, 60}, // most reduction
    {"attack", "Attack", Unit::seconds, 0.00005, 0.5, 0.001},
    {"hold", "Hold", Unit::seconds, 0, 5, 0.05},
    {"release", "Release", Unit::seconds, 0.005, 5, 0.15},
};
static constexpr ParamSpec kDeEsser[] = {
    {"frequency", "Frequency", Unit::hertz, 1000, 16000, 6000}, // sibilance above it
    {"threshold_db", "Threshold", Unit::decibel, -80, 0, -32}, // of the band's level
    {"range_db", "Range", Unit::decibel, 0, 24, 8}, // most reduction of the band
    {"listen", "Listen", Unit::toggle, 0, 1, 0}, // to the band alone
};
static constexpr ParamSpec kDenoiser[] = {
    {"reduction_db", "Reduction", Unit::decibel, 0, 40, 12}, // most, of what is noise
    {"sensitivity_db", "Sensitivity", Unit::decibel, -12, 12, 0}, // noise counts as so much louder than it was found
    {"listen", "Listen", Unit::toggle, 0, 1, 0}, // to what is taken away
};
static constexpr ParamSpec kDucker[] = {
    {"threshold_db", "Threshold", Unit::decibel, -80, 0, -36}, // of the key, RMS over 10 ms
    {"depth_db", "Depth", Unit::decibel, 0, 60, 12},
    {"attack", "Attack", Unit::seconds, 0.001, 2, 0.08},
    {"hold", "Hold", Unit::seconds, 0, 5, 0.4}, // after the key's last word
    {"release", "Release", Unit::seconds, 0.01, 10, 0.6},
};
static constexpr ParamSpec kDelay[] = {
    {"time", "Time", Unit::seconds, 0.001, 2, 0.35},
    {"feedback", "Feedback", Unit::fraction, 0, 0.98, 0.35},
    {"low_cut", "Low cut", Unit::hertz, 20, 2000, 120}, // in the feedback
    {"high_cut", "High cut", Unit::hertz, 500, 20000, 6000},
    {"ping_pong", "Ping-pong", Unit::toggle, 0, 1, 0},
    {"mix", "Mix", Unit::fraction, 0, 1, 0.3},
};
static constexpr ParamSpec kReverb[] = {
    {"pre_delay", "Pre-delay", Unit::seconds, 0, 0.25, 0.02},
    {"decay", "Decay", Unit::seconds, 0.1, 20, 1.8}, // by 60 dB
    {"size", "Size", Unit::none, 0.3, 2, 1},
    {"damping", "Damping", Unit::hertz, 500, 20000, 6000}, // above it the decay is shorter
    {"low_cut", "Low cut", Unit::hertz, 20, 1000, 120},
    {"width", "Width", Unit::fraction, 0, 1, 1},
    {"mix", "Mix", Unit::fraction, 0, 1, 0.3},
};
static constexpr ParamSpec kSaturator[] = {
    {"drive_db", "Drive", Unit::decibel, 0, 40, 6},
    {"bias", "Bias", Unit::none, 0, 1, 0}, // towards one side: even harmonics
    {"output_db", "Output", Unit::decibel, -36, 24, 0},
    {"mix", "Mix", Unit::fraction, 0, 1, 1},
};
static constexpr ParamSpec kUtility[] = {
    {"gain_db", "Gain", Unit::decibel, -144, 36, 0},
    {"width", "Width", Unit::none, 0, 2, 1}, // of stereo: 0 = mono
    {"invert_left", "Invert left", Unit::toggle, 0, 1, 0},
    {"invert_right", "Invert right", Unit::toggle, 0, 1, 0},
    {"swap", "Swap sides", Unit::toggle, 0, 1, 0},
};
static constexpr ParamSpec kTone[] = {
    {"wave", "Wave", Unit::choice, 0, 2, 0, "sine|white|pink"},
    {"frequency", "Frequency", Unit::hertz, 10, 24000, 1000},
    {"level_db", "Level", Unit::decibel, -144, 0, -20}, // sine: peak; noise: RMS
    {"add", "Add to the sound", Unit::toggle, 0, 1, 0}, // else in its place
};
// clang-format on

} // namespace tandem
