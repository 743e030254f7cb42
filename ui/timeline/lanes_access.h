// The timeline for screen readers: the lanes are a list of tracks, a track a list of clips, and the playhead a slider.
// Children are made when they are asked for; each answers from the sequence as it is then and is invalid once its clip
// or track is gone. Main thread.
#pragma once

#include <QAccessible>

namespace tandem::ui {

class Lanes;

// Once, before the first Lanes is made: Qt asks for the interface in its constructor already.
void installLanesAccess();
// Tells of focus, selection and playhead from now on.
void announce(Lanes* lanes);

} // namespace tandem::ui
