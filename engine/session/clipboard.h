// Clips as a text that another place, window or project can paste (the command paste_clips). Any thread.
#pragma once

#include <set>
#include <string>

#include "engine/model/project.h"

namespace tandem {

// A small project in the native format: the clips on their tracks, the media and nested sequences that they show. Empty
// where none of the clips is there.
std::string clips_text(const Project& project, const Sequence& sequence, const std::set<ClipId>& clips);

} // namespace tandem
