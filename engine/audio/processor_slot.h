// ProcessorSlot: a processor in its place in a plan, with the parameters that the plan gives it. Cuts what it runs at
// the quantum grid and where a parameter jumps or bends. Owned by what runs a plan, one thread at a time; all but
// construction is realtime safe.
#pragma once

#include <memory>
#include <vector>

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
    void reset() { processor_->reset(); }
    // False, with nothing done, where the other is of another kind or width.
    bool adopt(const ProcessorSlot& other);
    float reduction_db() const { return processor_->reduction_db(); }

  private:
    const AudioPlan& plan_;
    ProcessorSpec spec_;
    int first_param_, params_;
    std::unique_ptr<Processor> processor_;
    std::vector<double> from_, to_;
    bool moves_ = false;
};

} // namespace tandem::audio
