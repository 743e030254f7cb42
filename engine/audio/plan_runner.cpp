// Nodes of the plan at work.
#include "engine/audio/plan_runner.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/decibel.h"

namespace tandem::audio {

namespace {
// A nested sequence as a source: its own runner, read through aligned chunks.
class NestedSource final : public SoundSource {
  public:
    NestedSource(Ref<AudioPlan> plan, SourcePool& pool, OnMissing on_missing)
        : runner_(plan, pool, on_missing, nullptr), channels_(plan->channels), rate_(plan->rate) {
        samples_.resize(static_cast<size_t>(channels_ * kChunk));
        for (int c = 0; c < channels_; ++c) planes_.push_back(&samples_[static_cast<size_t>(c * kChunk)]);
    }
    Result<void> read(int64_t first, int frames, float* const* out) override {
        for (int done = 0; done < frames;) {
            int64_t at = first + done, chunk = mul_div_floor(at, 1, kChunk) * kChunk;
            if (chunk != held_) {
                held_ = INT64_MIN;
                if (chunk < 0)
                    std::fill(samples_.begin(), samples_.end(), 0.0f);
                else
                    TRY_VOID(runner_.process(chunk, kChunk, planes_.data()));
                held_ = chunk;
            }
            int run = static_cast<int>(std::min<int64_t>(frames - done, chunk + kChunk - at));
            for (size_t c = 0; c < planes_.size(); ++c) std::copy_n(planes_[c] + (at - chunk), run, out[c] + done);
            done += run;
        }
        return {};
    }
    int rate() const override { return rate_; }
    int channels() const override { return channels_; }
    uint64_t channel_mask() const override { return 0; }

  private:
    PlanRunner runner_;
    int channels_, rate_;
    int64_t held_ = INT64_MIN;
    std::vector<float> samples_;
    std::vector<float*> planes_;
};
} // namespace

PlanRunner::PlanRunner(Ref<AudioPlan> plan, SourcePool& pool, OnMissing on_missing, WorkerPool* workers)
    : plan_(std::move(plan)), pool_(pool), on_missing_(on_missing), workers_(workers),
      nodes_(*plan_, 0, static_cast<int>(plan_->nodes.size())) {
    for (const PlanNode& n : plan_->nodes)
        lanes_.push_back(n.kind == NodeKind::clips ? std::make_unique<ClipLane>(*plan_, n, *this, on_missing_)
                                                   : nullptr);
    lane_errors_.resize(plan_->lanes.size());
}

PlanRunner::~PlanRunner() = default;

Result<std::unique_ptr<PcmStream>> open_clip(const AudioPlan& plan, const PlanClip& clip, SourcePool& pool,
                                             OnMissing on_missing) {
    const PlanSource& s = plan.sources[static_cast<size_t>(clip.source)];
    std::unique_ptr<SoundSource> source;
    if (s.nested >= 0)
        source = std::make_unique<NestedSource>(plan.nested[static_cast<size_t>(s.nested)], pool, on_missing);
    else if (s.media)
        source = TRY(pool.open(s.media, s.stream));
    else
        return fail(ErrorCode::no_input, "its medium is not in the project; import it again or remove the clip");
    return open_stream(std::move(source), {.rate = plan.rate,
                                           .speed = s.speed,
                                           .pitch = s.preserve_pitch ? Pitch::kept : Pitch::follows_speed,
                                           .first = clip.begin + clip.offset,
                                           .frames = clip.end - clip.begin});
}

Result<void> PlanRunner::run_node(int index, int64_t position, int frames) {
    if (ClipLane* lane = lanes_[static_cast<size_t>(index)].get())
        return lane->process(position + plan_->nodes[static_cast<size_t>(index)].lead, frames, nodes_.planes(index));
    nodes_.run(index, position, frames);
    return {};
}

Result<void> PlanRunner::process(int64_t first, int frames, float* const* out) {
    VERIFY(first % kQuantum == 0 && frames % kQuantum == 0 && frames <= kChunk);
    DenormalGuard guard;
    auto lane = [&](int l) {
        DenormalGuard worker_guard;
        const PlanLane& nodes = plan_->lanes[static_cast<size_t>(l)];
        for (int i = nodes.first; i < nodes.first + nodes.count; ++i)
            if (auto r = run_node(i, first, frames); !r) {
                lane_errors_[static_cast<size_t>(l)] = std::move(r).error();
                return;
            }
    };
    const int lanes = static_cast<int>(plan_->lanes.size());
    if (workers_)
        workers_->run(lanes, lane);
    else
        for (int l = 0; l < lanes; ++l) lane(l);
    std::optional<Error> error;
    for (auto& e : lane_errors_) {
        if (e && !error) error = std::move(e);
        e.reset();
    }
    if (error) return std::move(*error);
    for (int i = plan_->serial_begin; i < static_cast<int>(plan_->nodes.size()); ++i)
        TRY_VOID(run_node(i, first, frames));
    for (int c = 0; c < plan_->channels; ++c) {
        if (plan_->output < 0)
            std::fill_n(out[c], frames, 0.0f);
        else
            std::copy_n(nodes_.planes(plan_->output)[c], frames, out[c]);
    }
    return {};
}

} // namespace tandem::audio
