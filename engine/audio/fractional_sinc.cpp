// The kernel's table.
#include "engine/audio/fractional_sinc.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace tandem::audio {

// Its zeros at whole numbers; between the points of the table a line.
static constexpr int kPoints = 256;
static const std::vector<double>& kernel() {
    static const std::vector<double> table = [] {
        auto bessel = [](double x) {
            double sum = 1, term = 1;
            for (int k = 1; k < 40; ++k) term *= x * x / (4.0 * k * k), sum += term;
            return sum;
        };
        constexpr double kBeta = 9; // below -90 dB beside the pass band
        std::vector<double> t(static_cast<size_t>(kSincZeros * kPoints + 2));
        for (size_t i = 0; i < t.size(); ++i) {
            const double x = static_cast<double>(i) / kPoints, y = x / kSincZeros;
            const double sinc = i == 0             ? 1
                                : i % kPoints == 0 ? 0
                                                   : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
            t[i] = y >= 1 ? 0 : sinc * bessel(kBeta * std::sqrt(1 - y * y)) / bessel(kBeta);
        }
        return t;
    }();
    return table;
}
static double kernel_at(const std::vector<double>& table, double x) {
    const double at = std::abs(x) * kPoints;
    const auto i = static_cast<size_t>(at);
    if (i + 1 >= table.size()) return 0;
    return table[i] + (table[i + 1] - table[i]) * (at - static_cast<double>(i));
}

double sinc_cut(double rate) {
    constexpr double kMargin = 0.06;
    return rate <= 1 ? 1 : std::max(1 - kMargin, 1 - (rate - 1)) / rate; // without a step at 1
}

int sinc_reach(double cut) { return static_cast<int>(std::ceil(kSincZeros / cut)) + 1; }

double sinc_weights(double fraction, double cut, std::span<double> weights) {
    const std::vector<double>& table = kernel();
    const int reach = static_cast<int>(weights.size() / 2);
    double total = 0;
    for (int k = -reach; k <= reach; ++k) {
        const double w = kernel_at(table, (k - fraction) * cut);
        weights[static_cast<size_t>(k + reach)] = w;
        total += w;
    }
    return total;
}

} // namespace tandem::audio
