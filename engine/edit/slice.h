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
    // Yes: the time of the clips is extracted, but for clips over or under others that stay (see over_others).
    Ripple ripple = Ripple::no;
    Follow follow = Follow::partners;
};
Result<Sequence> remove_clips(const Sequence& sequence, const RemoveArgs& args, IdSource& ids);

} // namespace tandem
