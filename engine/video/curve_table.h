// Tables of the `curves` and `hue_curves` effects: points of the text slots -> monotone cubic -> ColourTable. Called by
// FrameAssets, which keeps them. Pure, any thread.
#pragma once

#include "engine/model/curve_points.h"
#include "engine/video/frame_program.h"

namespace tandem {

// Piecewise cubic through the points that rises and falls only where they do, so it never overshoots: F. N. Fritsch,
// R. E. Carlson, "Monotone Piecewise Cubic Interpolation", SIAM J. Numer. Anal. 17 (1980). Beyond the ends of a line
// the first and last y hold; on a circle the curve closes smoothly.
class MonotoneCurve {
  public:
    // At least one point, x rising.
    MonotoneCurve(std::vector<CurvePoint> points, CurveAxis axis);
    double at(double x) const;

  private:
    std::vector<CurvePoint> points_; // of a circle also two of each side again
    std::vector<double> slopes_;
};

// Whether the effect's texts are all empty, so that it changes nothing.
bool is_neutral_curves(const Effect& effect);
// Pre: kind curves or hue_curves. The channel curves of `curves` act on what the master curve gave. Errors: bad_data
// that names the text.
Result<Ref<ColourTable>> make_curve_table(const Effect& effect);

} // namespace tandem
