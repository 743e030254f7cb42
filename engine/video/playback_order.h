// PlaybackOrder: which frames a playback shows, one after the other, from a place and at a speed. Slots count up from 0
// in the order they are shown, forwards, round a loop or backwards. Pure, any thread.
#pragma once

#include <cstdint>

#include "engine/base/time.h"

namespace tandem {

class PlaybackOrder {
  public:
    PlaybackOrder() = default;
    // From the frame on screen at `position`, clamped to [0, frames). Up to 2 x every frame is shown; faster, every
    // ceil(|speed| / 2)-th, so that at most twice the frames of normal speed are made. Speed 0: that frame only.
    // Forwards from a place before the loop's end, that end is followed by its start, without an end of slots.
    PlaybackOrder(FrameRate rate, int64_t frames, Time position, Speed speed, TimeRange loop = {});

    int64_t slots() const { return slots_; }
    int64_t frame_of(int64_t slot) const {
        return slot < once_ ? first_ + slot * step_ : loop_first_ + (slot - once_) % pass_ * step_;
    }
    bool loops() const { return pass_ > 0; }
    // The slot that is due at t; below 0 before the first, at most slots() - 1. In a loop t comes again and again: the
    // one nearest to the slot `near`.
    int64_t slot_at(Time t, int64_t near = 0) const;
    // When a slot is due on the timeline: its start, or backwards its end.
    Time due(int64_t slot) const;
    // Frames between two shown ones that are left out on purpose.
    int64_t skipped_per_slot() const { return (step_ < 0 ? -step_ : step_) - 1; }
    // Seconds of playing from one slot to the next; 0 standing.
    double slot_seconds() const { return slot_seconds_; }

  private:
    FrameRate rate_;
    int64_t first_ = 0, step_ = 1, slots_ = 0;
    int64_t loop_first_ = 0, loop_end_ = 0; // frames
    int64_t once_ = INT64_MAX, pass_ = 0;   // slots before the first wrap and of each pass after it
    bool stands_ = true;
    double slot_seconds_ = 0;
};

} // namespace tandem
