// ClockPoint: where the transport stood when the device took its last block, and how to read the instant that is
// audible now from it. Published by Transport on the device's thread, read on any. Plain values, pure functions.
#pragma once

#include <cstdint>

#include "engine/base/time.h"

namespace tandem {

enum class TransportState : uint8_t {
    stopped,
    rolling,
    locating, // stands at a new place until picture and sound are filled there
};

struct ClockPoint {
    TransportState state = TransportState::stopped;
    uint64_t generation = 0;      // counts locates and changes of speed; work for an older one is void
    int64_t frames = 0;           // handed to the device before its last block
    int64_t time_ns = 0;          // CLOCK_MONOTONIC when that block was taken
    double ns_per_frame = 1;      // of the device's clock
    int64_t latency_frames = 0;   // from handing out to hearing
    int64_t reference_frames = 0; // count of device frames at which the timeline stood at `reference`
    Time reference;
    int64_t rate = 48000;     // nominal device frames per second
    Speed speed;              // timeline seconds per device second while rolling; 0 = stands
    TimeRange loop;           // its end is followed by its start; empty = none, or it lies behind
    bool outer_moved = false; // the last start, stop or jump was an outer transport's
    bool outer_rules = false; // it rolls or is about to, and is followed only: commands here would be undone at once
};

// Where a timeline that went on without a loop to `t` stands with it.
constexpr Time looped(TimeRange loop, Time t) {
    if (loop.empty() || t < loop.end()) return t;
    return loop.start + Time{(t - loop.end()).ticks % loop.length.ticks};
}

// A device that was not heard of for so long has stopped: the audible instant stands still.
inline constexpr int64_t kSilentDeviceNs = 500'000'000;

// The timeline's instant that is audible at now_ns (CLOCK_MONOTONIC). Just after a start, before the first new sample
// is heard, it is the reference itself.
Time audible_at(const ClockPoint& point, int64_t now_ns);
// When an instant will be audible while nothing changes; INT64_MAX where it never will (standing, or it lies behind).
// In a loop, the first time that was not heard before the block was taken.
int64_t audible_ns(const ClockPoint& point, Time timeline);

// CLOCK_MONOTONIC.
int64_t monotonic_ns();
// Sleeps until then; at once where it has passed.
void sleep_until_ns(int64_t time_ns);

} // namespace tandem
