// Nodes without streams at work.
#include "engine/audio/plan_nodes.h"

#include <algorithm>
#include <span>

#include "engine/audio/clip_lane.h"
#include "engine/audio/decibel.h"

namespace tandem::audio {

PlanNodes::PlanNodes(const AudioPlan& plan, int first, int end) : plan_(plan) {
    buffers_.resize(plan.buffer_channels.size());
    planes_.resize(plan.buffer_channels.size());
    for (int i = first; i < end; ++i) {
        const PlanNode& n = plan.nodes[static_cast<size_t>(i)];
        need(n.buffer);
        if (n.input >= 0) need(plan.nodes[static_cast<size_t>(n.input)].buffer);
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e)
            need(plan.nodes[static_cast<size_t>(plan.edges[static_cast<size_t>(e)].from)].buffer);
    }
    sum_.resize(kChunk), send_.resize(kChunk);
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

void PlanNodes::run_sum(const PlanNode& node, int64_t first, int frames, float* const* out) {
    auto source_plane = [&](const PlanEdge& e, int c) { return planes(e.from)[c]; };
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
    if (n.kind == NodeKind::sum) return run_sum(n, first, frames, out);
    const PlanNode& from = plan_.nodes[static_cast<size_t>(n.input)];
    if (from.buffer != n.buffer)
        for (int c = 0; c < n.channels_in; ++c) std::copy_n(planes(n.input)[c], frames, out[c]);
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
