// ProcessorSlot: a processor in its place in a plan, with the parameters that the plan gives it. Cuts what it runs at
// the quantum grid and where a parameter jumps or bends. Owned by what runs a plan, one thread at a time; all but
// construction is realtime safe.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/audio/param_cells.h"
#include "engine/audio/plan.h"
#include "engine/audio/processors/processor.h"

namespace tandem::audio {

class ProcessorSlot {
  public:
    // `params` parameters from plan.params[first_param] on, one for each row of the catalog. `plan` outlives it.
    ProcessorSlot(const AudioPlan& plan, const ProcessorSpec& spec, int first_param, int params);
    // The same with a processor that is no row of the catalog.
    ProcessorSlot(const AudioPlan& plan, const ProcessorSpec& spec, std::unique_ptr<Processor> processor,
                  int first_param, int params);

    // Samples [first, first + frames) in place. `key` of `key_channels` planes rules it; null = its own sound.
    void run(int64_t first, int frames, float* const* io, const float* const* key = nullptr, int key_channels = 0);
    // Whether run() may be left to Processor::run_together(): it joins others and no parameter moves in the samples
    // [first, first + frames). Sets the job, which writes to `io`, kept by the caller; it is its own key.
    bool joins(int64_t first, int frames, float* const* io, ProcessorJob& job);
    void reset();
    // Its parameter `k` has the cell and follows it from now on, as one of the plan of this number.
    void bind(const ParamCells& cells, int k, int cell);
    void set_plan_number(uint64_t number) { plan_number_ = number; }
    const std::vector<LiveParam>& bound() const { return live_; } // by parameter
    // False, with nothing done, where the other is of another kind or width.
    bool adopt(const ProcessorSlot& other);
    // As Processor's.
    float take_reduction_db() { return processor_->take_reduction_db(); }
    const float* readings_of(int64_t quantum) const { return processor_->readings_of(quantum); }

  private:
    bool follow_cells(std::span<const PlanParam> params, int frames);

    const AudioPlan& plan_;
    ProcessorSpec spec_;
    int first_param_, params_;
    std::unique_ptr<Processor> processor_;
    std::vector<double> from_, to_;
    bool moves_ = false;
    const ParamCells* cells_ = nullptr;
    uint64_t plan_number_ = 0;
    std::vector<LiveParam> live_; // by parameter
    bool held_ = false;           // some of them have a cell
};

} // namespace tandem::audio
