// Text -> straight-alpha RGBA raster, by libass (HarfBuzz, FriBidi, fontconfig). One object holds one libass renderer
// behind a lock: any thread may call, calls queue up.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/video/frame_program.h"

namespace tandem {

using Rgba8 = std::array<uint8_t, 4>; // straight alpha, sRGB

struct TextStyle {
    std::string font;
    double size = 64;   // pixels, as ASS counts them (ascent + descent)
    double outline = 0; // pixels
    double shadow = 0;  // pixels
    Rgba8 fill{255, 255, 255, 255}, outline_colour{0, 0, 0, 255};
    bool bold = false, italic = false;
    int alignment = 5; // as on a numeric keypad: 2 = bottom centre
    int margin_x = 0, margin_y = 0;
};

enum class Markup : uint8_t {
    none,    // every character stands for itself
    subtitle // <i> <b> <u> and their ends work, other tags are dropped
};

class TextRaster {
  public:
    TextRaster();
    ~TextRaster();

    // Text in a frame of width x height. With `anchored` the block's alignment point stands at (x, y) and lines break
    // only at \n; else the text is wrapped inside the margins at the side that the alignment names. The picture is cut
    // to its ink, which is at `place`; null where there is no ink. Error where no usable font is found.
    enum class Flow : uint8_t { anchored, wrapped };
    Result<PictureRef> draw(const std::string& text, Markup markup, const TextStyle& style, Flow flow, double x,
                            double y, int width, int height, IntRect& place);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The ASS text of an event: what would be an override or an escape is made literal.
std::string ass_text(const std::string& text, Markup markup);

} // namespace tandem
