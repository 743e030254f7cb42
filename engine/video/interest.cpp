// Centre-surround contrast and motion, a path by dynamic programming, a patch tracker; see interest.h.
#include "engine/video/interest.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tandem {
namespace {

constexpr int kPatch = 8;                // half side of the tracked patch in pixels
constexpr int kReachX = 14, kReachY = 9; // how far it may move from one picture to the next
constexpr double kFound = 0.55;          // correlation at least
constexpr float kRenew = 0.1f;           // of the patch, at each place that was found
constexpr double kNoise = 1e-5;          // mean of what stands out, below which a picture is even
constexpr int kPlaces = 41;              // of a window along its axis
// Interest inside the window that one frame's width of movement must win, in seconds: moving a third of the frame pays
// when it shows a third more of the interest for half a second.
constexpr double kMoveCost = 0.5;
constexpr double kSmoothSeconds = 0.6; // to both sides

using Plane = std::vector<float>;

size_t index(int x, int y, int width) {
    return static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x);
}

// Mean over a square of radius r, clipped at the edges: running sums along rows, then columns.
Plane box_mean(const Plane& in, int w, int h, int r) {
    Plane rows(in.size()), out(in.size());
    auto run = [r](const float* from, float* to, int n, int step) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < std::min(r, n); ++i) sum += static_cast<double>(from[i * step]), ++count;
        for (int i = 0; i < n; ++i) {
            if (i + r < n) sum += static_cast<double>(from[(i + r) * step]), ++count;
            to[i * step] = static_cast<float>(sum / count);
            if (i - r >= 0) sum -= static_cast<double>(from[(i - r) * step]), --count;
        }
    };
    for (int y = 0; y < h; ++y) run(&in[index(0, y, w)], &rows[index(0, y, w)], w, 1);
    for (int x = 0; x < w; ++x) run(&rows[index(x, 0, w)], &out[index(x, 0, w)], h, w);
    return out;
}

// Keeps what rises above mean + deviation, scaled to the sum 1; nothing where all is alike.
void add_standing_out(Plane& to, Plane from, float weight) {
    double sum = 0, squares = 0;
    for (float v : from) sum += static_cast<double>(v), squares += static_cast<double>(v) * static_cast<double>(v);
    const double n = static_cast<double>(from.size()), mean = sum / n;
    const double floor = mean + std::sqrt(std::max(0.0, squares / n - mean * mean));
    double rest = 0;
    for (float& v : from) v = std::max(0.0f, v - static_cast<float>(floor)), rest += static_cast<double>(v);
    if (rest < kNoise * n) return;
    const float k = weight / static_cast<float>(rest);
    for (size_t i = 0; i < to.size(); ++i) to[i] += from[i] * k;
}

void add_contrast(Plane& to, const Plane& plane, int w, int h, float weight) {
    Plane difference = box_mean(plane, w, h, 1);
    const Plane around = box_mean(plane, w, h, std::max(2, h / 6));
    for (size_t i = 0; i < difference.size(); ++i) difference[i] = std::abs(difference[i] - around[i]);
    add_standing_out(to, std::move(difference), weight);
}

void even_out(std::vector<float>& bands) {
    double sum = 0;
    for (float v : bands) sum += static_cast<double>(v);
    for (float& v : bands)
        v = sum > 0 ? static_cast<float>(static_cast<double>(v) / sum) : 1.0f / static_cast<float>(bands.size());
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < a.size(); ++i) ma += static_cast<double>(a[i]), mb += static_cast<double>(b[i]);
    ma /= static_cast<double>(a.size()), mb /= static_cast<double>(b.size());
    for (size_t i = 0; i < a.size(); ++i) {
        const double x = static_cast<double>(a[i]) - ma, y = static_cast<double>(b[i]) - mb;
        aa += x * x, bb += y * y, ab += x * y;
    }
    return aa > 1e-9 && bb > 1e-9 ? ab / std::sqrt(aa * bb) : 0;
}

} // namespace

SmallPicture small_picture(const Picture& picture) {
    SmallPicture out{picture.width, picture.height, {}, {}, {}};
    const size_t n = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
    out.luma.reserve(n), out.red_green.reserve(n), out.blue_yellow.reserve(n);
    for (int y = 0; y < picture.height; ++y) {
        const uint8_t* p = picture.data[0] + y * picture.stride[0];
        for (int x = 0; x < picture.width; ++x, p += 3) {
            const float r = p[0] / 255.0f, g = p[1] / 255.0f, b = p[2] / 255.0f;
            out.luma.push_back(0.2126f * r + 0.7152f * g + 0.0722f * b); // weights of BT.709
            out.red_green.push_back(r - g);
            out.blue_yellow.push_back(b - (r + g) / 2);
        }
    }
    return out;
}

double luma_change(const SmallPicture& a, const SmallPicture& b) {
    double sum = 0;
    for (size_t i = 0; i < a.luma.size(); ++i) sum += static_cast<double>(std::abs(a.luma[i] - b.luma[i]));
    return a.luma.empty() ? 0 : sum / static_cast<double>(a.luma.size());
}

InterestBands interest_bands(const SmallPicture& picture, const SmallPicture* before) {
    const int w = picture.width, h = picture.height;
    Plane interest(picture.luma.size());
    add_contrast(interest, picture.luma, w, h, 1);
    add_contrast(interest, picture.red_green, w, h, 0.5f);
    add_contrast(interest, picture.blue_yellow, w, h, 0.5f);
    if (before) {
        Plane moved(picture.luma.size());
        for (size_t i = 0; i < moved.size(); ++i) moved[i] = std::abs(picture.luma[i] - before->luma[i]);
        add_standing_out(interest, box_mean(moved, w, h, 1), 2);
    }
    InterestBands out{std::vector<float>(static_cast<size_t>(w)), std::vector<float>(static_cast<size_t>(h))};
    for (int y = 0; y < h; ++y)
        for (int x = 0; x < w; ++x) {
            const double dx = (x + 0.5) / w - 0.5, dy = (y + 0.5) / h - 0.5;
            const float v = interest[index(x, y, w)] * static_cast<float>(std::exp(-(dx * dx + dy * dy) / 0.25));
            out.columns[static_cast<size_t>(x)] += v, out.rows[static_cast<size_t>(y)] += v;
        }
    even_out(out.columns), even_out(out.rows);
    return out;
}

std::vector<double> smoothed(std::span<const double> values, int radius) {
    std::vector<double> sums(values.size() + 1), out(values.size());
    for (size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + values[i];
    for (size_t i = 0; i < values.size(); ++i) {
        // As far to one side as to the other, so that the ends stay where they are.
        const size_t r = std::min({static_cast<size_t>(radius), i, values.size() - 1 - i});
        out[i] = (sums[i + r + 1] - sums[i - r]) / static_cast<double>(2 * r + 1);
    }
    return out;
}

std::vector<double> window_path(std::span<const std::vector<float>> bands, double width, double per_second) {
    const size_t samples = bands.size();
    const double room = 1 - width;
    auto place = [&](int p) { return room * p / (kPlaces - 1); };
    // Least cost of being at a place: interest left outside plus movement, from the first sample on.
    std::vector<double> cost(kPlaces), next(kPlaces);
    std::vector<std::array<int8_t, kPlaces>> came(samples);
    for (size_t s = 0; s < samples; ++s) {
        const std::vector<float>& b = bands[s];
        const double n = static_cast<double>(b.size());
        std::vector<double> sums(b.size() + 1);
        for (size_t i = 0; i < b.size(); ++i) sums[i + 1] = sums[i] + static_cast<double>(b[i]);
        auto until = [&](double at) { // interest left of `at`
            const double x = std::clamp(at * n, 0.0, n);
            const size_t i = std::min(static_cast<size_t>(x), b.size() - 1);
            return sums[i] + (x - static_cast<double>(i)) * static_cast<double>(b[i]);
        };
        for (int p = 0; p < kPlaces; ++p) {
            double best = s == 0 ? 0 : cost[static_cast<size_t>(p)];
            int from = p;
            for (int q = 0; s > 0 && q < kPlaces; ++q) {
                const double c = cost[static_cast<size_t>(q)] + kMoveCost * per_second * std::abs(place(p) - place(q));
                if (c < best) best = c, from = q;
            }
            const double inside = until(place(p) + width) - until(place(p));
            // Of equal places the middle one.
            next[static_cast<size_t>(p)] = best + (1 - inside) + 1e-3 * std::abs(place(p) - room / 2);
            came[s][static_cast<size_t>(p)] = static_cast<int8_t>(from);
        }
        std::swap(cost, next);
    }
    std::vector<double> path(samples);
    int p = static_cast<int>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    for (size_t s = samples; s-- > 0;) {
        path[s] = place(p);
        p = came[s][static_cast<size_t>(p)];
    }
    return smoothed(path, static_cast<int>(kSmoothSeconds * per_second));
}

PointTracker::PointTracker(const SmallPicture& picture, TrackedPoint point)
    : x_(std::clamp(static_cast<int>(point.x * picture.width), 0, picture.width - 1)),
      y_(std::clamp(static_cast<int>(point.y * picture.height), 0, picture.height - 1)),
      patch_(patch(picture, x_, y_)) {}

std::vector<float> PointTracker::patch(const SmallPicture& picture, int x, int y) const {
    std::vector<float> out;
    out.reserve((2 * kPatch + 1) * (2 * kPatch + 1));
    for (int dy = -kPatch; dy <= kPatch; ++dy)
        for (int dx = -kPatch; dx <= kPatch; ++dx)
            out.push_back(picture.luma[index(std::clamp(x + dx, 0, picture.width - 1),
                                             std::clamp(y + dy, 0, picture.height - 1), picture.width)]);
    return out;
}

std::optional<TrackedPoint> PointTracker::follow(const SmallPicture& picture) {
    double best = kFound;
    int bx = -1, by = 0;
    for (int dy = -kReachY; dy <= kReachY; ++dy)
        for (int dx = -kReachX; dx <= kReachX; ++dx) {
            const int x = x_ + dx, y = y_ + dy;
            if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
            // A little is taken for distance: of repeating patterns the nearest one is it.
            const double c = correlation(patch_, patch(picture, x, y)) - 1e-3 * std::hypot(dx, dy);
            if (c > best) best = c, bx = x, by = y;
        }
    if (bx < 0) return std::nullopt;
    x_ = bx, y_ = by;
    const std::vector<float> here = patch(picture, x_, y_);
    for (size_t i = 0; i < patch_.size(); ++i) patch_[i] += kRenew * (here[i] - patch_[i]);
    return TrackedPoint{(x_ + 0.5) / picture.width, (y_ + 0.5) / picture.height};
}

} // namespace tandem
