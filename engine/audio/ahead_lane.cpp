// The ring and what makes its chunks.
#include "engine/audio/ahead_lane.h"

#include <algorithm>
#include <utility>

#include "engine/audio/decibel.h"
#include "engine/base/hash.h"

namespace tandem::audio {

static PlanLane without_fader(const PlanLane& lane) { return {lane.first, lane.ahead, lane.ahead}; }

AheadLane::AheadLane(Ref<AudioPlan> plan, int lane, SourcePool& pool, std::pmr::memory_resource& memory,
                     Instead instead, const Hands& hands)
    : plan_(std::move(plan)), nodes_(without_fader(plan_->lanes[static_cast<size_t>(lane)])), pool_(pool),
      hands_(hands), run_(*plan_, nodes_.first, nodes_.first + nodes_.count),
      clips_(*plan_, plan_->nodes[static_cast<size_t>(nodes_.first)], *this, OnMissing::silence),
      edited_(instead == Instead::of_heard), owned_(&memory) {
    channels_ = plan_->nodes[static_cast<size_t>(nodes_.first + nodes_.count - 1)].channels;
    for (int i = nodes_.first; i < nodes_.first + nodes_.count; ++i)
        if (const size_t count = plan_->readings(plan_->nodes[static_cast<size_t>(i)]))
            saying_.push_back(i), readings_ += count;
    for (Slot& s : slots_) s.samples = make_samples();
    run_.bind(*hands_.cells, hands_.plan_number);
    hand_state_ = run_.cells_state(hands_.plan_number);
}

AheadLane::Samples* AheadLane::make_samples() {
    std::pmr::memory_resource* memory = owned_.get_allocator().resource();
    return &owned_.emplace_back(Samples{.channels = channels_,
                                        .all = std::pmr::vector<float>(static_cast<size_t>(channels_ * kChunk), memory),
                                        .readings = std::pmr::vector<float>(readings_ * kChunkQuanta, memory)});
}

void AheadLane::Samples::copy_in(int quantum, int quanta, float* const* planes) {
    for (int q = 0; q < quanta; ++q)
        for (int c = 0; c < channels; ++c) std::copy_n(planes[c] + q * kQuantum, kQuantum, at(quantum + q, c));
}

AheadLane::Samples* AheadLane::free_samples() {
    // The block in hand when they were taken out of their slot is over once one more is finished.
    const int64_t finished = hands_.blocks->load();
    for (auto r = retired_.begin(); r != retired_.end(); ++r)
        if (finished > r->blocks) {
            Samples* s = r->samples;
            retired_.erase(r);
            return s;
        }
    return make_samples();
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

AheadLane::Coming AheadLane::coming(const StreamPoint& point) {
    Coming out{.chunk = point.taken / kChunkQuanta};
    for (size_t n = 0; n < out.tags.size(); ++n) out.tags[n] = tag(point, out.chunk + static_cast<int64_t>(n));
    return out;
}

int AheadLane::lead(const Coming& coming) const {
    // Behind made_ lies what is to be made anew; it is there all the same, should the device come first.
    const int64_t ahead = made_ - coming.chunk;
    const auto slot = static_cast<size_t>(coming.chunk % kSlots);
    size_t n = 0;
    while (n < coming.tags.size() && static_cast<int64_t>(n) < ahead &&
           slots_[(slot + n) % kSlots].tag.load(std::memory_order_acquire) == coming.tags[n])
        ++n;
    return n == coming.tags.size() ? kSlots : static_cast<int>(n);
}

// A whole pass, from rest at its run-in: the next ones are the same.
bool AheadLane::keeps(const StreamPoint& point, const StreamPoint::Piece& piece, int64_t quantum) const {
    const StreamOrder& o = point.order;
    return o.loops() && quantum >= o.at && piece.pass > o.pass && (o.end - o.begin) * kQuantum <= plan_->rate;
}

void AheadLane::make(const StreamPoint& point, int64_t chunk, Samples& samples) {
    const DenormalGuard guard;
    for (int done = 0; done < kChunkQuanta;) {
        const int64_t at = chunk * kChunkQuanta + done;
        const StreamPoint::Piece p = point.piece(at);
        int quanta = static_cast<int>(std::min<int64_t>(kChunkQuanta - done, p.left));
        const StreamOrder& order = point.order;
        const int64_t length = order.end - order.begin, inside = at - p.pass;
        if (!keeps(point, p, at)) {
            make_piece(point, at, quanta, samples, done);
        } else {
            if (kept_of_.begin != order.begin || kept_of_.end != order.end) {
                kept_of_ = order, kept_ = 0;
                pass_.resize(static_cast<size_t>(channels_ * length * kQuantum));
                pass_readings_.resize(readings_ * static_cast<size_t>(length));
            }
            // Of one run from rest only.
            if (inside == kept_ && inside > 0 && next_ != p.quantum * kQuantum) kept_ = 0;
            float* pass = &pass_[static_cast<size_t>(inside * channels_ * kQuantum)];
            auto size = [&] { return quanta * channels_ * kQuantum; };
            float* kept = pass_readings_.data() + static_cast<size_t>(inside) * readings_;
            float* made = samples.readings.data() + static_cast<size_t>(done) * readings_;
            auto said = [&] { return static_cast<size_t>(quanta) * readings_; };
            if (inside >= kept_) {
                make_piece(point, at, quanta, samples, done);
                if (inside == kept_) std::copy_n(samples.at(done, 0), size(), pass);
                if (inside == kept_) std::copy_n(made, said(), kept);
                if (inside == kept_) kept_ += quanta;
            } else {
                quanta = static_cast<int>(std::min<int64_t>(quanta, kept_ - inside));
                std::copy_n(pass, size(), samples.at(done, 0));
                std::copy_n(kept, said(), made);
            }
        }
        done += quanta;
    }
}

void AheadLane::make_piece(const StreamPoint& point, int64_t quantum, int quanta, Samples& out, int at) {
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
        for (int64_t from = position - before; from < position;) {
            const int frames = static_cast<int>(std::min<int64_t>(kChunk, position - from));
            run_nodes(from, frames);
            from += frames;
        }
        take_readings(out, at, quanta, position); // is not heard
    }
    const int frames = quanta * kQuantum;
    run_nodes(position, frames);
    next_ = position + frames;
    out.copy_in(at, quanta, run_.planes(last));
    take_readings(out, at, quanta, position);
}

void AheadLane::take_readings(Samples& out, int at, int quanta, int64_t position) {
    float* to = out.readings.data() + static_cast<size_t>(at) * readings_;
    for (const int node : saying_) {
        run_.take_readings(node, position, quanta, to, readings_);
        to += plan_->readings(plan_->nodes[static_cast<size_t>(node)]);
    }
}

void AheadLane::feed(int64_t position, int frames) {
    const int64_t lead = plan_->nodes[static_cast<size_t>(nodes_.first)].lead;
    // Faults are of clips, which are silent then; the lane itself cannot fail under OnMissing::silence.
    VERIFY(clips_.process(position + lead, frames, run_.planes(nodes_.first)));
    if (auto faults = clips_.take_faults(); !faults.empty()) {
        std::lock_guard lock(faults_mutex_);
        std::move(faults.begin(), faults.end(), std::back_inserter(faults_));
    }
}

void AheadLane::run_nodes(int64_t position, int frames) {
    feed(position, frames);
    for (int i = nodes_.first + 1; i < nodes_.first + nodes_.count; ++i) run_.run(i, position, frames);
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
        pass_ = {}, pass_readings_ = {};
    }
    const int64_t lead = plan_->nodes[static_cast<size_t>(nodes_.first)].lead;
    clips_.hold(begin + lead, end + lead);
}

int64_t AheadLane::due(const StreamPoint& point) {
    const int64_t chunk = point.taken / kChunkQuanta;
    // Seen before a restart or a change: what it would write may be read already.
    if (point.stream < stream_ || point.changes < changes_) return -1;
    if (stream_ != point.stream) {
        stream_ = point.stream, made_ = chunk, fades_ = false;
        if (kept_ < kept_of_.end - kept_of_.begin) kept_ = 0;
    }
    if (changes_ != point.changes) follow(point);
    const int64_t next = std::max(made_.load(), chunk); // a lane that was overtaken goes on where the playhead is
    // The chunk before the one in hand stays, for a stop that takes back what its fade read, and so does its slot's
    // neighbour in time: the next slot to write is never one that may be read.
    return next > chunk + kSlots - 3 ? -1 : next;
}

int64_t AheadLane::goes_on_at(const StreamPoint& point, int64_t chunk) const {
    const int64_t first = chunk * kChunkQuanta;
    const StreamPoint::Piece piece = point.piece(first);
    const bool whole = piece.left >= kChunkQuanta && piece.pass != first;
    if (!whole || keeps(point, piece, first) || fades_ || has(point, chunk)) return kNowhere;
    return piece.quantum * kQuantum == next_ ? next_ : kNowhere;
}

void AheadLane::make_alone(const StreamPoint& point, int64_t chunk) {
    // What was read is not what comes. Effects of clips have gone on with it, so a lane that goes on there begins anew.
    const StreamPoint::Piece piece = point.piece(chunk * kChunkQuanta);
    if (std::exchange(fed_at_, kNowhere) != kNowhere && piece.quantum * kQuantum == next_ &&
        piece.pass != chunk * kChunkQuanta)
        next_ = kNowhere, edited_ = true;
    Slot& slot = slots_[static_cast<size_t>(chunk % kSlots)];
    if (has(point, chunk)) {
        replace(point, chunk, slot);
    } else {
        slot.tag.store(0, std::memory_order_relaxed);
        make(point, chunk, *slot.samples.load());
        slot.tag.store(tag(point, chunk), std::memory_order_release);
    }
    fades_ = false;
    made_ = chunk + 1;
}

AheadLane::Fed AheadLane::feed_next(const StreamPoint& point) {
    std::unique_lock lock(working_, std::try_to_lock);
    if (!lock) return Fed::no;
    const int64_t chunk = due(point);
    if (chunk < 0) return Fed::no;
    const int64_t position = goes_on_at(point, chunk);
    if (position == kNowhere) return make_alone(point, chunk), Fed::made;
    const DenormalGuard guard;
    if (fed_at_ != position) feed(position, kChunk);
    fed_at_ = position;
    return Fed::yes;
}

int AheadLane::advance(std::span<AheadLane* const> lanes, const StreamPoint& point) {
    struct Part {
        AheadLane* lane = nullptr;
        std::unique_lock<std::mutex> lock;
        int64_t chunk = 0;
    };
    std::array<Part, PlanNodes::kMostChains> parts;
    std::array<PlanNodes::Chain, PlanNodes::kMostChains> chains;
    VERIFY(lanes.size() <= parts.size());
    std::array<Fed, PlanNodes::kMostChains> fed{};
    int made = 0;
    for (size_t i = 0; i < lanes.size(); ++i) made += (fed[i] = lanes[i]->feed_next(point)) == Fed::made;
    size_t count = 0;
    for (size_t i = 0; i < lanes.size(); ++i) {
        if (fed[i] != Fed::yes) continue;
        AheadLane& l = *lanes[i];
        // Another worker may have gone on with it meanwhile.
        std::unique_lock lock(l.working_, std::try_to_lock);
        const int64_t chunk = lock ? l.due(point) : -1;
        if (chunk < 0 || l.fed_at_ == kNowhere || l.goes_on_at(point, chunk) != l.fed_at_) continue;
        l.slots_[static_cast<size_t>(chunk % kSlots)].tag.store(0, std::memory_order_relaxed);
        chains[count] = {&l.run_, l.nodes_.first + 1, l.nodes_.first + l.nodes_.count, l.fed_at_};
        parts[count++] = {&l, std::move(lock), chunk};
    }
    const DenormalGuard guard;
    PlanNodes::run_chains({chains.data(), count}, kChunk);
    for (size_t i = 0; i < count; ++i) {
        AheadLane& l = *parts[i].lane;
        const int64_t chunk = parts[i].chunk;
        Slot& slot = l.slots_[static_cast<size_t>(chunk % kSlots)];
        Samples& out = *slot.samples.load();
        out.copy_in(0, kChunkQuanta, l.run_.planes(l.nodes_.first + l.nodes_.count - 1));
        l.take_readings(out, 0, kChunkQuanta, l.fed_at_);
        slot.tag.store(tag(point, chunk), std::memory_order_release);
        l.next_ = l.fed_at_ + kChunk, l.fed_at_ = kNowhere;
        l.made_ = chunk + 1;
    }
    return made + static_cast<int>(count);
}

// A chunk that may be read at any moment, by another of the same place.
void AheadLane::replace(const StreamPoint& point, int64_t chunk, Slot& slot) {
    Samples* fresh = free_samples();
    make(point, chunk, *fresh);
    Samples* old = slot.samples.load();
    for (int q = 0; fades_ && q < kChunkQuanta; ++q)
        for (int c = 0; c < channels_; ++c)
            for (int i = 0; i < kQuantum; ++i) {
                float& x = fresh->at(q, c)[i];
                const float was = old->at(q, c)[i];
                x = was + (x - was) * (static_cast<float>(q * kQuantum + i + 1) / kChunk);
            }
    retired_.push_back({slot.samples.exchange(fresh), hands_.blocks->load()});
}

bool AheadLane::follow_hands(const StreamPoint& point) {
    std::lock_guard lock(working_);
    const uint64_t number = std::max(hands_.plan_number, hands_.taken->load());
    run_.bind(*hands_.cells, number);
    const uint64_t state = run_.cells_state(number);
    if (state == hand_state_) return true;
    if (stream_ == point.stream && changes_ == point.changes) {
        const int64_t made = made_, here = point.taken / kChunkQuanta;
        const int64_t reach = (point.taken + 2 * *hands_.block_frames / kQuantum) / kChunkQuanta;
        const int64_t first = reach + 1;
        if (first < made) {
            // Once a chunk, and only while there is enough for the time that it takes.
            if (first == remade_ || made < here + 4) return false;
            remade_ = first;
            made_ = first;
            next_ = kNowhere;
            edited_ = fades_ = true;
        }
    }
    kept_of_ = {}, kept_ = 0;
    hand_state_ = state;
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

AheadLane::Place AheadLane::place(const StreamPoint& point, int64_t quantum) {
    if (quantum < 0) return {};
    const int64_t chunk = quantum / kChunkQuanta;
    return {tag(point, chunk), static_cast<size_t>(chunk % kSlots), static_cast<int>(quantum % kChunkQuanta)};
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
    if (s.ramp.ramp) {
        word(s.ramp.anchor.ticks), word(s.ramp.phase.ticks);
        for (const Key& k : s.ramp.ramp->keys) {
            word(k.time.ticks), word(k.interpolation), h.number(k.value);
            word(k.in_time.ticks), word(k.out_time.ticks), h.number(k.in_value).number(k.out_value);
        }
    }
    if (s.media) h.text(s.media->path);
    if (s.nested >= 0) {
        const AudioPlan& inner = *plan.nested[static_cast<size_t>(s.nested)];
        for (int i = 0; i < static_cast<int>(inner.lanes.size()); ++i) word(lane_key(inner, i));
        for (size_t i = 0; i < inner.nodes.size(); ++i) {
            const PlanNode& n = inner.nodes[i];
            word(n.kind), word(n.input), word(n.channels), word(n.law), word(n.invert), word(n.lead);
            word(n.effect), word(n.state_id), add_param(h, inner, n.gain), add_param(h, inner, n.pan);
            if (n.plugin >= 0) word(inner.plugins[static_cast<size_t>(n.plugin)].setup);
            if (n.midi >= 0) word(inner.midi[static_cast<size_t>(n.midi)]->hash());
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
        if (n.midi >= 0) word(plan.midi[static_cast<size_t>(n.midi)]->hash());
        for (int k = 0; k < n.params; ++k) add_param(h, plan, n.first_param + k);
        for (int c = n.first_clip; c < n.first_clip + n.clips; ++c)
            add_clip(h, plan, plan.clips[static_cast<size_t>(c)]);
    }
    return h.value();
}

} // namespace tandem::audio
