// Cutting and taking away: slice, lift, extract, removal of clips. Pure, any thread.
#pragma once

#include "engine/edit/sequence_edit.h"

namespace tandem {

struct SliceArgs {
    Time at = {};
    ClipId clip = {};                 // this clip and its partners that cover `at`; unset: by tracks
    std::vector<TrackId> tracks = {}; // empty = every unlocked track
    Follow follow = Follow::partners; // with `clip` only
};
// Made: the right parts. Refuses where nothing is cut.
Result<Edited> slice(const Sequence& sequence, const SliceArgs& args, IdSource& ids);

struct RangeArgs {
    TimeRange range;
    std::vector<TrackId> tracks = {}; // empty = every unlocked track
};
// Empties the range; nothing moves.
Result<Sequence> lift(const Sequence& sequence, const RangeArgs& args, IdSource& ids);
// Takes the range out of time: also on every unlocked track with sync_lock; what is later moves up.
Result<Sequence> extract(const Sequence& sequence, const RangeArgs& args, IdSource& ids);

struct RemoveArgs {
    std::vector<ClipId> clips;
    Ripple ripple = Ripple::no; // yes: the time of the clips is extracted
    Follow follow = Follow::partners;
};
Result<Sequence> remove_clips(const Sequence& sequence, const RemoveArgs& args, IdSource& ids);

struct MoveArgs {
    std::vector<ClipId> clips;  // the first one says where: the others keep their distance to it
    Time to = {};               // its new start
    TrackId track = {};         // its new track; others of its track's kind move by as many tracks. None = stays
    Ripple ripple = Ripple::no; // yes: room is made at the target (move does not close the gap it leaves)
    Follow follow = Follow::partners;
};
// Over whatever is at the target.
Result<Sequence> move_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids);
// Made: the copies, in the order of `clips`, then partners. Copies have links and groups of their own.
Result<Edited> copy_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids);

} // namespace tandem
