// PlanRunner: runs a whole AudioPlan on the quantum grid. Lanes go side by side over a WorkerPool, buses after them in
// order; threads and block sizes change no bit. One caller at a time; confined to no thread.
#pragma once

#include <optional>

#include "engine/audio/clip_lane.h"
#include "engine/audio/plan_nodes.h"
#include "engine/audio/render.h"

namespace tandem::audio {

// The stream that a clip reads. Sources and nested plans keep `pool`.
Result<std::unique_ptr<PcmStream>> open_clip(const AudioPlan& plan, const PlanClip& clip, SourcePool& pool,
                                             OnMissing on_missing);

class PlanRunner final : public StreamOpener {
  public:
    // `pool` outlives the runner. `workers` null = one thread. `most_frames` of a run, whole quanta up to kLongChunk.
    PlanRunner(Ref<AudioPlan> plan, SourcePool& pool, OnMissing on_missing, WorkerPool* workers,
               int most_frames = kChunk);
    ~PlanRunner() override;
    // Frames [first, first + frames) into out[plan.channels]. Pre: first and frames are multiples of kQuantum, frames
    // at most most_frames. Processors start from rest at every jump; without any, any order of positions gives the same
    // samples.
    Result<void> process(int64_t first, int frames, float* const* out);
    const AudioPlan& plan() const { return *plan_; }
    // Whether processors make the sound depend on where a run of it began.
    bool has_state() const;
    Result<std::unique_ptr<PcmStream>> open(const PlanClip& clip) override {
        return open_clip(*plan_, clip, pool_, on_missing_);
    }

  private:
    Result<void> run_nodes(int64_t first, int frames);
    Result<void> run_node(int index, int64_t first, int frames);

    Ref<AudioPlan> plan_;
    SourcePool& pool_;
    OnMissing on_missing_;
    WorkerPool* workers_;
    int most_frames_;
    PlanNodes nodes_;
    std::vector<std::unique_ptr<ClipLane>> lanes_; // by node; null where it is no clips node
    std::vector<std::optional<Error>> lane_errors_;
    int64_t next_ = INT64_MIN; // sample that the state stands at
};

struct FreewheelOptions {
    SourceFactory sources = media_sources();
    OnMissing on_missing = OnMissing::fail;
    int chunk_frames = kLongChunk; // multiple of kQuantum; changes no bit
};
// AudioRenderer::make with its parts exposed, for tests and nested use.
Result<std::unique_ptr<AudioRenderer>> make_freewheel(const Ref<Project>& project, const Ref<Sequence>& sequence,
                                                      const AudioSpec& spec, FreewheelOptions options);

} // namespace tandem::audio
