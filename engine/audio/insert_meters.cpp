// Which meters there are, and what is read of them.
#include "engine/audio/insert_meters.h"

#include <algorithm>

#include "engine/transport/clock_point.h"

namespace tandem::audio {

PluginReadings InsertMeter::read(int64_t now) {
    const uint64_t told = told_.load(std::memory_order_acquire);
    if (told != seen_) seen_ = told, seen_at_ = now;
    PluginReadings out{.effect = effect_, .values = rest_, .rest = rest_};
    if (seen_ != 0 && now - seen_at_ < kRestNs)
        for (size_t i = 0; i < values_.size(); ++i) out.values[i] = values_[i].load(std::memory_order_relaxed);
    return out;
}

template<class Meters>
static auto place_of(Meters& meters, uint64_t effect) {
    return std::lower_bound(meters.begin(), meters.end(), effect,
                            [](const auto& meter, uint64_t id) { return meter->effect().value < id; });
}

void InsertMeters::follow(std::span<const AudioPlan* const> plans) {
    const auto before = std::exchange(meters_, {});
    for (const AudioPlan* plan : plans) {
        if (!plan) continue;
        for (const PlanNode& n : plan->nodes) {
            const size_t count = plan->readings(n);
            if (count == 0) continue;
            auto place = place_of(meters_, n.state_id);
            if (place == meters_.end() || (*place)->effect().value != n.state_id) {
                const auto same = place_of(before, n.state_id);
                const bool goes_on = same != before.end() && (*same)->effect().value == n.state_id &&
                                     (*same)->count() == count && (*same)->reduces() == n.reduces();
                place = meters_.insert(
                    place, goes_on ? *same : std::make_shared<InsertMeter>(EffectId{n.state_id}, n.reduces(), count));
            }
            if (n.plugin >= 0) (*place)->set_rest(plan->plugins[static_cast<size_t>(n.plugin)].rest);
        }
    }
}

InsertMeters::OfNodes InsertMeters::of(const AudioPlan& plan) const {
    OfNodes out(plan.nodes.size());
    for (size_t i = 0; i < out.size(); ++i)
        if (plan.readings(plan.nodes[i]) > 0) out[i] = *place_of(meters_, plan.nodes[i].state_id);
    return out;
}

size_t most_readings(const AudioPlan& plan) {
    size_t most = 0;
    for (const PlanNode& n : plan.nodes) most = std::max(most, plan.readings(n));
    return most;
}

std::vector<EffectReduction> InsertMeters::take_reductions() {
    std::vector<EffectReduction> out;
    for (const auto& meter : meters_)
        if (meter->reduces()) out.push_back(meter->take_reduction());
    return out;
}

std::vector<PluginReadings> InsertMeters::read_plugins() {
    std::vector<PluginReadings> out;
    const int64_t now = monotonic_ns();
    for (const auto& meter : meters_)
        if (!meter->reduces()) out.push_back(meter->read(now));
    return out;
}

} // namespace tandem::audio
