// Which meters there are.
#include "engine/audio/reduction_meters.h"

#include <algorithm>

namespace tandem::audio {

template<class Meters>
static auto place_of(Meters& meters, uint64_t effect) {
    return std::lower_bound(meters.begin(), meters.end(), effect,
                            [](const auto& meter, uint64_t id) { return meter->effect().value < id; });
}

void ReductionMeters::follow(std::span<const AudioPlan* const> plans) {
    const auto before = std::exchange(meters_, {});
    for (const AudioPlan* plan : plans) {
        if (!plan) continue;
        for (const PlanNode& n : plan->nodes) {
            if (!n.reduces()) continue;
            const auto place = place_of(meters_, n.state_id);
            if (place != meters_.end() && (*place)->effect().value == n.state_id) continue;
            const auto same = place_of(before, n.state_id);
            const bool goes_on = same != before.end() && (*same)->effect().value == n.state_id;
            meters_.insert(place, goes_on ? *same : std::make_shared<ReductionMeter>(EffectId{n.state_id}));
        }
    }
}

ReductionMeters::OfNodes ReductionMeters::of(const AudioPlan& plan) const {
    OfNodes out(plan.nodes.size());
    for (size_t i = 0; i < out.size(); ++i)
        if (plan.nodes[i].reduces()) out[i] = *place_of(meters_, plan.nodes[i].state_id);
    return out;
}

std::vector<EffectReduction> ReductionMeters::take() {
    std::vector<EffectReduction> out;
    for (const auto& meter : meters_) out.push_back(meter->take());
    return out;
}

} // namespace tandem::audio
