// Which frame of a source is asked for at an instant of a clip. Pure, any thread.
//
// The rule. Frame k of a source of constant rate is on screen from time_of(k) to time_of(k + 1), each computed from
// zero. Playing forward, a source time t means the k with time_of(k) <= t; playing in reverse the interval is open at
// its start (the k with time_of(k) < t), so that a clip reversed from its end begins with the last frame. Containers
// round time stamps (Matroska to 1 ms), so the reader is never asked at the edge of a frame but at t moved to at least
// a quarter frame inside it, from either edge: a stamp that is off by less than a quarter frame can not pick a
// neighbour. Sources of variable rate have no grid that holds, only a step (PictureStream::rate) from which cameras stray
// by milliseconds: they are asked a quarter of a step after t (before it in reverse), so that a picture that comes a
// little late is not taken for one that is not there. Without a step they are asked at t (plus the slack of 20 us
// against rounding).
#pragma once

#include "engine/model/media.h"

namespace tandem {

enum class Direction : uint8_t { forward, reverse };

// Slack of source times against rounding of rates and speeds.
inline constexpr Time kTimeSlack{kTicksPerSecond / 50'000};

// The frame of a grid that is on screen at t.
int64_t grid_frame(FrameRate rate, Time t, Direction direction);
// The instant to ask a reader for.
Time source_instant(const PictureStream& stream, Time t, Direction direction);

} // namespace tandem
