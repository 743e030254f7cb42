// Parameters along a run.
#include "engine/audio/processor_slot.h"

#include <algorithm>
#include <span>

namespace tandem::audio {

ProcessorSlot::ProcessorSlot(const AudioPlan& plan, const ProcessorSpec& spec, int first_param, int params)
    : ProcessorSlot(plan, spec, make_processor(spec), first_param, params) {}

ProcessorSlot::ProcessorSlot(const AudioPlan& plan, const ProcessorSpec& spec, std::unique_ptr<Processor> processor,
                             int first_param, int params)
    : plan_(plan), spec_(spec), first_param_(first_param), params_(params), processor_(std::move(processor)) {
    for (int k = 0; k < params; ++k) {
        const PlanParam& p = plan.params[static_cast<size_t>(first_param + k)];
        moves_ |= !p.constant();
        from_.push_back(p.value), to_.push_back(p.value);
    }
}

bool ProcessorSlot::adopt(const ProcessorSlot& other) {
    if (other.spec_ != spec_) return false;
    return processor_->adopt(*other.processor_);
}

void ProcessorSlot::run(int64_t first, int frames, float* const* io, const float* const* key, int key_channels) {
    auto params = std::span(plan_.params).subspan(static_cast<size_t>(first_param_), static_cast<size_t>(params_));
    auto points = [&](const PlanParam& p) {
        return std::span(plan_.points).subspan(static_cast<size_t>(p.first), static_cast<size_t>(p.count));
    };
    float* out[kMaxChannels];
    const float* rules[kMaxChannels];
    const int rule_channels = key ? std::min(key_channels, kMaxChannels) : spec_.channels;
    for (int64_t at = first; at < first + frames;) {
        int64_t end = std::min(mul_div_floor(at, 1, kQuantum) * kQuantum + kQuantum, first + frames);
        if (moves_) {
            for (const PlanParam& p : params)
                if (!p.constant()) end = next_breakpoint(points(p), at, end);
            for (size_t k = 0; k < params.size(); ++k) {
                if (params[k].constant()) continue;
                const EnvelopeLine line = envelope_line(points(params[k]), at, end);
                from_[k] = line.from, to_[k] = line.to;
            }
        }
        for (int c = 0; c < spec_.channels; ++c) out[c] = io[c] + (at - first);
        for (int c = 0; c < rule_channels; ++c) rules[c] = key ? key[c] + (at - first) : out[c];
        processor_->run({.first = at,
                         .frames = static_cast<int>(end - at),
                         .io = out,
                         .key = rules,
                         .key_channels = rule_channels,
                         .from = from_.data(),
                         .to = moves_ ? to_.data() : from_.data()});
        at = end;
    }
}

} // namespace tandem::audio
