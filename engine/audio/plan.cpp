// Delay compensation, buffers and the text form of a plan.
#include "engine/audio/plan.h"

#include <algorithm>
#include <cstdio>

#include "engine/audio/compile_plan.h"
#include "engine/audio/processors/processor.h"
#include "engine/base/format.h"

namespace tandem::audio {

void compensate_delays(AudioPlan& plan) {
    for (PlanNode& n : plan.nodes) n.lead = 0;
    auto at = [&](int i) -> PlanNode& { return plan.nodes[static_cast<size_t>(i)]; };
    for (bool again = true; again;) {
        again = false;
        // A node's lead must be known before its inputs are visited: backwards through the topological order.
        for (int i = static_cast<int>(plan.nodes.size()) - 1; i >= 0; --i) {
            const PlanNode& n = at(i);
            int need = n.lead + n.latency;
            if (n.input >= 0) at(n.input).lead = std::max(at(n.input).lead, need);
            for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
                PlanNode& from = at(plan.edges[static_cast<size_t>(e)].from);
                from.lead = std::max(from.lead, need);
            }
        }
        // Only edges can wait: a fader after a strip that leads further for its send before the fader leads as well.
        for (PlanNode& n : plan.nodes)
            if (n.input >= 0 && at(n.input).lead > n.lead + n.latency)
                n.lead = at(n.input).lead - n.latency, again = true;
    }
    for (const PlanNode& n : plan.nodes)
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
            PlanEdge& edge = plan.edges[static_cast<size_t>(e)];
            edge.delay = at(edge.from).lead - n.lead - n.latency;
        }
    plan.run_in = 0;
    for (const PlanNode& n : plan.nodes) plan.run_in = std::max(plan.run_in, n.lead);
}

void assign_buffers(AudioPlan& plan) {
    std::vector<int> last_use(plan.nodes.size(), -1);
    for (size_t i = 0; i < plan.nodes.size(); ++i) {
        const PlanNode& n = plan.nodes[i];
        if (n.input >= 0) last_use[static_cast<size_t>(n.input)] = static_cast<int>(i);
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e)
            last_use[static_cast<size_t>(plan.edges[static_cast<size_t>(e)].from)] = static_cast<int>(i);
    }
    for (const int kept : {plan.output, plan.listen, plan.strips.empty() ? -1 : plan.strips.back().node})
        if (kept >= 0) last_use[static_cast<size_t>(kept)] = static_cast<int>(plan.nodes.size());
    std::vector<int> free;
    for (size_t i = 0; i < plan.nodes.size(); ++i) {
        PlanNode& n = plan.nodes[i];
        bool serial = static_cast<int>(i) >= plan.serial_begin;
        if (n.input >= 0 && last_use[static_cast<size_t>(n.input)] == static_cast<int>(i)) {
            n.buffer = plan.nodes[static_cast<size_t>(n.input)].buffer; // in place
        } else if (serial && !free.empty()) {
            n.buffer = free.back(), free.pop_back();
        } else {
            n.buffer = static_cast<int>(plan.buffer_channels.size());
            plan.buffer_channels.push_back(0);
        }
        int& width = plan.buffer_channels[static_cast<size_t>(n.buffer)];
        width = std::max(width, n.channels);
        if (!serial) continue;
        // After the node has run, what only it (or nobody later) read is free; its own output never is.
        for (size_t k = 0; k < i; ++k)
            if (last_use[k] == static_cast<int>(i) && plan.nodes[k].buffer != n.buffer)
                free.push_back(plan.nodes[k].buffer);
    }
}

static std::string param_text(const AudioPlan& plan, int index) {
    const PlanParam& p = plan.params[static_cast<size_t>(index)];
    if (p.constant()) return format_text("%.9g", p.value);
    const Breakpoint &a = plan.points[static_cast<size_t>(p.first)],
                     &b = plan.points[static_cast<size_t>(p.first + p.count - 1)];
    return format_text("curve[%d: %.9g@%.3f .. %.9g@%.3f]", p.count, a.value, a.at, b.value, b.at);
}

// The effect and those of its parameters that are not at their defaults.
static std::string processor_text(const AudioPlan& plan, EffectKind kind, int first, int count) {
    const EffectSpec& effect = spec(kind);
    std::string out = " ";
    out += effect.id;
    // Those of a plug-in are no rows of the catalog.
    for (int k = 0; k < std::min(count, static_cast<int>(effect.params.size())); ++k) {
        const PlanParam& p = plan.params[static_cast<size_t>(first + k)];
        const ParamSpec& row = effect.params[static_cast<size_t>(k)];
        if (p.constant() && p.value == row.initial) continue;
        (out += " ").append(row.id).append(" ").append(param_text(plan, first + k));
    }
    return out;
}

static std::string dump_indented(const AudioPlan& plan, const std::string& in) {
    static const char* const kinds[] = {"clips", "sum", "gain", "pan", "fader", "process", "input"};
    static const char* const shapes[] = {"linear", "equal_power", "smooth"};
    std::string out = in + format_text("plan rate %d channels %d quantum %d output %d\n", plan.rate, plan.channels,
                                       kQuantum, plan.output);
    for (size_t i = 0; i < plan.sources.size(); ++i) {
        const PlanSource& s = plan.sources[i];
        out += in + format_text("source %zu ", i);
        out += s.nested >= 0
                   ? format_text("nested %d", s.nested)
                   : format_text("media %llu stream %d", static_cast<unsigned long long>(s.media_id.value), s.stream);
        if (!s.speed.normal())
            out += format_text(" speed %lld/%lld%s", static_cast<long long>(s.speed.num),
                               static_cast<long long>(s.speed.den), s.preserve_pitch ? " pitch kept" : "");
        if (s.ramp.ramp)
            out += format_text(" ramp of %zu keys%s", s.ramp.ramp->keys.size(), s.preserve_pitch ? " pitch kept" : "");
        out += "\n";
    }
    for (size_t i = 0; i < plan.nodes.size(); ++i) {
        const PlanNode& n = plan.nodes[i];
        out += in + format_text("node %zu %s \"%s\" %d->%d b%d", i, kinds[static_cast<int>(n.kind)],
                                plan.labels[static_cast<size_t>(n.label)].c_str(), n.channels_in, n.channels, n.buffer);
        if (n.input >= 0) out += format_text(" in %d", n.input);
        if (n.gain >= 0) out += " gain_db " + param_text(plan, n.gain);
        for (int g = 0; g < n.groups; ++g) out += " group_db " + param_text(plan, n.first_group + g);
        if (n.pan >= 0) out += " pan " + param_text(plan, n.pan) + format_text(" law %d", static_cast<int>(n.law));
        if (n.invert) out += " invert";
        if (n.kind == NodeKind::input) out += format_text(" first %d", n.first_input);
        if (n.kind == NodeKind::process) out += processor_text(plan, n.effect, n.first_param, n.params);
        if (n.midi >= 0) out += format_text(" midi %zu messages", plan.midi[static_cast<size_t>(n.midi)]->size());
        if (n.latency || n.lead) out += format_text(" latency %d lead %d", n.latency, n.lead);
        out += "\n";
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
            const PlanEdge& edge = plan.edges[static_cast<size_t>(e)];
            const ChannelMap& m = plan.maps[static_cast<size_t>(edge.map)];
            out += in + format_text("  from %d map %d->%d", edge.from, m.from, m.to);
            if (edge.param >= 0) out += " send_db " + param_text(plan, edge.param);
            if (edge.delay) out += format_text(" delay %d", edge.delay);
            out += "\n";
        }
        for (int k = n.first_clip; k < n.first_clip + n.clips; ++k) {
            const PlanClip& c = plan.clips[static_cast<size_t>(k)];
            out += in + format_text("  clip %llu \"%s\" [%lld, %lld) source %d offset %lld",
                                    static_cast<unsigned long long>(c.clip.value),
                                    plan.clip_labels[static_cast<size_t>(c.label)].name.substr(0, 100).c_str(),
                                    static_cast<long long>(c.begin), static_cast<long long>(c.end), c.source,
                                    static_cast<long long>(c.offset));
            if (c.gain != 1) out += format_text(" gain %.9g", c.gain);
            for (int o = c.first_op; o < c.first_op + c.ops; ++o) {
                const PlanClipOp& op = plan.clip_ops[static_cast<size_t>(o)];
                if (has_processor(op.kind)) {
                    out += processor_text(plan, op.kind, op.param, op.params);
                    continue;
                }
                out += (op.kind == EffectKind::pan ? " pan " : " gain_db ") + param_text(plan, op.param);
            }
            for (int r = c.first_ramp; r < c.first_ramp + c.ramps; ++r) {
                const PlanRamp& ramp = plan.ramps[static_cast<size_t>(r)];
                out += format_text(" %s %s [%lld, %lld)", ramp.rising ? "rise" : "fall",
                                   shapes[static_cast<int>(ramp.shape)], static_cast<long long>(ramp.begin),
                                   static_cast<long long>(ramp.end));
            }
            out += "\n";
        }
    }
    for (size_t i = 0; i < plan.nested.size(); ++i)
        out += in + format_text("nested %zu\n", i) + dump_indented(*plan.nested[i], in + "  ");
    return out;
}

std::string dump(const AudioPlan& plan) { return dump_indented(plan, ""); }

} // namespace tandem::audio
