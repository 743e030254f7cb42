// LightMeter: content light level of a film in PQ (CTA-861.3): the brightest pixel, and the highest mean of a frame,
// where a pixel's light is that of the largest of R, G and B. Fed by the encode thread, read at the end.
#pragma once

#include <cstdint>
#include <span>

#include "engine/base/picture.h"

namespace tandem {

struct ContentLight {
    int max_cll = 0, max_fall = 0; // cd/m2, rounded
    friend bool operator==(ContentLight, ContentLight) = default;
};

class LightMeter {
  public:
    // The picture's transfer is PQ; its format any of ours with integer samples. Chroma is taken from the nearest
    // sample, codes outside the nominal range count as its ends.
    void add(const Picture& picture);
    ContentLight result() const;

  private:
    void add_ictcp(const Picture& picture);
    double max_nits_ = 0, max_mean_nits_ = 0;
};

} // namespace tandem
