// How a Geometry is sampled, equal on every device: mip level, filter kernels and their taps, edge footprint.
// Called by gpu/* when a frame is prepared. Pure functions, any thread.
#pragma once

#include "engine/video/frame_program.h"

namespace tandem {

struct SamplingPlan {
    int level = 0;                           // the source is halved this often first
    Affine to_level;                         // frame position -> position in the level's pixels
    double widen_x = 1, widen_y = 1;         // kernel widths, 1..2 (bicubic and lanczos)
    double footprint_x = 1, footprint_y = 1; // size of a frame pixel in level pixels along each source axis
    std::array<double, 4> outline{};         // the crop in level pixels
    IntRect texels;                          // level pixels that exist; taps clamp to them
    SampleFilter filter = SampleFilter::bilinear;
    int taps = 2; // per axis; even, or 1 for nearest
};

SamplingPlan plan_sampling(const Geometry& geometry, SampleFilter filter, int width, int height);
// Where the level positions of the pixel centres of `rect` lie: x0 y0 x1 y1, both ends taken.
std::array<double, 4> level_box(const SamplingPlan& plan, IntRect rect);
// The level's texels that the pixels of `bounds` (frame position) read, at least one; taps beyond repeat its edge.
IntRect needed_texels(const SamplingPlan& plan, IntRect bounds);
// Weight of a tap at distance x (in level pixels), not normalised.
double kernel_weight(SampleFilter filter, double x, double widen);

} // namespace tandem
