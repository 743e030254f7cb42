// JSON text of the program's Value: edit intents in the journal, arguments of commands, overrides. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/base/value.h"

namespace tandem {

// Compact JSON, keys sorted; whole doubles keep a ".0", so that parse_value gives the same types back. Non-finite
// doubles become null.
std::string value_text(const Value& value);
// Strict JSON, at most 128 levels deep, finite numbers, no doubled keys. Errors: bad_data with the line, denied.
Result<Value> parse_value(std::string_view text);

} // namespace tandem
