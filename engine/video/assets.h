// FrameAssets of the real program: titles and subtitles by libass, LUTs by cube.h, each cached by content with a byte
// cap. Made once by app or session and shared by all compilers; thread-safe.
#pragma once

#include <memory>
#include <string>

#include "engine/video/compile_frame.h"

namespace tandem {

struct AssetOptions {
    std::string default_font = "sans-serif"; // for titles without one, subtitles and slates; a fontconfig name
    size_t cache_bytes = size_t{96} << 20;
};
std::unique_ptr<FrameAssets> make_frame_assets(const AssetOptions& options = {});

} // namespace tandem
