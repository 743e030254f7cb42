// Nodes without streams at work.
#include "engine/audio/plan_nodes.h"

#include <algorithm>
#include <span>

#include "engine/audio/clip_lane.h"
#include "engine/audio/decibel.h"

namespace tandem::audio {

PlanNodes::PlanNodes(const AudioPlan& plan) : plan_(plan), sum_(kChunk), send_(kChunk) {
    buffers_.resize(plan.buffer_channels.size());
    planes_.resize(plan.buffer_channels.size());
    state_of_.assign(plan.nodes.size(), -1), delay_of_.assign(plan.edges.size(), -1);
}

PlanNodes::PlanNodes(const AudioPlan& plan, int first, int end) : PlanNodes(plan) { add(first, end); }

PlanNodes PlanNodes::after_lanes(const AudioPlan& plan, PluginUnits* units) {
    PlanNodes out(plan);
    for (const PlanLane& lane : plan.lanes) {
        out.need(plan.nodes[static_cast<size_t>(lane.first + lane.ahead - 1)].buffer);
        out.add(lane.first + lane.ahead, lane.first + lane.count, units);
    }
    out.add(plan.serial_begin, static_cast<int>(plan.nodes.size()), units);
    return out;
}

ProcessorSlot PlanNodes::make_slot(const PlanNode& n, PluginUnits* units) const {
    const ProcessorSpec spec{.kind = n.effect, .rate = plan_.rate, .channels = n.channels};
    if (n.plugin < 0) return ProcessorSlot(plan_, spec, n.first_param, n.params);
    const PlanPlugin& p = plan_.plugins[static_cast<size_t>(n.plugin)];
    auto unit = units ? units->take(p, plan_.rate, n.channels, n.latency)
                      : std::make_shared<PluginUnit>(p, plan_.rate, n.channels, n.latency, PluginPlace::worker);
    return ProcessorSlot(plan_, spec, std::make_unique<PluginProcessor>(std::move(unit), plan_.plugin_faults, n.plugin),
                         n.first_param, n.params);
}

void PlanNodes::add(int first, int end, PluginUnits* units) {
    for (int i = first; i < end; ++i) {
        const PlanNode& n = plan_.nodes[static_cast<size_t>(i)];
        need(n.buffer);
        if (n.input >= 0) need(plan_.nodes[static_cast<size_t>(n.input)].buffer);
        if (n.kind == NodeKind::process) {
            state_of_[static_cast<size_t>(i)] = static_cast<int>(states_.size());
            states_.push_back({i, make_slot(n, units)});
        }
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
            const PlanEdge& edge = plan_.edges[static_cast<size_t>(e)];
            need(plan_.nodes[static_cast<size_t>(edge.from)].buffer);
            if (edge.delay > 0) add_delay(e);
        }
    }
}

void PlanNodes::need(int buffer) {
    auto& samples = buffers_[static_cast<size_t>(buffer)];
    if (!samples.empty()) return;
    const int channels = plan_.buffer_channels[static_cast<size_t>(buffer)];
    samples.resize(static_cast<size_t>(channels * kChunk));
    for (int c = 0; c < channels; ++c)
        planes_[static_cast<size_t>(buffer)].push_back(&samples[static_cast<size_t>(c * kChunk)]);
}

float* const* PlanNodes::planes(int node) const {
    return planes_[static_cast<size_t>(plan_.nodes[static_cast<size_t>(node)].buffer)].data();
}

void PlanNodes::add_delay(int index) {
    const PlanEdge& e = plan_.edges[static_cast<size_t>(index)];
    Delay d{.edge = index, .frames = e.delay, .channels = plan_.nodes[static_cast<size_t>(e.from)].channels};
    d.ring.resize(static_cast<size_t>(d.channels * d.frames)), d.late.resize(static_cast<size_t>(d.channels * kChunk));
    for (int c = 0; c < d.channels; ++c) d.planes.push_back(&d.late[static_cast<size_t>(c * kChunk)]);
    delay_of_[static_cast<size_t>(index)] = static_cast<int>(delays_.size());
    delays_.push_back(std::move(d));
}

void PlanNodes::reset() {
    for (State& s : states_) s.slot.reset();
    for (Delay& d : delays_) std::fill(d.ring.begin(), d.ring.end(), 0.0f), d.at = 0;
}

bool PlanNodes::adopt(const PlanNodes& other) {
    bool all = delays_.empty();
    for (State& s : states_) {
        const uint64_t id = plan_.nodes[static_cast<size_t>(s.node)].state_id;
        auto same = std::find_if(other.states_.begin(), other.states_.end(), [&](const State& o) {
            return other.plan_.nodes[static_cast<size_t>(o.node)].state_id == id;
        });
        if (same == other.states_.end() || !s.slot.adopt(same->slot)) all = false;
    }
    return all;
}

float PlanNodes::reduction_db(uint64_t effect) const {
    for (const State& s : states_)
        if (plan_.nodes[static_cast<size_t>(s.node)].state_id == effect) return s.slot.reduction_db();
    return 0;
}

float* const* PlanNodes::source(int edge) const {
    const int delay = delay_of_[static_cast<size_t>(edge)];
    return delay >= 0 ? delays_[static_cast<size_t>(delay)].planes.data()
                      : planes(plan_.edges[static_cast<size_t>(edge)].from);
}

void PlanNodes::run_delay(Delay& d, int frames) {
    float* const* in = planes(plan_.edges[static_cast<size_t>(d.edge)].from);
    const auto length = static_cast<size_t>(d.frames);
    size_t at = d.at;
    for (int c = 0; c < d.channels; ++c) {
        float* ring = &d.ring[static_cast<size_t>(c) * length];
        at = d.at;
        for (int i = 0; i < frames; ++i) {
            d.planes[static_cast<size_t>(c)][i] = ring[at];
            ring[at] = in[c][i];
            if (++at == length) at = 0;
        }
    }
    d.at = at;
}

void PlanNodes::run_processor(int index, int64_t first, int frames, float* const* out) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(index)];
    ProcessorSlot& slot = states_[static_cast<size_t>(state_of_[static_cast<size_t>(index)])].slot;
    if (n.edges == 0) return slot.run(first, frames, out);
    const PlanNode& key = plan_.nodes[static_cast<size_t>(plan_.edges[static_cast<size_t>(n.first_edge)].from)];
    slot.run(first, frames, out, source(n.first_edge), key.channels);
}

void PlanNodes::run_sum(const PlanNode& node, int64_t first, int frames, float* const* out) {
    auto source_plane = [&](const PlanEdge& e, int c) { return source(static_cast<int>(&e - plan_.edges.data()))[c]; };
    std::span edges =
        std::span(plan_.edges).subspan(static_cast<size_t>(node.first_edge), static_cast<size_t>(node.edges));
    if (edges.size() == 1 && edges[0].param < 0 && plan_.maps[static_cast<size_t>(edges[0].map)].identity) {
        for (int c = 0; c < node.channels; ++c) std::copy_n(source_plane(edges[0], c), frames, out[c]);
        return;
    }
    for (int c = 0; c < node.channels; ++c) {
        double* sum = sum_.data();
        std::fill_n(sum, frames, 0.0);
        for (const PlanEdge& e : edges) {
            const ChannelMap& map = plan_.maps[static_cast<size_t>(e.map)];
            const PlanParam* level = e.param >= 0 ? &plan_.params[static_cast<size_t>(e.param)] : nullptr;
            double fixed = level && level->constant() ? db_to_gain(level->value) : 1.0;
            bool moving = level && !level->constant();
            if (moving) param_gains(plan_, e.param, first, frames, send_.data());
            for (int f = 0; f < map.from; ++f) {
                double g = fixed * static_cast<double>(map.at(c, f));
                if (g == 0) continue;
                const float* x = source_plane(e, f);
                if (moving)
                    for (int i = 0; i < frames; ++i)
                        sum[i] += static_cast<double>(x[i]) * (g * send_[static_cast<size_t>(i)]);
                else if (g == 1)
                    for (int i = 0; i < frames; ++i) sum[i] += static_cast<double>(x[i]);
                else
                    for (int i = 0; i < frames; ++i) sum[i] += static_cast<double>(x[i]) * g;
            }
        }
        for (int i = 0; i < frames; ++i) out[c][i] = static_cast<float>(sum[i]);
    }
}

void PlanNodes::run(int index, int64_t position, int frames) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(index)];
    const int64_t first = position + n.lead;
    float* const* out = planes(index);
    for (int e = n.first_edge; e < n.first_edge + n.edges; ++e)
        if (const int d = delay_of_[static_cast<size_t>(e)]; d >= 0) run_delay(delays_[static_cast<size_t>(d)], frames);
    if (n.kind == NodeKind::sum) return run_sum(n, first, frames, out);
    const PlanNode& from = plan_.nodes[static_cast<size_t>(n.input)];
    if (from.buffer != n.buffer)
        for (int c = 0; c < n.channels_in; ++c) std::copy_n(planes(n.input)[c], frames, out[c]);
    if (n.kind == NodeKind::process) {
        for (int c = n.channels_in; c < n.channels; ++c) std::copy_n(out[0], frames, out[c]); // mono to both sides
        return run_processor(index, first, frames, out);
    }
    if (n.gain >= 0) {
        const PlanParam& p = plan_.params[static_cast<size_t>(n.gain)];
        if (p.constant()) {
            float g = static_cast<float>(n.invert ? -db_to_gain(p.value) : db_to_gain(p.value));
            for (int c = 0; c < n.channels_in && g != 1.0f; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= g;
        } else {
            double gains[kChunk];
            param_gains(plan_, n.gain, first, frames, gains);
            for (int i = 0; i < frames && n.invert; ++i) gains[i] = -gains[i];
            for (int c = 0; c < n.channels_in; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= static_cast<float>(gains[i]);
        }
    }
    if (n.pan >= 0 && n.channels > 1)
        apply_pan(plan_, n.pan, n.law, n.channels_in == 1 ? PanMode::mono : PanMode::balance, n.channels, first, frames,
                  out);
}

} // namespace tandem::audio
