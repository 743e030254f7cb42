// PlanNodes: the buffers and the state of a stretch of a plan's nodes, and the run of those that need no stream: gain,
// pan, fader, sum and processors. Gains are functions of the absolute sample, sums read their inputs in the plan's
// order in double precision and processors work on the quantum grid, so blocks and threads change no bit. Owned by
// whoever runs the nodes, one thread at a time; all but construction is realtime safe.
#pragma once

#include <vector>

#include "engine/audio/plan.h"
#include "engine/audio/processor_slot.h"

namespace tandem::audio {

class PlanNodes {
  public:
    // For nodes [first, end) and those that they read. `plan` outlives it.
    PlanNodes(const AudioPlan& plan, int first, int end);
    // For all nodes but those that lanes make ahead; of these only the outputs.
    // `units`: plug-ins go on with what plans before had there.
    static PlanNodes after_lanes(const AudioPlan& plan, PluginUnits* units = nullptr);
    PlanNodes(PlanNodes&&) = default;
    // The node's output, its channels' planes of kChunk frames; others that share the buffer write it too.
    float* const* planes(int node) const;
    // Frames [position, position + frames) of the output's time. Pre: not a clips node; its inputs have run; after a
    // jump, reset(); position and frames are whole quanta.
    void run(int node, int64_t position, int frames);
    // Processors and delays to rest.
    void reset();
    // Takes over the state of the same processors of another plan. False where something with state has no counterpart
    // there and starts from rest.
    bool adopt(const PlanNodes& other);
    bool has_state() const { return !states_.empty() || !delays_.empty(); }
    // The last reduction in dB of the effect, <= 0.
    float reduction_db(uint64_t effect) const;

  private:
    struct State {
        int node;
        ProcessorSlot slot;
    };
    struct Delay {
        int edge, frames, channels;
        std::vector<float> ring; // by channel
        size_t at = 0;
        std::vector<float> late; // kChunk frames by channel
        std::vector<float*> planes;
    };
    void add_delay(int edge);
    void run_processor(int node, int64_t first, int frames, float* const* out);
    void run_delay(Delay& delay, int frames);
    // An edge's planes, delayed where it has a delay; that must have run.
    float* const* source(int edge) const;
    void run_sum(const PlanNode& node, int64_t first, int frames, float* const* out);
    void need(int buffer);
    void add(int first, int end, PluginUnits* units = nullptr);
    ProcessorSlot make_slot(const PlanNode& node, PluginUnits* units) const;
    explicit PlanNodes(const AudioPlan& plan);

    const AudioPlan& plan_;
    std::vector<std::vector<float>> buffers_; // by PlanNode::buffer; empty where no node here uses it
    std::vector<std::vector<float*>> planes_;
    std::vector<double> sum_, send_;
    std::vector<State> states_;
    std::vector<Delay> delays_;
    std::vector<int> state_of_, delay_of_; // by node, by edge; -1 = none
};

} // namespace tandem::audio
