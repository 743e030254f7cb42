// Moving, copying and pasting of clips. Pure, any thread.
#pragma once

#include "engine/edit/sequence_edit.h"

namespace tandem {

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

// Moves clips as a hand does that wants no holes and nothing cut (`ripple` is ignored). Into free time, and over or
// under others, they go where they are put. A clip that carries the sequence's time and is put past its neighbours
// changes places with them: the block of the clips, with all that stands in its time, goes to the nearest cut, and what
// it passes closes up behind it; clips across one of the cuts, such as music, stay as they are, and so does the
// length of the whole. On another track where there are clips room is made, as insert does. Markers go with their
// time.
Result<Sequence> rearrange_clips(const Sequence& sequence, const MoveArgs& args, IdSource& ids);

// A clip from elsewhere: which track of its kind (0 = the first in the list), and its start after PasteArgs::at.
struct PasteClip {
    TrackKind kind;
    size_t rank;
    Time offset;
    Clip clip;
};
inline constexpr size_t kMaxPasteTracks = 1000; // of a kind
struct PasteArgs {
    std::vector<PasteClip> clips;
    Time at = {};
    Ripple ripple = Ripple::no; // yes: where clips stand that carry the sequence's time, room is made
};
// Puts clips, on new tracks where there are too few. Made: in the order of `clips`, with ids, links and groups of their
// own.
Result<Edited> paste_clips(const Sequence& sequence, const PasteArgs& args, IdSource& ids);

} // namespace tandem
