// Fixed-point numbers: as fine as 32-bit sums of codes allow.
#include "gpu/device/scope_codes.h"

#include <algorithm>
#include <cmath>

#include "gpu/device/colour_matrices.h"

namespace tandem {

static int32_t fixed(double value, int bits) { return static_cast<int32_t>(std::llround(std::ldexp(value, bits))); }

ScopeCodes scope_codes(PixelFormat format, const ColourTags& colour) {
    const PixelFormatInfo& f = info(format);
    ScopeCodes out;
    out.scale = scope_scale(format, colour);
    out.model = f.model;
    out.depth = f.depth();
    out.up = std::max(0, out.scale.bits - out.depth), out.down = std::max(0, out.depth - out.scale.bits);

    const Matrix34 m = decode_matrix(format, colour);
    const double span = out.scale.white - out.scale.black;
    double most = 0;
    for (const auto& row : m) most = std::max(most, (std::abs(row[0]) + std::abs(row[1]) + std::abs(row[2])) * span);
    // A little less than the whole, as each number is rounded.
    out.shift = std::clamp(static_cast<int>(std::floor(std::log2(4194300.0 / most))), 8, 26);
    for (size_t i = 0; i < 3; ++i) {
        for (size_t j = 0; j < 3; ++j) out.to_bins[i][j] = fixed(m[i][j] * span, out.shift);
        out.offset[i] = std::llround(std::ldexp(m[i][3] * span + out.scale.black + 0.5, out.shift));
    }

    // Greys stay exact: weights add up to one, those of chroma to nothing.
    constexpr int kBits = ScopeCodes::kWeightBits;
    const auto weights = luma_weights(out.scale.matrix);
    out.luma = {fixed(weights[0], kBits), 0, fixed(weights[2], kBits)};
    out.luma[1] = (1 << kBits) - out.luma[0] - out.luma[2];
    auto chroma = [&](size_t of) {
        const double unit = out.scale.chroma_scale / (2 * (1 - weights[of]) * span);
        std::array<int32_t, 3> k{};
        for (size_t j : {size_t{0}, size_t{2}}) k[j] = fixed(unit * ((j == of ? 1 : 0) - weights[j]), kBits);
        k[1] = -k[0] - k[2];
        return k;
    };
    out.cb = chroma(2), out.cr = chroma(0);
    return out;
}

Result<void> check_scope_picture(const Picture& picture) {
    if (picture.format == PixelFormat::none || info(picture.format).is_float)
        return fail(ErrorCode::usage, "a float picture has no codes to measure; scopes read the target's frame");
    return {};
}

ScopeCounts empty_counts(const Picture& picture, const ScopeSpec& spec) {
    ScopeCounts out;
    out.scale = scope_scale(picture.format, picture.colour);
    out.width = picture.width, out.height = picture.height;
    out.columns = spec.columns > 0 ? std::min(spec.columns, picture.width) : picture.width;
    const auto levels = static_cast<size_t>(out.scale.levels());
    for (auto& grid : out.waveform) grid.assign(static_cast<size_t>(out.columns) * levels, 0);
    for (auto& bins : out.histogram) bins.assign(levels, 0);
    out.vectors.assign(size_t{256} * 256, 0);
    return out;
}

void sum_histograms(ScopeCounts& counts) {
    const auto levels = static_cast<size_t>(counts.scale.levels());
    for (size_t c = 0; c < 4; ++c) {
        const auto& grid = counts.waveform[c];
        auto& bins = counts.histogram[c];
        for (size_t i = 0; i < grid.size(); i += levels)
            for (size_t bin = 0; bin < levels; ++bin) bins[bin] += grid[i + bin];
    }
}

ScopeLooks scope_looks(const ScopeScale& scale, ScopeKind kind, const ScopeSpec& spec) {
    const auto levels = static_cast<size_t>(scale.levels());
    ScopeLooks out;
    out.colour.resize(levels), out.striped.resize(levels);
    const double span = scale.white - scale.black;
    const bool nits = scale.unit() == ScopeScale::Unit::nits;
    const double from = spec.zebra_from.value_or(nits ? 1000 : 95);
    const auto bands = false_bands(scale);
    for (size_t i = 0; i < levels; ++i) {
        const double bin = static_cast<double>(i);
        const double signal = std::clamp((bin - scale.black) / span, 0.0, 1.0);
        out.colour[i] = static_cast<uint32_t>(signal * 255 + 0.5) * 0x010101u;
        const double level = scale.level_of(bin);
        out.striped[i] = level >= from && level <= spec.zebra_to;
        if (kind != ScopeKind::false_colour) continue;
        for (const FalseBand& band : bands)
            if (level >= band.from && level < band.to)
                out.colour[i] = static_cast<uint32_t>(band.rgb[0] | band.rgb[1] << 8 | band.rgb[2] << 16);
    }
    out.peak = static_cast<int>(spec.peaking_percent / 100 * span * 4);
    return out;
}

ColourTags overlay_tags(const ColourTags& colour) {
    return {colour.primaries, colour.transfer, Matrix::rgb, ColourRange::full, ChromaSiting::unspecified};
}

} // namespace tandem
