// The fuzz targets: one function a reader, each of which must survive any bytes within bounded time and memory. Called
// by libFuzzer (option TANDEM_FUZZ) and by the replay test on every seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tandem::fuzz {

using Run = void (*)(const uint8_t* data, size_t size);
struct Target {
    const char* name;
    Run run;
};
// Every target, for the replay.
std::span<const Target> targets();

void project(const uint8_t* data, size_t size);
void otio(const uint8_t* data, size_t size);
void subtitles(const uint8_t* data, size_t size);
void json(const uint8_t* data, size_t size);
void cube(const uint8_t* data, size_t size);
void midi(const uint8_t* data, size_t size);
void preset(const uint8_t* data, size_t size);

} // namespace tandem::fuzz
