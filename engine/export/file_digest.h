// SHA-256 of texts and files, as 64 lower-case hex digits. Any thread; blocking.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tandem {

std::string sha256_text(std::string_view text);
// Of the files' bytes in this order, as if they were one. Error: io.
Result<std::string> sha256_files(std::span<const std::string> paths);

} // namespace tandem
