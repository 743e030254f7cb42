// Where the beats of a clip's sound lie on the timeline. Main thread.
#pragma once

#include <vector>

#include "ui/studio.h"

namespace tandem::ui {

// Timeline times in [from, to), rising. None where the studio does not snap to beats, where they are not known yet or
// nothing steady is heard, and where the clip's speed changes.
std::vector<Time> clipBeats(Studio& studio, const Placement& placement, Time from, Time to);

} // namespace tandem::ui
