// Old schema versions: functions that rewrite one object of the tree to the next version, in order. Private to
// engine/io; called by the project reader for each object. Pure.
#pragma once

#include <string>

#include "engine/io/json.h"
#include "engine/io/project_format.h"

namespace tandem {

// Brings `object` (with a "schema" member "Name.N") to the current version of `schema`. Error text, empty on success:
// another name, a newer version, or a version never released.
std::string upgrade_object(JsonDocument& document, Json& object, const project_format::Schema& schema);

} // namespace tandem
