// The reader of one OpenTimelineIO document into a project. Private to engine/io; pure but for looking whether media
// exist.
#pragma once

#include "engine/io/interchange.h"
#include "engine/io/json.h"

namespace tandem::otio {

struct ReadResult {
    Imported imported;
    // Of everything that OpenTimelineIO itself can say: structure, names, times, media. Our own metadata and foreign
    // metadata do not count, nor does the way numbers are written.
    uint64_t visible_hash = 0;
};

// `native`, where not null, is the exact project that the document carries: objects that name theirs by id get back
// what OpenTimelineIO cannot say.
Result<ReadResult> read_document(JsonDocument& document, const std::string& base_dir, const Project* native);

} // namespace tandem::otio
