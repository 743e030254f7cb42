// What dynamics take away of the level, by insert, for meters. The device's thread tells it of what is heard; inserts
// of tracks that are made ahead when their chunk is heard, not when it is made. It never waits for a reader.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "engine/audio/plan.h"

namespace tandem::audio {

struct EffectReduction {
    EffectId effect;
    float db = 0; // <= 0; the most since last asked
};

// Of one insert. Written by: the device's thread, a quantum at a time. Read by: one other thread.
class ReductionMeter {
  public:
    explicit ReductionMeter(EffectId effect) : effect_(effect) {}
    EffectId effect() const { return effect_; }
    // Device's thread. Of sound that is heard, in dB, <= 0.
    void tell(float db) {
        // The reader takes the most away; what it takes meanwhile was at least as much as what is not stored.
        if (db < most_.load(std::memory_order_relaxed)) most_.store(db, std::memory_order_relaxed);
    }
    // Reader.
    EffectReduction take() { return {effect_, most_.exchange(0, std::memory_order_relaxed)}; }

  private:
    const EffectId effect_;
    std::atomic<float> most_{0};
};

// The meters of all inserts that are heard. Control thread; only the meters are shared.
class ReductionMeters {
  public:
    // By node of a plan, null where it is no dynamics; they live as long as the plan is run.
    using OfNodes = std::vector<std::shared_ptr<ReductionMeter>>;
    // From here on those of these plans' inserts, null plans left out; an insert keeps its meter from plan to plan.
    void follow(std::span<const AudioPlan* const> plans);
    // Pre: follow() had the plan.
    OfNodes of(const AudioPlan& plan) const;
    std::vector<EffectReduction> take();

  private:
    std::vector<std::shared_ptr<ReductionMeter>> meters_; // by effect id, rising
};

} // namespace tandem::audio
