// Moving edges: trim, ripple trim, roll, slip, slide. Partners follow where their edge stands at the same instant (to
// within a frame). `by` is timeline time, positive = later. `pool` bounds edges by what the media hold; null = no
// bound. Pure, any thread.
#pragma once

#include "engine/edit/sequence_edit.h"

namespace tandem {

enum class Edge { head, tail };

struct TrimArgs {
    ClipId clip;
    Edge edge = Edge::tail;
    Time by = {};
    Follow follow = Follow::partners;
    const Project* pool = nullptr;
};
// Leaves or takes empty time; refuses to run into a neighbour.
Result<Sequence> trim(const Sequence& sequence, const TrimArgs& args, IdSource& ids);
// The head's trim keeps the clip's start; later clips of every rippled track move.
Result<Sequence> ripple_trim(const Sequence& sequence, const TrimArgs& args, IdSource& ids);
// Moves the cut at the clip's head (or tail) with the clip on its other side.
Result<Sequence> roll(const Sequence& sequence, const TrimArgs& args, IdSource& ids);

struct SlipArgs {
    ClipId clip;
    Time by = {}; // slip: source time, positive = shows later source. slide: timeline time
    Follow follow = Follow::partners;
    const Project* pool = nullptr;
};
Result<Sequence> slip(const Sequence& sequence, const SlipArgs& args, IdSource& ids);
// Moves a clip between its neighbours, which give and take at their edges.
Result<Sequence> slide(const Sequence& sequence, const SlipArgs& args, IdSource& ids);

} // namespace tandem
