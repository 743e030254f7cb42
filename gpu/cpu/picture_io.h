// Pictures as rows of float planes: how a source is decoded (codes to R'G'B' of its own transfer) and how a result is
// stored. Used by the texture builder and the tile engine on the renderer's threads.
#pragma once

#include <array>

#include "engine/base/picture.h"
#include "engine/video/frame_program.h"
#include "gpu/cpu/strip_kernels.h"
#include "gpu/device/colour_matrices.h"

namespace tandem {

// The working space of a frame and its target's colour.
struct WorkingSpace {
    Primaries primaries = Primaries::bt709;
    Transfer transfer = Transfer::bt709; // canonical
    bool linear = true;
};

strip::Matrix to_strip(const Matrix34& m);
strip::Matrix to_strip(const Matrix33& m);

// Layout of a picture's components for the strip kernels, and the chroma position.
struct Layout {
    const PixelFormatInfo* format = nullptr;
    std::array<strip::Channel, 4> channel{};
    std::array<int, 4> offset{};       // bytes from the row's start to the first word
    double chroma_x = 0, chroma_y = 0; // luma position (pixel index) of chroma sample 0
    Layout() = default;
    Layout(PixelFormat f, ChromaSiting siting);
};

// One source of a frame, ready to be read.
struct SourceView {
    PictureRef picture;
    ColourTags colour;
    Layout layout;
    strip::Matrix decode{};
    int transfer = 1;
    bool is_display = false; // its R'G'B' already is the target's display colour
    bool convert = false;    // primaries differ (or LMS): `primaries` after linearising
    strip::Matrix primaries{};
    float alpha_scale = 1;
    SourceView(PictureRef p, const ColourTags& tags, const WorkingSpace& space);
    bool has_alpha() const { return layout.format->has_alpha; }
};

// Scratch rows of one thread.
struct RowScratch {
    static constexpr int kRow = 2 * strip::kTilePixels + 128;
    alignas(64) float a[kRow], b[kRow], c[kRow], d[kRow];
};

// What a source's pixels are read as: R'G'B' as coded, or linear light with the target's primaries (the latter also
// where the source is display, see SourceView).
enum class SourceLight : uint8_t { coded, linear };

// n pixels from (x, y), all inside the picture, into out.c[k] + at: chroma upsampled, straight alpha 0..1 (1 where
// there is none). Up to two vectors behind the last pixel are overwritten.
void load_pixels(const strip::Functions& f, const SourceView& s, int x, int y, int n, strip::Value out, int at,
                 SourceLight light, RowScratch& scratch);

} // namespace tandem
