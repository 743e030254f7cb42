// Numbers: ITU-T H.273 (chromaticities), Bradford adaptation.
#include "engine/base/primaries.h"

namespace tandem {

Matrix33 multiply(const Matrix33& a, const Matrix33& b) {
    Matrix33 r{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t k = 0; k < 3; ++k) r[i][j] += a[i][k] * b[k][j];
    return r;
}

Matrix33 invert(const Matrix33& m) {
    auto minor = [&](std::size_t r, std::size_t c) {
        std::size_t r0 = (r + 1) % 3, r1 = (r + 2) % 3, c0 = (c + 1) % 3, c1 = (c + 2) % 3;
        return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
    };
    double det = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
    Matrix33 r{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) r[i][j] = minor(j, i) / det;
    return r;
}

std::array<double, 3> multiply(const Matrix33& m, const std::array<double, 3>& v) {
    std::array<double, 3> r{};
    for (std::size_t i = 0; i < 3; ++i) r[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
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

static std::array<double, 3> white_xyz(const Chromaticities& c) {
    return {c.w[0] / c.w[1], 1, (1 - c.w[0] - c.w[1]) / c.w[1]};
}

static Matrix33 rgb_to_xyz(const Chromaticities& c) {
    Matrix33 p{{{c.r[0], c.g[0], c.b[0]},
                {c.r[1], c.g[1], c.b[1]},
                {1 - c.r[0] - c.r[1], 1 - c.g[0] - c.g[1], 1 - c.b[0] - c.b[1]}}};
    auto s = multiply(invert(p), white_xyz(c));
    for (auto& row : p)
        for (std::size_t j = 0; j < 3; ++j) row[j] *= s[j];
    return p;
}

std::array<std::array<double, 2>, 4> chromaticities_of(Primaries p) {
    const Chromaticities c = chromaticities(p);
    return {{{c.r[0], c.r[1]}, {c.g[0], c.g[1]}, {c.b[0], c.b[1]}, {c.w[0], c.w[1]}}};
}

Matrix33 rgb_to_xyz(Primaries p) { return rgb_to_xyz(chromaticities(p)); }

Matrix33 primaries_matrix(Primaries from, Primaries to) {
    Chromaticities a = chromaticities(from), b = chromaticities(to);
    static constexpr Matrix33 kBradford{
        {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
    auto wa = multiply(kBradford, white_xyz(a)), wb = multiply(kBradford, white_xyz(b));
    Matrix33 scale{};
    for (std::size_t i = 0; i < 3; ++i) scale[i][i] = wb[i] / wa[i];
    Matrix33 adapt = multiply(invert(kBradford), multiply(scale, kBradford));
    return multiply(invert(rgb_to_xyz(b)), multiply(adapt, rgb_to_xyz(a)));
}

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

Matrix33 lms_to_bt2020() {
    return invert({{{1688.0 / 4096, 2146.0 / 4096, 262.0 / 4096},
                    {683.0 / 4096, 2951.0 / 4096, 462.0 / 4096},
                    {99.0 / 4096, 309.0 / 4096, 3688.0 / 4096}}});
}

Matrix33 ictcp_of_lms(Transfer transfer) {
    if (transfer == Transfer::hlg)
        return {{{0.5, 0.5, 0},
                 {3625.0 / 4096, -7465.0 / 4096, 3840.0 / 4096},
                 {9500.0 / 4096, -9212.0 / 4096, -288.0 / 4096}}};
    return {{{0.5, 0.5, 0},
             {6610.0 / 4096, -13613.0 / 4096, 7003.0 / 4096},
             {17933.0 / 4096, -17390.0 / 4096, -543.0 / 4096}}};
}

} // namespace tandem
