// What differs between two snapshots of a project: observers (window, caches, plans) update only that. Cheap: equal
// pointers and chunks are skipped, so an edit costs what it changed. Pure, any thread.
#pragma once

#include <vector>

#include "engine/model/project.h"

namespace tandem {

template<class I>
struct Changes {
    std::vector<I> added, removed, changed;
    bool empty() const { return added.empty() && removed.empty() && changed.empty(); }
};

struct SequenceDiff {
    SequenceId sequence;
    Changes<TrackId> tracks; // changed = flags, name, strip or items
    Changes<ClipId> clips;   // changed = the clip, its place or its track
    Changes<MarkerId> markers;
    bool mixer = false, format = false, order = false; // order: of the tracks
};
struct ProjectDiff {
    Changes<SequenceId> sequences;
    std::vector<SequenceDiff> details; // one for each changed sequence
    Changes<MediaId> media;
    bool bins = false, active = false;
    bool empty() const { return sequences.empty() && media.empty() && !bins && !active; }
};
ProjectDiff diff(const Project& before, const Project& after);

} // namespace tandem
