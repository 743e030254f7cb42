// Static HDR metadata of a source file, read for exports in PQ or HLG. Blocking file access; any thread.
#pragma once

#include <string>

#include "engine/export/video_encoder.h"

namespace tandem {

// Empty where the file has none or cannot be read; looks at the stream's header and its first frames.
HdrMetadata read_hdr_metadata(const std::string& path, int stream);

// A mastering display of these primaries.
HdrMetadata mastering_display(Primaries primaries, double peak_nits, double black_nits);

} // namespace tandem
