// Thumbnail: a small picture of a film or image as it is shown, for lists and timelines. Immutable once shared.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/picture.h"
#include "engine/model/media.h"

namespace tandem {

struct Thumbnail {
    int width = 0, height = 0;
    std::vector<uint32_t> pixels; // rows of 0xffRRGGBB, sRGB; no padding
    Time at;                      // as asked for
};

inline constexpr int kMaxThumbnailHeight = 1024;

// The picture upright, in square pixels, `height` high. Colours by the tags (`user` goes before those of the picture):
// SDR shows its code values as players do, HDR and linear light are brought to SDR simply. What is transparent is dark
// grey. Pre: 1 <= height <= kMaxThumbnailHeight. Errors: unavailable (a layout that cannot be scaled).
Result<Thumbnail> make_thumbnail(const Picture& picture, const PictureStream& stream, const ColourTags& user,
                                 int height);

} // namespace tandem
