// Building and keeping textures.
#include "gpu/cpu/textures.h"

#include <algorithm>
#include <cstring>

#include "engine/base/hash.h"

namespace tandem {

static constexpr int kRowsPerJob = 16;

void TextureImage::resize(IntRect r) {
    region = r;
    stride = (r.x1 - r.x0 + 2 * strip::kBorder + 7) / 8 * 8;
    size_t count = static_cast<size_t>(stride * (r.y1 - r.y0 + 2 * strip::kBorder)) * 4 + 64;
    if (room < count) texels = std::make_unique_for_overwrite<uint16_t[]>(room = count);
}

strip::Texture TextureImage::view() {
    return {texels.get(),
            stride,
            region.x0 - strip::kBorder,
            region.y0 - strip::kBorder,
            region.x1 + strip::kBorder,
            region.y1 + strip::kBorder};
}

void TextureImage::extend_rows(int y0, int y1) {
    for (int y = y0; y < y1; ++y)
        for (int k = 1; k <= strip::kBorder; ++k) {
            std::memcpy(at(region.x0 - k, y), at(region.x0, y), 8);
            std::memcpy(at(region.x1 - 1 + k, y), at(region.x1 - 1, y), 8);
        }
}

void TextureImage::extend_caps() {
    size_t bytes = static_cast<size_t>(stride) * 8;
    int x = region.x0 - strip::kBorder;
    for (int k = 1; k <= strip::kBorder; ++k) {
        std::memcpy(at(x, region.y0 - k), at(x, region.y0), bytes);
        std::memcpy(at(x, region.y1 - 1 + k), at(x, region.y1 - 1), bytes);
    }
}

TextureRef Textures::take(IntRect region) {
    size_t best = spare_.size();
    for (size_t i = 0; i < spare_.size(); ++i)
        if (best == spare_.size() || spare_[i]->room > spare_[best]->room) best = i;
    TextureRef t;
    if (best < spare_.size()) {
        t = std::move(spare_[best]);
        spare_.erase(spare_.begin() + static_cast<std::ptrdiff_t>(best));
    } else {
        t = std::make_shared<TextureImage>();
    }
    t->resize(region);
    lent_.push_back(t);
    return t;
}

void Textures::next_frame() {
    std::erase_if(entries_, [&](const Entry& e) { return e.last_used < frame_; });
    ++frame_;
    // What this frame borrowed serves the next one; what it left over goes.
    spare_.clear();
    for (auto& t : lent_)
        if (t.use_count() == 1) spare_.push_back(std::move(t));
    std::erase(lent_, nullptr);
}

// Where working colour is display and the source already is, its coded samples serve as they are.
static SourceLight light_of(const SourceView& s, const WorkingSpace& space) {
    return s.is_display && !space.linear ? SourceLight::coded : SourceLight::linear;
}

void Textures::to_working(const SourceView& s, const WorkingSpace& space, strip::Value v, int n) {
    if (!space.linear && !s.is_display) f_.to_coded(v, n, static_cast<int>(space.transfer));
    if (s.has_alpha()) f_.premultiply(v, n);
}

void Textures::convert_rows(const SourceView& s, const WorkingSpace& space, IntRect texels, TextureImage& t, int y0,
                            int y1) {
    ValueStorage storage;
    RowScratch scratch;
    strip::Value v = storage.value();
    for (int y = y0; y < y1; ++y)
        for (int x = t.region.x0; x < t.region.x1; x += 512) {
            int n = std::min(512, t.region.x1 - x);
            load_pixels(f_, s, std::clamp(x, texels.x0, texels.x1 - 1), std::clamp(y, texels.y0, texels.y1 - 1), n, v,
                        0, light_of(s, space), scratch);
            to_working(s, space, v, n);
            f_.to_half(v, n, t.at(x, y));
        }
    t.extend_rows(y0, y1);
}

void Textures::convert_halved_rows(const SourceView& s, const WorkingSpace& space, IntRect texels, TextureImage& t,
                                   int y0, int y1) {
    constexpr int kHalf = 176, kStride = 2 * kHalf + 16;
    static_assert(2 * kStride <= strip::kTilePixels);
    ValueStorage storage;
    RowScratch scratch;
    strip::Value v = storage.value();
    for (int y = y0; y < y1; ++y)
        for (int x = t.region.x0; x < t.region.x1; x += kHalf) {
            int n = std::min(kHalf, t.region.x1 - x);
            int lo = std::clamp(2 * x, texels.x0, texels.x1 - 1), hi = std::clamp(2 * (x + n), lo + 1, texels.x1);
            for (int r = 0; r < 2; ++r) {
                int at = r * kStride + (lo - 2 * x);
                load_pixels(f_, s, lo, std::clamp(2 * y + r, texels.y0, texels.y1 - 1), hi - lo, v, at,
                            light_of(s, space), scratch);
                for (auto* plane : v.c) {
                    float* row = plane + r * kStride;
                    for (int i = 0; i < lo - 2 * x; ++i) row[i] = row[lo - 2 * x];
                    for (int i = hi - 2 * x; i < 2 * n; ++i) row[i] = row[hi - 2 * x - 1];
                }
            }
            to_working(s, space, v, kStride + 2 * n);
            strip::Value lower = v;
            for (auto*& plane : lower.c) plane += kStride;
            f_.halve(v, lower, n, t.at(x, y));
        }
    t.extend_rows(y0, y1);
}

TextureRef Textures::halve(TextureRef from, IntRect region) {
    TextureRef to = take(region);
    int rows = region.y1 - region.y0;
    pool_.run((rows + kRowsPerJob - 1) / kRowsPerJob, [&](int job) {
        int y0 = region.y0 + job * kRowsPerJob, y1 = std::min(region.y1, y0 + kRowsPerJob);
        for (int y = y0; y < y1; ++y)
            f_.halve_texels(from->at(2 * region.x0, 2 * y), from->at(2 * region.x0, 2 * y + 1), region.x1 - region.x0,
                            to->at(region.x0, y));
        to->extend_rows(y0, y1);
    });
    to->extend_caps();
    return to;
}

static IntRect halved(IntRect r) { return {r.x0 >> 1, r.y0 >> 1, (r.x1 + 1) >> 1, (r.y1 + 1) >> 1}; }

// Texels that exist at level 0, from the outline.
static IntRect texels_of(const SamplingPlan& plan) {
    double up = static_cast<double>(1 << plan.level);
    return {static_cast<int>(plan.outline[0] * up), static_cast<int>(plan.outline[1] * up),
            static_cast<int>(plan.outline[2] * up + 0.999999), static_cast<int>(plan.outline[3] * up + 0.999999)};
}

std::vector<IntRect> level_regions(const SamplingPlan& plan, IntRect needed) {
    std::vector<IntRect> exists{texels_of(plan)};
    for (int l = 0; l < plan.level; ++l) exists.push_back(halved(exists.back()));
    std::vector<IntRect> regions(exists.size());
    regions.back() = needed;
    for (size_t l = regions.size() - 1; l-- > 0;) {
        IntRect up_region = regions[l + 1], e = exists[l];
        regions[l] = {std::max(2 * up_region.x0, e.x0), std::max(2 * up_region.y0, e.y0),
                      std::min(2 * up_region.x1, e.x1), std::min(2 * up_region.y1, e.y1)};
    }
    return regions;
}

TextureRef Textures::finish(TextureRef full, const std::vector<IntRect>& regions) {
    full->extend_rows(full->region.y0, full->region.y1);
    full->extend_caps();
    for (size_t l = 1; l < regions.size(); ++l) full = halve(full, regions[l]);
    return full;
}

TextureRef Textures::of_source(const SourceView& s, const WorkingSpace& space, const SamplingPlan& plan,
                               IntRect needed) {
    IntRect texels = texels_of(plan);
    Hasher h;
    h.word(s.picture->identity).word(static_cast<uint64_t>(plan.level)).bytes(&needed, sizeof needed);
    h.bytes(&texels, sizeof texels).bytes(&s.colour, sizeof s.colour);
    h.word(static_cast<uint64_t>(space.transfer) << 16 | static_cast<uint64_t>(space.primaries) << 8 | space.linear);
    uint64_t key = h.value();
    if (s.picture->identity)
        for (auto& e : entries_)
            if (e.key == key) {
                e.last_used = frame_;
                return e.texture;
            }

    std::vector<IntRect> regions = level_regions(plan, needed);
    size_t first = plan.level > 0 ? 1 : 0;
    // Rows are read fastest from an even pixel.
    if (first == 0) regions[0].x0 = std::max(texels.x0, regions[0].x0 & ~1);
    TextureRef t = take(regions[first]);
    int rows = t->region.y1 - t->region.y0;
    pool_.run((rows + kRowsPerJob - 1) / kRowsPerJob, [&](int job) {
        int y0 = t->region.y0 + job * kRowsPerJob, y1 = std::min(t->region.y1, y0 + kRowsPerJob);
        if (first)
            convert_halved_rows(s, space, texels, *t, y0, y1);
        else
            convert_rows(s, space, texels, *t, y0, y1);
    });
    t->extend_caps();
    for (size_t l = first + 1; l < regions.size(); ++l) t = halve(t, regions[l]);
    if (s.picture->identity) entries_.push_back({key, t, s.picture, frame_});
    return t;
}

} // namespace tandem
