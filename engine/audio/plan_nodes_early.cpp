// Lanes added to their sums as they come: with hundreds of tracks the way from memory to the sum is what playback costs
// the device's thread, so their sound goes it once.
#include <algorithm>

#include "engine/audio/plan_nodes.h"

namespace tandem::audio {

// Whether behind what is made ahead comes a fader alone, at rest, of up to two channels.
bool PlanNodes::only_fader(const PlanLane& lane) const {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(lane.first + lane.ahead)];
    const auto rests = [&](int param) { return param < 0 || plan_.params[static_cast<size_t>(param)].constant(); };
    if (lane.count != lane.ahead + 1 || n.kind != NodeKind::fader || n.channels > 2) return false;
    for (int g = n.first_group; g < n.first_group + n.groups; ++g)
        if (!rests(g)) return false;
    return rests(n.gain) && rests(n.pan);
}

void PlanNodes::sum_early() {
    VERIFY(most_frames_ == kQuantum);
    const size_t nodes = plan_.nodes.size();
    std::vector<int> lane_of(nodes, -1), readers(nodes, 0);
    ends_.assign(plan_.lanes.size(), {});
    for (size_t l = 0; l < ends_.size(); ++l) {
        ends_[l].node = plan_.lanes[l].first + plan_.lanes[l].count - 1;
        lane_of[static_cast<size_t>(ends_[l].node)] = static_cast<int>(l);
    }
    for (const PlanNode& n : plan_.nodes) {
        if (n.input >= 0) ++readers[static_cast<size_t>(n.input)];
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e)
            ++readers[static_cast<size_t>(plan_.edges[static_cast<size_t>(e)].from)];
    }
    for (int i = plan_.serial_begin; i < static_cast<int>(nodes); ++i) {
        const PlanNode& n = plan_.nodes[static_cast<size_t>(i)];
        if (n.kind != NodeKind::sum || n.edges < 2) continue; // a single one may be copied
        int taken = 0;
        for (int last = -1; taken < n.edges; ++taken) {
            const int edge = n.first_edge + taken;
            const PlanEdge& e = plan_.edges[static_cast<size_t>(edge)];
            const int l = lane_of[static_cast<size_t>(e.from)];
            if (l <= last || e.param >= 0 || e.delay > 0 || ends_[static_cast<size_t>(l)].sum >= 0) break;
            LaneEnd& end = ends_[static_cast<size_t>(l)];
            last = l, end.sum = static_cast<int>(early_.size()), end.edge = edge;
        }
        if (taken > 0) early_.push_back({i, taken, std::vector<double>(static_cast<size_t>(n.channels * kQuantum))});
    }
    for (size_t l = 0; l < ends_.size(); ++l) {
        const PlanLane& lane = plan_.lanes[l];
        LaneEnd& end = ends_[l];
        if (end.sum < 0 || !only_fader(lane)) continue;
        const PlanNode& fader = plan_.nodes[static_cast<size_t>(end.node)];
        const bool heard = end.node == plan_.heard() || end.node - 1 == plan_.heard();
        end.mixes = plan_.maps[static_cast<size_t>(plan_.edges[static_cast<size_t>(end.edge)].map)].identity &&
                    readers[static_cast<size_t>(end.node)] == 1 && readers[static_cast<size_t>(end.node - 1)] == 1 &&
                    !heard;
        const Fixed& fixed = fixed_[node_(end.node)];
        end.gain = fader.gain >= 0 ? fixed.gain : 1;
        if (fader.pan >= 0 && fader.channels == 2)
            end.left = static_cast<float>(fixed.pan.left), end.right = static_cast<float>(fixed.pan.right);
        else if (fader.channels_in != fader.channels)
            end.mixes = false;
    }
}

const PlanNodes::EarlySum* PlanNodes::early_of(int node) const {
    const auto it =
        std::lower_bound(early_.begin(), early_.end(), node, [](const EarlySum& s, int n) { return s.node < n; });
    return it != early_.end() && it->node == node ? &*it : nullptr;
}

void PlanNodes::start_sums() {
    for (EarlySum& s : early_) std::fill(s.samples.begin(), s.samples.end(), 0.0);
}

void PlanNodes::add_lane(int lane) {
    const LaneEnd& end = ends_[static_cast<size_t>(lane)];
    if (end.sum < 0) return;
    EarlySum& sum = early_[static_cast<size_t>(end.sum)];
    const ChannelMap& map = plan_.maps[static_cast<size_t>(plan_.edges[static_cast<size_t>(end.edge)].map)];
    for (int c = 0; c < map.to; ++c)
        for (int f = 0; f < map.from; ++f)
            if (const auto g = static_cast<double>(map.at(c, f)); g != 0)
                kernels_->mix_in(&sum.samples[static_cast<size_t>(c * kQuantum)], planes(end.node)[f], g, kQuantum);
}

bool PlanNodes::mixes(int lane) {
    const LaneEnd& end = ends_[static_cast<size_t>(lane)];
    return end.mixes && !held(end.node, ParamAddress::Kind::gain) && !held(end.node, ParamAddress::Kind::pan);
}

std::span<const QuantumLevels> PlanNodes::mix_lane(int lane, const float* x) {
    const LaneEnd& end = ends_[static_cast<size_t>(lane)];
    const PlanNode& fader = plan_.nodes[static_cast<size_t>(end.node)];
    EarlySum& sum = early_[static_cast<size_t>(end.sum)];
    const auto channels = static_cast<size_t>(fader.channels);
    for (size_t c = 0; c < channels; ++c)
        kernels_->strip(fader.channels_in == 1 ? x : x + c * kQuantum, end.gain, c == 0 ? end.left : end.right,
                        &sum.samples[c * kQuantum], levels_[c]);
    return {levels_.data(), channels};
}

} // namespace tandem::audio
