// How a source's samples are to be read, and colours of generators in the working space. Pure, any thread.
#pragma once

#include <string>

#include "engine/video/frame_program.h"

namespace tandem {

// What the user set wins over what the file says, which wins over the usual guess. Grey and RGB pictures are full range
// sRGB unless tagged.
ColourTags complete_tags(const ColourTags& own, const ColourTags& user, int width, int height, PixelFormat format);
// The same from FFmpeg's name of a format (that may be none of ours).
ColourTags complete_tags(const ColourTags& own, const ColourTags& user, int width, int height,
                         const std::string& format);

// Graphics (sRGB) and SDR films (the BT.709 curve under its names) keep their code values in each other's frames, as
// viewers and editors show them: the curve of such a source becomes the target's. Other tags stay.
ColourTags as_shown(ColourTags source, const ColourTags& target);

// A straight display-referred colour as users pick it (BT.709 primaries; on SDR targets the target's own curve, on HDR
// targets sRGB's, with 1.0 = the reference white), as the target's display signal or as the working space's colour.
using Rgba = std::array<double, 4>;
Rgba display_colour(const Rgba& picked, const ColourTags& target);
// Premultiplied.
Rgba working_colour(const Rgba& picked, const ColourTags& target, BlendSpace space);

// Y of linear r, g, b.
std::array<double, 3> luma_weights(Primaries primaries);

} // namespace tandem
