// The demo's sound, synthesised: a short piece of music, speech-like phrases, the sea, the city. Used by demo_media.cpp
// only.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::demo {

struct Sound {
    int rate = 48000, channels = 2;
    std::vector<float> samples; // interleaved
};

Sound music(double seconds);  // stereo, 48 kHz, 100 beats a minute
Sound voice();                // mono, 44.1 kHz: three phrases in about seven seconds
Sound sea(double seconds);    // stereo
Sound street(double seconds); // stereo
Result<void> write_wav(const Sound& sound, const std::string& path); // 16 bits, dithered

} // namespace tandem::demo
