// Putting new clips on tracks: insert, overwrite, append, place on top. Pure, any thread.
#pragma once

#include "engine/edit/sequence_edit.h"

namespace tandem {

// One new clip. Its ids are given by the verb; `offset` counts from the verb's time.
struct NewClip {
    TrackId track;
    Clip clip;
    Time offset = {};
};
enum class LinkNew { no, yes }; // link the new clips with each other

struct InsertArgs {
    Time at = {};
    std::vector<NewClip> clips;
    LinkNew link = LinkNew::no;
};

// Makes room at `at` on the target tracks and every unlocked track with sync_lock (clips across `at` are cut), then
// puts the clips there.
Result<Edited> insert(const Sequence& sequence, const InsertArgs& args, IdSource& ids);
// Puts the clips over whatever is there. Nothing moves.
Result<Edited> overwrite(const Sequence& sequence, const InsertArgs& args, IdSource& ids);
// Puts the clips after the last item of all the target tracks; `at` is ignored.
Result<Edited> append(const Sequence& sequence, const InsertArgs& args, IdSource& ids);
// Puts each clip on the first unlocked track of its kind from its track upwards (its track unset: from the second
// picture track, or the first sound track) that is free for it, or on a new track.
Result<Edited> place_on_top(const Sequence& sequence, const InsertArgs& args, IdSource& ids);

// Whether a clip may stand on a track of this kind.
bool fits_track(const Clip& clip, TrackKind kind);

} // namespace tandem
