// Nodes without streams at work.
#include "engine/audio/plan_nodes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "engine/audio/clip_lane.h"
#include "engine/audio/decibel.h"

namespace tandem::audio {

static PanMode pan_mode(const PlanNode& n) { return n.channels_in == 1 ? PanMode::mono : PanMode::balance; }

PlanNodes::PlanNodes(const AudioPlan& plan, Range nodes, int most_frames)
    : plan_(plan), most_frames_(most_frames), sum_(static_cast<size_t>(most_frames)),
      send_(static_cast<size_t>(most_frames)), low_(static_cast<int>(plan.nodes.size())), high_(0) {
    Range edges{0, 0}, buffers{0, 0};
    auto include = [](Range& r, int first, int end) {
        if (first >= end) return;
        r = r.first == r.end ? Range{first, end} : Range{std::min(r.first, first), std::max(r.end, end)};
    };
    auto buffer_of = [&](int node) {
        const int buffer = plan.nodes[static_cast<size_t>(node)].buffer;
        include(buffers, buffer, buffer + 1);
    };
    for (int i = nodes.first; i < nodes.end; ++i) {
        const PlanNode& n = plan.nodes[static_cast<size_t>(i)];
        include(edges, n.first_edge, n.first_edge + n.edges), buffer_of(i);
        if (n.input >= 0) buffer_of(n.input);
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) buffer_of(plan.edges[static_cast<size_t>(e)].from);
    }
    node_.first = nodes.first, edge_.first = edges.first, buffer_.first = buffers.first;
    buffers_.resize(static_cast<size_t>(buffers.end - buffers.first));
    planes_.resize(buffers_.size());
    state_of_.assign(static_cast<size_t>(nodes.end - nodes.first), -1);
    delay_of_.assign(static_cast<size_t>(edges.end - edges.first), -1);
    fixed_.resize(state_of_.size()), level_.resize(delay_of_.size(), 1);
}

PlanNodes::PlanNodes(const AudioPlan& plan, int first, int end, int most_frames)
    : PlanNodes(plan, Range{first, end}, most_frames) {
    add(first, end);
}

PlanNodes PlanNodes::after_lanes(const AudioPlan& plan, PluginUnits* units) {
    PlanNodes out(plan, Range{0, static_cast<int>(plan.nodes.size())}, kQuantum);
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
    return ProcessorSlot(
        plan_, spec,
        std::make_unique<PluginProcessor>(std::move(unit), plan_.plugin_faults, n.plugin, n.lead,
                                          n.midi >= 0 ? plan_.midi[static_cast<size_t>(n.midi)] : nullptr),
        n.first_param, n.params);
}

void PlanNodes::add(int first, int end, PluginUnits* units) {
    if (first < end) low_ = std::min(low_, first), high_ = std::max(high_, end);
    for (int i = first; i < end; ++i) {
        const PlanNode& n = plan_.nodes[static_cast<size_t>(i)];
        need(n.buffer);
        if (n.input >= 0) need(plan_.nodes[static_cast<size_t>(n.input)].buffer);
        if (n.kind == NodeKind::process) {
            state_of_[node_(i)] = static_cast<int>(states_.size());
            states_.push_back({i, make_slot(n, units)});
        }
        const auto constant = [&](int param) {
            return param >= 0 && plan_.params[static_cast<size_t>(param)].constant()
                       ? &plan_.params[static_cast<size_t>(param)].value
                       : nullptr;
        };
        Fixed& fixed = fixed_[node_(i)];
        if (const double* db = constant(n.gain)) {
            double all = *db; // one fader at the sum; groups that move are not in it, and not read
            for (int g = n.first_group; g < n.first_group + n.groups; ++g)
                if (const double* more = constant(g)) all += *more;
            fixed.gain = static_cast<float>(n.invert ? -db_to_gain(all) : db_to_gain(all));
        }
        if (const double* pan = constant(n.pan)) fixed.pan = pan_mode_gains(n.law, pan_mode(n), *pan);
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
            const PlanEdge& edge = plan_.edges[static_cast<size_t>(e)];
            if (const double* db = constant(edge.param)) level_[edge_(e)] = db_to_gain(*db);
            need(plan_.nodes[static_cast<size_t>(edge.from)].buffer);
            if (edge.delay > 0) add_delay(e);
        }
    }
}

void PlanNodes::need(int buffer) {
    auto& samples = buffers_[buffer_(buffer)];
    if (!samples.empty()) return;
    const int channels = plan_.buffer_channels[static_cast<size_t>(buffer)];
    samples.resize(static_cast<size_t>(channels * most_frames_));
    for (int c = 0; c < channels; ++c)
        planes_[buffer_(buffer)].push_back(&samples[static_cast<size_t>(c * most_frames_)]);
}

float* const* PlanNodes::planes(int node) const {
    return planes_[buffer_(plan_.nodes[static_cast<size_t>(node)].buffer)].data();
}

void PlanNodes::add_delay(int index) {
    const PlanEdge& e = plan_.edges[static_cast<size_t>(index)];
    Delay d{.edge = index, .frames = e.delay, .channels = plan_.nodes[static_cast<size_t>(e.from)].channels};
    d.ring.resize(static_cast<size_t>(d.channels * d.frames)),
        d.late.resize(static_cast<size_t>(d.channels * most_frames_));
    for (int c = 0; c < d.channels; ++c) d.planes.push_back(&d.late[static_cast<size_t>(c * most_frames_)]);
    delay_of_[edge_(index)] = static_cast<int>(delays_.size());
    delays_.push_back(std::move(d));
}

void PlanNodes::reset() {
    for (State& s : states_) s.slot.reset();
    for (Delay& d : delays_) std::fill(d.ring.begin(), d.ring.end(), 0.0f), d.at = 0;
    settle();
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
    for (Bound& b : bound_)
        for (const Bound& o : other.bound_)
            if (o.live.cell() == b.live.cell()) b.live = o.live;
    return all;
}

void PlanNodes::take_readings(int index, int64_t position, int quanta, float* out, size_t stride) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(index)];
    ProcessorSlot& slot = states_[static_cast<size_t>(state_of(index))].slot;
    const float db = n.reduces() ? slot.take_reduction_db() : NAN;
    const size_t count = plan_.readings(n);
    for (int q = 0; q < quanta; ++q, out += stride)
        if (const float* said = slot.readings_of(position / kQuantum + q))
            std::copy_n(said, count, out);
        else
            std::fill_n(out, count, db);
}

float* const* PlanNodes::source(int edge) const {
    const int delay = delay_of(edge);
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
    ProcessorSlot& slot = states_[static_cast<size_t>(state_of(index))].slot;
    if (n.edges == 0) return slot.run(first, frames, out);
    const PlanNode& key = plan_.nodes[static_cast<size_t>(plan_.edges[static_cast<size_t>(n.first_edge)].from)];
    slot.run(first, frames, out, source(n.first_edge), key.channels);
}

void PlanNodes::run_input(const PlanNode& n, int frames, float* const* out) const {
    for (int c = 0; c < n.channels; ++c) {
        if (n.first_input + c >= input_.channels) {
            std::fill_n(out[c], frames, 0.0f);
            continue;
        }
        std::copy_n(input_.planes[n.first_input + c], frames, out[c]);
        if (!n.input_rests || (input_.from == 1 && input_.to == 1)) continue;
        const float step = (input_.to - input_.from) / static_cast<float>(frames);
        for (int i = 0; i < frames; ++i) out[c][i] *= input_.from + step * static_cast<float>(i + 1);
    }
}

void PlanNodes::run_sum(int index, int64_t first, int frames, float* const* out) {
    const PlanNode& node = plan_.nodes[static_cast<size_t>(index)];
    auto source_plane = [&](const PlanEdge& e, int c) { return source(static_cast<int>(&e - plan_.edges.data()))[c]; };
    std::span edges =
        std::span(plan_.edges).subspan(static_cast<size_t>(node.first_edge), static_cast<size_t>(node.edges));
    if (edges.size() == 1 && edges[0].param < 0 && plan_.maps[static_cast<size_t>(edges[0].map)].identity) {
        for (int c = 0; c < node.channels; ++c) std::copy_n(source_plane(edges[0], c), frames, out[c]);
        return;
    }
    for (const PlanEdge& e : edges) {
        Bound* b =
            e.param >= 0 ? held(index, ParamAddress::Kind::send, static_cast<int>(&e - plan_.edges.data())) : nullptr;
        if (b) live_gains(b->live, e.param, first, frames, b->gains.data());
    }
    const EarlySum* early = early_of(index);
    if (early) edges = edges.subspan(static_cast<size_t>(early->edges));
    for (int c = 0; c < node.channels; ++c) {
        double* sum = sum_.data();
        if (early)
            std::copy_n(&early->samples[static_cast<size_t>(c * kQuantum)], frames, sum);
        else
            std::fill_n(sum, frames, 0.0);
        for (const PlanEdge& e : edges) {
            const ChannelMap& map = plan_.maps[static_cast<size_t>(e.map)];
            const PlanParam* level = e.param >= 0 ? &plan_.params[static_cast<size_t>(e.param)] : nullptr;
            double fixed = level_[edge_(static_cast<int>(&e - plan_.edges.data()))];
            const Bound* b =
                level ? held(index, ParamAddress::Kind::send, static_cast<int>(&e - plan_.edges.data())) : nullptr;
            const bool moving = level && (b || !level->constant());
            if (b)
                std::copy_n(b->gains.data(), frames, send_.data()), fixed = 1;
            else if (moving)
                param_gains(plan_, e.param, first, frames, send_.data());
            for (int f = 0; f < map.from; ++f) {
                double g = fixed * static_cast<double>(map.at(c, f));
                if (g == 0) continue;
                const float* x = source_plane(e, f);
                if (moving)
                    for (int i = 0; i < frames; ++i)
                        sum[i] += static_cast<double>(x[i]) * (g * send_[static_cast<size_t>(i)]);
                else
                    kernels_->mix_in(sum, x, g, frames);
            }
        }
        for (int i = 0; i < frames; ++i) out[c][i] = static_cast<float>(sum[i]);
    }
}

float* const* PlanNodes::prepare(int index, int frames) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(index)];
    float* const* out = planes(index);
    for (int e = n.first_edge; e < n.first_edge + n.edges; ++e)
        if (const int d = delay_of(e); d >= 0) run_delay(delays_[static_cast<size_t>(d)], frames);
    if (n.kind == NodeKind::sum || n.kind == NodeKind::input) return out;
    const PlanNode& from = plan_.nodes[static_cast<size_t>(n.input)];
    if (from.buffer != n.buffer)
        for (int c = 0; c < n.channels_in; ++c) std::copy_n(planes(n.input)[c], frames, out[c]);
    for (int c = n.channels_in; n.kind == NodeKind::process && c < n.channels; ++c)
        std::copy_n(out[0], frames, out[c]); // mono to both sides
    return out;
}

void PlanNodes::run_chains(std::span<Chain> chains, int frames) {
    VERIFY(chains.size() <= kMostChains);
    std::array<ProcessorJob, kMostChains> jobs, together;
    std::array<EffectKind, kMostChains> kinds{}; // gain = the chain is at its end
    for (;;) {
        EffectKind common = EffectKind::gain;
        size_t most = 0;
        for (size_t i = 0; i < chains.size(); ++i) {
            Chain& c = chains[i];
            for (; c.first < c.end && !c.nodes->joins(c, frames, jobs[i]); ++c.first)
                c.nodes->run(c.first, c.position, frames);
            kinds[i] = c.first < c.end ? c.nodes->plan_.nodes[static_cast<size_t>(c.first)].effect : EffectKind::gain;
            if (c.first == c.end) continue;
            const auto end = kinds.begin() + static_cast<long>(i) + 1;
            const size_t count =
                kinds[i] == common ? most + 1 : static_cast<size_t>(std::count(kinds.begin(), end, kinds[i]));
            if (count > most) most = count, common = kinds[i];
        }
        if (most == 0) return;
        size_t count = 0;
        for (size_t i = 0; i < chains.size(); ++i) {
            if (kinds[i] != common) continue;
            Chain& c = chains[i];
            if (most == 1) {
                c.nodes->run(c.first, c.position, frames);
            } else {
                c.nodes->prepare(c.first, frames);
                together[count++] = jobs[i];
            }
            ++c.first;
        }
        if (count > 0) together[0].processor->run_together({together.data(), count});
    }
}

bool PlanNodes::joins(const Chain& c, int frames, ProcessorJob& job) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(c.first)];
    const int state = state_of(c.first);
    return state >= 0 && n.edges == 0 &&
           states_[static_cast<size_t>(state)].slot.joins(c.position + n.lead, frames, planes(c.first), job);
}

void PlanNodes::run(int index, int64_t position, int frames) {
    const PlanNode& n = plan_.nodes[static_cast<size_t>(index)];
    const int64_t first = position + n.lead;
    float* const* out = prepare(index, frames);
    if (n.kind == NodeKind::sum) return run_sum(index, first, frames, out);
    if (n.kind == NodeKind::input) return run_input(n, frames, out);
    if (n.kind == NodeKind::process) return run_processor(index, first, frames, out);
    if (n.gain >= 0) {
        const PlanParam& p = plan_.params[static_cast<size_t>(n.gain)];
        Bound* b = held(index, ParamAddress::Kind::gain);
        bool groups_rest = true;
        for (int g = n.first_group; g < n.first_group + n.groups; ++g)
            groups_rest = groups_rest && plan_.params[static_cast<size_t>(g)].constant();
        if (p.constant() && groups_rest && !b) {
            const float g = fixed_[node_(index)].gain;
            for (int c = 0; c < n.channels_in && g != 1.0f; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= g;
        } else {
            for (int at = 0; at < frames; at += kChunk) {
                const int run = std::min(kChunk, frames - at);
                double gains[kChunk];
                if (b)
                    live_gains(b->live, n.gain, first + at, run, gains);
                else
                    param_gains(plan_, n.gain, first + at, run, gains);
                for (int g = n.first_group; g < n.first_group + n.groups; ++g) {
                    double more[kChunk];
                    param_gains(plan_, g, first + at, run, more);
                    for (int i = 0; i < run; ++i) gains[i] *= more[i];
                }
                for (int i = 0; i < run && n.invert; ++i) gains[i] = -gains[i];
                for (int c = 0; c < n.channels_in; ++c)
                    for (int i = 0; i < run; ++i) out[c][at + i] *= static_cast<float>(gains[i]);
            }
        }
    }
    if (n.pan < 0 || n.channels <= 1) return;
    if (Bound* b = held(index, ParamAddress::Kind::pan))
        live_pan(b->live, n, first, frames, out);
    else if (plan_.params[static_cast<size_t>(n.pan)].constant())
        apply_pan(fixed_[node_(index)].pan, pan_mode(n), n.channels, frames, out);
    else
        apply_pan(plan_, n.pan, n.law, pan_mode(n), n.channels, first, frames, out);
}

} // namespace tandem::audio
