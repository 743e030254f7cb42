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
// viewers and editors show them.
bool keep_codes(Transfer a, Transfer b);
// How a source is read among values of a transfer: with their curve where codes are kept; in HDR, television as a
// BT.1886 display shows it. Other tags stay.
ColourTags read_as(ColourTags source, Transfer values);
// `over`'s fields where it has them, else `under`'s.
ColourTags merged(const ColourTags& over, ColourTags under);

// Primaries and transfer of a program's values.
struct ValueColour {
    Primaries primaries;
    Transfer transfer;
};
inline ValueColour value_colour(const FrameProgram& p) { return {p.value_primaries(), p.value_transfer()}; }

// A straight display-referred colour as users pick it (BT.709 primaries; with SDR values their own curve, with HDR
// ones sRGB's, with 1.0 = the reference white), as the values' display signal or as working colour.
using Rgba = std::array<double, 4>;
Rgba display_colour(const Rgba& picked, ValueColour values);
// Premultiplied.
Rgba working_colour(const Rgba& picked, ValueColour values, BlendSpace space);

// Y of linear r, g, b.
std::array<double, 3> luma_weights(Primaries primaries);

} // namespace tandem
