// What the mixer and the strip's editors say of a strip: which there are, badge, name, colour. Main thread.
#pragma once

#include "ui/panels/effect_target.h"

namespace tandem::ui {

// Sound tracks, buses, the master: the order of the mixer.
std::vector<StripRef> allStrips(const Sequence& sequence);
// Null where there is none (a strip that was removed).
const Strip* stripOf(const Sequence& sequence, StripRef strip);
QString stripBadge(const Sequence& sequence, StripRef strip); // A1, B1, MST
QString stripName(const Sequence& sequence, StripRef strip);
Role stripRole(const Sequence& sequence, StripRef strip);
inline bool isMaster(StripRef strip) { return !strip.track && !strip.bus; }
// First insert of a kind; null where there is none.
Ref<Effect> insertOf(const Strip& strip, EffectKind kind);
const Bus* findBus(const Sequence& sequence, BusId bus);

} // namespace tandem::ui
