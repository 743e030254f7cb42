// SyncMeter: how far pictures were shown from when they were due. Filled by whoever presents, one thread.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem {

struct SyncReport {
    int64_t frames = 0;
    double mean_ms = 0, p50_ms = 0, p99_ms = 0; // shown minus due; positive = late
    double worst_ms = 0;                        // the one furthest from 0, with its sign
};

class SyncMeter {
  public:
    void add(double shown_minus_due_ms) { all_.push_back(static_cast<float>(shown_minus_due_ms)); }
    // Percentiles of the distance from 0, nearest rank.
    SyncReport report() const;

  private:
    std::vector<float> all_;
};

} // namespace tandem
