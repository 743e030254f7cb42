// ClipEffects: the effects of one clip in their order, where some of them have state. Owned by the clip's open stream;
// one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "engine/audio/processor_slot.h"

namespace tandem::audio {

class ClipEffects {
  public:
    // Works on `channels` planes; a mono clip's sound stands on all of them. `plan` outlives it.
    ClipEffects(const AudioPlan& plan, const PlanClip& clip, PanLaw law, int channels);
    // Samples [first, first + frames) in place, at most kLongChunk; those that come out are latency() earlier.
    void run(int64_t first, int frames, float* const* planes);
    void reset();
    // Goes on where the same effects of the clip before stand.
    void adopt(const ClipEffects& other);

    int64_t next = INT64_MIN; // sample that the state stands at, kept by the owner

  private:
    struct Stage {
        PlanClipOp op;
        std::optional<ProcessorSlot> slot;
    };
    const AudioPlan& plan_;
    PanLaw law_;
    int channels_;
    std::vector<Stage> stages_;
    std::vector<double> gains_;
};

} // namespace tandem::audio
