// The document's parts as tables for scripts. Private to app/script*.cpp.
#pragma once

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem::app {

// Times are ticks, so that scripts can compute with them exactly; `_tc` fields are timecode.
Value clips_value(const Project& project, const Sequence& sequence, const std::string& track);
Value tracks_value(const Sequence& sequence);
Value media_value(const Project& project);
Value markers_value(const Sequence& sequence);
Value sequence_value(const Sequence& sequence);

} // namespace tandem::app
