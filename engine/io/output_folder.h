// Whether a folder takes new files. Any thread.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace tandem {

// Makes a file without a name in `folder`, as saving does, and lets it go. Error: cant_create, with the system's
// reason.
Result<void> check_folder(const std::string& folder);

} // namespace tandem
