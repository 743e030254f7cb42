// Tracks: add, remove, rename, move, flags. Pure, any thread.
#pragma once

#include <optional>

#include "engine/edit/sequence_edit.h"

namespace tandem {

struct AddTrackArgs {
    TrackKind kind = TrackKind::picture;
    std::string name = {};            // empty = the next free one: "V2", "A2", "S1"
    std::optional<size_t> index = {}; // among the tracks of its kind, 0 = lowest picture or first sound; none = last
};
struct MadeTrack {
    Sequence sequence;
    TrackId track;
};
Result<MadeTrack> add_track(const Sequence& sequence, const AddTrackArgs& args, IdSource& ids);
// The worker of add_track: gives the index of the new track in the sequence.
size_t insert_track(Sequence& sequence, TrackKind kind, std::string name, std::optional<size_t> index, IdSource& ids);

// With all that is on it. Refuses a locked track.
Result<Sequence> remove_track(const Sequence& sequence, TrackId track);
// To another place among the tracks of its kind.
Result<Sequence> move_track(const Sequence& sequence, TrackId track, size_t index);

struct TrackFlags {
    std::optional<bool> enabled = {}, locked = {}, sync_lock = {};
    std::optional<std::string> name = {}, language = {};
    std::optional<TrackInput> input = {}; // sound tracks only
};
Result<Sequence> set_track(const Sequence& sequence, TrackId track, const TrackFlags& flags);

} // namespace tandem
