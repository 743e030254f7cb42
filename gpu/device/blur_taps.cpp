// Weights and edges of a blur.
#include "gpu/device/blur_taps.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tandem {

static constexpr int kFar = 1 << 20; // pixels: outside every frame

BlurTaps blur_taps(const FrameProgram& p, const Op& op) {
    const auto& a = p.args[static_cast<size_t>(op.args)];
    const auto& range = p.args[static_cast<size_t>(op.args + 1)];
    // Numbers out of range give a picture all the same.
    auto whole = [](double v, int lo, int hi) {
        return std::isfinite(v) ? static_cast<int>(std::clamp(v, static_cast<double>(lo), static_cast<double>(hi)))
                                : lo;
    };
    BlurTaps t;
    t.down = op.variant & 1;
    t.edge = static_cast<EdgeMode>(op.variant >> 1);
    t.step = whole(static_cast<double>(a[1]), 1, 1 << 16);
    t.radius = whole(static_cast<double>(a[2]), 0, 256);
    double sigma = std::isfinite(a[0]) ? std::max(1e-3, static_cast<double>(a[0])) : 1e-3;
    t.exponent = -(static_cast<double>(t.step) * t.step) / (2 * sigma * sigma) * std::numbers::log2e;
    double sum = 1;
    for (int k = 1; k <= t.radius; ++k) sum += 2 * std::exp2(t.exponent * k * k);
    t.scale = 1 / sum;
    double lo = static_cast<double>(range[0]), hi = static_cast<double>(range[1]);
    if (!std::isfinite(lo)) lo = 0;
    t.first = whole(std::floor(lo), -kFar, kFar);
    t.end = std::max(t.first + 1, whole(std::ceil(hi), -kFar, kFar));
    auto share = [&](int at) { return std::clamp(std::min(at + 1.0, hi) - std::max<double>(at, lo), 1.0 / 1024, 1.0); };
    if (t.edge != EdgeMode::transparent) t.first_factor = 1 / share(t.first), t.last_factor = 1 / share(t.end - 1);
    return t;
}

double BlurTaps::weight(int k) const { return std::exp2(exponent * k * k) * scale; }

int BlurTaps::pixel(int at) const {
    if (at >= first && at < end) return at;
    if (edge == EdgeMode::transparent) return first - 1;
    if (edge == EdgeMode::repeat) return std::clamp(at, first, end - 1);
    int n = end - first, m = at - first;
    if (m < 0) m = -1 - m;
    m %= 2 * n;
    return first + (m < n ? m : 2 * n - 1 - m);
}

double BlurTaps::factor(int at) const { return at == first ? first_factor : at == end - 1 ? last_factor : 1; }

IntRect BlurTaps::needed(IntRect r, IntRect bounds) const {
    if (r.empty()) return {};
    int& lo = down ? r.y0 : r.x0;
    int& hi = down ? r.y1 : r.x1;
    lo -= reach(), hi += reach();
    bool beyond = lo < first || hi > end;
    if (edge == EdgeMode::mirror && beyond) {
        lo = first, hi = end;
    } else if (edge == EdgeMode::repeat) {
        lo = std::clamp(lo, first, end - 1), hi = std::clamp(hi, first + 1, end);
    } else {
        lo = std::max(lo, first), hi = std::min(hi, end);
    }
    r = {std::max(r.x0, bounds.x0), std::max(r.y0, bounds.y0), std::min(r.x1, bounds.x1), std::min(r.y1, bounds.y1)};
    return r.empty() ? IntRect{} : r;
}

} // namespace tandem
