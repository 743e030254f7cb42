// Codes of a format: ranges of ITU-T H.273.
#include "gpu/device/colour_matrices.h"

#include <cmath>

namespace tandem {

bool is_identity(const Matrix33& m) {
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j)
            if (std::abs(m[i][j] - (i == j ? 1.0 : 0.0)) > 1e-9) return false;
    return true;
}

// R'G'B' -> Y'CbCr-like, chroma in -0.5..0.5.
static Matrix33 forward_matrix(const ColourTags& tags) {
    const Matrix m = tags.matrix;
    if (m == Matrix::ycgco) return {{{0.25, 0.5, 0.25}, {-0.25, 0.5, -0.25}, {0.5, 0, -0.5}}};
    if (m == Matrix::ictcp) return ictcp_of_lms(tags.transfer);
    auto [kr, kg, kb] = luma_weights(m);
    double u = 0.5 / (1 - kb), v = 0.5 / (1 - kr);
    return {{{kr, kg, kb}, {-kr * u, -kg * u, (1 - kb) * u}, {(1 - kr) * v, -kg * v, -kb * v}}};
}

namespace {
struct Codes { // code = value * scale + offset
    double luma_scale, luma_offset, chroma_scale, chroma_offset;
};
} // namespace

static Codes codes_of(const PixelFormatInfo& f, const ColourTags& tags) {
    if (f.is_float) return {1, 0, 1, 0};
    double unit = std::ldexp(1.0, f.depth() - 8), full = std::ldexp(1.0, f.depth()) - 1;
    if (tags.range == ColourRange::limited) return {219 * unit, 16 * unit, 224 * unit, 128 * unit};
    return {full, 0, full, 128 * unit};
}

Matrix34 encode_matrix(PixelFormat format, const ColourTags& tags) {
    const auto& f = info(format);
    Codes k = codes_of(f, tags);
    Matrix34 r{};
    if (f.model == ColourModel::rgb) {
        for (size_t i = 0; i < 3; ++i) r[i][i] = k.luma_scale, r[i][3] = k.luma_offset;
        return r;
    }
    Matrix33 m = forward_matrix(tags);
    for (size_t i = 0; i < 3; ++i) {
        bool chroma = i > 0 && f.model == ColourModel::yuv;
        const auto& row = f.model == ColourModel::gray ? m[0] : m[i];
        for (size_t j = 0; j < 3; ++j) r[i][j] = row[j] * (chroma ? k.chroma_scale : k.luma_scale);
        r[i][3] = chroma ? k.chroma_offset : k.luma_offset;
    }
    return r;
}

Matrix34 decode_matrix(PixelFormat format, const ColourTags& tags) {
    const auto& f = info(format);
    Codes k = codes_of(f, tags);
    Matrix34 r{};
    if (f.model != ColourModel::yuv) {
        for (size_t i = 0; i < 3; ++i) r[i][i] = 1 / k.luma_scale, r[i][3] = -k.luma_offset / k.luma_scale;
        return r;
    }
    Matrix33 m = invert(forward_matrix(tags));
    for (size_t i = 0; i < 3; ++i) {
        for (size_t j = 0; j < 3; ++j) {
            double scale = j ? k.chroma_scale : k.luma_scale, offset = j ? k.chroma_offset : k.luma_offset;
            r[i][j] = m[i][j] / scale;
            r[i][3] -= m[i][j] * offset / scale;
        }
    }
    return r;
}

Transfer canonical(Transfer t) {
    switch (t) {
    case Transfer::unspecified:
    case Transfer::smpte170m:
    case Transfer::xvycc:
    case Transfer::bt1361:
    case Transfer::bt2020_10:
    case Transfer::bt2020_12:
        return Transfer::bt709;
    default:
        return t;
    }
}

} // namespace tandem
