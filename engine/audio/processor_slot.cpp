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
    live_.resize(static_cast<size_t>(params));
}

bool ProcessorSlot::adopt(const ProcessorSlot& other) {
    if (other.spec_ != spec_) return false;
    for (size_t k = 0; k < live_.size() && k < other.live_.size(); ++k)
        if (live_[k].cell() >= 0 && live_[k].cell() == other.live_[k].cell()) live_[k] = other.live_[k];
    return processor_->adopt(*other.processor_);
}

bool ProcessorSlot::joins(int64_t first, int frames, float* const* io, ProcessorJob& job) {
    if (!processor_->joins()) return false;
    for (int k = 0; (moves_ || held_) && k < params_; ++k) {
        const PlanParam& p = plan_.params[static_cast<size_t>(first_param_ + k)];
        const LiveParam& live = live_[static_cast<size_t>(k)];
        if (live.cell() >= 0 && !live.stands_aside(*cells_, plan_number_)) return false;
        if (p.constant()) { // a hand may have left its own
            from_[static_cast<size_t>(k)] = p.value;
            continue;
        }
        const auto points = std::span(plan_.points).subspan(static_cast<size_t>(p.first), static_cast<size_t>(p.count));
        const EnvelopeLine line = envelope_line(points, first, first + frames);
        if (line.from != line.to || next_breakpoint(points, first, first + frames) != first + frames) return false;
        from_[static_cast<size_t>(k)] = line.from;
    }
    job = {processor_.get(),
           {.first = first,
            .frames = frames,
            .io = io,
            .key = io,
            .key_channels = spec_.channels,
            .from = from_.data(),
            .to = from_.data()}};
    return true;
}

void ProcessorSlot::reset() {
    processor_->reset();
    for (LiveParam& live : live_) live.settle();
}

void ProcessorSlot::bind(const ParamCells& cells, int k, int cell) {
    cells_ = &cells;
    held_ = true;
    live_[static_cast<size_t>(k)] = LiveParam(cell);
}

// Where a cell rules, from_ and to_ are its. True where any of them moves.
bool ProcessorSlot::follow_cells(std::span<const PlanParam> params, int frames) {
    bool moves = false;
    for (size_t k = 0; k < live_.size(); ++k) {
        LiveParam& live = live_[k];
        if (live.cell() < 0) continue;
        const bool constant = params[k].constant();
        EnvelopeLine line = constant ? EnvelopeLine{params[k].value, params[k].value} : EnvelopeLine{from_[k], to_[k]};
        if (!live.stands_aside(*cells_, plan_number_))
            live.follow(*cells_, plan_number_, line, frames, spec_.rate, line);
        from_[k] = line.from, to_[k] = line.to;
        moves |= line.from != line.to;
    }
    return moves;
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
        const bool held = held_ && follow_cells(params, static_cast<int>(end - at));
        for (int c = 0; c < spec_.channels; ++c) out[c] = io[c] + (at - first);
        for (int c = 0; c < rule_channels; ++c) rules[c] = key ? key[c] + (at - first) : out[c];
        processor_->run({.first = at,
                         .frames = static_cast<int>(end - at),
                         .io = out,
                         .key = rules,
                         .key_channels = rule_channels,
                         .from = from_.data(),
                         .to = moves_ || held ? to_.data() : from_.data()});
        at = end;
    }
}

} // namespace tandem::audio
