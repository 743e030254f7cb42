// Single pictures as files, without a codec library: PNG of 8 or 16 bits, float OpenEXR and PFM. Pure but for the file
// written; main thread.
#pragma once

#include <string>

#include "engine/base/picture.h"
#include "engine/base/result.h"

namespace tandem::app {

// Bytes of a PNG. Pre: rgb24, rgba or rgb48le. Colour is not tagged; the samples are the picture's own.
std::string png_bytes(const Picture& picture);
// Bytes of an uncompressed float OpenEXR (R G B A) or a PFM (R G B) of a gbrapf32le picture.
std::string exr_bytes(const Picture& picture);
std::string pfm_bytes(const Picture& picture);

} // namespace tandem::app
