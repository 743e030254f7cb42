// Light levels in Matroska and WebM. Their header comes first and the light of a film is known last, so the header is
// written with a placeholder of the same length, which is replaced when the file is done.
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/export/light_meter.h"

namespace tandem {

// What MaxCLL and MaxFALL are while the film is made; no film has it.
inline constexpr unsigned kLightPlaceholder = 0xffff;

// Replaces the placeholder in the closed file, and the check sum around it. Zeros mean that the light is not known.
// Errors: io, also where the file has no placeholder.
Result<void> replace_matroska_light(const std::string& path, ContentLight light);

} // namespace tandem
