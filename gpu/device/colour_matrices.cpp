// Numbers: ITU-T H.273 (luma coefficients, chromaticities), BT.2100 (ICtCp), Bradford adaptation.
#include "gpu/device/colour_matrices.h"

#include <cmath>

namespace tandem {

std::array<double, 3> luma_weights(Matrix m) {
    double kr = 0.2126, kb = 0.0722;
    switch (m) {
    case Matrix::fcc:
        kr = 0.30, kb = 0.11;
        break;
    case Matrix::bt470bg:
    case Matrix::smpte170m:
        kr = 0.299, kb = 0.114;
        break;
    case Matrix::smpte240m:
        kr = 0.212, kb = 0.087;
        break;
    case Matrix::bt2020_ncl:
    case Matrix::bt2020_cl:
        kr = 0.2627, kb = 0.0593;
        break;
    default:
        break;
    }
    return {kr, 1 - kr - kb, kb};
}

Matrix33 multiply(const Matrix33& a, const Matrix33& b) {
    Matrix33 r{};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j)
            for (size_t k = 0; k < 3; ++k) r[i][j] += a[i][k] * b[k][j];
    return r;
}

Matrix33 invert(const Matrix33& m) {
    auto minor = [&](size_t r, size_t c) {
        size_t r0 = (r + 1) % 3, r1 = (r + 2) % 3, c0 = (c + 1) % 3, c1 = (c + 2) % 3;
        return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
    };
    double det = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
    Matrix33 r{};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) r[i][j] = minor(j, i) / det;
    return r;
}

bool is_identity(const Matrix33& m) {
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j)
            if (std::abs(m[i][j] - (i == j ? 1.0 : 0.0)) > 1e-9) return false;
    return true;
}

// R'G'B' -> Y'CbCr-like, chroma in -0.5..0.5.
static Matrix33 forward_matrix(Matrix m) {
    if (m == Matrix::ycgco) return {{{0.25, 0.5, 0.25}, {-0.25, 0.5, -0.25}, {0.5, 0, -0.5}}};
    if (m == Matrix::ictcp)
        return {{{0.5, 0.5, 0},
                 {6610.0 / 4096, -13613.0 / 4096, 7003.0 / 4096},
                 {17933.0 / 4096, -17390.0 / 4096, -543.0 / 4096}}};
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
    Matrix33 m = forward_matrix(tags.matrix);
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
    Matrix33 m = invert(forward_matrix(tags.matrix));
    for (size_t i = 0; i < 3; ++i) {
        for (size_t j = 0; j < 3; ++j) {
            double scale = j ? k.chroma_scale : k.luma_scale, offset = j ? k.chroma_offset : k.luma_offset;
            r[i][j] = m[i][j] / scale;
            r[i][3] -= m[i][j] * offset / scale;
        }
    }
    return r;
}

namespace {
struct Chromaticities {
    double r[2], g[2], b[2], w[2];
};
} // namespace

static Chromaticities chromaticities(Primaries p) {
    constexpr double d65x = 0.3127, d65y = 0.3290;
    switch (p) {
    case Primaries::bt470m:
        return {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, {0.310, 0.316}};
    case Primaries::bt470bg:
        return {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, {d65x, d65y}};
    case Primaries::smpte170m:
    case Primaries::smpte240m:
        return {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, {d65x, d65y}};
    case Primaries::film:
        return {{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, {0.310, 0.316}};
    case Primaries::bt2020:
        return {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, {d65x, d65y}};
    case Primaries::smpte428:
        return {{1, 0}, {0, 1}, {0, 0}, {1.0 / 3, 1.0 / 3}};
    case Primaries::dci_p3:
        return {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}};
    case Primaries::display_p3:
        return {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {d65x, d65y}};
    case Primaries::ebu3213:
        return {{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, {d65x, d65y}};
    default:
        return {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {d65x, d65y}};
    }
}

static std::array<double, 3> map_vector(const Matrix33& m, std::array<double, 3> v) {
    std::array<double, 3> r{};
    for (size_t i = 0; i < 3; ++i) r[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    return r;
}

static std::array<double, 3> white_xyz(const Chromaticities& c) {
    return {c.w[0] / c.w[1], 1, (1 - c.w[0] - c.w[1]) / c.w[1]};
}

static Matrix33 rgb_to_xyz(const Chromaticities& c) {
    Matrix33 p{{{c.r[0], c.g[0], c.b[0]},
                {c.r[1], c.g[1], c.b[1]},
                {1 - c.r[0] - c.r[1], 1 - c.g[0] - c.g[1], 1 - c.b[0] - c.b[1]}}};
    auto s = map_vector(invert(p), white_xyz(c));
    for (auto& row : p)
        for (size_t j = 0; j < 3; ++j) row[j] *= s[j];
    return p;
}

Matrix33 primaries_matrix(Primaries from, Primaries to) {
    Chromaticities a = chromaticities(from), b = chromaticities(to);
    static constexpr Matrix33 kBradford{
        {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
    auto wa = map_vector(kBradford, white_xyz(a)), wb = map_vector(kBradford, white_xyz(b));
    Matrix33 scale{};
    for (size_t i = 0; i < 3; ++i) scale[i][i] = wb[i] / wa[i];
    Matrix33 adapt = multiply(invert(kBradford), multiply(scale, kBradford));
    return multiply(invert(rgb_to_xyz(b)), multiply(adapt, rgb_to_xyz(a)));
}

Matrix33 lms_to_bt2020() {
    return invert({{{1688.0 / 4096, 2146.0 / 4096, 262.0 / 4096},
                    {683.0 / 4096, 2951.0 / 4096, 462.0 / 4096},
                    {99.0 / 4096, 309.0 / 4096, 3688.0 / 4096}}});
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
