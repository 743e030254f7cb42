// PlanNodes: the buffers of a stretch of a plan's nodes, and the run of those that need no stream: gain, pan, fader and
// sum. Gains are functions of the absolute sample and sums read their inputs in the plan's order in double precision,
// so blocks and threads change no bit. Owned by whoever runs the nodes, one thread at a time; run() is realtime safe.
#pragma once

#include <vector>

#include "engine/audio/plan.h"

namespace tandem::audio {

inline constexpr int kChunk = 1024; // most frames of one run

class PlanNodes {
  public:
    // For nodes [first, end) and those that they read. `plan` outlives it.
    PlanNodes(const AudioPlan& plan, int first, int end);
    // The node's output, its channels' planes of kChunk frames; others that share the buffer write it too.
    float* const* planes(int node) const;
    // Frames [position, position + frames) of the output's time. Pre: not a clips node; its inputs have run.
    void run(int node, int64_t position, int frames);

  private:
    void run_sum(const PlanNode& node, int64_t first, int frames, float* const* out);
    void need(int buffer);

    const AudioPlan& plan_;
    std::vector<std::vector<float>> buffers_; // by PlanNode::buffer; empty where no node here uses it
    std::vector<std::vector<float*>> planes_;
    std::vector<double> sum_, send_;
};

} // namespace tandem::audio
