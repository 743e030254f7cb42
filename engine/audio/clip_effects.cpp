// A clip's stages.
#include "engine/audio/clip_effects.h"

#include "engine/audio/clip_lane.h"

namespace tandem::audio {

ClipEffects::ClipEffects(const AudioPlan& plan, const PlanClip& clip, PanLaw law, int channels)
    : plan_(plan), law_(law), channels_(channels) {
    for (int i = clip.first_op; i < clip.first_op + clip.ops; ++i) {
        const PlanClipOp& op = plan.clip_ops[static_cast<size_t>(i)];
        Stage stage{.op = op, .slot = {}};
        if (has_processor(op.kind))
            stage.slot.emplace(plan, ProcessorSpec{.kind = op.kind, .rate = plan.rate, .channels = channels}, op.param,
                               op.params);
        stages_.push_back(std::move(stage));
    }
}

void ClipEffects::run(int64_t first, int frames, float* const* planes) {
    for (Stage& s : stages_) {
        if (s.slot) {
            s.slot->run(first, frames, planes);
        } else if (s.op.kind == EffectKind::gain) {
            gains_.resize(static_cast<size_t>(frames));
            param_gains(plan_, s.op.param, first, frames, gains_.data());
            for (int c = 0; c < channels_; ++c)
                for (int i = 0; i < frames; ++i) planes[c][i] *= static_cast<float>(gains_[static_cast<size_t>(i)]);
        } else if (channels_ >= 2) {
            apply_pan(plan_, s.op.param, law_, PanMode::balance, channels_, first, frames, planes);
        }
    }
}

void ClipEffects::reset() {
    for (Stage& s : stages_)
        if (s.slot) s.slot->reset();
}

void ClipEffects::adopt(const ClipEffects& other) {
    if (other.stages_.size() != stages_.size()) return;
    for (size_t i = 0; i < stages_.size(); ++i)
        if (stages_[i].slot && other.stages_[i].slot) stages_[i].slot->adopt(*other.stages_[i].slot);
}

} // namespace tandem::audio
