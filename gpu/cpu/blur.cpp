// Texels side by side are a row of floats: a step along x is four floats, a step along y a row of the block, and one
// loop does both.
#include "gpu/cpu/blur.h"

#include <algorithm>
#include <cstring>

namespace tandem {

namespace {

struct Scratch {
    std::vector<float> in, out;
};

void scale(float* p, size_t n, double factor) {
    if (factor == 1) return;
    for (size_t i = 0; i < n; ++i) p[i] *= static_cast<float>(factor);
}

// Texels [x0, x1) of row y as floats, transparent where the texture has none.
void unpack(const strip::Functions& f, TextureImage& from, int y, int x0, int x1, float* out) {
    int lo = std::clamp(from.region.x0, x0, x1), hi = std::clamp(from.region.x1, lo, x1);
    if (y < from.region.y0 || y >= from.region.y1) hi = lo;
    std::memset(out, 0, static_cast<size_t>(lo - x0) * 16);
    if (hi > lo) f.texels_to_floats(from.at(lo, y), hi - lo, out + 4 * (lo - x0));
    std::memset(out + 4 * (hi - x0), 0, static_cast<size_t>(x1 - hi) * 16);
}

void across(const strip::Functions& f, const BlurTaps& t, const float* weights, TextureImage& from, TextureImage& to,
            int y, Scratch& s) {
    IntRect r = to.region;
    int x0 = r.x0 - t.reach(), x1 = r.x1 + t.reach();
    s.in.resize(static_cast<size_t>(x1 - x0) * 4 + 64), s.out.resize(static_cast<size_t>(r.x1 - r.x0) * 4 + 64);
    float* in = s.in.data();
    // The part that exists, then what stands beside it.
    int lo = std::clamp(t.first, x0, x1), hi = std::clamp(t.end, lo, x1);
    unpack(f, from, y, lo, hi, in + 4 * (lo - x0));
    for (int x : {t.first, t.end - 1})
        if (x >= lo && x < hi) {
            scale(in + 4 * (x - x0), 4, t.factor(x));
            if (t.end - t.first == 1) break;
        }
    for (int x = x0; x < x1; ++x) {
        if (x == lo) x = hi;
        if (x >= x1) break;
        int p = t.pixel(x);
        float* out = in + 4 * (x - x0);
        if (p < t.first) {
            std::memset(out, 0, 16);
        } else if (p >= lo && p < hi) {
            std::memcpy(out, in + 4 * (p - x0), 16);
        } else {
            unpack(f, from, y, p, p + 1, out);
            scale(out, 4, t.factor(p));
        }
    }
    f.convolve(in + 4 * t.reach(), 4 * t.step, weights, t.radius, s.out.data(), (r.x1 - r.x0) * 4);
    f.floats_to_texels(s.out.data(), r.x1 - r.x0, to.at(r.x0, y));
}

void down(const strip::Functions& f, const BlurTaps& t, const float* weights, TextureImage& from, TextureImage& to,
          IntRect r, Scratch& s) {
    int y0 = r.y0 - t.reach(), y1 = r.y1 + t.reach(), width = r.x1 - r.x0;
    int stride = (width * 4 + 31) / 32 * 32;
    s.in.resize(static_cast<size_t>(y1 - y0) * static_cast<size_t>(stride) + 64);
    s.out.resize(static_cast<size_t>(stride) + 64);
    for (int y = y0; y < y1; ++y) {
        float* row = s.in.data() + static_cast<size_t>(y - y0) * static_cast<size_t>(stride);
        int p = t.pixel(y);
        if (p < t.first) {
            std::memset(row, 0, static_cast<size_t>(width) * 16);
            continue;
        }
        unpack(f, from, p, r.x0, r.x1, row);
        scale(row, static_cast<size_t>(width) * 4, t.factor(p));
    }
    for (int y = r.y0; y < r.y1; ++y) {
        const float* row = s.in.data() + static_cast<size_t>(y - y0) * static_cast<size_t>(stride);
        f.convolve(row, static_cast<int64_t>(stride) * t.step, weights, t.radius, s.out.data(), width * 4);
        f.floats_to_texels(s.out.data(), width, to.at(r.x0, y));
    }
}

} // namespace

void blur_texture(const strip::Functions& f, WorkerPool& pool, const BlurTaps& t, TextureImage& from,
                  TextureImage& to) {
    std::vector<float> weights;
    for (int k = 0; k <= t.radius; ++k) weights.push_back(static_cast<float>(t.weight(k)));
    IntRect r = to.region;
    if (r.empty()) return;
    if (!t.down) {
        constexpr int kRows = 16;
        pool.run((r.y1 - r.y0 + kRows - 1) / kRows, [&](int job) {
            Scratch s;
            int y0 = r.y0 + job * kRows;
            for (int y = y0; y < std::min(r.y1, y0 + kRows); ++y) across(f, t, weights.data(), from, to, y, s);
        });
        return;
    }
    // Blocks keep the rows that a result reads in the cache; taller ones read fewer rows twice.
    constexpr int kColumns = 32;
    int rows = std::max(128, 2 * t.reach());
    int wide = (r.x1 - r.x0 + kColumns - 1) / kColumns, high = (r.y1 - r.y0 + rows - 1) / rows;
    pool.run(wide * high, [&](int job) {
        Scratch s;
        int x = r.x0 + job % wide * kColumns, y = r.y0 + job / wide * rows;
        down(f, t, weights.data(), from, to, {x, y, std::min(r.x1, x + kColumns), std::min(r.y1, y + rows)}, s);
    });
}

} // namespace tandem
