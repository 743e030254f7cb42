// The ring and what makes its chunks.
#include "engine/audio/ahead_lane.h"

#include <algorithm>

#include "engine/audio/decibel.h"
#include "engine/base/hash.h"

namespace tandem::audio {

static PlanLane without_fader(const PlanLane& lane) { return {lane.first, lane.ahead, lane.ahead}; }

AheadLane::AheadLane(Ref<AudioPlan> plan, int lane, SourcePool& pool, Instead instead)
    : plan_(std::move(plan)), nodes_(without_fader(plan_->lanes[static_cast<size_t>(lane)])), pool_(pool),
      run_(*plan_, nodes_.first, nodes_.first + nodes_.count),
      clips_(*plan_, plan_->nodes[static_cast<size_t>(nodes_.first)], *this, OnMissing::silence),
      edited_(instead == Instead::of_heard) {
    channels_ = plan_->nodes[static_cast<size_t>(nodes_.first + nodes_.count - 1)].channels;
    for (Slot& s : slots_) {
        s.samples.resize(static_cast<size_t>(channels_ * kChunk));
        for (int c = 0; c < channels_; ++c) s.planes.push_back(&s.samples[static_cast<size_t>(c * kChunk)]);
    }
}

Result<std::unique_ptr<PcmStream>> AheadLane::open(const PlanClip& clip) {
    return open_clip(*plan_, clip, pool_, OnMissing::silence);
}

uint64_t AheadLane::tag(const StreamPoint& point, int64_t chunk) {
    const int64_t first = chunk * kChunkQuanta;
    const StreamPoint::Piece p = point.piece(first);
    Hasher h;
    h.word(point.stream).word(static_cast<uint64_t>(chunk));
    h.word(static_cast<uint64_t>(p.quantum)).word(static_cast<uint64_t>(p.pass));
    if (p.left < kChunkQuanta) {
        const StreamPoint::Piece wrapped = point.piece(first + p.left);
        h.word(static_cast<uint64_t>(wrapped.quantum)).word(static_cast<uint64_t>(wrapped.left));
    }
    return std::max<uint64_t>(1, h.value());
}

int AheadLane::lead(const StreamPoint& point) const {
    const int64_t chunk = point.taken / kChunkQuanta;
    int n = 0;
    while (n < kSlots - 2 && has(point, chunk + n)) ++n;
    return n == kSlots - 2 ? kSlots : n;
}

void AheadLane::make(const StreamPoint& point, int64_t chunk, float* const* out) {
    const DenormalGuard guard;
    for (int done = 0; done < kChunkQuanta;) {
        const int64_t at = chunk * kChunkQuanta + done;
        const StreamPoint::Piece p = point.piece(at);
        int quanta = static_cast<int>(std::min<int64_t>(kChunkQuanta - done, p.left));
        const StreamOrder& order = point.order;
        const int64_t length = order.end - order.begin, inside = at - p.pass;
        // A whole pass, from rest at its run-in: the next ones are the same.
        const bool keeps = order.loops() && at >= order.at && p.pass > order.pass && length * kQuantum <= plan_->rate;
        if (!keeps) {
            make_piece(point, at, quanta, out, done * kQuantum);
        } else {
            if (kept_of_.begin != order.begin || kept_of_.end != order.end) {
                kept_of_ = order, kept_ = 0;
                pass_.resize(static_cast<size_t>(channels_ * length * kQuantum));
            }
            // Of one run from rest only.
            if (inside == kept_ && inside > 0 && next_ != p.quantum * kQuantum) kept_ = 0;
            auto plane = [&](int c) { return &pass_[static_cast<size_t>((c * length + inside) * kQuantum)]; };
            if (inside >= kept_) {
                make_piece(point, at, quanta, out, done * kQuantum);
                for (int c = 0; c < channels_ && inside == kept_; ++c)
                    std::copy_n(out[c] + done * kQuantum, quanta * kQuantum, plane(c));
                if (inside == kept_) kept_ += quanta;
            } else {
                quanta = static_cast<int>(std::min<int64_t>(quanta, kept_ - inside));
                for (int c = 0; c < channels_; ++c) std::copy_n(plane(c), quanta * kQuantum, out[c] + done * kQuantum);
            }
        }
        done += quanta;
    }
}

void AheadLane::make_piece(const StreamPoint& point, int64_t quantum, int quanta, float* const* out, int offset) {
    const StreamPoint::Piece piece = point.piece(quantum);
    const int64_t position = piece.quantum * kQuantum;
    const bool begins = quantum == piece.pass;
    const int last = nodes_.first + nodes_.count - 1;
    const int64_t lead = plan_->nodes[static_cast<size_t>(nodes_.first)].lead;
    if (position != next_ || begins) {
        // Elsewhere: from rest, and what looks ahead must have seen what comes. The start of a pass has that in it.
        run_.reset();
        int64_t before = lead - plan_->nodes[static_cast<size_t>(last)].lead;
        if (begins) before = std::max<int64_t>(0, before - point.run_in * kQuantum);
        // Edited while playing, filters and dynamics settle first; passes of a loop do not.
        if (edited_ && run_.has_state() && (!begins || quantum == 0))
            before += kSettleSeconds * plan_->rate / kQuantum * kQuantum;
        edited_ = false;
        for (int64_t at = position - before; at < position;) {
            const int frames = static_cast<int>(std::min<int64_t>(kChunk, position - at));
            run_nodes(at, frames);
            at += frames;
        }
    }
    const int frames = quanta * kQuantum;
    run_nodes(position, frames);
    next_ = position + frames;
    for (int c = 0; c < channels_; ++c) std::copy_n(run_.planes(last)[c], frames, out[c] + offset);
}

void AheadLane::run_nodes(int64_t position, int frames) {
    const int last = nodes_.first + nodes_.count - 1;
    const int64_t lead = plan_->nodes[static_cast<size_t>(nodes_.first)].lead;
    // Faults are of clips, which are silent then; the lane itself cannot fail under OnMissing::silence.
    VERIFY(clips_.process(position + lead, frames, run_.planes(nodes_.first)));
    if (auto faults = clips_.take_faults(); !faults.empty()) {
        std::lock_guard lock(faults_mutex_);
        std::move(faults.begin(), faults.end(), std::back_inserter(faults_));
    }
    for (int i = nodes_.first + 1; i <= last; ++i) run_.run(i, position, frames);
}

// Another loop: what was made beyond the place where they part is void.
void AheadLane::follow(const StreamPoint& point) {
    changes_ = point.changes;
    const int64_t made = made_;
    int64_t valid = std::min(point.taken / kChunkQuanta, made);
    while (valid < made && has(point, valid)) ++valid;
    made_ = valid;
    edited_ |= valid < made;
    kept_of_ = {}, kept_ = 0;
    tried_start_ = -1;
    int64_t begin = 0, end = 0;
    if (point.order.loops()) {
        // The streams of its start stay open.
        begin = point.order.begin * kQuantum;
        end = std::min(point.order.end * kQuantum, begin + int64_t{kOpenAheadSeconds} * plan_->rate);
    } else {
        pass_ = {};
    }
    const int64_t lead = plan_->nodes[static_cast<size_t>(nodes_.first)].lead;
    clips_.hold(begin + lead, end + lead);
}

bool AheadLane::advance(const StreamPoint& point) {
    std::unique_lock lock(working_, std::try_to_lock);
    if (!lock) return false;
    const int64_t chunk = point.taken / kChunkQuanta;
    // Seen before a restart or a change: what it would write may be read already.
    if (point.stream < stream_ || point.changes < changes_) return false;
    if (stream_ != point.stream) {
        stream_ = point.stream, made_ = chunk;
        if (kept_ < kept_of_.end - kept_of_.begin) kept_ = 0;
    }
    if (changes_ != point.changes) follow(point);
    const int64_t next = std::max(made_.load(), chunk); // a lane that was overtaken goes on where the playhead is
    // The chunk before the one in hand stays, for a stop that takes back what its fade read, and so does its slot's
    // neighbour in time: the next slot to write is never one that may be read.
    if (next > chunk + kSlots - 3) return false;
    Slot& slot = slots_[static_cast<size_t>(next % kSlots)];
    slot.tag.store(0, std::memory_order_relaxed);
    make(point, next, slot.planes.data());
    slot.tag.store(tag(point, next), std::memory_order_release);
    made_ = next + 1;
    return true;
}

// Pre: working_ is held. The clip to open, -1 = none.
int AheadLane::next_unopened(const StreamPoint& point, int64_t ahead) {
    const StreamPoint::Piece piece = point.piece(made_ * kChunkQuanta);
    const int64_t here = piece.quantum * kQuantum;
    const bool wraps = piece.left < ahead / kQuantum;
    const int64_t reach = wraps ? piece.left * kQuantum : ahead;
    int clip = clips_.unopened(here, here + reach, ClipLane::Those::that_begin);
    if (clip >= 0 && clip != tried_) return tried_ = clip;
    if (!wraps) return -1;
    const int64_t start = point.order.begin * kQuantum;
    const int64_t length = (point.order.end - point.order.begin) * kQuantum;
    clip = clips_.unopened(start, start + std::min(ahead - reach, length), ClipLane::Those::that_sound);
    return clip >= 0 && clip != tried_start_ ? tried_start_ = clip : -1;
}

bool AheadLane::open_ahead(const StreamPoint& point) {
    std::unique_lock lock(working_, std::try_to_lock);
    if (!lock || stream_ != point.stream || changes_ != point.changes) return false;
    const int64_t ahead = int64_t{kOpenAheadSeconds} * plan_->rate;
    const int clip = next_unopened(point, ahead);
    if (clip < 0) return false;
    lock.unlock();
    const PlanClip& c = plan_->clips[static_cast<size_t>(clip)];
    auto stream = open(c);
    if (!stream) return true;
    // What is read first is decoded now.
    std::vector<float> samples(static_cast<size_t>((*stream)->channels() * kQuantum));
    std::vector<float*> planes;
    for (int i = 0; i < (*stream)->channels(); ++i) planes.push_back(&samples[static_cast<size_t>(i * kQuantum)]);
    const int64_t from = point.order.loops() ? std::clamp(point.order.begin * kQuantum, c.begin, c.end - 1) : c.begin;
    if (!(*stream)->read(from + c.offset, kQuantum, planes.data())) return true;
    lock.lock();
    if (clips_.unopened(c.begin, c.begin + 1, ClipLane::Those::that_begin) == clip)
        clips_.adopt(clip, std::move(*stream), ahead);
    return true;
}

std::vector<Error> AheadLane::take_faults() {
    std::lock_guard lock(faults_mutex_);
    return std::exchange(faults_, {});
}

bool AheadLane::read(const StreamPoint& point, int64_t quantum, float* const* out) const {
    const int64_t chunk = quantum / kChunkQuanta;
    if (quantum < 0 || !has(point, chunk)) return false;
    const Slot& slot = slots_[static_cast<size_t>(chunk % kSlots)];
    const int64_t at = quantum % kChunkQuanta * kQuantum;
    for (int c = 0; c < channels_; ++c) std::copy_n(slot.planes[static_cast<size_t>(c)] + at, kQuantum, out[c]);
    return true;
}

// Everything that a lane's nodes up to the fader are made from.
static void add_param(Hasher& h, const AudioPlan& plan, int index) {
    if (index < 0) return (void)h.word(0);
    const PlanParam& p = plan.params[static_cast<size_t>(index)];
    h.number(p.value).word(static_cast<uint64_t>(p.count) + 1);
    for (int i = p.first; i < p.first + p.count; ++i)
        h.number(plan.points[static_cast<size_t>(i)].at).number(plan.points[static_cast<size_t>(i)].value);
}

static void add_clip(Hasher& h, const AudioPlan& plan, const PlanClip& c) {
    auto word = [&](auto v) { h.word(static_cast<uint64_t>(v)); };
    const PlanSource& s = plan.sources[static_cast<size_t>(c.source)];
    word(s.media_id.value), word(s.stream), word(s.speed.num), word(s.speed.den), word(s.preserve_pitch);
    if (s.media) h.text(s.media->path);
    if (s.nested >= 0) {
        const AudioPlan& inner = *plan.nested[static_cast<size_t>(s.nested)];
        for (int i = 0; i < static_cast<int>(inner.lanes.size()); ++i) word(lane_key(inner, i));
        for (size_t i = 0; i < inner.nodes.size(); ++i) {
            const PlanNode& n = inner.nodes[i];
            word(n.kind), word(n.input), word(n.channels), word(n.law), word(n.invert), word(n.lead);
            word(n.effect), word(n.state_id), add_param(h, inner, n.gain), add_param(h, inner, n.pan);
            if (n.plugin >= 0) word(inner.plugins[static_cast<size_t>(n.plugin)].setup);
            for (int k = 0; k < n.params; ++k) add_param(h, inner, n.first_param + k);
            for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
                const PlanEdge& edge = inner.edges[static_cast<size_t>(e)];
                word(edge.from), word(edge.map), word(edge.delay), add_param(h, inner, edge.param);
            }
        }
    }
    word(c.clip.value), word(c.begin), word(c.end), word(c.offset), h.number(c.gain);
    for (int i = c.first_op; i < c.first_op + c.ops; ++i) {
        const PlanClipOp& op = plan.clip_ops[static_cast<size_t>(i)];
        word(op.kind);
        for (int k = 0; k < op.params; ++k) add_param(h, plan, op.param + k);
    }
    for (int i = c.first_ramp; i < c.first_ramp + c.ramps; ++i) {
        const PlanRamp& r = plan.ramps[static_cast<size_t>(i)];
        word(r.begin), word(r.end), word(r.shape), word(r.rising);
    }
}

uint64_t lane_key(const AudioPlan& plan, int index) {
    Hasher h;
    auto word = [&](auto v) { h.word(static_cast<uint64_t>(v)); };
    word(plan.rate);
    const PlanLane lane = without_fader(plan.lanes[static_cast<size_t>(index)]);
    for (int i = lane.first; i < lane.first + lane.count; ++i) {
        const PlanNode& n = plan.nodes[static_cast<size_t>(i)];
        word(n.kind), word(n.state_id), word(n.channels_in), word(n.channels), word(n.law), word(n.lead);
        word(n.effect), word(n.latency), add_param(h, plan, n.gain), add_param(h, plan, n.pan);
        if (n.plugin >= 0) word(plan.plugins[static_cast<size_t>(n.plugin)].setup);
        for (int k = 0; k < n.params; ++k) add_param(h, plan, n.first_param + k);
        for (int c = n.first_clip; c < n.first_clip + n.clips; ++c)
            add_clip(h, plan, plan.clips[static_cast<size_t>(c)]);
    }
    return h.value();
}

} // namespace tandem::audio
