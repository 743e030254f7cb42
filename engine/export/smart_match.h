// Presets that take their codec from the source (video.asSource). Opens the first clip's file; any thread.
#pragma once

#include "engine/export/export.h"

namespace tandem {

// The preset with codec, profile and sample format of the first picture clip, in a container that holds them: the
// preset's own where it does, else MP4, QuickTime or Matroska. Unchanged without video.asSource and where
// there is no such clip. Errors: config (a codec that cannot be written), as CodedStream::open.
Result<Preset> match_source(const Project& project, const Sequence& sequence, const Preset& preset);

} // namespace tandem
