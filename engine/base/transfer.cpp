// Formulas: ITU-R BT.709 1.2, BT.2020 table 4, IEC 61966-2-1, BT.2100 tables 4 and 5, BT.2390 6.2, SMPTE ST 240, ST
// 428.
#include "engine/base/transfer.h"

#include <algorithm>
#include <cmath>

namespace tandem {

namespace {

// BT.2020's exact constants; BT.709's rounded ones (4.5, 0.018, 1.099) are these to the stated digits.
constexpr double kAlpha = 1.09929682680944, kBeta = 0.018053968510807;

constexpr double kPqM1 = 2610.0 / 16384, kPqM2 = 2523.0 / 4096 * 128;
constexpr double kPqC1 = 3424.0 / 4096, kPqC2 = 2413.0 / 4096 * 32, kPqC3 = 2392.0 / 4096 * 32;

constexpr double kHlgA = 0.17883277, kHlgB = 0.28466892, kHlgC = 0.55991073;

double pq_to_linear(double v) {
    double p = std::pow(std::max(v, 0.0), 1 / kPqM2);
    double y = std::pow(std::max(p - kPqC1, 0.0) / (kPqC2 - kPqC3 * p), 1 / kPqM1);
    return y * 10000 / kReferenceWhiteNits;
}
double pq_from_linear(double x) {
    double p = std::pow(std::clamp(x * kReferenceWhiteNits / 10000, 0.0, 1.0), kPqM1);
    return std::pow((kPqC1 + kPqC2 * p) / (1 + kPqC3 * p), kPqM2);
}

double hlg_scene(double v) {
    v = std::max(v, 0.0);
    return v <= 0.5 ? v * v / 3 : (std::exp((v - kHlgC) / kHlgA) + kHlgB) / 12;
}
double hlg_signal(double e) {
    e = std::max(e, 0.0);
    return e <= 1.0 / 12 ? std::sqrt(3 * e) : kHlgA * std::log(12 * e - kHlgB) + kHlgC;
}

double sdr_to_linear(Transfer t, double v) {
    switch (t) {
    case Transfer::linear:
        return v;
    case Transfer::srgb:
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    case Transfer::gamma22:
        return std::pow(v, 2.2);
    case Transfer::gamma28:
        return std::pow(v, 2.8);
    case Transfer::smpte240m:
        return v <= 4 * 0.022821585529445 ? v / 4 : std::pow((v + 0.111572195921731) / 1.111572195921731, 1 / 0.45);
    case Transfer::bt1886:
        return std::pow(v, 2.4);
    case Transfer::smpte428:
        return std::pow(v, 2.6) * 52.37 / 48;
    default:
        return v < 4.5 * kBeta ? v / 4.5 : std::pow((v + kAlpha - 1) / kAlpha, 1 / 0.45);
    }
}

double sdr_from_linear(Transfer t, double x) {
    switch (t) {
    case Transfer::linear:
        return x;
    case Transfer::srgb:
        return x <= 0.0031308 ? x * 12.92 : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
    case Transfer::gamma22:
        return std::pow(x, 1 / 2.2);
    case Transfer::gamma28:
        return std::pow(x, 1 / 2.8);
    case Transfer::smpte240m:
        return x < 0.022821585529445 ? x * 4 : 1.111572195921731 * std::pow(x, 0.45) - 0.111572195921731;
    case Transfer::bt1886:
        return std::pow(x, 1 / 2.4);
    case Transfer::smpte428:
        return std::pow(x * 48 / 52.37, 1 / 2.6);
    default:
        return x < kBeta ? x * 4.5 : kAlpha * std::pow(x, 0.45) - (kAlpha - 1);
    }
}

} // namespace

LightKind light_kind(Transfer t) {
    switch (t) {
    case Transfer::hlg:
        return LightKind::hlg_scene;
    case Transfer::bt709:
    case Transfer::unspecified:
    case Transfer::smpte170m:
    case Transfer::smpte240m:
    case Transfer::xvycc:
    case Transfer::bt1361:
    case Transfer::bt2020_10:
    case Transfer::bt2020_12:
        return LightKind::camera;
    default:
        return LightKind::display;
    }
}

double hlg_gamma(double peak_nits) {
    const double times = peak_nits / kHlgPeakNits;
    return peak_nits >= 400 && peak_nits <= 2000 ? 1.2 + 0.42 * std::log10(times)
                                                 : 1.2 * std::pow(1.111, std::log2(times));
}

double hlg_display_factor(double peak_nits) {
    return peak_nits / kReferenceWhiteNits * std::pow(hlg_scene(0.75), hlg_gamma(peak_nits));
}

double to_linear(Transfer t, double v) {
    if (t == Transfer::pq) return pq_to_linear(v);
    if (t == Transfer::hlg) return hlg_scene(v) / hlg_scene(0.75);
    return v < 0 ? -sdr_to_linear(t, -v) : sdr_to_linear(t, v);
}

double from_linear(Transfer t, double x) {
    if (t == Transfer::pq) return pq_from_linear(x);
    if (t == Transfer::hlg) return hlg_signal(x * hlg_scene(0.75));
    return x < 0 ? -sdr_from_linear(t, -x) : sdr_from_linear(t, x);
}

} // namespace tandem
