// From decoded frames to Pictures: layout by name without a copy where it is one of ours, else a conversion without
// loss; colour tags. Private to engine/media. A converter is confined to one thread at a time.
#pragma once

#include <memory>

#include "engine/base/picture.h"
#include "engine/media/av.h"

struct SwsContext;

namespace tandem {

// Colour as a frame or stream tags it; values we have no name for are left unspecified.
ColourTags colour_tags(int primaries, int transfer, int matrix, int range, int siting);
ColourTags colour_tags(const AVCodecParameters& par);
// What `a` leaves unspecified from `b`.
ColourTags or_else(ColourTags a, const ColourTags& b);

class FrameConverter {
  public:
    // Tags the frame leaves out are taken from `fallback`. The picture's identity, pts and `interlaced` are set by the
    // caller. Takes the frame's reference. Errors: denied (size limits), bad_data.
    Result<Picture> to_picture(av::FramePtr frame, const ColourTags& fallback, const std::string& path);

  private:
    struct FreeScaler {
        void operator()(SwsContext* s) const;
    };
    Result<Picture> convert(const AVFrame& frame, PixelFormat to, ColourTags colour, const std::string& path);

    std::unique_ptr<SwsContext, FreeScaler> scaler_;
    int scaler_width_ = 0, scaler_height_ = 0, scaler_format_ = -1;
};

} // namespace tandem
