// Bytes of text files to UTF-8. Private to engine/io; pure.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// UTF-8 (a byte order mark is dropped), UTF-16 and UTF-32 with their marks, UTF-16 without one where every other byte
// is 0, else Latin-1. Broken sequences of the wide encodings become U+FFFD.
std::string to_utf8(std::string_view bytes);

} // namespace tandem
