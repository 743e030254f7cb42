// The format table and the pool of picture memory.
#include "engine/base/picture.h"

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace tandem {

static const PixelFormatInfo kFormats[] = {
    {"none", ColourModel::gray, 0, 0, 0, 0, false, false, {}},
#define TANDEM_PIXEL_FORMAT(name, model, planes, components, sx, sy, alpha, flt, ...)                                  \
    {#name, ColourModel::model, planes, components, sx, sy, alpha, flt, {{__VA_ARGS__}}},
#include "engine/base/pixel_formats.def"
#undef TANDEM_PIXEL_FORMAT
};

const PixelFormatInfo& info(PixelFormat format) { return kFormats[static_cast<size_t>(format)]; }

std::optional<PixelFormat> pixel_format_by_name(std::string_view name) {
    for (size_t i = 1; i < std::size(kFormats); ++i)
        if (name == kFormats[i].name) return static_cast<PixelFormat>(i);
    return std::nullopt;
}

static bool is_chroma_plane(const PixelFormatInfo& f, int plane) {
    return f.model == ColourModel::yuv && (plane == 1 || plane == 2) && f.planes > 1;
}

size_t plane_row_bytes(PixelFormat format, int plane, int width) {
    const auto& f = info(format);
    size_t samples = static_cast<size_t>(width), step = 0;
    for (int c = 0; c < f.components; ++c)
        if (f.comp[static_cast<size_t>(c)].plane == plane)
            step = std::max<size_t>(step, f.comp[static_cast<size_t>(c)].step);
    if (is_chroma_plane(f, plane)) {
        samples = static_cast<size_t>((width + (1 << f.chroma_shift_x) - 1) >> f.chroma_shift_x);
    } else if (f.model == ColourModel::yuv && f.planes == 1) {
        // Packed 4:2:2: the chroma step spans two pixels.
        samples = static_cast<size_t>((width + 1) / 2);
    }
    return samples * step;
}

int plane_rows(PixelFormat format, int plane, int height) {
    const auto& f = info(format);
    return is_chroma_plane(f, plane) ? (height + (1 << f.chroma_shift_y) - 1) >> f.chroma_shift_y : height;
}

size_t Picture::bytes() const {
    size_t total = 0;
    for (int p = 0; p < info(format).planes; ++p)
        total += plane_row_bytes(format, p, width) * static_cast<size_t>(plane_rows(format, p, height));
    return total;
}

namespace {

// Blocks by exact size. A job uses few sizes, so an exact match is the rule; a cap keeps stale sizes from piling up.
class BlockPool {
  public:
    void* take(size_t size) {
        {
            std::lock_guard lock(mutex_);
            auto& list = free_[size];
            if (!list.empty()) {
                void* p = list.back();
                list.pop_back();
                held_ -= size;
                return p;
            }
        }
        void* p = nullptr;
        if (posix_memalign(&p, 64, size) != 0) std::abort();
        return p;
    }
    void give(void* p, size_t size) {
        std::lock_guard lock(mutex_);
        if (held_ + size > kCap) {
            std::free(p);
            return;
        }
        held_ += size;
        free_[size].push_back(p);
    }

  private:
    static constexpr size_t kCap = size_t{256} << 20;
    std::mutex mutex_;
    std::unordered_map<size_t, std::vector<void*>> free_;
    size_t held_ = 0;
};

BlockPool& block_pool() {
    static auto* pool = new BlockPool; // never destroyed: pictures may outlive static destructors
    return *pool;
}

} // namespace

Result<MutablePicture> MutablePicture::make(PixelFormat format, int width, int height, ColourTags colour) {
    if (width < 1 || height < 1 || width > 32768 || height > 32768 || format == PixelFormat::none)
        return fail(ErrorCode::denied, "a picture of " + std::to_string(width) + "x" + std::to_string(height) +
                                           " is outside 1..32768 pixels a side");
    MutablePicture m;
    m.picture_.format = format, m.picture_.width = width, m.picture_.height = height, m.picture_.colour = colour;
    size_t total = 0;
    std::array<size_t, 4> offset{};
    for (int p = 0; p < info(format).planes; ++p) {
        size_t stride = (plane_row_bytes(format, p, width) + 63) / 64 * 64;
        m.picture_.stride[static_cast<size_t>(p)] = static_cast<int64_t>(stride);
        offset[static_cast<size_t>(p)] = total;
        total += stride * static_cast<size_t>(plane_rows(format, p, height)) + 64;
    }
    void* block = block_pool().take(total);
    m.picture_.owner =
        std::shared_ptr<const void>(block, [total](const void* p) { block_pool().give(const_cast<void*>(p), total); });
    for (int p = 0; p < info(format).planes; ++p) {
        auto i = static_cast<size_t>(p);
        m.planes_[i] = static_cast<uint8_t*>(block) + offset[i];
        m.picture_.data[i] = m.planes_[i];
    }
    return m;
}

PictureRef MutablePicture::publish() && { return std::make_shared<const Picture>(std::move(picture_)); }

} // namespace tandem
