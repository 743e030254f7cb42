// How a picture is stored against how it is shown: display matrices of containers and EXIF orientation of images.
// Private to engine/media; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tandem {

// Shown = the stored picture, flipped left-right if `mirror`, then turned clockwise.
struct Orientation {
    int rotation = 0; // 0, 90, 180, 270
    bool mirror = false;
    friend bool operator==(Orientation, Orientation) = default;
};

// Of an ISO BMFF matrix (9 values, 16.16). The nearest quarter turn.
Orientation orientation_of_matrix(std::span<const int32_t, 9> matrix);
// EXIF tag 0x0112, 1..8; anything else is upright.
Orientation orientation_of_exif(int value);
// The EXIF orientation of a JPEG, PNG, WebP or TIFF file, or of an AVIF's turn and mirror; 1 where it says nothing. Reads its first 256 KiB at most and
// trusts no length in it.
int exif_orientation(const std::string& path);
// The same of bytes in memory.
int exif_orientation(std::span<const uint8_t> file);

} // namespace tandem
