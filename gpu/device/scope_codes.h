// What the codes of a picture become in scopes, in whole numbers, so that every engine finds the same bins: fixed-point
// matrices, columns of waveforms, and how a bin looks in an overlay. Called by the scope engines of gpu/*. Pure, any
// thread.
#pragma once

#include <array>
#include <vector>

#include "engine/video/scopes.h"

namespace tandem {

// For codes a, b, c (Y, Cb, Cr of the pixel's block; R, G, B; three times the code of a grey picture).
struct ScopeCodes {
    ScopeScale scale;
    ColourModel model = ColourModel::yuv;
    int depth = 8; // bits of a code
    // Luma bin of YUV and grey pictures: a << up >> down. Of RGB: from the bins r, g, b of R', G', B',
    // (luma[0] r + luma[1] g + luma[2] b + 1/2) >> kWeightBits.
    int up = 0, down = 0;
    std::array<int32_t, 3> luma{};
    // Bin i of R'G'B': (to_bins[i][0] a + [1] b + [2] c + offset[i]) >> shift, cut to the bins. The sum of a row's
    // absolute values is below 2^22 and `shift` is 8..26: 32 bits suffice where codes are taken by their halves.
    std::array<std::array<int32_t, 3>, 3> to_bins{};
    std::array<int64_t, 3> offset{};
    int shift = 8;
    // Chroma as 8-bit codes. Of YUV: code >> depth - 8. Of RGB: (cb[0] r + cb[1] g + cb[2] b + kChromaOffset) >>
    // kWeightBits, cut to 0..255.
    std::array<int32_t, 3> cb{}, cr{};

    static constexpr int kWeightBits = 20;
    static constexpr int32_t kChromaOffset = 257 << (kWeightBits - 1); // 128 and a half
    int top() const { return scale.levels() - 1; }
};
// Pre: the format is not float.
ScopeCodes scope_codes(PixelFormat format, const ColourTags& colour);

// Error `usage` for pictures that have no codes.
Result<void> check_scope_picture(const Picture& picture);

// Counts of nothing, for a picture and a spec.
ScopeCounts empty_counts(const Picture& picture, const ScopeSpec& spec);
// The waveforms' columns of a picture: pixel x lies in column floor(x * columns / width).
inline int scope_column(int x, int columns, int width) {
    return static_cast<int>(static_cast<int64_t>(x) * columns / width);
}
// The first pixel of a column.
inline int scope_first_pixel(int column, int columns, int width) {
    return static_cast<int>((static_cast<int64_t>(column) * width + columns - 1) / columns);
}
// The histograms from the waveforms, which count the same pixels.
void sum_histograms(ScopeCounts& counts);

// What each bin looks like under an overlay. Colours are R | G << 8 | B << 16.
struct ScopeLooks {
    std::vector<uint32_t> colour; // false colour: of the luma's bin; else the grey of a bin
    std::vector<uint8_t> striped; // zebra: whether a luma bin is marked
    int peak = 0;                 // peaking: least difference, exclusive, of 4 * luma from its four neighbours' sum
};
ScopeLooks scope_looks(const ScopeScale& scale, ScopeKind kind, const ScopeSpec& spec);
// The tags of an overlay of a picture of these colours.
ColourTags overlay_tags(const ColourTags& colour);
inline constexpr uint32_t kPeakColour = 255 | 30 << 8 | 30 << 16;

} // namespace tandem
