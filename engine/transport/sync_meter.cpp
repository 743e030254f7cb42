// Mean and percentiles.
#include "engine/transport/sync_meter.h"

#include <algorithm>
#include <cmath>

namespace tandem {

SyncReport SyncMeter::report() const {
    SyncReport r;
    r.frames = static_cast<int64_t>(all_.size());
    if (all_.empty()) return r;
    double sum = 0;
    for (float v : all_) {
        sum += static_cast<double>(v);
        if (std::abs(static_cast<double>(v)) > std::abs(r.worst_ms)) r.worst_ms = static_cast<double>(v);
    }
    r.mean_ms = sum / static_cast<double>(all_.size());
    std::vector<float> away = all_;
    for (float& v : away) v = std::abs(v);
    std::sort(away.begin(), away.end());
    auto rank = [&](double part) {
        const auto n = static_cast<size_t>(std::ceil(part * static_cast<double>(away.size())));
        return static_cast<double>(away[std::clamp<size_t>(n, 1, away.size()) - 1]);
    };
    r.p50_ms = rank(0.5), r.p99_ms = rank(0.99);
    return r;
}

} // namespace tandem
