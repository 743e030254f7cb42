// Row by row, plane by plane.
#include "gpu/device/copy_planes.h"

#include <cstdlib>
#include <cstring>

namespace tandem {

void copy_planes(const Picture& from, IntRect r, int shift_x, int shift_y, MutablePicture& out) {
    const auto& f = info(from.format);
    for (int plane = 0; plane < f.planes; ++plane) {
        bool chroma = f.model == ColourModel::yuv && f.planes > 1 && (plane == 1 || plane == 2);
        int sy = chroma ? f.chroma_shift_y : 0;
        size_t x0 = plane_row_bytes(from.format, plane, r.x0), x1 = plane_row_bytes(from.format, plane, r.x1);
        auto shift = static_cast<int64_t>(plane_row_bytes(from.format, plane, std::abs(shift_x)));
        if (shift_x < 0) shift = -shift;
        const auto at = static_cast<size_t>(plane);
        for (int y = r.y0 >> sy; y < (r.y1 + (1 << sy) - 1) >> sy; ++y) {
            const uint8_t* row = from.data[at] + (y + (shift_y >> sy)) * from.stride[at];
            std::memcpy(out.row(plane, y) + x0, row + static_cast<int64_t>(x0) + shift, x1 - x0);
        }
    }
}

} // namespace tandem
