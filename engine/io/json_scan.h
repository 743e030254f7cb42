// The first pass over a JSON text: sizes and depth against the limits, without building anything. Called by parse_json
// only; pure.
#pragma once

#include "engine/io/json.h"

namespace tandem {

// Error denied with the line where a limit is passed. Syntax is not judged here.
Result<void> check_json_limits(std::string_view text, const JsonLimits& limits);

} // namespace tandem
