// Textures: sources converted once to premultiplied working colour in half floats, halved where they are shrunk, so
// that filters read ready pixels. Keeps those of stills from frame to frame. Owned by a CpuRenderer; built on its
// threads.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/thread.h"
#include "gpu/cpu/picture_io.h"
#include "gpu/device/sampling.h"

namespace tandem {

// Memory of one texture: `region` texels and a border of strip::kBorder around them.
struct TextureImage {
    IntRect region;
    int64_t stride = 0; // texels
    size_t room = 0;    // of texels, in half floats
    std::unique_ptr<uint16_t[]> texels;

    void resize(IntRect r);
    uint16_t* at(int x, int y) {
        return texels.get() + ((y - region.y0 + strip::kBorder) * stride + (x - region.x0 + strip::kBorder)) * 4;
    }
    strip::Texture view();
    // Copies the edge texels into the border of the rows [y0, y1); with `caps` also the rows above and below.
    void extend_rows(int y0, int y1);
    void extend_caps();
};
using TextureRef = std::shared_ptr<TextureImage>;

// The texels of each level from 0 that `needed` ones of the plan's level come from, inside what exists there.
std::vector<IntRect> level_regions(const SamplingPlan& plan, IntRect needed);

class Textures {
  public:
    Textures(const strip::Functions& f, WorkerPool& pool) : f_(f), pool_(pool) {}

    // The part `needed` (level texels) of a source at the plan's level.
    TextureRef of_source(const SourceView& source, const WorkingSpace& space, const SamplingPlan& plan, IntRect needed);
    // An empty texture for a picture that is rendered; the caller fills rows and then calls finish.
    TextureRef blank(IntRect region) { return take(region); }
    // Extends the edges and halves down to the last of `regions`; the first is the texture's own.
    TextureRef finish(TextureRef full, const std::vector<IntRect>& regions);
    // Forgets what was not used since the last call.
    void next_frame();

  private:
    TextureRef take(IntRect region);
    TextureRef halve(TextureRef from, IntRect region);
    void convert_rows(const SourceView& s, const WorkingSpace& space, IntRect texels, TextureImage& t, int y0, int y1);
    void convert_halved_rows(const SourceView& s, const WorkingSpace& space, IntRect texels, TextureImage& t, int y0,
                             int y1);
    void to_working(const SourceView& s, const WorkingSpace& space, strip::Value v, int n);

    struct Entry {
        uint64_t key;
        TextureRef texture;
        PictureRef picture; // keeps the identity meaningful
        uint64_t last_used;
    };
    const strip::Functions& f_;
    WorkerPool& pool_;
    std::vector<Entry> entries_;
    std::vector<TextureRef> spare_;
    std::vector<TextureRef> lent_; // taken back when nobody else holds them
    uint64_t frame_ = 1;
};

// Scratch planes on the stack of a worker.
struct ValueStorage {
    static constexpr int kRoom = strip::kTilePixels + 64;
    alignas(64) float planes[4][kRoom];
    strip::Value value() { return {{planes[0], planes[1], planes[2], planes[3]}}; }
};

} // namespace tandem
