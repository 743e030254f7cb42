// Scales and names of scopes. Pure, any thread.
#include "engine/video/scopes.h"

#include <algorithm>
#include <cmath>

#include "engine/base/primaries.h"
#include "engine/base/transfer.h"

namespace tandem {

static constexpr std::array<std::string_view, 8> kNames{"waveform",  "rgb",        "parade", "vectorscope",
                                                        "histogram", "falsecolor", "zebra",  "peaking"};

std::optional<ScopeKind> scope_kind(std::string_view name) {
    auto it = std::find(kNames.begin(), kNames.end(), name);
    if (it == kNames.end()) return {};
    return static_cast<ScopeKind>(it - kNames.begin());
}

std::string_view scope_name(ScopeKind kind) { return kNames[static_cast<size_t>(kind)]; }

double ScopeScale::level_of(double bin) const {
    const double signal = (bin - black) / (white - black);
    return unit() == Unit::percent ? signal * 100 : to_linear(Transfer::pq, signal) * kReferenceWhiteNits;
}

double ScopeScale::bin_of(double level) const {
    const double signal =
        unit() == Unit::percent ? level / 100 : from_linear(Transfer::pq, level / kReferenceWhiteNits);
    return black + signal * (white - black);
}

std::array<double, 2> ScopeScale::chroma_of(double r, double g, double b) const {
    const auto [kr, kg, kb] = luma_weights(matrix);
    const double y = kr * r + kg * g + kb * b;
    return {128 + chroma_scale * (b - y) / (2 * (1 - kb)), 128 + chroma_scale * (r - y) / (2 * (1 - kr))};
}

ScopeScale scope_scale(PixelFormat format, const ColourTags& colour) {
    const PixelFormatInfo& f = info(format);
    ScopeScale s;
    s.bits = f.depth() <= 8 ? 8 : 10;
    s.transfer = colour.transfer;
    const bool limited = colour.range == ColourRange::limited;
    const double unit = s.bits == 8 ? 1 : 4;
    s.black = limited ? 16 * unit : 0;
    s.white = limited ? 235 * unit : s.levels() - 1;
    // RGB pictures store no chroma: theirs is drawn on the scale of films.
    s.chroma_scale = f.model == ColourModel::yuv && !limited ? 255 : 224;
    s.matrix = colour.matrix;
    if (f.model != ColourModel::yuv || colour.matrix == Matrix::rgb)
        s.matrix = colour.primaries == Primaries::bt2020 ? Matrix::bt2020_ncl : Matrix::bt709;
    return s;
}

std::vector<FalseBand> false_bands(const ScopeScale& scale) {
    constexpr std::array<uint8_t, 3> kPurple{120, 0, 160}, kBlue{0, 60, 220}, kGreen{0, 170, 60}, kPink{240, 140, 160},
        kYellow{240, 220, 0}, kRed{230, 20, 20};
    constexpr double kEnd = std::numeric_limits<double>::infinity();
    if (scale.unit() == ScopeScale::Unit::nits)
        return {{-kEnd, 0.05, kPurple}, {0.05, 0.5, kBlue},  {22, 30, kGreen},
                {50, 75, kPink},        {180, 230, kYellow}, {1000, kEnd, kRed}};
    if (scale.transfer == Transfer::hlg)
        return {{-kEnd, 1, kPurple}, {1, 4, kBlue},     {36, 40, kGreen},
                {50, 55, kPink},     {73, 77, kYellow}, {99, kEnd, kRed}};
    return {{-kEnd, 2.5, kPurple}, {2.5, 4, kBlue},   {38, 42, kGreen},
            {52, 56, kPink},       {97, 99, kYellow}, {99, kEnd, kRed}};
}

} // namespace tandem
