// Edits of clips in place: ties, content, names, fades, transitions, cues. Pure, any thread.
#pragma once

#include <optional>

#include "engine/edit/insert.h"

namespace tandem {

// Ties clips: linked clips are one shot with its sound; grouped ones move together. Undone for the clips named only.
enum class Tie { link, group };
Result<Sequence> tie(const Sequence& sequence, const std::vector<ClipId>& clips, Tie what, IdSource& ids);
Result<Sequence> untie(const Sequence& sequence, const std::vector<ClipId>& clips, Tie what);

struct ReplaceArgs {
    ClipId clip;
    MediaId media; // must exist in the project (the caller checks)
    Time in = {};
    int stream = -1;
    std::string name = {};            // new name; empty = unchanged
    Follow follow = Follow::partners; // partners of the same old medium change too
};
Result<Sequence> replace_media(const Sequence& sequence, const ReplaceArgs& args, IdSource& ids);

struct ClipFields {
    std::optional<bool> enabled = {}, preserve_pitch = {};
    std::optional<std::string> name = {}, colour_label = {};
    std::optional<std::string> text = {}; // subtitle cues only
    std::optional<Fade> fade_in = {}, fade_out = {};
    std::optional<ColourTags> interpret = {}; // clips of media only
};
// Another recording of the passage that a clip plays, to be chosen from then on; it is heard from `at` of the timeline
// on. It gets this index among the takes, or is the last. Refuses clips that are not sound of a medium at normal speed.
Result<Sequence> add_take(const Sequence& sequence, ClipId clip, Take take, Time at, size_t index = SIZE_MAX);
// Takes it from those to choose from. Refuses the one that plays; the last one left is no take any more.
Result<Sequence> remove_take(const Sequence& sequence, ClipId clip, size_t index);
// The take of this index, 0 the first, is played where it was recorded. Refuses one that begins later than the clip.
Result<Sequence> choose_take(const Sequence& sequence, ClipId clip, size_t index);

Result<Sequence> set_clip(const Sequence& sequence, ClipId clip, const ClipFields& fields);

// Another version of a picture clip's grade, the last of them and the chosen one from then on. Of a clip that had one
// only, what it had becomes the first. An empty name = "Grade 2" and so on.
enum class GradeStart { copy, empty };
Result<Sequence> add_grade(const Sequence& sequence, ClipId clip, std::string name, GradeStart start, IdSource& ids);
// The clip gets the grade of this index, 0 the first; its other effects stay as they are, and so does the order.
Result<Sequence> choose_grade(const Sequence& sequence, ClipId clip, size_t index);
// For good. In place of the chosen one the one before it is chosen, or the one after the first. Refuses the last one.
Result<Sequence> remove_grade(const Sequence& sequence, ClipId clip, size_t index);
Result<Sequence> rename_grade(const Sequence& sequence, ClipId clip, size_t index, std::string name);

// Adds or replaces the transition at the head of `clip`; refuses where no clip ends there, it does not fit the kind of
// track, or is longer than the clips allow. An id of 0 is given one.
Result<Sequence> set_transition(const Sequence& sequence, ClipId clip, Transition transition, IdSource& ids);
Result<Sequence> remove_transition(const Sequence& sequence, ClipId clip);

} // namespace tandem
