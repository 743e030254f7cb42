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
    : plan_(std::move(plan)), pool_(pool), on_missing_(on_missing), workers_(workers) {
    for (int channels : plan_->buffer_channels) {
        buffers_.emplace_back(static_cast<size_t>(channels * kChunk));
        auto& planes = planes_.emplace_back();
        for (int c = 0; c < channels; ++c) planes.push_back(&buffers_.back()[static_cast<size_t>(c * kChunk)]);
    }
    for (const PlanNode& n : plan_->nodes)
        lanes_.push_back(n.kind == NodeKind::clips ? std::make_unique<ClipLane>(*plan_, n, *this, on_missing_)
                                                   : nullptr);
    lane_errors_.resize(plan_->lanes.size());
    sum_.resize(kChunk), send_.resize(kChunk);
}

PlanRunner::~PlanRunner() = default;

Result<std::unique_ptr<PcmStream>> PlanRunner::open(const PlanClip& clip) {
    const PlanSource& s = plan_->sources[static_cast<size_t>(clip.source)];
    std::unique_ptr<SoundSource> source;
    if (s.nested >= 0)
        source = std::make_unique<NestedSource>(plan_->nested[static_cast<size_t>(s.nested)], pool_, on_missing_);
    else if (s.media)
        source = TRY(pool_.open(s.media, s.stream));
    else
        return fail(ErrorCode::no_input, "its medium is not in the project; import it again or remove the clip");
    return open_stream(std::move(source), {.rate = plan_->rate,
                                           .speed = s.speed,
                                           .pitch = s.preserve_pitch ? Pitch::kept : Pitch::follows_speed,
                                           .first = clip.begin + clip.offset,
                                           .frames = clip.end - clip.begin});
}

void PlanRunner::run_sum(const PlanNode& node, int64_t first, int frames, float* const* out) {
    auto source_plane = [&](const PlanEdge& e, int c) {
        const PlanNode& from = plan_->nodes[static_cast<size_t>(e.from)];
        return planes_[static_cast<size_t>(from.buffer)][static_cast<size_t>(c)];
    };
    std::span edges =
        std::span(plan_->edges).subspan(static_cast<size_t>(node.first_edge), static_cast<size_t>(node.edges));
    if (edges.size() == 1 && edges[0].param < 0 && plan_->maps[static_cast<size_t>(edges[0].map)].identity) {
        for (int c = 0; c < node.channels; ++c) std::copy_n(source_plane(edges[0], c), frames, out[c]);
        return;
    }
    for (int c = 0; c < node.channels; ++c) {
        double* sum = sum_.data();
        std::fill_n(sum, frames, 0.0);
        for (const PlanEdge& e : edges) {
            const ChannelMap& map = plan_->maps[static_cast<size_t>(e.map)];
            const PlanParam* level = e.param >= 0 ? &plan_->params[static_cast<size_t>(e.param)] : nullptr;
            double fixed = level && level->constant() ? db_to_gain(level->value) : 1.0;
            bool moving = level && !level->constant();
            if (moving) param_gains(*plan_, e.param, first, frames, send_.data());
            for (int f = 0; f < map.from; ++f) {
                double g = fixed * static_cast<double>(map.at(c, f));
                if (g == 0) continue;
                const float* x = source_plane(e, f);
                if (moving)
                    for (int i = 0; i < frames; ++i)
                        sum[i] += static_cast<double>(x[i]) * (g * send_[static_cast<size_t>(i)]);
                else if (g == 1)
                    for (int i = 0; i < frames; ++i) sum[i] += static_cast<double>(x[i]);
                else
                    for (int i = 0; i < frames; ++i) sum[i] += static_cast<double>(x[i]) * g;
            }
        }
        for (int i = 0; i < frames; ++i) out[c][i] = static_cast<float>(sum[i]);
    }
}

Result<void> PlanRunner::run_node(int index, int64_t position, int frames) {
    const PlanNode& n = plan_->nodes[static_cast<size_t>(index)];
    const int64_t first = position + n.lead;
    float* const* out = planes_[static_cast<size_t>(n.buffer)].data();
    if (n.kind == NodeKind::clips) return lanes_[static_cast<size_t>(index)]->process(first, frames, out);
    if (n.kind == NodeKind::sum) return run_sum(n, first, frames, out), Result<void>{};
    const PlanNode& from = plan_->nodes[static_cast<size_t>(n.input)];
    if (from.buffer != n.buffer)
        for (int c = 0; c < n.channels_in; ++c)
            std::copy_n(planes_[static_cast<size_t>(from.buffer)][static_cast<size_t>(c)], frames, out[c]);
    if (n.gain >= 0) {
        const PlanParam& p = plan_->params[static_cast<size_t>(n.gain)];
        if (p.constant()) {
            float g = static_cast<float>(n.invert ? -db_to_gain(p.value) : db_to_gain(p.value));
            for (int c = 0; c < n.channels_in && g != 1.0f; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= g;
        } else {
            double gains[kChunk];
            param_gains(*plan_, n.gain, first, frames, gains);
            for (int i = 0; i < frames && n.invert; ++i) gains[i] = -gains[i];
            for (int c = 0; c < n.channels_in; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= static_cast<float>(gains[i]);
        }
    }
    if (n.pan >= 0 && n.channels > 1)
        apply_pan(*plan_, n.pan, n.law, n.channels_in == 1 ? PanMode::mono : PanMode::balance, n.channels, first,
                  frames, out);
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
            std::copy_n(planes_[static_cast<size_t>(plan_->nodes[static_cast<size_t>(plan_->output)].buffer)]
                               [static_cast<size_t>(c)],
                        frames, out[c]);
    }
    return {};
}

} // namespace tandem::audio
