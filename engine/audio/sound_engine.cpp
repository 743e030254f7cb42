// Workers and the handover of plans. What the device's thread runs is in sound_engine_device.cpp.
#include "engine/audio/sound_engine.h"

#include <algorithm>

#include "engine/base/thread.h"

namespace tandem::audio {

// Workers look at the playhead this often: being woken by the device's thread would cost it a system call.
static constexpr auto kLook = std::chrono::milliseconds(2);

SoundEngine::LivePlan::LivePlan(Ref<AudioPlan> p, PluginUnits& units)
    : plan(std::move(p)), nodes(PlanNodes::after_lanes(*plan, &units)) {
    nodes.make_room_for_cells();
    nodes.sum_early();
}

SoundEngine::SoundEngine(SoundEngineSpec spec)
    : spec_(std::move(spec)), pool_(spec_.sources), shuttle_(spec_.rate, spec_.channels, spec_.workers, pool_),
      block_frames_(spec_.block_frames), master_(spec_.rate), monitor_(spec_.rate, spec_.channels) {
    VERIFY(spec_.rate > 0 && spec_.channels > 0 && spec_.workers > 0);
    auto planes = [&](int frames) {
        return std::vector(static_cast<size_t>(spec_.channels), std::vector<float>(static_cast<size_t>(frames)));
    };
    quantum_ = planes(kQuantum), other_ = planes(kQuantum), tail_ = fade_ = planes(kFadeFrames),
    seam_ = planes(kRiseFrames);
    tail_at_ = kFadeFrames;
    grain_frames_ = grain_at_ = int64_t{spec_.rate} * kGrainMs / 1000;
    tracks_[0] = "the mix at another speed";
    for (int i = 0; i < spec_.workers; ++i)
        threads_.emplace_back([this, i] {
            set_thread_name("sound ahead");
            work(i);
        });
}

SoundEngine::~SoundEngine() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    work_.notify_all();
    for (auto& t : threads_) t.join();
    delete next_.load();
    delete incoming_;
    delete plan_;
    while (auto old = retired_.pop()) delete *old;
}

// Pre: mutex_ is held.
AheadLane::Instead SoundEngine::instead(const AudioPlan& plan, int lane) const {
    const uint64_t track = plan.nodes[static_cast<size_t>(plan.lanes[static_cast<size_t>(lane)].first)].state_id;
    const bool heard =
        std::any_of(heard_lanes_.begin(), heard_lanes_.end(), [&](const auto& l) { return l->track() == track; });
    return heard ? AheadLane::Instead::of_heard : AheadLane::Instead::of_nothing;
}

void SoundEngine::tap_strip(std::optional<StripRef> strip) {
    tapped_ = strip;
    for (const auto& meter : meters_) meter->set_tap(meter->strip() == strip ? &strip_tap_ : nullptr);
}

void SoundEngine::set_plan(Ref<AudioPlan> plan, std::span<const ParamCells::Grip> released, Ref<AudioPlan> monitor) {
    VERIFY(plan->rate == spec_.rate && plan->channels == spec_.channels);
    auto live = std::make_unique<LivePlan>(std::move(plan), units_);
    live->number = given_ + 1;
    for (const ParamCells::Grip& grip : released) cells_.release_with(grip, live->number);
    live->nodes.bind(cells_, live->number);
    const AheadLane::Hands hands{&cells_, &taken_, &blocks_, &block_frames_, live->number};
    const int count = static_cast<int>(live->plan->lanes.size());
    for (int i = 0; i < count; ++i) live->keys.push_back(lane_key(*live->plan, i));
    // A strip keeps its meter from plan to plan, so that its level goes on.
    live->meter_of.resize(live->plan->nodes.size());
    for (const PlanStrip& s : live->plan->strips) {
        auto same = std::find_if(meters_.begin(), meters_.end(), [&](const auto& m) { return m->strip() == s.strip; });
        live->meters.push_back(same != meters_.end() ? *same
                                                     : std::allocate_shared<StripMeter>(
                                                           std::pmr::polymorphic_allocator<StripMeter>(&memory_),
                                                           s.strip, s.channels, spec_.rate));
        if (s.node >= 0) live->meter_of[static_cast<size_t>(s.node)] = live->meters.back().get();
    }
    meters_ = live->meters;
    tap_strip(tapped_);
    inserts_.follow(std::array{live->plan.get(), monitor.get()});
    live->insert_of = inserts_.of(*live->plan);
    live->said.resize(most_readings(*live->plan));
    for (const PlanLane& lane : live->plan->lanes) {
        live->first_insert.push_back(static_cast<int>(live->ahead_inserts.size()));
        for (int i = lane.first; i < lane.first + lane.ahead; ++i)
            if (InsertMeter* meter = live->insert_of[static_cast<size_t>(i)].get())
                live->ahead_inserts.push_back(meter);
    }
    live->first_insert.push_back(static_cast<int>(live->ahead_inserts.size()));
    monitor_.set_plan(std::move(monitor), meters_, inserts_, cells_, live->number);
    shuttle_.set_plan(live->plan);
    std::vector<AheadLane::Instead> insteads;
    std::unique_lock lock(mutex_);
    for (int i = 0; i < count; ++i) {
        auto same = std::find(heard_keys_.begin(), heard_keys_.end(), live->keys[static_cast<size_t>(i)]);
        live->lanes.push_back(
            same == heard_keys_.end() ? nullptr : heard_lanes_[static_cast<size_t>(same - heard_keys_.begin())]);
        insteads.push_back(instead(*live->plan, i));
    }
    // Loading a plug-in takes its time, in which the workers go on.
    lock.unlock();
    for (int i = 0; i < count; ++i)
        if (auto& lane = live->lanes[static_cast<size_t>(i)]; !lane)
            lane = std::allocate_shared<AheadLane>(std::pmr::polymorphic_allocator<AheadLane>(&memory_), live->plan, i,
                                                   pool_, memory_, insteads[static_cast<size_t>(i)], hands);
    lock.lock();
    lanes_ = live->lanes;
    for (const auto& lane : heard_lanes_)
        if (std::find(lanes_.begin(), lanes_.end(), lane) == lanes_.end()) lanes_.push_back(lane);
    for (const PlanLane& lane : live->plan->lanes) {
        const PlanNode& n = live->plan->nodes[static_cast<size_t>(lane.first)];
        tracks_[n.state_id] = live->plan->labels[static_cast<size_t>(n.label)];
    }
    given_ = live->number;
    newest_ = live->plan;
    waiting_ = std::move(live);
    lock.unlock();
    work_.notify_all();
}

// The chunk in hand, one more, and what the device's next block takes; before a start its run-in as well.
bool SoundEngine::ready(const Lanes& lanes) const {
    const StreamPoint point = published_.load();
    if (point.shuttles())
        return shuttle_.lead(point) >= std::min(2 + (block_frames_ + kChunk - 1) / kChunk, ShuttleLane::kSlots - 2);
    int64_t frames =
        block_frames_ + std::max<int64_t>(0, point.run_in - (point.taken - point.piece(point.taken).pass)) * kQuantum;
    // Each pass of a loop has its own run-in and parts of quanta.
    if (const StreamOrder& o = point.order; o.loops())
        frames += (block_frames_ / std::max<int64_t>(1, (o.end - o.begin - point.run_in - 3) * kQuantum) + 1) *
                  (point.run_in + 3) * kQuantum;
    const int chunks = static_cast<int>(std::min<int64_t>(2 + (frames + kChunk - 1) / kChunk, AheadLane::kSlots - 2));
    const AheadLane::Coming coming = AheadLane::coming(point);
    return std::all_of(lanes.begin(), lanes.end(), [&](const auto& lane) { return lane->lead(coming) >= chunks; });
}

bool SoundEngine::filled(uint64_t generation) const {
    if (published_.load().generation < generation || !plan_taken()) return false;
    std::lock_guard lock(mutex_);
    return ready(lanes_);
}

bool SoundEngine::can_go_on() const {
    std::lock_guard lock(mutex_);
    return ready(heard_lanes_);
}

// Gives the waiting plan to the device's thread once it can go on without a gap; frees what that thread is done with.
// Pre: mutex_ is held.
void SoundEngine::hand_over() {
    while (auto old = retired_.pop()) delete *old;
    // One at a time: the device's thread must have room to give the old one back.
    if (!waiting_ || next_.load() || (!published_.load().shuttles() && !ready(waiting_->lanes))) return;
    heard_lanes_ = waiting_->lanes, heard_keys_ = waiting_->keys;
    lanes_ = heard_lanes_;
    next_.store(waiting_.release(), std::memory_order_release);
}

// The tracks that are nearest to running dry, a chunk further, many at once. False where all are full.
bool SoundEngine::make_something(const Lanes& lanes, int worker) {
    const StreamPoint point = published_.load();
    const AheadLane::Coming coming = AheadLane::coming(point);
    std::array<std::vector<AheadLane*>, AheadLane::kSlots> by_lead;
    for (const auto& lane : lanes)
        if (const int lead = lane->lead(coming); lead < AheadLane::kSlots)
            by_lead[static_cast<size_t>(lead)].push_back(lane.get());
    for (size_t lead = 0; lead < by_lead.size(); ++lead) {
        const auto& due = by_lead[lead];
        if (due.empty()) continue;
        const auto workers = static_cast<size_t>(spec_.workers);
        const size_t group = std::clamp<size_t>((due.size() + workers - 1) / workers, 1, PlanNodes::kMostChains);
        const size_t groups = (due.size() + group - 1) / group;
        int made = 0;
        for (size_t g = 0; g < groups; ++g) {
            // Each worker begins elsewhere.
            const size_t first = (g + groups * static_cast<size_t>(worker) / workers) % groups * group;
            std::array<AheadLane*, PlanNodes::kMostChains> some{};
            size_t count = 0;
            for (size_t i = first; i < std::min(due.size(), first + group); ++i)
                if (due[i]->lead(coming) == static_cast<int>(lead)) some[count++] = due[i];
            made += AheadLane::advance({some.data(), count}, point);
            if (published_.load().stream != point.stream || stop_) return true;
        }
        if (made > 0) return true;
    }
    return false;
}

bool SoundEngine::open_something(const Lanes& lanes) {
    std::unique_lock lock(opening_, std::try_to_lock);
    if (!lock) return false;
    const StreamPoint point = published_.load();
    return std::any_of(lanes.begin(), lanes.end(), [&](const auto& lane) { return lane->open_ahead(point); });
}

void SoundEngine::follow_hands(const Lanes& lanes) {
    const uint64_t now = cells_.changes() + taken_;
    if (cells_.changes() == 0 || followed_ == now) return;
    const StreamPoint point = published_.load();
    bool all = true;
    for (const auto& lane : lanes) all &= lane->follow_hands(point);
    if (all) followed_ = now;
}

void SoundEngine::work(int worker) {
    Lanes lanes;
    while (!stop_) {
        {
            std::unique_lock lock(mutex_);
            hand_over();
            lanes = lanes_;
        }
        follow_hands(lanes);
        const StreamPoint point = published_.load();
        if (point.shuttles() ? shuttle_.advance(point) : make_something(lanes, worker) || open_something(lanes))
            continue;
        if (!point.shuttles()) shuttle_.rest();
        std::unique_lock lock(mutex_);
        if (!stop_) work_.wait_for(lock, kLook);
    }
}

SoundReport SoundEngine::report() {
    std::lock_guard lock(mutex_);
    auto tell = [](std::vector<std::string>& all, const std::string& text) {
        if (std::find(all.begin(), all.end(), text) == all.end() && all.size() < 100) all.push_back(text);
    };
    for (const auto& lane : lanes_) {
        for (const Error& fault : lane->take_faults()) tell(errors_, fault.text());
        for (const std::string& w : plan_warnings(lane->plan())) tell(warnings_, w);
    }
    if (newest_)
        for (const std::string& w : plan_warnings(*newest_)) tell(warnings_, w);
    SoundReport r{.blocks = blocks_,
                  .starved = starved_,
                  .longest_us = static_cast<double>(longest_ns_.load()) * 1e-3,
                  .unmetered = master_.dropped(),
                  .errors = errors_,
                  .warnings = warnings_};
    if (r.starved > 0) r.starved_track = tracks_[starved_track_];
    return r;
}

std::vector<StripLevel> SoundEngine::levels() {
    std::vector<StripLevel> out;
    for (const auto& meter : meters_) out.push_back(meter->take());
    return out;
}

} // namespace tandem::audio
