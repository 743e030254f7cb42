// Small WAV files made by tests: 32-bit float, 24-bit or 16-bit PCM, any channel count and rate. Header-only.
#pragma once

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace tandem::test {

enum class WavFormat { pcm16, pcm24, float32 };

// planes[channel][sample]; all of one length. PCM values are rounded and clipped.
inline void write_wav(const std::string& path, const std::vector<std::vector<float>>& planes, int rate,
                      WavFormat format = WavFormat::float32) {
    std::string data;
    auto put = [&](uint32_t v, int bytes) {
        for (int i = 0; i < bytes; ++i) data += static_cast<char>(v >> (8 * i) & 255);
    };
    int size = format == WavFormat::pcm16 ? 2 : format == WavFormat::pcm24 ? 3 : 4;
    auto channels = static_cast<uint32_t>(planes.size()), frames = static_cast<uint32_t>(planes[0].size());
    uint32_t bytes = frames * channels * static_cast<uint32_t>(size);
    data += "RIFF";
    put(36 + bytes, 4);
    data += "WAVEfmt ";
    put(16, 4);
    put(format == WavFormat::float32 ? 3 : 1, 2);
    put(channels, 2);
    put(static_cast<uint32_t>(rate), 4);
    put(static_cast<uint32_t>(rate) * channels * static_cast<uint32_t>(size), 4);
    put(channels * static_cast<uint32_t>(size), 2);
    put(static_cast<uint32_t>(size) * 8, 2);
    data += "data";
    put(bytes, 4);
    for (uint32_t i = 0; i < frames; ++i)
        for (const auto& plane : planes) {
            float x = plane[i];
            if (format == WavFormat::float32) {
                uint32_t bits;
                static_assert(sizeof bits == sizeof x);
                __builtin_memcpy(&bits, &x, 4);
                put(bits, 4);
            } else {
                double full = format == WavFormat::pcm16 ? 32768.0 : 8388608.0;
                double v = std::fmin(std::fmax(std::nearbyint(static_cast<double>(x) * full), -full), full - 1);
                put(static_cast<uint32_t>(static_cast<int32_t>(v)), size);
            }
        }
    std::ofstream(path, std::ios::binary).write(data.data(), static_cast<std::streamsize>(data.size()));
}

} // namespace tandem::test
