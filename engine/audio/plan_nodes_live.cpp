// Nodes under a hand: which parameters have a cell, and their values while it is held.
#include <algorithm>

#include "engine/audio/clip_lane.h"
#include "engine/audio/decibel.h"
#include "engine/audio/plan_nodes.h"
#include "engine/base/hash.h"

namespace tandem::audio {

void PlanNodes::make_room_for_cells() {
    bound_.reserve(ParamCells::kCells);
    bound_of_.assign(static_cast<size_t>(std::max(0, high_ - low_)), -1);
}

void PlanNodes::bind(const ParamCells& cells, uint64_t number) {
    cells_ = &cells;
    if (plan_number_ != number)
        for (State& s : states_) s.slot.set_plan_number(number);
    plan_number_ = number;
    for (const int count = cells.count(); bound_count_ < count; ++bound_count_) bind_cell(bound_count_);
}

void PlanNodes::add_bound(int node, Bound bound) {
    if (bound_of_.empty()) bound_of_.assign(static_cast<size_t>(high_ - low_), -1);
    int16_t& first = bound_of_[static_cast<size_t>(node - low_)];
    bound.next = first;
    first = static_cast<int16_t>(bound_.size());
    bound_.push_back(std::move(bound));
}

void PlanNodes::bind_cell(int cell) {
    using Kind = ParamAddress::Kind;
    const ParamAddress& a = cells_->address(cell);
    const LiveParam live(cell);
    if (a.kind == Kind::effect)
        for (State& s : states_) {
            const PlanNode& n = plan_.nodes[static_cast<size_t>(s.node)];
            if (n.state_id == a.owner && a.which < static_cast<uint64_t>(n.params))
                return s.slot.bind(*cells_, static_cast<int>(a.which), cell);
        }
    for (int i = low_; i < high_; ++i) {
        const PlanNode& n = plan_.nodes[static_cast<size_t>(i)];
        const bool own = n.state_id == a.owner;
        // The inserts `gain` and `pan` are nodes of their own.
        if (own && a.kind == Kind::effect && n.kind == NodeKind::gain) return add_bound(i, {Kind::gain, -1, -1, live});
        if (own && a.kind == Kind::effect && n.kind == NodeKind::pan) return add_bound(i, {Kind::pan, -1, -1, live});
        if (own && n.kind == NodeKind::fader && (a.kind == Kind::gain || a.kind == Kind::pan))
            return add_bound(i, {a.kind, -1, -1, live});
        if (a.kind != Kind::send || n.kind != NodeKind::sum || n.state_id != a.which) continue;
        for (int e = n.first_edge; e < n.first_edge + n.edges; ++e) {
            const PlanEdge& edge = plan_.edges[static_cast<size_t>(e)];
            if (edge.param >= 0 && edge.strip == a.owner) return add_bound(i, {Kind::send, e, -1, live});
        }
    }
}

PlanNodes::Bound* PlanNodes::held(int node, ParamAddress::Kind kind, int edge) {
    if (bound_.empty() || node < low_ || node >= high_) return nullptr;
    for (int b = bound_of_[static_cast<size_t>(node - low_)]; b >= 0; b = bound_[static_cast<size_t>(b)].next) {
        Bound& bound = bound_[static_cast<size_t>(b)];
        if (bound.kind == kind && bound.edge == edge)
            return bound.live.stands_aside(*cells_, plan_number_) ? nullptr : &bound;
    }
    return nullptr;
}

void PlanNodes::settle() {
    for (Bound& b : bound_) b.live.settle();
}

uint64_t PlanNodes::cells_state(uint64_t number) const {
    Hasher h;
    bool any = false;
    auto add = [&](const LiveParam& live) {
        if (live.cell() < 0 || !cells_->rules(live.cell(), number)) return;
        any = true;
        h.word(static_cast<uint64_t>(live.cell())).number(cells_->value(live.cell()));
    };
    for (const Bound& b : bound_) add(b.live);
    for (const State& s : states_)
        for (const LiveParam& live : s.slot.bound()) add(live);
    return any ? std::max<uint64_t>(1, h.value()) : 0;
}

// Values run along the line of a quantum; the last of its frames has the value at its end.
void PlanNodes::live_values(LiveParam& live, int param, int64_t first, int frames, double* values) const {
    const PlanParam& p = plan_.params[static_cast<size_t>(param)];
    const auto points = std::span(plan_.points).subspan(static_cast<size_t>(p.first), static_cast<size_t>(p.count));
    for (int done = 0; done < frames; done += kQuantum) {
        const int run = std::min(kQuantum, frames - done);
        const int64_t at = first + done;
        const EnvelopeLine own = p.constant() ? EnvelopeLine{p.value, p.value} : envelope_line(points, at, at + run);
        EnvelopeLine line;
        if (!live.follow(*cells_, plan_number_, own, run, plan_.rate, line)) {
            param_values(plan_, param, at, run, values + done);
            continue;
        }
        const double step = (line.to - line.from) / run;
        for (int i = 0; i < run; ++i) values[done + i] = line.from + step * (i + 1);
    }
}

void PlanNodes::live_gains(LiveParam& live, int param, int64_t first, int frames, double* gains) const {
    live_values(live, param, first, frames, gains);
    for (int i = 0; i < frames; ++i) gains[i] = db_to_gain(gains[i]);
}

void PlanNodes::live_pan(LiveParam& live, const PlanNode& node, int64_t first, int frames, float* const* planes) const {
    const PanMode mode = node.channels_in == 1 ? PanMode::mono : PanMode::balance;
    if (mode == PanMode::mono) std::copy_n(planes[0], frames, planes[1]);
    double values[kQuantum];
    for (int done = 0; done < frames; done += kQuantum) {
        const int run = std::min(kQuantum, frames - done);
        live_values(live, node.pan, first + done, run, values);
        pan_along(values, node.law, mode, node.channels, done, run, planes);
    }
}

} // namespace tandem::audio
