// What the mixer and the strip's editors say of a strip: which there are, badge, name, colour. Main thread.
#pragma once

#include "ui/panels/effect_target.h"

namespace tandem::ui {

// Sound tracks, buses, fader groups, the master: the order of the mixer.
std::vector<StripRef> allStrips(const Sequence& sequence);
// Null where there is none (a strip that was removed).
const Strip* stripOf(const Sequence& sequence, StripRef strip);
QString stripBadge(const Sequence& sequence, StripRef strip); // A1, B1, G1, MST
QString stripName(const Sequence& sequence, StripRef strip);
Role stripRole(const Sequence& sequence, StripRef strip);
inline bool isMaster(StripRef strip) { return strip == StripRef{}; }
inline bool isGroup(StripRef strip) { return static_cast<bool>(strip.group); } // a fader without sound
QString inputWord(const TrackInput& input);                                    // "In 1", "In 1+2"
// First insert of a kind; null where there is none.
Ref<Effect> insertOf(const Strip& strip, EffectKind kind);
const Bus* findBus(const Sequence& sequence, BusId bus);
const FaderGroup* findGroup(const Sequence& sequence, FaderGroupId group);

} // namespace tandem::ui
