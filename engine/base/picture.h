// Picture: one decoded, rastered or rendered image in memory, with its layout and colour. Made by engine/media, the
// titles raster and the render devices; read by all; immutable once shared (PictureRef), so any thread may hold one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/colour.h"
#include "engine/base/result.h"
#include "engine/base/time.h"

namespace tandem {

// Sample layouts, little-endian. Names equal FFmpeg's, so the mapping is by name. What is not here (palettes,
// bit-packed 5-6-5, big-endian, Bayer) is converted without loss by engine/media before anybody sees it.
enum class PixelFormat : uint8_t {
    none,
#define TANDEM_PIXEL_FORMAT(name, ...) name,
#include "engine/base/pixel_formats.def"
#undef TANDEM_PIXEL_FORMAT
};

enum class ColourModel : uint8_t { gray, yuv, rgb };

// Where one component (Y/R, U/G, V/B, A) lives. Sample value = (word at offset) >> shift, masked to depth bits.
struct PixelComponent {
    uint8_t plane = 0;
    uint8_t step = 0;   // bytes from one sample to the next in the row
    uint8_t offset = 0; // bytes from the row's start to the first sample
    uint8_t shift = 0;  // bits below the value (6 for p010)
    uint8_t depth = 0;  // significant bits; 32 with is_float
};

struct PixelFormatInfo {
    const char* name;
    ColourModel model;
    uint8_t planes;
    uint8_t components;     // 1 gray, 2 gray+alpha, 3, 4
    uint8_t chroma_shift_x; // log2 of the subsampling of components 1 and 2 (yuv only)
    uint8_t chroma_shift_y;
    bool has_alpha; // alpha is the last component; straight (not premultiplied) in every format here
    bool is_float;
    std::array<PixelComponent, 4> comp;
    int depth() const { return comp[0].depth; }
};

const PixelFormatInfo& info(PixelFormat format);
std::optional<PixelFormat> pixel_format_by_name(std::string_view ffmpeg_name);
// Bytes of one row of a plane, and rows of a plane, for a picture of width x height.
size_t plane_row_bytes(PixelFormat format, int plane, int width);
int plane_rows(PixelFormat format, int plane, int height);

struct Picture {
    PixelFormat format = PixelFormat::none;
    int width = 0, height = 0; // pixels, as stored (before rotation and pixel aspect)
    ColourTags colour;
    std::array<const uint8_t*, 4>
        data{};                        // rows may be padded; at least 32 readable bytes follow the last row of a plane
    std::array<int64_t, 4> stride{};   // bytes; may be negative for decoder frames
    std::shared_ptr<const void> owner; // keeps the planes alive (a frame buffer or an AVFrame)
    uint64_t identity = 0;             // equal for equal content of one session (source and frame); 0 = unknown
    Time pts;                          // presentation time in its medium, from the medium's start
    bool interlaced = false;

    size_t bytes() const; // size of the pixels, for memory budgets
};
using PictureRef = std::shared_ptr<const Picture>;

// A picture that is being filled; publish() hands it over as immutable. Rows are 64-byte aligned; planes padded by 64
// bytes. Memory comes from and returns to a pool, so steady rendering does not fault pages in.
class MutablePicture {
  public:
    // Error where a side is < 1 or > 32768.
    static Result<MutablePicture> make(PixelFormat format, int width, int height, ColourTags colour);
    uint8_t* row(int plane, int y) {
        return planes_[static_cast<size_t>(plane)] + y * picture_.stride[static_cast<size_t>(plane)];
    }
    Picture& header() { return picture_; }
    const Picture& header() const { return picture_; }
    PictureRef publish() &&;

  private:
    Picture picture_;
    std::array<uint8_t*, 4> planes_{};
};

} // namespace tandem
