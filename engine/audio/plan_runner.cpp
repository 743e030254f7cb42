// Nodes of the plan at work.
#include "engine/audio/plan_runner.h"

#include <algorithm>
#include <array>

#include "engine/audio/decibel.h"

namespace tandem::audio {

namespace {
// A nested sequence as a source: its own runner, read through aligned chunks. Resamplers read overlapping stretches, so
// the last chunks are kept; where processors are in it, a jump lets them settle first.
class NestedSource final : public SoundSource {
  public:
    NestedSource(Ref<AudioPlan> plan, SourcePool& pool, OnMissing on_missing)
        : runner_(plan, pool, on_missing, nullptr), channels_(plan->channels), rate_(plan->rate) {
        for (Kept& k : kept_) {
            k.samples.resize(static_cast<size_t>(channels_ * kChunk));
            for (int c = 0; c < channels_; ++c) k.planes.push_back(&k.samples[static_cast<size_t>(c * kChunk)]);
        }
    }
    Result<void> read(int64_t first, int frames, float* const* out) override {
        for (int done = 0; done < frames;) {
            const int64_t at = first + done, chunk = mul_div_floor(at, 1, kChunk);
            Kept& k = kept_[static_cast<size_t>(chunk & (kKept - 1))];
            if (k.chunk != chunk) TRY_VOID(make(chunk, k));
            const int64_t begin = chunk * kChunk;
            const int run = static_cast<int>(std::min<int64_t>(frames - done, begin + kChunk - at));
            for (size_t c = 0; c < k.planes.size(); ++c) std::copy_n(k.planes[c] + (at - begin), run, out[c] + done);
            done += run;
        }
        return {};
    }
    int rate() const override { return rate_; }
    int channels() const override { return channels_; }
    uint64_t channel_mask() const override { return 0; }

  private:
    static constexpr int64_t kKept = 8, kSettleSeconds = 1;
    struct Kept {
        int64_t chunk = INT64_MIN;
        std::vector<float> samples;
        std::vector<float*> planes;
    };
    Result<void> make(int64_t chunk, Kept& k) {
        k.chunk = INT64_MIN;
        if (chunk < 0) {
            std::fill(k.samples.begin(), k.samples.end(), 0.0f);
        } else {
            int64_t from = chunk;
            if (chunk != next_ && runner_.has_state())
                from = std::max<int64_t>(0, chunk - kSettleSeconds * rate_ / kChunk);
            next_ = INT64_MIN;
            for (; from <= chunk; ++from) TRY_VOID(runner_.process(from * kChunk, kChunk, k.planes.data()));
            next_ = chunk + 1;
        }
        k.chunk = chunk;
        return {};
    }

    PlanRunner runner_;
    int channels_, rate_;
    int64_t next_ = INT64_MIN; // chunk that the runner's state stands at
    std::array<Kept, kKept> kept_;
};
} // namespace

PlanRunner::PlanRunner(Ref<AudioPlan> plan, SourcePool& pool, OnMissing on_missing, WorkerPool* workers,
                       int most_frames)
    : plan_(std::move(plan)), pool_(pool), on_missing_(on_missing), workers_(workers), most_frames_(most_frames),
      nodes_(*plan_, 0, static_cast<int>(plan_->nodes.size()), most_frames) {
    for (const PlanNode& n : plan_->nodes)
        lanes_.push_back(n.kind == NodeKind::clips ? std::make_unique<ClipLane>(*plan_, n, *this, on_missing_)
                                                   : nullptr);
    lane_errors_.resize(plan_->lanes.size());
}

PlanRunner::~PlanRunner() = default;

bool PlanRunner::has_state() const {
    return nodes_.has_state() ||
           std::any_of(plan_->clips.begin(), plan_->clips.end(), [](const PlanClip& c) { return c.processed; });
}

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
                                           .frames = clip.end - clip.begin,
                                           .ramp = s.ramp});
}

Result<void> PlanRunner::run_node(int index, int64_t position, int frames) {
    if (ClipLane* lane = lanes_[static_cast<size_t>(index)].get())
        return lane->process(position + plan_->nodes[static_cast<size_t>(index)].lead, frames, nodes_.planes(index));
    nodes_.run(index, position, frames);
    return {};
}

Result<void> PlanRunner::process(int64_t first, int frames, float* const* out) {
    VERIFY(first % kQuantum == 0 && frames % kQuantum == 0 && frames <= most_frames_);
    DenormalGuard guard;
    if (first != next_ && nodes_.has_state()) {
        nodes_.reset();
        for (int64_t at = first - plan_->run_in; at < first;) {
            const int run = static_cast<int>(std::min<int64_t>(most_frames_, first - at));
            TRY_VOID(run_nodes(at, run));
            at += run;
        }
    }
    next_ = INT64_MIN; // until it went well
    TRY_VOID(run_nodes(first, frames));
    next_ = first + frames;
    for (int c = 0; c < plan_->channels; ++c) {
        if (plan_->heard() < 0)
            std::fill_n(out[c], frames, 0.0f);
        else
            std::copy_n(nodes_.planes(plan_->heard())[c], frames, out[c]);
    }
    return {};
}

Result<void> PlanRunner::run_nodes(int64_t first, int frames) {
    const int lanes = static_cast<int>(plan_->lanes.size()), threads = workers_ ? workers_->threads() : 1;
    // Lanes that run side by side: many, but some for every thread.
    const int group = std::clamp((lanes + threads - 1) / threads, 1, static_cast<int>(PlanNodes::kMostChains));
    auto run_group = [&](int g) {
        DenormalGuard worker_guard;
        std::array<PlanNodes::Chain, PlanNodes::kMostChains> chains;
        size_t count = 0;
        for (int l = g * group; l < std::min(lanes, (g + 1) * group); ++l) {
            const PlanLane& nodes = plan_->lanes[static_cast<size_t>(l)];
            if (auto r = run_node(nodes.first, first, frames); !r)
                lane_errors_[static_cast<size_t>(l)] = std::move(r).error();
            else
                chains[count++] = {&nodes_, nodes.first + 1, nodes.first + nodes.count, first};
        }
        PlanNodes::run_chains({chains.data(), count}, frames);
    };
    const int groups = (lanes + group - 1) / group;
    if (workers_)
        workers_->run(groups, run_group);
    else
        for (int g = 0; g < groups; ++g) run_group(g);
    std::optional<Error> error;
    for (auto& e : lane_errors_) {
        if (e && !error) error = std::move(e);
        e.reset();
    }
    if (error) return std::move(*error);
    for (int i = plan_->serial_begin; i < static_cast<int>(plan_->nodes.size()); ++i)
        TRY_VOID(run_node(i, first, frames));
    return {};
}

} // namespace tandem::audio
