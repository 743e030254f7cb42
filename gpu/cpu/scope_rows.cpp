// Unpacking of codes and the matrix to R'G'B'. Loops are plain so that the compiler makes vectors of them.
#include "gpu/cpu/scope_rows.h"

#include <algorithm>
#include <cstring>

namespace tandem {

ScopeRows::ScopeRows(const Picture& picture)
    : picture_(picture), format_(info(picture.format)), codes_(scope_codes(picture.format, picture.colour)) {}

template<class Word, class Store>
static void each_code(const uint8_t* at, int step, int shift, int mask, int sub, int x0, int x1, Store store) {
    if (step == static_cast<int>(sizeof(Word)) && sub == 0) {
        const uint8_t* row = at + static_cast<int64_t>(x0) * step;
        for (int i = 0; i < x1 - x0; ++i) {
            Word w;
            std::memcpy(&w, row + static_cast<size_t>(i) * sizeof(Word), sizeof(Word));
            store(i, (w >> shift) & mask);
        }
        return;
    }
    if (step == static_cast<int>(sizeof(Word)) && sub == 1 && x0 % 2 == 0 && x1 % 2 == 0) {
        const uint8_t* row = at + static_cast<int64_t>(x0 / 2) * step;
        for (int i = 0; i < (x1 - x0) / 2; ++i) {
            Word w;
            std::memcpy(&w, row + static_cast<size_t>(i) * sizeof(Word), sizeof(Word));
            const int code = (w >> shift) & mask;
            store(2 * i, code), store(2 * i + 1, code);
        }
        return;
    }
    for (int x = x0; x < x1; ++x) {
        Word w;
        std::memcpy(&w, at + static_cast<int64_t>(x >> sub) * step, sizeof(Word));
        store(x - x0, (w >> shift) & mask);
    }
}

void ScopeRows::read(size_t component, int y, int x0, int x1, int32_t* out) const {
    const PixelComponent& c = format_.comp[component];
    const bool chroma = format_.model == ColourModel::yuv && (component == 1 || component == 2);
    const int row = chroma ? y >> format_.chroma_shift_y : y, sub = chroma ? format_.chroma_shift_x : 0;
    const uint8_t* at = picture_.data[c.plane] + row * picture_.stride[c.plane] + c.offset;
    const int mask = (1 << c.depth) - 1;
    auto store = [out](int i, int code) { out[i] = code; };
    if (c.depth <= 8)
        each_code<uint8_t>(at, c.step, c.shift, mask, sub, x0, x1, store);
    else
        each_code<uint16_t>(at, c.step, c.shift, mask, sub, x0, x1, store);
}

void ScopeRows::luma(int y, int x0, int x1, int32_t* out) const {
    const int n = x1 - x0;
    if (format_.model == ColourModel::rgb) {
        std::vector<int32_t> rgb(static_cast<size_t>(n) * 3);
        all(y, x0, x1, {out, rgb.data(), rgb.data() + n, rgb.data() + 2 * n});
        return;
    }
    read(0, y, x0, x1, out);
    for (int i = 0; i < n; ++i) out[i] = out[i] << codes_.up >> codes_.down;
}

namespace {
// A row of the fixed-point numbers as doubles, which hold their sums exactly and come in vectors everywhere.
struct Sum {
    double a, b, c, offset, unit, top;
    // The bin of three whole numbers: floor of the sum, cut to 0..top.
    int32_t of(double x, double y, double z) const {
        return static_cast<int32_t>(std::min(std::max((a * x + b * y + c * z + offset) * unit, 0.0), top));
    }
};
Sum sum_of(const std::array<int32_t, 3>& k, int64_t offset, int shift, int top) {
    return {static_cast<double>(k[0]),
            static_cast<double>(k[1]),
            static_cast<double>(k[2]),
            static_cast<double>(offset),
            1 / static_cast<double>(int64_t{1} << shift),
            static_cast<double>(top)};
}
} // namespace

void ScopeRows::all(int y, int x0, int x1, const Row& out) const {
    const int n = x1 - x0;
    const bool gray = format_.model == ColourModel::gray;
    read(0, y, x0, x1, out.red);
    read(gray ? 0 : 1, y, x0, x1, out.green);
    read(gray ? 0 : 2, y, x0, x1, out.blue);
    int32_t *a = out.red, *b = out.green, *c = out.blue;
    if (format_.model != ColourModel::rgb)
        for (int i = 0; i < n; ++i) out.luma[i] = a[i] << codes_.up >> codes_.down;
    const auto& k = codes_;
    const Sum red = sum_of(k.to_bins[0], k.offset[0], k.shift, k.top()),
              green = sum_of(k.to_bins[1], k.offset[1], k.shift, k.top()),
              blue = sum_of(k.to_bins[2], k.offset[2], k.shift, k.top());
    for (int i = 0; i < n; ++i) {
        const double u = a[i], v = b[i], w = c[i];
        a[i] = red.of(u, v, w), b[i] = green.of(u, v, w), c[i] = blue.of(u, v, w);
    }
    if (format_.model != ColourModel::rgb) return;
    const Sum luma = sum_of(k.luma, 1 << (ScopeCodes::kWeightBits - 1), ScopeCodes::kWeightBits, k.top());
    for (int i = 0; i < n; ++i) out.luma[i] = luma.of(a[i], b[i], c[i]);
}

int ScopeRows::chroma(int y, int x0, int x1, const Row& made, int32_t* cb, int32_t* cr) const {
    if (format_.model == ColourModel::gray) return 0;
    if (format_.model == ColourModel::yuv) {
        if (y & ((1 << format_.chroma_shift_y) - 1)) return 0;
        const int block = 1 << format_.chroma_shift_x;
        const int first = (x0 + block - 1) / block * block;
        int n = 0;
        if (first >= x1) return 0;
        read(1, y, first, x1, cb);
        read(2, y, first, x1, cr);
        for (int x = first; x < x1; x += block, ++n) {
            cb[n] = cb[x - first] >> (codes_.depth - 8);
            cr[n] = cr[x - first] >> (codes_.depth - 8);
        }
        return n;
    }
    const int n = x1 - x0;
    const Sum to_cb = sum_of(codes_.cb, ScopeCodes::kChromaOffset, ScopeCodes::kWeightBits, 255),
              to_cr = sum_of(codes_.cr, ScopeCodes::kChromaOffset, ScopeCodes::kWeightBits, 255);
    for (int i = 0; i < n; ++i) {
        cb[i] = to_cb.of(made.red[i], made.green[i], made.blue[i]);
        cr[i] = to_cr.of(made.red[i], made.green[i], made.blue[i]);
    }
    return n;
}

} // namespace tandem
