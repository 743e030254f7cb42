// Slopes first, once for all points; values by Hermite's form.
#include "engine/video/curve_table.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/base/hash.h"

namespace tandem {

MonotoneCurve::MonotoneCurve(std::vector<CurvePoint> points, CurveAxis axis) : points_(std::move(points)) {
    if (axis == CurveAxis::circle && points_.size() > 1) {
        const auto own = points_;
        const size_t n = own.size();
        for (size_t i = 1; i <= 2; ++i) points_.insert(points_.begin(), {own[n - i].x - 1, own[n - i].y});
        for (size_t i = 0; i < 2; ++i) points_.push_back({own[i].x + 1, own[i].y});
    }
    const size_t n = points_.size();
    slopes_.assign(n, 0.0);
    if (n < 2) return;
    std::vector<double> secant(n - 1);
    for (size_t i = 0; i + 1 < n; ++i)
        secant[i] = (points_[i + 1].y - points_[i].y) / (points_[i + 1].x - points_[i].x);
    slopes_.front() = secant.front(), slopes_.back() = secant.back();
    for (size_t i = 1; i + 1 < n; ++i)
        slopes_[i] = secant[i - 1] * secant[i] <= 0 ? 0 : (secant[i - 1] + secant[i]) / 2;
    // A step stays monotone where (slope at its start, at its end) / secant lies in the circle of radius 3.
    for (size_t i = 0; i + 1 < n; ++i) {
        if (secant[i] == 0) {
            slopes_[i] = slopes_[i + 1] = 0;
            continue;
        }
        double a = slopes_[i] / secant[i], b = slopes_[i + 1] / secant[i], length = std::hypot(a, b);
        if (length <= 3) continue;
        slopes_[i] = 3 / length * a * secant[i], slopes_[i + 1] = 3 / length * b * secant[i];
    }
}

double MonotoneCurve::at(double x) const {
    if (x <= points_.front().x) return points_.front().y;
    if (x >= points_.back().x) return points_.back().y;
    auto above =
        std::upper_bound(points_.begin(), points_.end(), x, [](double v, const CurvePoint& p) { return v < p.x; });
    const auto i = static_cast<size_t>(above - points_.begin()) - 1;
    const CurvePoint &a = points_[i], &b = points_[i + 1];
    double h = b.x - a.x, t = (x - a.x) / h, u = 1 - t;
    return (1 + 2 * t) * u * u * a.y + t * u * u * h * slopes_[i] + t * t * (3 - 2 * t) * b.y -
           t * t * u * h * slopes_[i + 1];
}

bool is_neutral_curves(const Effect& e) {
    return std::all_of(e.texts.begin(), e.texts.end(), [](const std::string& t) { return t.empty(); });
}

namespace {

// A text slot as a function.
struct SlotCurve {
    std::optional<MonotoneCurve> curve;
    CurveSlot slot;
    double at(double x) const { return curve ? curve->at(x) : slot.identity ? x : slot.neutral; }
};

} // namespace

Result<Ref<ColourTable>> make_curve_table(const Effect& e) {
    const EffectSpec& s = spec(e.kind);
    TRY_VOID(check_texts(e));
    auto table = std::make_shared<ColourTable>();
    std::vector<SlotCurve> curves(s.texts.size());
    table->name = std::string(s.id);
    for (size_t i = 0; i < curves.size(); ++i) {
        curves[i].slot = *curve_slot(e.kind, i);
        if (i >= e.texts.size()) continue;
        auto points = TRY(parse_curve(e.texts[i], curves[i].slot));
        if (points.empty()) continue;
        curves[i].curve.emplace(std::move(points), curves[i].slot.axis);
        table->name += " " + std::string(s.texts[i]) + ": " + e.texts[i];
    }
    auto put = [&](double r, double g, double b) {
        for (double v : {r, g, b}) table->rgb.push_back(static_cast<float>(v));
    };
    using namespace slot;
    if (e.kind == EffectKind::curves) {
        table->shape = TableShape::curves;
        for (int i = 0; i < kCurveEntries; ++i) {
            double x = curves[curve_master].at(static_cast<double>(i) / kCurveSteps);
            put(curves[curve_red].at(x), curves[curve_green].at(x), curves[curve_blue].at(x));
        }
    } else {
        table->shape = TableShape::hue_curves;
        for (int i = 0; i < kCurveEntries; ++i) {
            double h = static_cast<double>(i) / kCurveSteps;
            put(curves[hue_hue].at(h), curves[hue_sat].at(h), curves[hue_luma].at(h));
        }
        for (int i = 0; i < kCurveEntries; ++i) {
            double v = static_cast<double>(i) / kCurveSteps;
            put(curves[luma_sat].at(v), curves[sat_sat].at(v), 0);
        }
    }
    table->size = static_cast<int>(table->rgb.size() / 3);
    Hasher h;
    h.word(static_cast<uint64_t>(table->shape)).bytes(table->rgb.data(), table->rgb.size() * sizeof(float));
    table->identity = h.value();
    return Ref<ColourTable>(std::move(table));
}

} // namespace tandem
