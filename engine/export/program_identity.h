// What a rendered result depends on beside the project: the code that made it. Any thread.
#pragma once

#include <string>
#include <vector>

namespace tandem {

// Identity of the running program's code: the linker's build id, or a hash of the file where there is none.
std::string program_build();
// FFmpeg's version and the file names, which hold versions, of the codec libraries that are loaded; sorted.
std::vector<std::string> codec_libraries();

} // namespace tandem
