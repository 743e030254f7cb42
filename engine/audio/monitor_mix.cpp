// Plans of monitored inputs, and their quanta.
#include "engine/audio/monitor_mix.h"

#include <algorithm>

namespace tandem::audio {

MonitorMix::Live::Live(Ref<AudioPlan> p, PluginUnits& units)
    : plan(std::move(p)), nodes(PlanNodes::after_lanes(*plan, &units)) {
    nodes.make_room_for_cells();
}

MonitorMix::MonitorMix(int rate, int channels) : channels_(channels) {
    VERIFY(rate > 0 && channels > 0);
    out_ = other_ = Planes(static_cast<size_t>(channels), std::vector<float>(static_cast<size_t>(kQuantum)));
}

MonitorMix::~MonitorMix() {
    delete next_.load();
    delete live_;
    while (auto old = retired_.pop()) delete *old;
}

void MonitorMix::set_plan(Ref<AudioPlan> plan, const std::vector<std::shared_ptr<StripMeter>>& meters,
                          const InsertMeters& inserts, const ParamCells& cells, uint64_t number) {
    while (auto old = retired_.pop()) delete *old;
    if (!plan && !any_) return;
    any_ = plan != nullptr;
    if (!plan) plan = std::make_shared<const AudioPlan>();
    auto live = std::make_unique<Live>(std::move(plan), units_);
    live->number = number;
    live->nodes.bind(cells, number);
    live->insert_of = inserts.of(*live->plan);
    live->said.resize(most_readings(*live->plan));
    live->always = std::any_of(live->plan->nodes.begin(), live->plan->nodes.end(),
                               [](const PlanNode& n) { return n.kind == NodeKind::input && !n.input_rests; });
    live->meter_of.resize(live->plan->nodes.size());
    for (const PlanStrip& s : live->plan->strips)
        for (const auto& meter : meters)
            if (s.node >= 0 && meter->strip() == s.strip) live->meter_of[static_cast<size_t>(s.node)] = meter;
    // What the device's thread has not taken is still ours.
    delete next_.exchange(live.release(), std::memory_order_acq_rel);
}

void MonitorMix::run(Live* live, int64_t quantum, Planes& out) {
    const int heard = live ? live->plan->heard() : -1;
    if (live) {
        std::array<const float*, kMaxInputs> planes;
        for (size_t c = 0; c < planes.size(); ++c) planes[c] = in_[c].data();
        const float to = wakes_ ? 1.0f : 0.0f;
        live->nodes.set_input({.planes = planes.data(), .channels = inputs_, .from = level_, .to = to});
        for (int i = 0; i < static_cast<int>(live->plan->nodes.size()); ++i) {
            const PlanNode& node = live->plan->nodes[static_cast<size_t>(i)];
            StripMeter* strip = live->meter_of[static_cast<size_t>(i)].get();
            const bool sounds = wakes_ || live->always;
            if (SoundTap* tap = strip ? strip->tap() : nullptr; tap && sounds)
                tap->push(SoundTap::From::inputs, live->nodes.planes(node.input), node.channels_in);
            live->nodes.run(i, quantum * kQuantum, kQuantum);
            if (strip) strip->add_peaks(live->nodes.planes(i), node.channels);
            if (InsertMeter* meter = live->insert_of[static_cast<size_t>(i)].get()) {
                live->nodes.take_readings(i, quantum * kQuantum, 1, live->said.data(), 0);
                if (sounds) meter->tell(live->said.data()); // a gate that hears nothing is not what is heard
            }
        }
    }
    for (size_t c = 0; c < out.size(); ++c)
        if (heard < 0)
            std::fill_n(out[c].data(), kQuantum, 0.0f);
        else
            std::copy_n(live->nodes.planes(heard)[c], kQuantum, out[c].data());
}

void MonitorMix::render(const ParamCells& cells, int64_t quantum) {
    Live* incoming = next_.exchange(nullptr, std::memory_order_acq_rel);
    if (live_) live_->nodes.bind(cells, live_->number);
    if (incoming) {
        incoming->nodes.bind(cells, incoming->number);
        if (live_) incoming->nodes.adopt(live_->nodes);
    }
    run(live_, quantum, out_);
    quiet_ = !incoming && (!live_ || live_->plan->nodes.empty());
    if (incoming) {
        run(incoming, quantum, other_);
        for (size_t c = 0; c < out_.size(); ++c)
            for (size_t i = 0; i < kQuantum; ++i)
                out_[c][i] += (other_[c][i] - out_[c][i]) * (static_cast<float>(i + 1) / kQuantum);
        if (live_) retired_.push(live_);
        live_ = incoming;
    }
    level_ = wakes_ ? 1.0f : 0.0f;
}

void MonitorMix::process(const InputBlock& input, const ParamCells& cells, int64_t sample, bool rolls, int frames,
                         float* const* out) {
    // Nothing to hear, nothing to do; the first plan starts the grid.
    if (quiet_ && filled_ == 0 && !next_.load(std::memory_order_relaxed)) return;
    wakes_ = !rolls || input.recorded;
    const int channels = input.planes ? std::min(input.channels, kMaxInputs) : 0;
    for (int c = channels; c < inputs_; ++c) in_[static_cast<size_t>(c)].fill(0); // the device is another one now
    inputs_ = std::max(inputs_, channels);
    for (int done = 0; done < frames;) {
        const int run = std::min(frames - done, kQuantum - filled_);
        for (int c = 0; c < channels; ++c)
            std::copy_n(input.planes[c] + done, run, &in_[static_cast<size_t>(c)][static_cast<size_t>(filled_)]);
        for (size_t c = 0; c < out_.size(); ++c)
            for (int i = 0; i < run; ++i) out[c][done + i] += out_[c][static_cast<size_t>(filled_ + i)];
        filled_ += run, done += run;
        if (filled_ < kQuantum) continue;
        filled_ = 0;
        int64_t quantum = mul_div_floor(std::max<int64_t>(0, rolls ? sample + done - kQuantum : sample), 1, kQuantum);
        // Plug-ins take the same place twice for the same sound.
        if (quantum == last_quantum_) ++quantum;
        last_quantum_ = quantum;
        render(cells, quantum);
    }
}

} // namespace tandem::audio
