// Finding things in the document by id and by time. Pure, any thread.
#pragma once

#include <optional>

#include "engine/model/project.h"

namespace tandem {

struct ClipPlace {
    size_t track = 0, index = 0;
    const Placement* placement = nullptr;
};

// Index of the placement that covers t, or none.
std::optional<size_t> item_at(const Track& track, Time t);
// Index of the first placement with end > t; items.size() where there is none.
size_t first_ending_after(const Track& track, Time t);
std::optional<ClipPlace> find_clip(const Sequence& sequence, ClipId id);
std::optional<size_t> find_track(const Sequence& sequence, TrackId id);

// The transition that is running at t on a track, with the clips it joins. `from` ends at `cut`, `to` starts there.
struct ActiveTransition {
    const Transition* transition;
    size_t from, to;
    Time start, cut, end;
};
std::optional<ActiveTransition> transition_at(const Track& track, Time t);
// Whether item `index` carries a transition that has a clip to come from.
bool transition_shown(const Track& track, size_t index);

} // namespace tandem
