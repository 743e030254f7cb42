// What inserts say of themselves, for meters: dynamics how much of the level they take away, plug-ins the values of
// their control outputs. The device's thread tells it of what is heard; inserts of tracks that are made ahead when
// their chunk is heard, not when it is made. It never waits for a reader.
#pragma once

#include <atomic>
#include <cmath>
#include <memory>
#include <span>
#include <vector>

#include "engine/audio/plan.h"

namespace tandem::audio {

struct EffectReduction {
    EffectId effect;
    float db = 0; // <= 0; the most since last asked
};

// All by PluginInfo::control_outputs(), finite, in the ports' units.
struct PluginReadings {
    EffectId effect;
    std::vector<float> values; // of what is heard; at rest while nothing is
    std::vector<float> rest;   // what the plug-in says of silence
};

// Of one insert. Written by: the device's thread, a quantum at a time. Read by: one other thread.
class InsertMeter {
  public:
    // As AudioPlan::readings().
    InsertMeter(EffectId effect, bool reduces, size_t count)
        : effect_(effect), reduces_(reduces), values_(count), rest_(count) {}
    EffectId effect() const { return effect_; }
    bool reduces() const { return reduces_; }
    // Numbers that tell() takes.
    size_t count() const { return values_.size(); }

    // Device's thread. Of sound that is heard: dB, <= 0; of plug-ins all finite, or all NaN where nothing is known.
    void tell(const float* values) {
        if (reduces_) {
            // The reader takes the most away; what it takes meanwhile was at least as much as what is not stored.
            if (*values < values_[0].load(std::memory_order_relaxed))
                values_[0].store(*values, std::memory_order_relaxed);
            return;
        }
        if (values_.empty() || std::isnan(*values)) return;
        for (size_t i = 0; i < values_.size(); ++i) values_[i].store(values[i], std::memory_order_relaxed);
        told_.fetch_add(1, std::memory_order_release);
    }

    // Reader. Pre: reduces().
    EffectReduction take_reduction() { return {effect_, values_[0].exchange(0, std::memory_order_relaxed)}; }
    // Reader. Pre: !reduces(). The newest, at rest where nothing was told for kRestNs, which is longer than a device's
    // block. `now` by monotonic_ns().
    PluginReadings read(int64_t now);
    static constexpr int64_t kRestNs = 300'000'000;
    void set_rest(std::span<const float> rest) { rest_.assign(rest.begin(), rest.end()); }

  private:
    const EffectId effect_;
    const bool reduces_;
    std::vector<std::atomic<float>> values_;
    std::atomic<uint64_t> told_{0}; // times
    // Reader.
    std::vector<float> rest_;
    uint64_t seen_ = 0; // of told_, last changed at seen_at_
    int64_t seen_at_ = 0;
};

// The meters of all inserts that are heard. Control thread; only the meters are shared.
class InsertMeters {
  public:
    // By node of a plan, null where it tells nothing; they live as long as the plan is run.
    using OfNodes = std::vector<std::shared_ptr<InsertMeter>>;
    // From here on those of these plans' inserts, null plans left out; an insert keeps its meter from plan to plan.
    void follow(std::span<const AudioPlan* const> plans);
    // Pre: follow() had the plan.
    OfNodes of(const AudioPlan& plan) const;
    std::vector<EffectReduction> take_reductions();
    std::vector<PluginReadings> read_plugins();

  private:
    OfNodes meters_; // by effect id, rising
};

// Numbers that one node says at most.
size_t most_readings(const AudioPlan& plan);

} // namespace tandem::audio
