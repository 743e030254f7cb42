// Tags of untagged media; colours of solids and dips; luma weights.
#include "engine/video/colour_rules.h"

#include "engine/base/transfer.h"

namespace tandem {

namespace {

ColourTags complete(ColourTags tags, const ColourTags& user, int width, int height, ColourModel model) {
    if (user.primaries != Primaries::unspecified) tags.primaries = user.primaries;
    if (user.transfer != Transfer::unspecified) tags.transfer = user.transfer;
    if (user.matrix != Matrix::unspecified) tags.matrix = user.matrix;
    if (user.range != ColourRange::unspecified) tags.range = user.range;
    if (user.siting != ChromaSiting::unspecified) tags.siting = user.siting;
    return with_defaults(tags, width, height, model != ColourModel::yuv);
}

struct Chromaticity {
    double rx, ry, gx, gy, bx, by, wx, wy;
};
Chromaticity chromaticity(Primaries p) {
    constexpr double x65 = 0.3127, y65 = 0.3290, xc = 0.310, yc = 0.316;
    switch (p) {
    case Primaries::bt470m:
        return {0.67, 0.33, 0.21, 0.71, 0.14, 0.08, xc, yc};
    case Primaries::bt470bg:
        return {0.64, 0.33, 0.29, 0.60, 0.15, 0.06, x65, y65};
    case Primaries::smpte170m:
    case Primaries::smpte240m:
        return {0.630, 0.340, 0.310, 0.595, 0.155, 0.070, x65, y65};
    case Primaries::film:
        return {0.681, 0.319, 0.243, 0.692, 0.145, 0.049, xc, yc};
    case Primaries::bt2020:
        return {0.708, 0.292, 0.170, 0.797, 0.131, 0.046, x65, y65};
    case Primaries::dci_p3:
        return {0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351};
    case Primaries::display_p3:
        return {0.680, 0.320, 0.265, 0.690, 0.150, 0.060, x65, y65};
    case Primaries::ebu3213:
        return {0.630, 0.340, 0.295, 0.605, 0.155, 0.077, x65, y65};
    default:
        return {0.64, 0.33, 0.30, 0.60, 0.15, 0.06, x65, y65};
    }
}

using Matrix3 = std::array<std::array<double, 3>, 3>;

Matrix3 inverse3(const Matrix3& m) {
    auto cofactor = [&](size_t r, size_t c) {
        size_t r1 = (r + 1) % 3, r2 = (r + 2) % 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
        return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
    };
    double det = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
    Matrix3 out{};
    for (size_t r = 0; r < 3; ++r)
        for (size_t c = 0; c < 3; ++c) out[r][c] = cofactor(c, r) / det;
    return out;
}

std::array<double, 3> multiply(const Matrix3& m, const std::array<double, 3>& v) {
    std::array<double, 3> out{};
    for (size_t r = 0; r < 3; ++r) out[r] = m[r][0] * v[0] + m[r][1] * v[1] + m[r][2] * v[2];
    return out;
}

// SMPTE RP 177: columns are the primaries scaled so that (1, 1, 1) is the white point.
Matrix3 rgb_to_xyz(Primaries p) {
    Chromaticity k = chromaticity(p);
    Matrix3 m{{{k.rx, k.gx, k.bx}, {k.ry, k.gy, k.by}, {1 - k.rx - k.ry, 1 - k.gx - k.gy, 1 - k.bx - k.by}}};
    auto s = multiply(inverse3(m), {k.wx / k.wy, 1, (1 - k.wx - k.wy) / k.wy});
    for (auto& row : m)
        for (size_t c = 0; c < 3; ++c) row[c] *= s[c];
    return m;
}

Rgba linear_colour(const Rgba& picked, const ColourTags& target) {
    bool hdr =
        target.transfer == Transfer::pq || target.transfer == Transfer::hlg || target.transfer == Transfer::linear;
    Transfer curve = hdr ? Transfer::srgb : target.transfer;
    std::array<double, 3> c{to_linear(curve, picked[0]), to_linear(curve, picked[1]), to_linear(curve, picked[2])};
    bool same_gamut = target.primaries == Primaries::bt709 || (c[0] == c[1] && c[1] == c[2]);
    if (!same_gamut) c = multiply(inverse3(rgb_to_xyz(target.primaries)), multiply(rgb_to_xyz(Primaries::bt709), c));
    return {c[0], c[1], c[2], picked[3]};
}

} // namespace

ColourTags complete_tags(const ColourTags& own, const ColourTags& user, int width, int height, PixelFormat format) {
    return complete(own, user, width, height, info(format).model);
}

ColourTags complete_tags(const ColourTags& own, const ColourTags& user, int width, int height,
                         const std::string& format) {
    auto starts = [&](std::string_view word) { return format.compare(0, word.size(), word) == 0; };
    bool semi_planar = format.size() > 1 && format[0] == 'p' && format[1] >= '0' && format[1] <= '9';
    bool yuv = format.empty() || semi_planar || starts("yuv") || starts("nv") || starts("yuyv") || starts("uyvy") ||
               starts("yvyu") || starts("y2") || starts("uyyv") || starts("ayuv") || starts("vuy") || starts("xv");
    return complete(own, user, width, height, yuv ? ColourModel::yuv : ColourModel::rgb);
}

ColourTags as_shown(ColourTags source, const ColourTags& target) {
    auto screen = [](Transfer t) {
        return t == Transfer::srgb || t == Transfer::bt709 || t == Transfer::smpte170m || t == Transfer::bt2020_10 ||
               t == Transfer::bt2020_12;
    };
    if (screen(source.transfer) && screen(target.transfer)) source.transfer = target.transfer;
    return source;
}

Rgba display_colour(const Rgba& picked, const ColourTags& target) {
    Rgba c = linear_colour(picked, target);
    for (size_t i = 0; i < 3; ++i) c[i] = from_linear(target.transfer, c[i]);
    return c;
}

Rgba working_colour(const Rgba& picked, const ColourTags& target, BlendSpace space) {
    Rgba c = space == BlendSpace::linear ? linear_colour(picked, target) : display_colour(picked, target);
    for (size_t i = 0; i < 3; ++i) c[i] *= c[3];
    return c;
}

std::array<double, 3> luma_weights(Primaries p) { return rgb_to_xyz(p)[1]; }

} // namespace tandem
