// Unpacking of codes and the matrix to R'G'B'. Loops are plain so that the compiler makes vectors of them.
#include "gpu/cpu/scope_rows.h"

#include <algorithm>
#include <cstring>

namespace tandem {

ScopeRows::ScopeRows(const Picture& picture)
    : picture_(picture), format_(info(picture.format)), scale_(scope_scale(picture.format, picture.colour)),
      depth_(format_.depth()) {
    const Matrix34 m = decode_matrix(picture.format, picture.colour);
    const double span = scale_.white - scale_.black;
    for (size_t i = 0; i < 3; ++i) {
        for (size_t j = 0; j < 4; ++j) to_bins_[i][j] = static_cast<float>(m[i][j] * span);
        to_bins_[i][3] += static_cast<float>(scale_.black);
    }
    const auto weights = luma_weights(scale_.matrix);
    for (size_t i = 0; i < 3; ++i) luma_[i] = static_cast<float>(weights[i]);
}

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

void ScopeRows::codes(size_t component, int y, int x0, int x1, int32_t* out) const {
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
    codes(0, y, x0, x1, out);
    const int down = std::max(0, depth_ - scale_.bits), up = std::max(0, scale_.bits - depth_);
    for (int i = 0; i < n; ++i) out[i] = out[i] << up >> down;
}

void ScopeRows::all(int y, int x0, int x1, const Row& out) const {
    const int n = x1 - x0;
    const float top = static_cast<float>(scale_.levels() - 1);
    const bool gray = format_.model == ColourModel::gray;
    codes(0, y, x0, x1, out.red);
    codes(gray ? 0 : 1, y, x0, x1, out.green);
    codes(gray ? 0 : 2, y, x0, x1, out.blue);
    int32_t *a = out.red, *b = out.green, *c = out.blue;
    if (format_.model == ColourModel::yuv) {
        const int down = std::max(0, depth_ - scale_.bits), up = std::max(0, scale_.bits - depth_);
        for (int i = 0; i < n; ++i) out.luma[i] = a[i] << up >> down;
    }
    const auto m = to_bins_;
    for (int i = 0; i < n; ++i) {
        const auto u = static_cast<float>(a[i]), v = static_cast<float>(b[i]), w = static_cast<float>(c[i]);
        const float r = m[0][0] * u + m[0][1] * v + m[0][2] * w + m[0][3];
        const float g = m[1][0] * u + m[1][1] * v + m[1][2] * w + m[1][3];
        const float blue = m[2][0] * u + m[2][1] * v + m[2][2] * w + m[2][3];
        a[i] = static_cast<int32_t>(std::min(std::max(r, 0.0f), top) + 0.5f);
        b[i] = static_cast<int32_t>(std::min(std::max(g, 0.0f), top) + 0.5f);
        c[i] = static_cast<int32_t>(std::min(std::max(blue, 0.0f), top) + 0.5f);
    }
    if (format_.model == ColourModel::yuv) return;
    const auto k = luma_;
    for (int i = 0; i < n; ++i)
        out.luma[i] = static_cast<int32_t>(k[0] * static_cast<float>(a[i]) + k[1] * static_cast<float>(b[i]) +
                                           k[2] * static_cast<float>(c[i]) + 0.5f);
}

int ScopeRows::chroma(int y, int x0, int x1, int32_t* cb, int32_t* cr) const {
    if (format_.model == ColourModel::gray) return 0;
    if (format_.model == ColourModel::yuv) {
        if (y & ((1 << format_.chroma_shift_y) - 1)) return 0;
        const int block = 1 << format_.chroma_shift_x;
        const int first = (x0 + block - 1) / block * block;
        int n = 0;
        if (first >= x1) return 0;
        codes(1, y, first, x1, cb);
        codes(2, y, first, x1, cr);
        for (int x = first; x < x1; x += block, ++n) {
            cb[n] = cb[x - first] >> (depth_ - 8);
            cr[n] = cr[x - first] >> (depth_ - 8);
        }
        return n;
    }
    const int n = x1 - x0;
    std::vector<int32_t> rows(static_cast<size_t>(n) * 4);
    const Row row{rows.data(), rows.data() + n, rows.data() + 2 * n, rows.data() + 3 * n};
    all(y, x0, x1, row);
    const double span = scale_.white - scale_.black;
    const auto kb = 2 * (1 - static_cast<double>(luma_[2])), kr = 2 * (1 - static_cast<double>(luma_[0]));
    for (int i = 0; i < n; ++i) {
        const double r = row.red[i], b = row.blue[i];
        const double luma = static_cast<double>(luma_[0]) * r + static_cast<double>(luma_[1]) * row.green[i] +
                            static_cast<double>(luma_[2]) * b;
        cb[i] = std::clamp(static_cast<int32_t>(128.5 + scale_.chroma_scale * (b - luma) / (kb * span)), 0, 255);
        cr[i] = std::clamp(static_cast<int32_t>(128.5 + scale_.chroma_scale * (r - luma) / (kr * span)), 0, 255);
    }
    return n;
}

} // namespace tandem
