// Colour tags that every picture carries from decode to mux. Numbers are the code points of ITU-T H.273, so they pass
// unchanged to and from codecs and containers. Plain values, any thread.
#pragma once

#include <cstdint>

namespace tandem {

enum class Primaries : uint8_t {
    bt709 = 1,
    unspecified = 2,
    bt470m = 4,
    bt470bg = 5,
    smpte170m = 6,
    smpte240m = 7,
    film = 8,
    bt2020 = 9,
    smpte428 = 10,
    dci_p3 = 11,
    display_p3 = 12,
    ebu3213 = 22
};
enum class Transfer : uint8_t {
    bt709 = 1,
    unspecified = 2,
    gamma22 = 4,
    gamma28 = 5,
    smpte170m = 6,
    smpte240m = 7,
    linear = 8,
    log100 = 9,
    log316 = 10,
    xvycc = 11,
    bt1361 = 12,
    srgb = 13,
    bt2020_10 = 14,
    bt2020_12 = 15,
    pq = 16,
    smpte428 = 17,
    hlg = 18,
    // Not of H.273 and never in a file: television as its display shows it (BT.1886, V^2.4), for SDR sources in HDR.
    bt1886 = 24
};
enum class Matrix : uint8_t {
    rgb = 0,
    bt709 = 1,
    unspecified = 2,
    fcc = 4,
    bt470bg = 5,
    smpte170m = 6,
    smpte240m = 7,
    ycgco = 8,
    bt2020_ncl = 9,
    bt2020_cl = 10,
    ictcp = 14
};
enum class ColourRange : uint8_t { unspecified = 0, limited = 1, full = 2 };
// Position of the chroma sample within its block of luma samples.
enum class ChromaSiting : uint8_t {
    unspecified = 0,
    left = 1,
    center = 2,
    topleft = 3,
    top = 4,
    bottomleft = 5,
    bottom = 6
};

struct ColourTags {
    Primaries primaries = Primaries::unspecified;
    Transfer transfer = Transfer::unspecified;
    Matrix matrix = Matrix::unspecified;
    ColourRange range = ColourRange::unspecified;
    ChromaSiting siting = ChromaSiting::unspecified;
    friend constexpr bool operator==(ColourTags, ColourTags) = default;
};

inline constexpr ColourTags kRec709{Primaries::bt709, Transfer::bt709, Matrix::bt709, ColourRange::limited,
                                    ChromaSiting::left};
inline constexpr ColourTags kSrgbFull{Primaries::bt709, Transfer::srgb, Matrix::rgb, ColourRange::full,
                                      ChromaSiting::unspecified};

// Fills what a source leaves unspecified, the way players do: RGB is sRGB full range; YUV up to 576 lines is BT.601
// (525 or 625 lines by height), above it BT.709; limited range; 4:2:0 sited left.
ColourTags with_defaults(ColourTags tags, int width, int height, bool is_rgb);

} // namespace tandem
