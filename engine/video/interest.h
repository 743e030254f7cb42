// Interest: where in a picture an eye would look, without knowing what it shows. Used to reframe films into other
// shapes. Pure functions on small pictures of the sequence; one thread each; the same result on every machine that
// renders the same pictures.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/base/picture.h"

namespace tandem {

// A small picture as the analysis wants it. RGB, full range, display-referred.
struct SmallPicture {
    int width = 0, height = 0;
    std::vector<float> luma;                   // 0..1, rows of `width`
    std::vector<float> red_green, blue_yellow; // opponent colours, -1..1
};
// Pre: format rgb24.
SmallPicture small_picture(const Picture& picture);

// Mean absolute difference of luma, 0..1. Pre: equal sizes.
double luma_change(const SmallPicture& a, const SmallPicture& b);

// Share of interest in each column or row; sums to 1. What stands out from its surroundings in brightness or colour
// counts, and twice what moves against `before` (null at the start of a shot); the middle counts a little more than the
// edges. A picture without any of it has even shares.
struct InterestBands {
    std::vector<float> columns, rows;
};
InterestBands interest_bands(const SmallPicture& picture, const SmallPicture* before);

// Where a window of `width` (0..1 of the axis, below 1) should begin, 0..1-width, at each sample of one shot: keeps as
// much interest inside as it can and moves only where that pays for about a second, then smoothly. `bands` are equally
// spaced samples, `per_second` of them. One value a sample.
std::vector<double> window_path(std::span<const std::vector<float>> bands, double width, double per_second);

// Follows what lies at a point of the first picture through pictures of one shot (normalised cross-correlation of a
// patch that renews itself slowly).
struct TrackedPoint {
    double x = 0.5, y = 0.5; // 0..1 of the picture
};
class PointTracker {
  public:
    PointTracker(const SmallPicture& picture, TrackedPoint point);
    // None where it is not found; the tracker then looks again around the last place in the next picture.
    std::optional<TrackedPoint> follow(const SmallPicture& picture);

  private:
    std::vector<float> patch(const SmallPicture& picture, int x, int y) const;

    int x_ = 0, y_ = 0; // pixel
    std::vector<float> patch_;
};

// Means over `radius` samples to both sides, shorter at the ends.
std::vector<double> smoothed(std::span<const double> values, int radius);

} // namespace tandem
