// A frame is counted into 4096 bins of PQ signal first; light is then looked up once a bin.
#include "engine/export/light_meter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "engine/base/primaries.h"
#include "engine/base/transfer.h"

namespace tandem {
namespace {

constexpr int kBins = 4096;
using Histogram = std::array<int64_t, kBins>;

const std::array<double, kBins>& nits_of_bins() {
    static const auto table = [] {
        std::array<double, kBins> t;
        for (int i = 0; i < kBins; ++i)
            t[static_cast<size_t>(i)] = to_linear(Transfer::pq, i / (kBins - 1.0)) * kReferenceWhiteNits;
        return t;
    }();
    return table;
}

struct Row {
    std::vector<int> values;
    void read(const Picture& p, size_t component, int y, int count) {
        const PixelComponent& c = info(p.format).comp[component];
        const uint8_t* at = p.data[c.plane] + y * p.stride[c.plane] + c.offset;
        values.resize(static_cast<size_t>(count));
        const int mask = (1 << c.depth) - 1;
        const bool wide = c.depth + c.shift > 8;
        for (int x = 0; x < count; ++x, at += c.step) {
            int word = at[0] | (wide ? at[1] << 8 : 0);
            values[static_cast<size_t>(x)] = word >> c.shift & mask;
        }
    }
};

} // namespace

// Cone signals become light before R, G and B are known: looked up, then a matrix a pixel.
void LightMeter::add_ictcp(const Picture& p) {
    const PixelFormatInfo& f = info(p.format);
    const double unit = std::ldexp(1.0, f.depth() - 8), codes = std::ldexp(1.0, f.depth()) - 1;
    const bool limited = p.colour.range != ColourRange::full;
    const double black = limited ? 16 * unit : 0, luma_range = limited ? 219 * unit : codes;
    const double middle = std::ldexp(1.0, f.depth() - 1), chroma_range = limited ? 224 * unit : codes;
    const Matrix33 to_lms = invert(ictcp_of_lms(Transfer::pq)), to_rgb = lms_to_bt2020();
    const auto& nits = nits_of_bins();
    Row a, b, c;
    double sum = 0;
    const int chroma_width = (p.width + (1 << f.chroma_shift_x) - 1) >> f.chroma_shift_x;
    for (int y = 0; y < p.height; ++y) {
        a.read(p, 0, y, p.width);
        b.read(p, 1, y >> f.chroma_shift_y, chroma_width);
        c.read(p, 2, y >> f.chroma_shift_y, chroma_width);
        for (int x = 0; x < p.width; ++x) {
            const auto at = static_cast<size_t>(x >> f.chroma_shift_x);
            const std::array<double, 3> coded{(a.values[static_cast<size_t>(x)] - black) / luma_range,
                                              (b.values[at] - middle) / chroma_range,
                                              (c.values[at] - middle) / chroma_range};
            std::array<double, 3> v = multiply(to_lms, coded);
            for (double& e : v) e = nits[static_cast<size_t>(std::clamp(e, 0.0, 1.0) * (kBins - 1) + 0.5)];
            v = multiply(to_rgb, v);
            const double most = std::clamp(std::max({v[0], v[1], v[2]}), 0.0, 10000.0);
            sum += most;
            max_nits_ = std::max(max_nits_, most);
        }
    }
    max_mean_nits_ = std::max(max_mean_nits_, sum / (static_cast<double>(p.width) * p.height));
}

void LightMeter::add(const Picture& p) {
    const PixelFormatInfo& f = info(p.format);
    if (f.model == ColourModel::yuv && p.colour.matrix == Matrix::ictcp) return add_ictcp(p);
    Histogram bins{};
    // Signal 0..1 in units of a bin, fixed point of 16 bits.
    const double codes = std::ldexp(1.0, f.depth()) - 1, unit = std::ldexp(1.0, f.depth() - 8);
    const bool limited = p.colour.range != ColourRange::full;
    const double black = limited ? 16 * unit : 0, luma_range = limited ? 219 * unit : codes;
    const double middle = std::ldexp(1.0, f.depth() - 1), chroma_range = limited ? 224 * unit : codes;
    auto fixed = [](double v) { return static_cast<int64_t>(std::llround(v * (kBins - 1) * 65536)); };
    auto count = [&](int64_t signal) {
        ++bins[static_cast<size_t>(std::clamp<int64_t>((signal + 32768) >> 16, 0, kBins - 1))];
    };
    const int64_t luma = fixed(1 / luma_range), offset = fixed(black / luma_range);
    Row a, b, c;
    if (f.model == ColourModel::yuv) {
        const auto w = luma_weights(p.colour.matrix);
        const int64_t red = fixed(2 * (1 - w[0]) / chroma_range), blue = fixed(2 * (1 - w[2]) / chroma_range);
        const int64_t green_v = fixed(2 * (1 - w[0]) * w[0] / w[1] / chroma_range);
        const int64_t green_u = fixed(2 * (1 - w[2]) * w[2] / w[1] / chroma_range);
        const auto half = static_cast<int64_t>(middle);
        const int chroma_width = (p.width + (1 << f.chroma_shift_x) - 1) >> f.chroma_shift_x;
        for (int y = 0; y < p.height; ++y) {
            a.read(p, 0, y, p.width);
            if ((y & ((1 << f.chroma_shift_y) - 1)) == 0) {
                b.read(p, 1, y >> f.chroma_shift_y, chroma_width);
                c.read(p, 2, y >> f.chroma_shift_y, chroma_width);
            }
            for (int x = 0; x < p.width; ++x) {
                const auto at = static_cast<size_t>(x >> f.chroma_shift_x);
                const int64_t u = b.values[at] - half, v = c.values[at] - half;
                count(a.values[static_cast<size_t>(x)] * luma - offset +
                      std::max({red * v, blue * u, -green_u * u - green_v * v}));
            }
        }
    } else {
        for (int y = 0; y < p.height; ++y) {
            a.read(p, 0, y, p.width);
            if (f.model == ColourModel::rgb) b.read(p, 1, y, p.width), c.read(p, 2, y, p.width);
            for (size_t x = 0; x < static_cast<size_t>(p.width); ++x) {
                int most = a.values[x];
                if (f.model == ColourModel::rgb) most = std::max({most, b.values[x], c.values[x]});
                count(most * luma - offset);
            }
        }
    }
    const auto& nits = nits_of_bins();
    double sum = 0;
    for (size_t i = 0; i < kBins; ++i) {
        if (bins[i] == 0) continue;
        sum += static_cast<double>(bins[i]) * nits[i];
        max_nits_ = std::max(max_nits_, nits[i]);
    }
    max_mean_nits_ = std::max(max_mean_nits_, sum / (static_cast<double>(p.width) * p.height));
}

ContentLight LightMeter::result() const {
    return {static_cast<int>(std::lround(max_nits_)), static_cast<int>(std::lround(max_mean_nits_))};
}

} // namespace tandem
