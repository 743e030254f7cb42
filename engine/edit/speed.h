// Speeds of clips: constant ones, and ramps (engine/model/speed_ramp.h). Linked and grouped clips that play something
// follow, each along the same line of the timeline. Pure, any thread.
#pragma once

#include "engine/edit/insert.h"

namespace tandem {

struct SpeedArgs {
    ClipId clip;
    Speed speed; // 0 = freeze: the length stays
    bool preserve_pitch = true;
    Ripple ripple = Ripple::no; // no: a clip that becomes longer ends where the next one starts
    Follow follow = Follow::partners;
};
// The clip shows the same source in another time. A speed ramp goes.
Result<Sequence> set_speed(const Sequence& sequence, const SpeedArgs& args, IdSource& ids);

// What stays when the speed along a clip changes: where its source ends, so that its length follows, or its length.
enum class Keep : uint8_t { source, length };

struct RampArgs {
    ClipId clip;
    // Key times of the clip (see Clip::key_origin). Without keys: at normal speed from then on.
    Curve ramp;
    Keep keep = Keep::source;
    std::optional<bool> preserve_pitch = {}; // unset = as it is
    Ripple ripple = Ripple::no;              // as in SpeedArgs
    Follow follow = Follow::partners;
};
// The clip begins in the same source as before and goes on along the ramp. Refuses what check_ramp refuses, clips that
// play backwards, stills and titles, and to keep the source where the ramp comes to rest before its end.
Result<Sequence> set_speed_ramp(const Sequence& sequence, const RampArgs& args, IdSource& ids);

} // namespace tandem
