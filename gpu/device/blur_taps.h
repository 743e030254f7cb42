// What an OpCode::blur adds up, equal on every device: its weights and which pixel stands for one beyond the edge.
// Called by gpu/* when a frame is prepared. Pure functions, any thread.
#pragma once

#include "engine/video/frame_program.h"

namespace tandem {

struct BlurTaps {
    bool down = false; // along y, else along x
    EdgeMode edge = EdgeMode::transparent;
    int step = 1, radius = 0;                 // taps at -radius step .. radius step
    int first = 0, end = 1;                   // pixels of the axis that exist
    double first_factor = 1, last_factor = 1; // of the first and last of them
    double exponent = 0;                      // weight of tap k = 2^(exponent k^2)
    double scale = 1;                         // 1 / sum of the weights

    double weight(int k) const; // normalised
    int reach() const { return radius * step; }
    // The pixel of the axis that stands at `at`; -1 below `first` stands for nothing.
    int pixel(int at) const;
    double factor(int pixel) const;
    // The input's pixels that `wanted` of the result reads, of those in `bounds`.
    IntRect needed(IntRect wanted, IntRect bounds) const;
};
BlurTaps blur_taps(const FrameProgram& program, const Op& op);

} // namespace tandem
