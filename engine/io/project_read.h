// The reader of project text, also used for the project that an .otio of ours carries. Private to engine/io; pure.
#pragma once

#include "engine/io/json.h"
#include "engine/model/project.h"

namespace tandem {

// Reads a Project object of `document` (upgrading it in place); not yet checked by validate.
Result<Project> read_project(JsonDocument& document, Json& object, const std::string& base_dir);

} // namespace tandem
