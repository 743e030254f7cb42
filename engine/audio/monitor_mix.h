// MonitorMix: the inputs of armed tracks, heard through their strips. It runs on the device's thread beside the mix and
// on a grid of its own, the device's, so what comes in is heard one quantum later whatever the transport does: nothing
// is made ahead, and starts, stops and jumps leave it alone. Strips have a second set of processors here; buses and
// master are run for the input alone and the result is added to the mix, which stays what is rendered.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "engine/audio/insert_meters.h"
#include "engine/audio/meters.h"
#include "engine/audio/plan_nodes.h"
#include "engine/base/spsc.h"

namespace tandem::audio {

// What came in with a block of the device.
struct InputBlock {
    const float* const* planes = nullptr; // null = nothing
    int channels = 0;
    bool recorded = false; // some of it
};

class MonitorMix {
  public:
    static constexpr int kDelayFrames = kQuantum;

    MonitorMix(int rate, int channels);
    // Pre: no device calls any more.
    ~MonitorMix();
    MonitorMix(const MonitorMix&) = delete;
    MonitorMix& operator=(const MonitorMix&) = delete;

    // Control thread. From the device's next quantum on, cross-faded over it; null = nothing is heard. Plug-ins and
    // processors of the plan before go on. `meters` and `inserts` are those of the mix; `number` of the mix's plan.
    void set_plan(Ref<AudioPlan> plan, const std::vector<std::shared_ptr<StripMeter>>& meters,
                  const InsertMeters& inserts, const ParamCells& cells, uint64_t number);

    // Device's thread. Adds to the block's frames of out[channels]. Automation is that of timeline sample `sample`,
    // which goes on where it `rolls`.
    void process(const InputBlock& input, const ParamCells& cells, int64_t sample, bool rolls, int frames,
                 float* const* out);

  private:
    using Planes = std::vector<std::vector<float>>; // by channel
    struct Live {
        Ref<AudioPlan> plan; // null = silence
        PlanNodes nodes;
        std::vector<std::shared_ptr<StripMeter>> meter_of; // by node, null where it is no strip's fader
        InsertMeters::OfNodes insert_of;
        std::vector<float> said; // by the node in hand
        bool always = false;     // some input is heard whatever the transport does
        uint64_t number = 0;
        Live(Ref<AudioPlan> p, PluginUnits& units);
    };
    void render(const ParamCells& cells, int64_t quantum);
    void run(Live* live, int64_t quantum, Planes& out);

    const int channels_;
    // Control.
    PluginUnits units_;
    bool any_ = false; // a plan was given that is not null
    std::atomic<Live*> next_{nullptr};
    SpscQueue<Live*, 16> retired_; // device to control
    // Device's thread.
    Live* live_ = nullptr;
    std::array<std::array<float, kQuantum>, kMaxInputs> in_{};
    int inputs_ = 0, filled_ = 0; // channels, frames of in_
    float level_ = 0;             // of inputs that rest
    bool wakes_ = false;          // they are to be heard
    bool quiet_ = true;           // out_ is, and nothing is heard
    int64_t last_quantum_ = INT64_MIN;
    Planes out_, other_; // what is heard while in_ fills
};

} // namespace tandem::audio
