// Rate stretch: an edge is pulled and the clip shows the same source in the time that is left between its edges, so its
// speed changes. Partners of the same place follow. Pure, any thread.
#pragma once

#include "engine/edit/trim.h"

namespace tandem {

struct StretchArgs {
    ClipId clip;
    Edge edge = Edge::tail;
    Time by = {};               // timeline time, positive = later
    Ripple ripple = Ripple::no; // yes: the clip's start stays, later clips follow its end
    Follow follow = Follow::partners;
};
// A speed ramp is stretched with the clip. Refuses to run into a neighbour (without ripple), frozen pictures, and speeds
// above 100, those of a ramp above 16.
Result<Sequence> stretch(const Sequence& sequence, const StretchArgs& args, IdSource& ids);

} // namespace tandem
