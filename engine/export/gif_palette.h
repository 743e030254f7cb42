// GifPalette: pictures in 256 colours, each with the palette that suits it best (libavfilter's palettegen and
// paletteuse), as GIF needs. Confined to the export's encode thread.
#pragma once

#include <memory>

#include "engine/export/av_glue.h"

namespace tandem {

class GifPalette {
  public:
    static Result<std::unique_ptr<GifPalette>> make(int width, int height, AVRational time_base);
    ~GifPalette();
    // Takes rgb24, gives pal8 with the same time stamp.
    Result<av_out::FramePtr> run(av_out::FramePtr picture);

  private:
    struct Graph;
    std::unique_ptr<Graph> graph_;
};

} // namespace tandem
