// Tags of untagged media; colours of solids and dips; luma weights.
#include "engine/video/colour_rules.h"

#include "engine/base/primaries.h"
#include "engine/base/transfer.h"

namespace tandem {

ColourTags merged(const ColourTags& over, ColourTags under) {
    if (over.primaries != Primaries::unspecified) under.primaries = over.primaries;
    if (over.transfer != Transfer::unspecified) under.transfer = over.transfer;
    if (over.matrix != Matrix::unspecified) under.matrix = over.matrix;
    if (over.range != ColourRange::unspecified) under.range = over.range;
    if (over.siting != ChromaSiting::unspecified) under.siting = over.siting;
    return under;
}

namespace {

ColourTags complete(ColourTags tags, const ColourTags& user, int width, int height, ColourModel model) {
    return with_defaults(merged(user, tags), width, height, model != ColourModel::yuv);
}

Rgba linear_colour(const Rgba& picked, ValueColour target) {
    bool hdr =
        target.transfer == Transfer::pq || target.transfer == Transfer::hlg || target.transfer == Transfer::linear;
    Transfer curve = hdr ? Transfer::srgb : target.transfer;
    std::array<double, 3> c{to_linear(curve, picked[0]), to_linear(curve, picked[1]), to_linear(curve, picked[2])};
    bool same_gamut = target.primaries == Primaries::bt709 || (c[0] == c[1] && c[1] == c[2]);
    if (!same_gamut) c = multiply(primaries_matrix(Primaries::bt709, target.primaries), c);
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

bool keep_codes(Transfer a, Transfer b) {
    auto screen = [](Transfer t) {
        return t == Transfer::srgb || t == Transfer::bt709 || t == Transfer::smpte170m || t == Transfer::bt2020_10 ||
               t == Transfer::bt2020_12;
    };
    return screen(a) && screen(b);
}

ColourTags read_as(ColourTags source, Transfer values) {
    if (keep_codes(source.transfer, values))
        source.transfer = values;
    else if (is_hdr(values) && light_kind(source.transfer) == LightKind::camera)
        source.transfer = Transfer::bt1886;
    return source;
}

Rgba display_colour(const Rgba& picked, ValueColour target) {
    Rgba c = linear_colour(picked, target);
    for (size_t i = 0; i < 3; ++i) c[i] = from_linear(target.transfer, c[i]);
    return c;
}

Rgba working_colour(const Rgba& picked, ValueColour target, BlendSpace space) {
    Rgba c = space == BlendSpace::linear ? linear_colour(picked, target) : display_colour(picked, target);
    for (size_t i = 0; i < 3; ++i) c[i] *= c[3];
    return c;
}

std::array<double, 3> luma_weights(Primaries p) { return rgb_to_xyz(p)[1]; }

} // namespace tandem
