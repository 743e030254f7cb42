// Planes are uploaded as they are, cut to the needed rectangle.
#include "gpu/compose/source_params.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "gpu/compose/sample_use.h"
#include "gpu/device/colour_matrices.h"

namespace tandem::compose {

Slot of(int a, int b, int c, int d) {
    return {static_cast<uint32_t>(a), static_cast<uint32_t>(b), static_cast<uint32_t>(c), static_cast<uint32_t>(d)};
}
Slot of(IntRect r) { return of(r.x0, r.y0, r.x1, r.y1); }
Slot of_floats(double a, double b, double c, double d) {
    return of_floats({static_cast<float>(a), static_cast<float>(b), static_cast<float>(c), static_cast<float>(d)});
}
Slot of_floats(const std::array<float, 4>& v) { return std::bit_cast<Slot>(v); }

double chroma_position(ChromaSiting s, Axis axis, int shift) {
    double block = (1 << shift) - 1;
    if (axis == Axis::across) {
        bool centre = s == ChromaSiting::center || s == ChromaSiting::top || s == ChromaSiting::bottom;
        return centre ? block / 2 : 0;
    }
    if (s == ChromaSiting::top || s == ChromaSiting::topleft) return 0;
    if (s == ChromaSiting::bottom || s == ChromaSiting::bottomleft) return block;
    return block / 2;
}

PlacedSource upload_source(FramePlan& plan, const Picture& picture, IntRect rect) {
    const auto& f = info(picture.format);
    // Neighbours of chroma, and columns that start on a whole word in every plane.
    IntRect r =
        intersect({(rect.x0 - 4) & ~31, rect.y0 - 4, rect.x1 + 4, rect.y1 + 4}, {0, 0, picture.width, picture.height});
    auto clamped = [](int64_t v) {
        return static_cast<int>(
            std::clamp<int64_t>(v, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
    };
    PlacedSource out;
    for (int plane = 0; plane < f.planes; ++plane) {
        const auto at = static_cast<size_t>(plane);
        bool chroma = f.model == ColourModel::yuv && f.planes > 1 && (plane == 1 || plane == 2);
        int shift = chroma ? f.chroma_shift_y : 0, y0 = r.y0 >> shift, y1 = (r.y1 + (1 << shift) - 1) >> shift;
        uint64_t from = plane_row_bytes(picture.format, plane, r.x0), to = plane_row_bytes(picture.format, plane, r.x1);
        uint64_t row = (to - from + 15) / 16 * 16;
        plan.uploads.push_back({picture.data[at] + y0 * picture.stride[at] + from, picture.stride[at],
                                plan.takes.sources, row, to - from, y1 - y0});
        out.origin[at] = clamped(static_cast<int64_t>(plan.takes.sources) - static_cast<int64_t>(from) -
                                 y0 * static_cast<int64_t>(row));
        out.stride[at] = clamped(static_cast<int64_t>(row));
        plan.takes.sources += row * static_cast<uint64_t>(y1 - y0);
    }
    return out;
}

std::array<Slot, kSourceBlock> source_slots(const PlacedSource& placed, const Picture& picture, const ColourTags& tags,
                                            Primaries working) {
    const auto& f = info(picture.format);
    int sx = f.chroma_shift_x, sy = f.chroma_shift_y;
    std::array<Slot, kSourceBlock> out{};
    out[0] = of(picture.width, picture.height, (picture.width + (1 << sx) - 1) >> sx,
                (picture.height + (1 << sy) - 1) >> sy);
    for (size_t k = 0; k < 4; ++k) {
        // Grey stands for all three; alpha is always the fourth.
        size_t from = k < 3 ? (f.model == ColourModel::gray ? 0 : k) : f.components - 1u;
        const PixelComponent& c = f.comp[from];
        out[1 + k] = of(placed.origin[c.plane] + c.offset, placed.stride[c.plane], c.step, c.shift);
        out[5][k] = f.is_float ? 0 : (1u << c.depth) - 1;
    }
    out[6] = of(sx, sy, f.has_alpha ? 1 : 0, 0);
    double scale = f.has_alpha && !f.is_float ? 1 / (std::ldexp(1.0, f.comp[f.components - 1u].depth) - 1) : 1;
    out[7] = of_floats(chroma_position(tags.siting, Axis::across, sx), chroma_position(tags.siting, Axis::down, sy),
                       scale, 0);
    Matrix34 decode = decode_matrix(picture.format, tags);
    Matrix33 primaries = primaries_matrix(tags.primaries, working);
    if (tags.matrix == Matrix::ictcp && f.model == ColourModel::yuv)
        primaries = multiply(primaries_matrix(Primaries::bt2020, working), lms_to_bt2020());
    for (size_t i = 0; i < 3; ++i) {
        out[8 + i] = of_floats(decode[i][0], decode[i][1], decode[i][2], decode[i][3]);
        out[11 + i] = of_floats(primaries[i][0], primaries[i][1], primaries[i][2], 0);
    }
    return out;
}

} // namespace tandem::compose
