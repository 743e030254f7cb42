// The step of a stream's stamps, and the rate that is meant by it.
#include "engine/media/frame_rate.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace tandem {

namespace {

constexpr FrameRate kUsualRates[] = {
    {1, 1},        {2, 1},  {5, 1},   {10, 1},        {12, 1},  {25, 2},        {15, 1}, {20, 1},
    {24000, 1001}, {24, 1}, {25, 1},  {30000, 1001},  {30, 1},  {48000, 1001},  {48, 1}, {50, 1},
    {60000, 1001}, {60, 1}, {100, 1}, {120000, 1001}, {120, 1}, {240000, 1001}, {240, 1}};
constexpr double kAbove = 5e-3, kBelow = 2e-3, kMissing = 0.02;
constexpr FrameRate kFastestVariable{120, 1};
constexpr double kFastestBelieved = 240;

std::optional<FrameRate> usual_rate(double hz, double error) {
    std::optional<FrameRate> best;
    for (FrameRate usual : kUsualRates) {
        const double off = usual.hz() / hz - 1;
        if (off < -kBelow - error || off > kAbove + error) continue;
        if (!best || std::abs(usual.hz() - hz) < std::abs(best->hz() - hz)) best = usual;
    }
    return best;
}

// The lowest that leaves every picture its place.
FrameRate usual_rate_for(double hz) {
    for (FrameRate usual : kUsualRates)
        if (usual.den < 1001 && usual.hz() >= hz * (1 - kBelow) && usual.hz() <= kFastestVariable.hz()) return usual;
    return kFastestVariable;
}

std::optional<FrameRate> exact_rate(AVRational r) {
    if (r.num <= 0 || r.den <= 0) return std::nullopt;
    auto made = FrameRate::make(r.num, r.den);
    if (made && made->den > 1001) made = FrameRate::from_double(made->hz()); // an average of rounded stamps
    return made ? std::optional(*made) : std::nullopt;
}

FrameRate declared_rate(const DeclaredRate& declared) {
    for (AVRational r : {declared.average, declared.base})
        if (auto rate = exact_rate(r); rate && rate->hz() <= kFastestBelieved)
            return usual_rate(rate->hz(), 0).value_or(*rate);
    return {25, 1};
}

// Lengths in units of the time base.
struct Step {
    double length = 0;
    double error = 0;   // relative, from rounding and jitter of the stamps
    double average = 0; // of all distances
    int gaps = 0;       // longer distances
    int all = 0;        // distances that are no faults
    int64_t exact = 0;  // the length where all are equal
};

// `slack`: how far rounding moves a distance.
class StepFinder {
  public:
    StepFinder(std::vector<int64_t> distances, int64_t fault, int64_t slack)
        : sorted_(std::move(distances)), slack_(static_cast<double>(slack)) {
        std::sort(sorted_.begin(), sorted_.end());
        if (sorted_[sorted_.size() / 2] >= fault) std::erase_if(sorted_, [&](int64_t d) { return d < fault; });
    }

    Step find() const {
        double length = static_cast<double>(shortest_usual());
        for (int i = 0; i < 64; ++i) // climbs to where most are, if stamps jitter
            length = mean(length - room(length), length + room(length));
        Step s{.length = length};
        const double low = length - room(length), high = length + room(length);
        double sum = 0, squares = 0, whole = 0;
        int used = 0;
        for (int64_t d : sorted_) {
            const auto distance = static_cast<double>(d);
            whole += distance;
            if (distance > high) ++s.gaps;
            if (distance < low || distance > high) continue;
            s.exact = used++ == 0 || s.exact == d ? d : -1;
            sum += distance;
            squares += (distance - length) * (distance - length);
        }
        s.exact = std::max<int64_t>(0, s.exact);
        if (used > 0) {
            // Rounding errs once in a run of steps, jitter beyond it as the mean of random lengths does.
            const int runs = 1 + static_cast<int>(sorted_.size()) - used;
            const double jitter = std::max(0.0, std::sqrt(squares / used) - slack_ / 2);
            s.error = (slack_ * runs + jitter * std::sqrt(used)) / sum;
        }
        s.all = used + s.gaps;
        s.average = s.all > 0 ? whole / s.all : length;
        return s;
    }

  private:
    double room(double length) const { return std::max(0.2 * length, slack_); }
    int count(double low, double high) const {
        return static_cast<int>(std::count_if(sorted_.begin(), sorted_.end(), [&](int64_t d) {
            return static_cast<double>(d) >= low && static_cast<double>(d) <= high;
        }));
    }
    double mean(double low, double high) const {
        double sum = 0;
        for (int64_t d : sorted_)
            if (static_cast<double>(d) >= low && static_cast<double>(d) <= high) sum += static_cast<double>(d);
        const int n = count(low, high);
        return n > 0 ? sum / n : (low + high) / 2;
    }
    bool divides_all(double length) const {
        return std::all_of(sorted_.begin(), sorted_.end(), [&](int64_t d) {
            const double times = static_cast<double>(d) / length;
            return std::abs(times - std::round(times)) * length <= std::max(slack_, 0.1 * length);
        });
    }
    int64_t shortest_usual() const {
        const auto n = static_cast<int>(sorted_.size());
        for (int i = 0; i < n / 2; ++i) {
            const auto length = static_cast<double>(sorted_[static_cast<size_t>(i)]);
            const int shared = count(length - room(length), length + room(length));
            if ((shared >= 2 && shared * 10 >= n) || (n < 20 && divides_all(length)))
                return sorted_[static_cast<size_t>(i)];
        }
        return sorted_[sorted_.size() / 2];
    }

    std::vector<int64_t> sorted_;
    double slack_;
};

} // namespace

PictureRate picture_rate(std::span<const int64_t> times, AVRational time_base, const DeclaredRate& declared) {
    if (times.size() < 2 || time_base.num <= 0 || time_base.den <= 0) return {declared_rate(declared), false};
    std::vector<int64_t> distances;
    for (size_t i = 1; i < times.size(); ++i) distances.push_back(times[i] - times[i - 1]);
    // Of AVI and the like one unit is one frame, and nothing is rounded.
    auto is_unit = [&](AVRational r) { return r.num > 0 && av_cmp_q(r, av_inv_q(time_base)) == 0; };
    const int64_t slack = is_unit(declared.average) && is_unit(declared.base) ? 0 : 1;
    const int64_t fault = av_rescale_q(1, {1, 250}, time_base);
    const Step step = StepFinder(std::move(distances), fault, slack).find();
    const double hz = 1 / (step.length * av_q2d(time_base));

    // 2:3 pulldown by flags: every other picture lasts three fields in place of two.
    if (step.gaps > 4 && std::abs(2 * step.gaps - step.all) < 0.2 * step.all &&
        std::abs(step.average / step.length - 1.25) < 0.01)
        if (auto film = usual_rate(hz * 0.8, step.error)) return {*film, false};

    PictureRate out;
    const double average =
        declared.pictures > 0 && declared.average.num > 0 && declared.average.den > 0 ? av_q2d(declared.average) : 0;
    out.variable = (step.gaps > 2 && step.average > step.length * (1 + kMissing)) ||
                   (average > 0 && average < hz * (1 - kMissing));
    std::optional<FrameRate> rate;
    for (AVRational r : {declared.average, declared.base})
        if (auto d = exact_rate(r); d && !rate && std::abs(d->hz() / hz - 1) <= kBelow + step.error)
            rate = usual_rate(d->hz(), 0).value_or(*d);
    if (!rate) rate = usual_rate(hz, step.error);
    if (!rate && out.variable) rate = usual_rate_for(hz);
    if (!rate && step.exact > 0)
        rate = exact_rate(
            av_div_q({1, 1}, av_mul_q(time_base, {static_cast<int>(std::min<int64_t>(step.exact, INT32_MAX)), 1})));
    if (!rate)
        if (auto near = FrameRate::from_double(hz)) rate = *near;
    out.rate = rate.value_or(declared_rate(declared));
    if (average > 1.1 * out.rate.hz() && declared.pictures > static_cast<int64_t>(times.size()))
        out.variable = true, out.rate = usual_rate_for(average);
    if (out.variable && out.rate.hz() > kFastestVariable.hz()) out.rate = kFastestVariable;
    return out;
}

} // namespace tandem
