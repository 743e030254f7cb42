// SoundEngine on the device's thread: no locks, no memory, no system calls.
#include <algorithm>

#include "engine/audio/decibel.h"
#include "engine/audio/sound_engine.h"
#include "engine/base/realtime.h"

namespace tandem::audio {

static int64_t quantum_of(int64_t sample) { return mul_div_floor(sample, 1, kQuantum); }

void SoundEngine::take_plan() {
    if (incoming_) return; // still to be faded in
    incoming_ = next_.exchange(nullptr, std::memory_order_acquire);
    if (!incoming_) return;
    taken_ = incoming_->number;
    if (plan_ && rolling_) {
        // What is new there, and what looks ahead, runs unheard until it stands where it would.
        incoming_left_ = incoming_->nodes.adopt(plan_->nodes) ? 0 : incoming_->plan->run_in / kQuantum;
        return;
    }
    go_over_to(std::exchange(incoming_, nullptr));
    held_ = state_at_ = INT64_MIN;
}

void SoundEngine::go_over_to(LivePlan* plan) {
    if (plan_) retired_.push(plan_);
    plan_ = plan;
    for (size_t i = 0; i < plan->meters.size(); ++i)
        if (plan->plan->strips[i].node < 0) plan->meters[i]->rest();
}

// A new stream from here on: what was made for the old one is void.
void SoundEngine::restart(const TransportBlock& block, int64_t sample) {
    ++point_.stream;
    point_.generation = block.generation;
    // Lanes begin early enough for the run-in.
    point_.run_in = plan_ ? plan_->plan->run_in / kQuantum : 0;
    point_.first = quantum_of(sample) - point_.run_in, point_.taken = 0;
    held_ = state_at_ = INT64_MIN;
    cold_ = block.state == TransportState::rolling;
}

// What the master's meter gets of the quantum that was mixed last.
static void tap(const AudioPlan& plan, const PlanNodes& nodes, MasterQuantum& out) {
    const PlanStrip& master = plan.strips.back();
    out.channels = master.channels;
    for (size_t c = 0; c < static_cast<size_t>(master.channels); ++c)
        if (master.node < 0)
            out.samples[c].fill(0);
        else
            std::copy_n(nodes.planes(master.node)[c], kQuantum, out.samples[c].data());
}

static void cross_fade(float* out, const float* to) {
    for (size_t i = 0; i < kQuantum; ++i) out[i] += (to[i] - out[i]) * (static_cast<float>(i + 1) / kQuantum);
}

void SoundEngine::mix(LivePlan& live, int64_t quantum, std::vector<std::vector<float>>& out, Metered metered) {
    const AudioPlan& plan = *live.plan;
    const int64_t first = quantum * kQuantum;
    int missing = 0;
    auto run = [&](int i) {
        live.nodes.run(i, first, kQuantum);
        // At once, as later nodes may use the buffer again.
        if (StripMeter* meter = live.meter_of[static_cast<size_t>(i)]; meter && metered == Metered::yes)
            meter->measure(live.nodes.planes(i), plan.nodes[static_cast<size_t>(i)].channels);
    };
    for (size_t l = 0; l < live.lanes.size(); ++l) {
        const PlanLane& nodes = plan.lanes[l];
        float* const* planes = live.nodes.planes(nodes.first + nodes.ahead - 1);
        if (!live.lanes[l]->read(point_, quantum - point_.first, planes)) {
            for (int c = 0; c < live.lanes[l]->channels(); ++c) std::fill_n(planes[c], kQuantum, 0.0f);
            ++missing;
            if (!cold_ && starved_++ == 0) starved_track_ = plan.nodes[static_cast<size_t>(nodes.first)].state_id;
        }
        for (int i = nodes.first + nodes.ahead; i < nodes.first + nodes.count; ++i) run(i);
    }
    cold_ = cold_ && missing > 0;
    for (int i = plan.serial_begin; i < static_cast<int>(plan.nodes.size()); ++i) run(i);
    for (size_t c = 0; c < out.size(); ++c)
        if (plan.output < 0)
            std::fill_n(out[c].data(), kQuantum, 0.0f);
        else
            std::copy_n(live.nodes.planes(plan.output)[c], kQuantum, out[c].data());
}

// From rest up to the quantum, unheard.
void SoundEngine::run_in(int64_t quantum) {
    plan_->nodes.reset();
    if (!plan_->nodes.has_state()) return;
    for (int64_t q = quantum - plan_->plan->run_in / kQuantum; q < quantum; ++q) mix(*plan_, q, quantum_, Metered::no);
}

void SoundEngine::render_quantum(int64_t quantum) {
    point_.taken = quantum - point_.first;
    if (quantum != state_at_) run_in(quantum);
    held_ = quantum, state_at_ = quantum + 1;
    mix(*plan_, quantum, quantum_, metered_);
    tap(*plan_->plan, plan_->nodes, tap_);
    if (incoming_) {
        mix(*incoming_, quantum, other_, Metered::no);
        if (incoming_left_-- <= 0) {
            for (size_t c = 0; c < quantum_.size(); ++c) cross_fade(quantum_[c].data(), other_[c].data());
            tap(*incoming_->plan, incoming_->nodes, other_tap_);
            for (size_t c = 0; c < tap_.samples.size() && tap_.channels == other_tap_.channels; ++c)
                cross_fade(tap_.samples[c].data(), other_tap_.samples[c].data());
            go_over_to(std::exchange(incoming_, nullptr));
        }
    }
    if (metered_ == Metered::no) return;
    // After a gap it is faded in, which is no click.
    tap_.edge = master_.push(tap_) ? MasterQuantum::Edge::none : MasterQuantum::Edge::rises;
}

// Timeline samples [sample, sample + frames) to out[c] + offset.
void SoundEngine::play(int64_t sample, int frames, float* const* out, int offset) {
    for (int done = 0; done < frames;) {
        const int64_t at = sample + done, quantum = quantum_of(at);
        if (quantum != held_) render_quantum(quantum);
        const auto inside = static_cast<size_t>(at - quantum * kQuantum);
        const int run = std::min(frames - done, kQuantum - static_cast<int>(inside));
        for (size_t c = 0; c < quantum_.size(); ++c)
            std::copy_n(quantum_[c].data() + inside, run, out[c] + offset + done);
        done += run;
    }
}

// What would have come next, falling to silence; heard over the coming blocks.
void SoundEngine::fade_out() {
    metered_ = Metered::no;
    std::array<float*, 64> planes{};
    for (size_t c = 0; c < tail_.size(); ++c) planes[c] = tail_[c].data();
    play(next_sample_, kFadeFrames, planes.data(), 0);
    for (auto& plane : tail_)
        for (int i = 0; i < kFadeFrames; ++i)
            plane[static_cast<size_t>(i)] *= static_cast<float>(kFadeFrames - 1 - i) / kFadeFrames;
    tail_at_ = 0;
    for (const auto& meter : plan_->meters) meter->rest();
    end_due_ = true;
}

void SoundEngine::process(const TransportBlock& block, int frames, float* const* out) {
    const int64_t begun = monotonic_ns();
    const RealtimeScope realtime;
    const DenormalGuard guard;
    take_plan();
    const bool rolls = plan_ && block.state == TransportState::rolling && block.speed.normal();
    const int64_t sample = block.position.samples_round(spec_.rate);
    const bool jumps = block.generation != point_.generation;
    if (rolling_ && (!rolls || jumps)) fade_out();
    if (end_due_) {
        tap_.edge = MasterQuantum::Edge::ends;
        end_due_ = !master_.push(tap_);
        tap_.edge = MasterQuantum::Edge::rises;
    }
    // Standing still, the stream starts where playback will; a stop goes back to where the fade began. State that went
    // on with the fade cannot.
    const int64_t taken = quantum_of(sample) - point_.first - point_.run_in;
    const bool elsewhere = taken < 0 || taken > point_.taken + 1 || taken <= point_.taken - AheadLane::kChunkQuanta;
    const bool standing = block.state != TransportState::rolling;
    const bool anew =
        plan_ && (point_.run_in != plan_->plan->run_in / kQuantum || (rolling_ && plan_->nodes.has_state()));
    if (jumps || point_.stream == 0 || (standing && (elsewhere || anew))) restart(block, sample);
    for (int c = 0; c < spec_.channels; ++c) std::fill_n(out[c], frames, 0.0f);
    if (rolls) {
        if (!rolling_ || jumps) {
            rise_left_ = sample > 0 ? kRiseFrames : 0;
            tap_.edge = sample > 0 ? MasterQuantum::Edge::rises : MasterQuantum::Edge::none;
        }
        const bool was_cold = cold_;
        metered_ = was_cold ? Metered::no : Metered::yes;
        play(sample, frames, out, 0);
        if (was_cold) { // not half a block of some tracks
            for (int c = 0; c < spec_.channels; ++c) std::fill_n(out[c], frames, 0.0f);
            rise_left_ = kRiseFrames;
        }
        const int rise = std::min(rise_left_, frames);
        for (int c = 0; c < spec_.channels; ++c)
            for (int i = 0; i < rise; ++i)
                out[c][i] *= static_cast<float>(kRiseFrames - rise_left_ + i + 1) / kRiseFrames;
        rise_left_ -= rise;
        next_sample_ = sample + frames;
    } else if (standing) {
        point_.taken = quantum_of(sample) - point_.first - point_.run_in;
    }
    const int tail = std::min(frames, kFadeFrames - tail_at_);
    for (size_t c = 0; c < tail_.size(); ++c)
        for (int i = 0; i < tail; ++i) out[c][i] += tail_[c][static_cast<size_t>(tail_at_ + i)];
    tail_at_ += tail;
    rolling_ = rolls;
    published_.store(point_);
    ++blocks_;
    if (frames > block_frames_) block_frames_ = frames;
    const int64_t spent = monotonic_ns() - begun;
    if (spent > longest_ns_.load(std::memory_order_relaxed)) longest_ns_.store(spent, std::memory_order_relaxed);
}

} // namespace tandem::audio
