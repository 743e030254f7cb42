// SoundEngine on the device's thread: no locks, no memory, no system calls.
#include <algorithm>

#include "engine/audio/decibel.h"
#include "engine/audio/sound_engine.h"
#include "engine/base/realtime.h"

namespace tandem::audio {

static int64_t quantum_of(int64_t sample) { return mul_div_floor(sample, 1, kQuantum); }

// Cells that came since the last block.
void SoundEngine::bind_cells() {
    for (LivePlan* live : {plan_, incoming_})
        if (live) live->nodes.bind(cells_, live->number);
}

// Where runs of the timeline begin and end, for what is written from hands. What finds no room is told with the next
// block.
void SoundEngine::tell_run(bool rolls, int64_t sample) {
    const bool run = rolls && telling_ && !point_.shuttles() && !cold_;
    if (told_run_ && (!run || sample != next_sample_))
        told_run_ = !tell({.kind = HandEvent::Kind::ends, .sample = next_sample_});
    if (run && !told_run_ && tell({.kind = HandEvent::Kind::begins, .sample = sample})) {
        told_run_ = true;
        told_of_.fill(0), told_changes_ = 0;
    }
    if (told_run_) tell_changes(sample);
}

void SoundEngine::tell_changes(int64_t sample) {
    const uint64_t changes = cells_.changes();
    if (changes == told_changes_) return;
    for (int i = 0; i < cells_.count(); ++i) {
        uint32_t& told = told_of_[static_cast<size_t>(i)];
        const uint32_t now = cells_.changes(i);
        const bool held = cells_.rules(i, UINT64_MAX - 1);
        if (now == told || (told == 0 && !held)) continue;
        const auto kind = held ? HandEvent::Kind::held : HandEvent::Kind::let_go;
        if (!tell({.kind = kind, .cell = i, .sample = sample, .value = cells_.value(i)})) return;
        told = now;
    }
    told_changes_ = changes;
}

void SoundEngine::take_plan() {
    if (incoming_) return; // still to be faded in
    incoming_ = next_.exchange(nullptr, std::memory_order_acquire);
    if (!incoming_) return;
    bind_cells();
    taken_ = incoming_->number;
    if (plan_ && rolling_ && !point_.shuttles()) {
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
    point_.speed = block.speed, point_.origin = block.position, point_.loop = block.loop;
    shuttled_ = 0;
    // A plan that waits to be faded in would wait for speed 1.
    if (incoming_ && point_.shuttles()) go_over_to(std::exchange(incoming_, nullptr));
    // Lanes begin early enough for the run-in.
    point_.run_in = plan_ ? plan_->plan->run_in / kQuantum : 0;
    point_.taken = 0;
    pass_ = 0, pass_first_ = quantum_of(sample) - point_.run_in;
    set_loop(block.loop);
    const StreamOrder order = order_of(0, pass_first_);
    if (order.begin != point_.order.begin || order.end != point_.order.end) ++point_.changes;
    point_.order = point_.before = order;
    held_ = state_at_ = INT64_MIN;
    seam_at_ = kRiseFrames;
    cold_ = block.state == TransportState::rolling;
}

void SoundEngine::set_loop(TimeRange loop) {
    loop_in_ = loop.start.samples_round(spec_.rate);
    loop_out_ = loop.empty() ? INT64_MAX : loop.end().samples_round(spec_.rate);
}

// Of the engine's loop, anchored at the beginning of a pass. The old sound goes on a little behind the loop's end.
StreamOrder SoundEngine::order_of(int64_t pass, int64_t first) const {
    StreamOrder order{.at = pass, .first = first, .pass = pass};
    if (loop_out_ == INT64_MAX) return order;
    order.begin = quantum_of(loop_in_) - point_.run_in;
    order.end = quantum_of(loop_out_ + kRiseFrames - 1) + 1;
    return order;
}

// Another loop, or a plan that needs another run-in, while it rolls: from the next chunk on the stream goes there.
// False where the ways part before the workers could follow.
bool SoundEngine::change_order(int frames) {
    constexpr int kQuanta = AheadLane::kChunkQuanta;
    const int64_t here = quantum_of(next_sample_), now = stream_quantum(here);
    const int64_t at = (now / kQuanta + 1) * kQuanta;
    StreamOrder order = order_of(at, here + at - now);
    order.pass = pass_;
    auto away = [&](const StreamOrder& o) { return o.loops() ? o.end - here : INT64_MAX; };
    const int64_t safe = frames / kQuantum + 4 * kQuanta;
    if (std::min(away(order), away(point_.order)) < safe) return false;
    if (point_.order.at <= now) point_.before = point_.order;
    point_.order = order;
    ++point_.changes;
    return true;
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

// Screens are slow, so lanes take turns at telling what their inserts say.
static bool tells(size_t lane, const AheadLane::Place& place) {
    constexpr size_t kEvery = 8; // quanta
    return (static_cast<size_t>(place.inside) + lane) % kEvery == 0;
}

std::span<InsertMeter* const> SoundEngine::LivePlan::inserts(size_t lane) const {
    const auto from = static_cast<size_t>(first_insert[lane]), to = static_cast<size_t>(first_insert[lane + 1]);
    return std::span(ahead_inserts).subspan(from, to - from);
}

// What the next lanes touch, in steps, as each step finds the way to the next.
void SoundEngine::LivePlan::prefetch(size_t lane, const AheadLane::Place& place) const {
    constexpr size_t kSoon = 4; // lanes; what memory takes to come
    if (lane + 3 * kSoon < lanes.size()) lanes[lane + 3 * kSoon]->prefetch_way(place);
    if (lane + 2 * kSoon < lanes.size()) lanes[lane + 2 * kSoon]->prefetch_samples(place);
    if (lane + kSoon >= lanes.size()) return;
    lanes[lane + kSoon]->prefetch(place);
    const PlanLane& next = plan->lanes[lane + kSoon];
    if (const StripMeter* meter = meter_of[static_cast<size_t>(next.first + next.count - 1)]) __builtin_prefetch(meter);
}

void SoundEngine::mix(LivePlan& live, int64_t quantum, std::vector<std::vector<float>>& out, Metered metered) {
    const AudioPlan& plan = *live.plan;
    const int64_t first = quantum * kQuantum;
    int missing = 0;
    auto meter_of = [&](int node) {
        return metered == Metered::yes ? live.meter_of[static_cast<size_t>(node)] : nullptr;
    };
    auto run = [&](int i) {
        const PlanNode& node = plan.nodes[static_cast<size_t>(i)];
        StripMeter* strip = meter_of(i);
        // Before it runs, as a fader may work in the buffer that it reads.
        if (SoundTap* tap = strip ? strip->tap() : nullptr)
            tap->push(SoundTap::From::mix, live.nodes.planes(node.input), node.channels_in);
        live.nodes.run(i, first, kQuantum);
        if (InsertMeter* meter = live.insert_of[static_cast<size_t>(i)].get()) {
            live.nodes.take_readings(i, first, 1, live.said.data(), 0);
            if (metered == Metered::yes) meter->tell(live.said.data());
        }
        // At once, as later nodes may use the buffer again.
        if (strip) strip->measure(live.nodes.planes(i), node.channels);
    };
    static constexpr std::array<float, kMaxChannels * kQuantum> kSilence{};
    const AheadLane::Place place = AheadLane::place(point_, stream_quantum(quantum));
    live.nodes.start_sums();
    for (size_t l = 0; l < live.lanes.size(); ++l) {
        const PlanLane& nodes = plan.lanes[l];
        live.prefetch(l, place);
        const float* x = live.lanes[l]->find(place);
        if (!x) {
            x = kSilence.data();
            ++missing;
            if (!cold_ && starved_++ == 0) starved_track_ = plan.nodes[static_cast<size_t>(nodes.first)].state_id;
        } else if (metered == Metered::yes && tells(l, place)) {
            live.lanes[l]->tell_readings(place, live.inserts(l));
        }
        if (live.nodes.mixes(static_cast<int>(l))) {
            StripMeter* strip = meter_of(nodes.first + nodes.ahead);
            if (SoundTap* tap = strip ? strip->tap() : nullptr)
                tap->push(SoundTap::From::mix, std::array{x, x + kQuantum}.data(), live.lanes[l]->channels());
            const auto levels = live.nodes.mix_lane(static_cast<int>(l), x);
            if (strip) strip->tell(levels);
            continue;
        }
        float* const* planes = live.nodes.planes(nodes.first + nodes.ahead - 1);
        for (int c = 0; c < live.lanes[l]->channels(); ++c) std::copy_n(x + c * kQuantum, kQuantum, planes[c]);
        for (int i = nodes.first + nodes.ahead; i < nodes.first + nodes.count; ++i) run(i);
        live.nodes.add_lane(static_cast<int>(l));
    }
    cold_ = cold_ && missing > 0;
    for (int i = plan.serial_begin; i < static_cast<int>(plan.nodes.size()); ++i) run(i);
    for (size_t c = 0; c < out.size(); ++c)
        if (plan.heard() < 0)
            std::fill_n(out[c].data(), kQuantum, 0.0f);
        else
            std::copy_n(live.nodes.planes(plan.heard())[c], kQuantum, out[c].data());
}

// From rest up to the quantum, unheard.
void SoundEngine::run_in(LivePlan& plan, int64_t quantum, std::vector<std::vector<float>>& out) {
    plan.nodes.reset();
    if (!plan.nodes.has_state()) return;
    for (int64_t q = std::max(quantum - plan.plan->run_in / kQuantum, pass_first_); q < quantum; ++q)
        mix(plan, q, out, Metered::no);
}

void SoundEngine::render_quantum(int64_t quantum) {
    point_.taken = stream_quantum(quantum);
    if (quantum != state_at_) run_in(*plan_, quantum, quantum_);
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

// The loop's end is followed by its start, from rest as after a jump. What would have come is cross-faded into it:
// where the sound goes on as if uncut, that changes nothing.
void SoundEngine::wrap() {
    const Metered metered = std::exchange(metered_, Metered::no);
    std::array<float*, 64> planes{};
    for (size_t c = 0; c < seam_.size(); ++c) planes[c] = seam_[c].data();
    copy(loop_out_, kRiseFrames, planes.data(), 0);
    seam_at_ = 0;
    metered_ = metered;
    if (told_run_ && tell({.kind = HandEvent::Kind::ends, .sample = loop_out_}) &&
        tell({.kind = HandEvent::Kind::begins, .sample = loop_in_})) {
        told_of_.fill(0), told_changes_ = 0;
        tell_changes(loop_in_);
    }
    pass_ = stream_quantum(point_.order.end), pass_first_ = point_.order.begin;
    held_ = state_at_ = INT64_MIN;
    tap_.edge = MasterQuantum::Edge::rises;
    if (!incoming_) return;
    // A plan that is not heard yet stands at rest here as well.
    run_in(*incoming_, quantum_of(loop_in_), other_);
    incoming_left_ = 0;
}

// Timeline samples from `sample` on, through the wraps of the loop, to out[c] + offset. Gives the sample after them.
int64_t SoundEngine::play(int64_t sample, int frames, float* const* out, int offset) {
    for (int done = 0; done < frames;) {
        if (sample == loop_out_) wrap(), sample = loop_in_;
        const int64_t left = sample < loop_out_ ? loop_out_ - sample : INT64_MAX;
        const int run = static_cast<int>(std::min<int64_t>(left, frames - done));
        copy(sample, run, out, offset + done);
        const int seam = std::min(kRiseFrames - seam_at_, run);
        for (size_t c = 0; c < seam_.size(); ++c)
            for (int i = 0; i < seam; ++i) {
                float& x = out[c][offset + done + i];
                const float falls = static_cast<float>(kRiseFrames - 1 - seam_at_ - i) / kRiseFrames;
                x += (seam_[c][static_cast<size_t>(seam_at_ + i)] - x) * falls;
            }
        seam_at_ += seam;
        sample += run, done += run;
    }
    return sample;
}

// Samples [sample, sample + frames) of the pass to out[c] + offset.
void SoundEngine::copy(int64_t sample, int frames, float* const* out, int offset) {
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
    for (size_t c = 0; c < fade_.size(); ++c) planes[c] = fade_[c].data(), std::fill_n(planes[c], kFadeFrames, 0.0f);
    if (rolling_)
        sound(next_sample_, kFadeFrames, planes.data());
    else
        play_grain(kFadeFrames, planes.data());
    for (size_t c = 0; c < tail_.size(); ++c)
        for (int i = 0; i < kFadeFrames; ++i) {
            // Of two fades in quick succession the first goes on.
            const float before = tail_at_ + i < kFadeFrames ? tail_[c][static_cast<size_t>(tail_at_ + i)] : 0.0f;
            tail_[c][static_cast<size_t>(i)] =
                before + fade_[c][static_cast<size_t>(i)] * (static_cast<float>(kFadeFrames - 1 - i) / kFadeFrames);
        }
    tail_at_ = 0;
    if (!rolling_) return;
    for (const auto& meter : plan_->meters) meter->rest();
    end_due_ = true;
}

// The next frames as they are, at whatever speed. Gives where the timeline goes on, at speed 1.
int64_t SoundEngine::sound(int64_t sample, int frames, float* const* out) {
    if (!point_.shuttles()) return play(sample, frames, out, 0);
    for (int done = 0; done < frames;) {
        int run = shuttle_.read(point_, shuttled_ + done, frames - done, out, done);
        if (run == 0) {
            run = static_cast<int>(std::min<int64_t>(frames - done, kQuantum));
            for (int c = 0; c < spec_.channels; ++c) std::fill_n(out[c] + done, run, 0.0f);
            if (!cold_ && starved_++ == 0) starved_track_ = 0;
        } else {
            cold_ = false;
        }
        done += run;
    }
    shuttled_ += frames;
    point_.taken = shuttled_ / kQuantum;
    return sample;
}

// A grain of the sound at a place where the transport stands, from rest; what stands there is read and stays.
bool SoundEngine::grain_ready() const {
    const int64_t needed = point_.run_in * kQuantum + grain_frames_ + kFadeFrames + 2 * kChunk;
    const int chunks = static_cast<int>(std::min<int64_t>(needed / kChunk + 1, AheadLane::kSlots - 2));
    const AheadLane::Coming coming = AheadLane::coming(point_);
    return std::all_of(plan_->lanes.begin(), plan_->lanes.end(),
                       [&](const auto& lane) { return lane->lead(coming) >= chunks; });
}

void SoundEngine::play_grain(int frames, float* const* out) {
    const int run = static_cast<int>(std::min<int64_t>(frames, std::max<int64_t>(0, grain_frames_ - grain_at_)));
    metered_ = Metered::no;
    copy(grain_sample_ + grain_at_, run, out, 0);
    const double edge = static_cast<double>(grain_frames_) / 6;
    for (int i = 0; i < run; ++i) {
        const auto at = static_cast<double>(grain_at_ + i);
        const double x = std::min(1.0, std::min(at, static_cast<double>(grain_frames_) - 1 - at) / edge);
        const auto gain = static_cast<float>(x * x * (3 - 2 * x));
        for (int c = 0; c < spec_.channels; ++c) out[c][i] *= gain;
    }
    grain_at_ += run;
}

// Where the order of the stream changes while it goes on. True where what is made is of no use and it must break off.
bool SoundEngine::follow_loop(const TransportBlock& block, int64_t sample, int frames, bool loop_changes) {
    if (point_.speed != block.speed) return true; // from a scrub to another speed
    if (point_.shuttles()) return block.loop != point_.loop;
    if (!rolling_) next_sample_ = sample;
    if (next_sample_ == loop_out_ && sample == loop_in_) wrap(), next_sample_ = loop_in_;
    const int64_t run_in = plan_->plan->run_in / kQuantum;
    if (!loop_changes && (loop_out_ == INT64_MAX || point_.run_in == run_in)) return false;
    const auto was = std::tuple(loop_in_, loop_out_, point_.run_in);
    set_loop(block.loop), point_.run_in = run_in;
    if (change_order(frames)) return false;
    std::tie(loop_in_, loop_out_, point_.run_in) = was;
    return loop_changes; // a run-in can wait until after the wrap
}

// Whether the stream must begin anew for the place where the transport stands.
bool SoundEngine::stands_elsewhere(const TransportBlock& block, int64_t sample, bool loop_changes) const {
    if (point_.shuttles()) return rolling_ || block.position != point_.origin || block.loop != point_.loop;
    // The stream starts where playback will; a stop goes back to where the fade began. State that went on with the fade
    // cannot.
    const int64_t taken = stream_quantum(quantum_of(sample)) - point_.run_in;
    if (taken < pass_ || taken > point_.taken + 1 || taken <= point_.taken - AheadLane::kChunkQuanta) return true;
    if (!plan_) return loop_changes;
    return loop_changes || point_.run_in != plan_->plan->run_in / kQuantum || (rolling_ && plan_->nodes.has_state());
}

void SoundEngine::roll(int64_t sample, int frames, float* const* out, bool begins) {
    if (begins) {
        seam_at_ = kRiseFrames;
        rise_left_ = sample > 0 ? kRiseFrames : 0;
        tap_.edge = sample > 0 ? MasterQuantum::Edge::rises : MasterQuantum::Edge::none;
    }
    const bool was_cold = cold_;
    metered_ = was_cold ? Metered::no : Metered::yes;
    next_sample_ = sound(sample, frames, out);
    if (was_cold) { // not half a block of some tracks
        for (int c = 0; c < spec_.channels; ++c) std::fill_n(out[c], frames, 0.0f);
        rise_left_ = kRiseFrames;
        return;
    }
    const int rise = std::min(rise_left_, frames);
    for (int c = 0; c < spec_.channels; ++c)
        for (int i = 0; i < rise; ++i) out[c][i] *= static_cast<float>(kRiseFrames - rise_left_ + i + 1) / kRiseFrames;
    rise_left_ -= rise;
}

void SoundEngine::stand(int64_t sample, int frames, float* const* out) {
    if (point_.shuttles()) {
        point_.taken = shuttled_ = 0;
        return;
    }
    if (scrub_due_ && plan_ && grain_ready()) {
        scrub_due_ = false;
        grain_sample_ = sample, grain_at_ = 0;
        held_ = state_at_ = INT64_MIN;
    }
    if (grain_at_ < grain_frames_) play_grain(frames, out);
    point_.taken = stream_quantum(quantum_of(sample)) - point_.run_in;
}

void SoundEngine::process(const TransportBlock& asked, int frames, float* const* out, const InputBlock& input) {
    const int64_t begun = monotonic_ns();
    const RealtimeScope realtime;
    const DenormalGuard guard;
    bind_cells();
    take_plan();
    const bool standing = asked.state != TransportState::rolling;
    TransportBlock block = asked;
    if (standing && block.scrub) block.speed = {}, block.loop = {}; // a grain goes straight on
    const bool rolls = plan_ && !standing && block.speed.num != 0;
    const int64_t sample = block.position.samples_round(spec_.rate);
    const bool jumps = block.generation != point_.generation;
    const bool loop_changes = block.loop.empty() ? loop_out_ != INT64_MAX
                                                 : loop_out_ != block.loop.end().samples_round(spec_.rate) ||
                                                       loop_in_ != block.loop.start.samples_round(spec_.rate);
    const bool breaks = jumps || (rolls && follow_loop(block, sample, frames, loop_changes));
    const bool anew = breaks || point_.stream == 0 || (standing && stands_elsewhere(block, sample, loop_changes));
    if (rolling_ ? !rolls || breaks : grain_at_ < grain_frames_ && (rolls || anew)) fade_out();
    if (jumps || rolls) scrub_due_ = standing && block.scrub, grain_at_ = grain_frames_;
    if (anew) grain_at_ = grain_frames_;
    if (end_due_) {
        tap_.edge = MasterQuantum::Edge::ends;
        end_due_ = !master_.push(tap_);
        tap_.edge = MasterQuantum::Edge::rises;
    }
    if (anew) restart(block, sample);
    tell_run(rolls, sample);
    for (int c = 0; c < spec_.channels; ++c) std::fill_n(out[c], frames, 0.0f);
    if (rolls)
        roll(sample, frames, out, !rolling_ || breaks);
    else if (standing)
        stand(sample, frames, out);
    const int tail = std::min(frames, kFadeFrames - tail_at_);
    for (size_t c = 0; c < tail_.size(); ++c)
        for (int i = 0; i < tail; ++i) out[c][i] += tail_[c][static_cast<size_t>(tail_at_ + i)];
    tail_at_ += tail;
    monitor_.process(input, cells_, sample, rolls, frames, out);
    rolling_ = rolls;
    published_.store(point_);
    ++blocks_;
    if (frames > block_frames_) block_frames_ = frames;
    const int64_t spent = monotonic_ns() - begun;
    if (spent > longest_ns_.load(std::memory_order_relaxed)) longest_ns_.store(spent, std::memory_order_relaxed);
}

} // namespace tandem::audio
