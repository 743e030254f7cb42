// The verbs of the window: what a menu entry, a key or a drop means in commands of the session. Main thread.
#pragma once

#include "ui/studio.h"

namespace tandem::ui {

enum class Put : uint8_t { insert, overwrite, append, on_top, by_mode };
enum class Ends : uint8_t { head, tail };

// Lays media one after the other; the new clips become the selection. `picture`, `sound`: tracks, none = the targets.
// Into an empty sequence the first picture gives its format too. One undo step.
struct PutMedia {
    std::vector<MediaId> media;
    Put how = Put::by_mode;
    Time at;
    TrackId picture = {}, sound = {};
    Time in = {}, length = {}; // of a marked source; length 0 = all of it
};
bool putMedia(Studio& studio, const PutMedia& put);

// The source that is viewed, or what the media pool has selected, or the last source, with its marks; at the
// timeline's marks (then they go), or the playhead. Then the playhead stands at its end.
void putSource(Studio& studio, Put how);

bool putTitle(Studio& studio, const QString& text, Time at, TrackId track = {});

// Cuts at the playhead: the selected clips there, or without any all unlocked tracks.
void splitAtPlayhead(Studio& studio, bool allTracks);
// Q and W: ripples the head or tail of the clips under the playhead (the selected ones first) to it.
void trimToPlayhead(Studio& studio, Ends end);
// Del and Shift+Del: by the edit mode, or by the other one. Removes the selection, or without one the marked range.
void deleteSelection(Studio& studio, bool otherMode);
void liftMarks(Studio& studio);
void extractMarks(Studio& studio);
void nudge(Studio& studio, int frames);
void toggleClipsEnabled(Studio& studio);
void linkSelection(Studio& studio);  // or unlinks what is linked
void groupSelection(Studio& studio); // or ungroups what is grouped
void duplicateSelection(Studio& studio);
// By the system's clipboard, from window to window. Their effects can be put on other clips (pasteEffects).
void copySelection(Studio& studio);
void cutSelection(Studio& studio); // removes as Del does
// At the playhead, on the tracks they were copied from; room is made by the edit mode. Then the playhead stands at
// their end. Files go into the media pool.
void pasteClips(Studio& studio);
void changeGain(Studio& studio, double by_db);
void setGain(Studio& studio, double db); // of all selected sound clips
void fadeFromPlayhead(Studio& studio, Ends end);
void addTransitions(Studio& studio, bool picture, const QString& kind = {}); // at the cut nearest to the playhead
// How long a transition at the head of item `index` may be before and after its cut; zero where there is no cut.
std::pair<Time, Time> transitionRoom(const Track& track, size_t index);
// A transition as the arguments of set_transition, so that one of them can be changed.
ValueObject transitionArgs(ClipId clip, const Transition& transition);
void addMarker(Studio& studio);                       // or removes the one that is there
QString markerName(const Studio& studio);             // of the one at the playhead
void nameMarker(Studio& studio, const QString& name); // makes one where there is none
void markSelection(Studio& studio);
void selectAll(Studio& studio);
void goToEdit(Studio& studio, int direction); // nearest cut before or after the playhead on any track
void goToMarker(Studio& studio, int direction);

// The gain effect of a clip in dB, 0 where it has none.
double clipGain(const Clip& clip, EffectId* effect = nullptr);
// Commands that give a clip this gain.
Command gainCommand(const Clip& clip, double db);

} // namespace tandem::ui
