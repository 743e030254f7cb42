// Reading the published point.
#include "engine/transport/clock_point.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace tandem {

Time audible_at(const ClockPoint& p, int64_t now_ns) {
    if (p.state != TransportState::rolling || p.speed.num == 0) return p.reference;
    const auto since = static_cast<double>(std::min(now_ns - p.time_ns, kSilentDeviceNs));
    const double heard = static_cast<double>(p.frames - p.reference_frames - p.latency_frames) + since / p.ns_per_frame;
    if (heard <= 0) return p.reference;
    // Whole frames exactly, the rest of one rounded: the clock is read, never added up.
    const auto whole = static_cast<int64_t>(std::floor(heard));
    const Time played =
        Time::from_samples(whole, p.rate) + Time{static_cast<int64_t>((heard - static_cast<double>(whole)) *
                                                                      static_cast<double>(kTicksPerSecond / p.rate))};
    return looped(p.loop, p.reference + p.speed.source(played));
}

int64_t audible_ns(const ClockPoint& p, Time timeline) {
    if (p.state != TransportState::rolling || p.speed.num == 0) return INT64_MAX;
    Time away = timeline - p.reference;
    if (!p.loop.empty()) {
        if (timeline >= p.loop.end()) return INT64_MAX;
        const int64_t frames = p.frames - p.reference_frames - p.latency_frames;
        const Time heard =
            p.speed.source(Time::from_samples(std::max<int64_t>(0, frames), p.rate)); // of the loop's line
        if (away < heard && timeline >= p.loop.start)
            away += Time{mul_div_ceil((heard - away).ticks, 1, p.loop.length.ticks) * p.loop.length.ticks};
    }
    if ((away.ticks < 0) != (p.speed.num < 0) && away.ticks != 0) return INT64_MAX;
    const Time played{mul_div_round(away.ticks, p.speed.den, std::abs(p.speed.num)) * (p.speed.num < 0 ? -1 : 1)};
    const double frames =
        static_cast<double>(played.ticks) * static_cast<double>(p.rate) / static_cast<double>(kTicksPerSecond);
    return p.time_ns +
           static_cast<int64_t>(std::ceil(
               (frames - static_cast<double>(p.frames - p.reference_frames - p.latency_frames)) * p.ns_per_frame));
}

int64_t monotonic_ns() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

void sleep_until_ns(int64_t time_ns) {
    const timespec t{.tv_sec = time_ns / 1'000'000'000, .tv_nsec = time_ns % 1'000'000'000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
    }
}

} // namespace tandem
