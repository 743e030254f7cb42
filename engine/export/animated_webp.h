// Animated WebP read back with libwebp, for verification. FFmpeg 5.1 writes such files and cannot read them. Any
// thread; blocking.
#pragma once

#include "engine/export/verify.h"

namespace tandem {

// Of its first bytes; false where it cannot be read.
bool is_animated_webp(const std::string& path);

// Decodes every picture and compares size, number of frames, their times and the length. The encoder joins equal frames
// that follow each other: each picture must end where some frame ends, the last one with the film; if all are equal
// the file is a still picture. Errors: as verify_file.
Result<VerifyReport> verify_webp(const std::string& path, const VerifyExpect& expect, const std::atomic<bool>* cancel);

} // namespace tandem
