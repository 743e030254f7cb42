// Cutting and making single clips: what happens to source times, keys and fades when a clip loses its head or tail, and
// how far a clip can be stretched into its media. Used by every verb of engine/edit. Pure, any thread.
#pragma once

#include <optional>

#include "engine/model/project.h"

namespace tandem {

// The clip without its first `by` (negative: with more before it). Keys stay where they are in timeline time.
Clip with_head_trimmed(const Clip& clip, Time by);
// The clip with its length changed to `length`.
Clip with_length(const Clip& clip, Time length);
// Fades shortened so that together they fit the clip.
void fit_fades(Clip& clip);

// A clip of a medium from `in` for `length`, without id, named after it.
Clip media_clip(const Media& media, Time in, Time length, int stream = -1);
Clip generator_clip(EffectKind kind, Time length, IdSource& ids);

// Edits keep every time below this: half of what validate allows, so that sums cannot pass it.
inline constexpr int64_t kMaxEditTicks = int64_t{1} << 59;

// How much timeline time a clip can gain at its ends before its media run out. None = without end (stills, generators,
// nested sequences, frozen frames, media of unknown length). Never negative.
struct Handles {
    std::optional<Time> head, tail;
};
// `pool` null: no limits.
Handles handles(const Clip& clip, const Project* pool);

} // namespace tandem
