// Keys of a clip's speed ramp as the inspector and the timeline edit them, and the command that sets them. Plain values;
// main thread.
#pragma once

#include "engine/edit/speed.h"
#include "ui/studio.h"

namespace tandem::ui {

// Times are Clip::key_origin's.
struct SpeedKeys {
    std::vector<Key> keys;

    // Those of the clip; without a ramp its constant speed at both ends.
    static SpeedKeys of(const Clip& clip);
    enum class Shape : uint8_t { up, down, slow_middle };
    // Smooth, over the length that the clip will have.
    static SpeedKeys preset(Shape shape, const Clip& clip, Keep keep);

    std::optional<size_t> at(Time time) const;
    void put(Time time, double speed); // changes the key there, or adds a linear one
    // How it goes on from a key of the list; smooth handles follow their neighbours.
    void ease(size_t key, Interpolation how);
    void move(size_t key, Time time);
    // Keeps one.
    void remove(size_t key);
    Command command(ClipId id, const Clip& clip, Keep keep, bool ripple) const;
};

} // namespace tandem::ui
