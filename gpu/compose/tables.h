// What the tables buffer of a device holds: the Lanczos filter in steps of 1/256, then the 3D tables of the frames so
// far. Used by devices on the renderer's thread.
#pragma once

#include <span>
#include <vector>

#include "engine/video/frame_program.h"

namespace tandem::compose {

class Tables {
  public:
    enum class Change : uint8_t { none, refill };
    // Makes room for the tables wanted; `refill` where they do not all lie in the buffer already.
    Change place(std::span<const Ref<ColourTable>> wanted);
    uint64_t bytes() const { return entries_ * 16; }
    void fill(float* to) const; // bytes()
    // The first entry of each; all were placed.
    std::vector<int> first_of(std::span<const Ref<ColourTable>> wanted) const;
    void forget(); // the buffer was lost: the next place() refills

  private:
    size_t find(const Ref<ColourTable>& table) const;
    std::vector<Ref<ColourTable>> tables_;
    std::vector<int> first_;
    uint64_t entries_ = 0; // 0: nothing is in the buffer
};

} // namespace tandem::compose
