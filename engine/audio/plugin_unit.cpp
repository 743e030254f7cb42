// A plug-in on the channels of a strip.
#include "engine/audio/plugin_unit.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/envelope.h"

namespace tandem::audio {

// Pedal up, all notes off, all sound off, controllers to rest.
static constexpr uint8_t kSilence[] = {64, 123, 120, 121};

PluginUnit::PluginUnit(const PlanPlugin& plugin, int rate, int channels, int latency, PluginPlace place)
    : info_(plugin.info), state_(plugin.plugin->state), own_process_(plugin.own_process), rate_(rate),
      channels_(channels), latency_(latency), said_latency_(plugin.latency), setup_(plugin.setup),
      controls_(info_->controls()), inputs_(static_cast<int>(info_->main_inputs().size())),
      sides_(static_cast<int>(info_->side_inputs().size())), outputs_(static_cast<int>(info_->outputs().size())),
      takes_midi_(info_->midi_input() >= 0), instrument_(info_->is_instrument()), rest_(plugin.rest), readings_(rest_) {
    const bool mono = inputs_ == 1 && outputs_ == 1;
    const bool runs = !plugin.own_process || place == PluginPlace::worker;
    for (int i = 0; i < (mono ? channels : 1) && runs; ++i) {
        instances_.push_back(load());
        if (instances_.back()) continue;
        fault_ = lv2::Fault::crashed, silent_ = true;
        instances_.clear();
        break;
    }
    if (!runs) fault_ = lv2::Fault::not_live;
    for (int c = 0; c < channels; ++c) {
        const bool wet = !instances_.empty() && (mono || outputs_ == 1 || c < outputs_);
        const int frames = wet ? latency - said_latency_ : latency;
        late_.push_back({.ring = std::vector<float>(static_cast<size_t>(std::max(0, frames)))});
        through_.push_back(
            {.ring = std::vector<float>(static_cast<size_t>(instrument_ && wet ? std::max(0, latency) : 0))});
        kept_.emplace_back(kQuantum);
    }
}

void PluginUnit::Delay::run(float* x, int frames) {
    if (ring.empty()) return;
    for (int i = 0; i < frames; ++i) {
        std::swap(x[i], ring[at]);
        if (++at == ring.size()) at = 0;
    }
}

void PluginUnit::run(int64_t first, int frames, float* const* io, const float* const* key, int key_channels,
                     const double* values, const MidiTrack* midi) {
    if (first >= kept_first_ && first + frames <= kept_end_ && first != next_) {
        for (int c = 0; c < channels_; ++c)
            std::copy_n(&kept_[static_cast<size_t>(c)][static_cast<size_t>(first - kept_first_)], frames, io[c]);
        return;
    }
    if (first != kept_end_ || mul_div_floor(first, 1, kQuantum) * kQuantum == first) kept_first_ = first;
    play(first, frames, io, key, key_channels, values, midi);
    next_ = kept_end_ = first + frames;
    for (int c = 0; c < channels_; ++c)
        std::copy_n(io[c], frames, &kept_[static_cast<size_t>(c)][static_cast<size_t>(first - kept_first_)]);
}

void PluginUnit::fill(lv2::Instance& plugin, int channel, int frames, float* const* io, const float* const* key,
                      int key_channels, const double* values) const {
    for (size_t k = 0; k < controls_.size(); ++k) {
        const lv2::Port& p = info_->ports[static_cast<size_t>(controls_[k])];
        const double scale = p.of_rate ? rate_ : 1;
        double v = std::clamp(values[k], p.min * scale, p.max * scale);
        if (p.toggled)
            v = v > 0 ? 1 : 0;
        else if (p.integer || p.enumeration)
            v = std::floor(v + 0.5);
        plugin.controls()[k] = static_cast<float>(v);
    }
    for (int i = 0; i < sides_; ++i) std::copy_n(key[std::min(i, key_channels - 1)], frames, plugin.side(i));
    if (instances_.size() > 1) {
        std::copy_n(io[channel], frames, plugin.input(0));
    } else if (inputs_ == 1 && channels_ == 2) {
        for (int i = 0; i < frames; ++i) plugin.input(0)[i] = 0.5f * (io[0][i] + io[1][i]);
    } else {
        for (int i = 0; i < inputs_; ++i) {
            if (i < channels_ || channels_ == 1)
                std::copy_n(io[std::min(i, channels_ - 1)], frames, plugin.input(i));
            else
                std::fill_n(plugin.input(i), frames, 0.0f);
        }
    }
}

bool PluginUnit::finite(const lv2::Instance& plugin, int frames) const {
    for (int o = 0; o < outputs_; ++o) {
        // A sum of products with 0 is 0 unless one of them is not finite.
        float sum = 0;
        for (int i = 0; i < frames; ++i) sum += plugin.output(o)[i] * 0.0f;
        if (sum != 0 || std::isnan(sum)) return false;
    }
    return true;
}

void PluginUnit::read_outputs() {
    for (size_t k = 0; k < readings_.size(); ++k) {
        float most = NAN;
        for (const auto& plugin : instances_) {
            const float said = plugin->control_outputs()[k];
            if (std::isfinite(said) && !(std::fabs(said - rest_[k]) <= std::fabs(most - rest_[k]))) most = said;
        }
        if (std::isfinite(most)) readings_[k] = most; // else as it was
    }
}

bool PluginUnit::send(lv2::Instance& plugin, int64_t first, int frames, const MidiTrack* midi, Begins begins) {
    bool room = true;
    auto put = [&](int64_t frame, const uint8_t* bytes, int size) {
        lv2::MidiMessage m{.frame = static_cast<uint16_t>(frame), .size = static_cast<uint8_t>(size)};
        std::copy_n(bytes, size, m.bytes);
        room = plugin.send(m) && room;
    };
    if (begins == Begins::yes) {
        for (uint8_t channel = 0; channel < 16; ++channel)
            for (const uint8_t control : kSilence) {
                const uint8_t bytes[3] = {static_cast<uint8_t>(0xB0 | channel), control, 0};
                put(0, bytes, 3);
            }
        if (midi) midi->state_at(first).tell([&](const uint8_t* bytes, int size) { put(0, bytes, size); });
    }
    if (midi)
        for (const MidiTrack::Event& e : midi->between(first, first + frames))
            put(e.at - first, e.bytes.data(), e.size);
    return room;
}

void PluginUnit::play(int64_t first, int frames, float* const* io, const float* const* key, int key_channels,
                      const double* values, const MidiTrack* midi) {
    Begins begins = Begins::no;
    const bool sends = takes_midi_ && (midi || midi_ != 0);
    bool room = true;
    if (sends) {
        const uint64_t hash = midi ? midi->hash() : 0;
        // The unit of another plan may hold notes that this one does not know.
        if (begins_ || hash != midi_) begins = Begins::yes;
        midi_ = hash;
    }
    for (size_t n = 0; n < instances_.size() && !silent_; ++n) {
        lv2::Instance& plugin = *instances_[n];
        fill(plugin, static_cast<int>(n), frames, io, key, key_channels, values);
        if (sends) room = send(plugin, first + latency_, frames, midi, begins) && room;
        if (!plugin.run(frames)) {
            fault_ = plugin.fault() == lv2::Fault::none ? lv2::Fault::crashed : plugin.fault(), silent_ = true;
        } else if (!finite(plugin, frames)) {
            fault_ = lv2::Fault::not_a_number, silent_ = true;
        } else if (plugin.latency() != said_latency_ && fault_ == lv2::Fault::none) {
            fault_ = lv2::Fault::latency_changed;
        }
    }
    // What a crowded quantum lost is made good once, by a new start in the next.
    if (sends) begins_ = !room && begins == Begins::no;
    if (silent_) {
        std::copy(rest_.begin(), rest_.end(), readings_.begin());
        for (int c = 0; c < channels_; ++c) std::fill_n(io[c], frames, 0.0f);
        return;
    }
    read_outputs();
    const auto count = static_cast<int>(instances_.size());
    for (int c = 0; c < channels_; ++c) {
        if (instrument_ && count == 1 && (outputs_ == 1 || c < outputs_)) {
            float own[kQuantum];
            std::copy_n(instances_[0]->output(outputs_ == 1 ? 0 : c), frames, own);
            late_[static_cast<size_t>(c)].run(own, frames);
            through_[static_cast<size_t>(c)].run(io[c], frames);
            for (int i = 0; i < frames; ++i) io[c][i] += own[i];
            continue;
        }
        if (count > 1)
            std::copy_n(instances_[static_cast<size_t>(c)]->output(0), frames, io[c]);
        else if (count == 1 && (outputs_ == 1 || c < outputs_))
            std::copy_n(instances_[0]->output(outputs_ == 1 ? 0 : c), frames, io[c]);
        late_[static_cast<size_t>(c)].run(io[c], frames);
    }
}

void PluginUnit::restart() {
    bool lost = false;
    for (auto& plugin : instances_) {
        if (plugin->restart()) continue;
        // A jump is a new try. Only on workers: instances of the device's thread are never lost.
        auto fresh = again_ > 0 ? load() : nullptr;
        --again_;
        if (fresh)
            plugin = std::move(fresh);
        else
            lost = true;
    }
    for (auto* delays : {&late_, &through_})
        for (Delay& d : *delays) std::fill(d.ring.begin(), d.ring.end(), 0.0f), d.at = 0;
    begins_ = true;
    std::copy(rest_.begin(), rest_.end(), readings_.begin());
    next_ = INT64_MIN, kept_first_ = kept_end_ = 0;
    silent_ = lost || (instances_.empty() && fault_ == lv2::Fault::crashed);
}

std::unique_ptr<lv2::Instance> PluginUnit::load() const {
    const lv2::InstanceSpec spec{.info = info_, .rate = rate_, .state = state_};
    auto made = own_process_ ? lv2::make_remote(spec) : lv2::make_local(spec);
    return made ? std::move(*made) : nullptr;
}

PluginProcessor::PluginProcessor(std::shared_ptr<PluginUnit> unit, std::shared_ptr<PluginFaults> faults, int index,
                                 int lead, std::shared_ptr<const MidiTrack> midi)
    : unit_(std::move(unit)), faults_(std::move(faults)), index_(index), midi_(std::move(midi)) {
    // Lanes ask behind a whole chunk.
    if (const size_t count = unit_->readings().size()) {
        said_of_.assign(static_cast<size_t>((lead + kChunk) / kQuantum + 1), INT64_MIN);
        said_.resize(said_of_.size() * count);
    }
    tell();
}

void PluginProcessor::run(const ProcessorRun& run) {
    unit_->run(run.first, run.frames, run.io, run.key, run.key_channels, run.from, midi_.get());
    if (!said_of_.empty()) {
        const int64_t quantum = mul_div_floor(run.first, 1, kQuantum);
        const size_t at = ring_at(quantum);
        const std::span<const float> said = unit_->readings();
        said_of_[at] = quantum;
        std::copy(said.begin(), said.end(), said_.begin() + static_cast<long>(at * said.size()));
    }
    tell();
}

void PluginProcessor::reset() {
    unit_->restart(), tell();
    std::fill(said_of_.begin(), said_of_.end(), INT64_MIN);
}

const float* PluginProcessor::readings_of(int64_t quantum) const {
    if (said_of_.empty()) return nullptr;
    const size_t at = ring_at(quantum);
    return said_of_[at] == quantum ? &said_[at * unit_->readings().size()] : nullptr;
}

// Quanta before the timeline's start count as well.
size_t PluginProcessor::ring_at(int64_t quantum) const {
    const auto size = static_cast<int64_t>(said_of_.size());
    return static_cast<size_t>((quantum % size + size) % size);
}

std::shared_ptr<PluginUnit> PluginUnits::take(const PlanPlugin& plugin, int rate, int channels, int latency) {
    auto& kept = units_[plugin.effect];
    auto unit = kept.lock();
    if (!unit || !unit->fits(plugin, channels)) {
        unit = std::make_shared<PluginUnit>(plugin, rate, channels, latency, PluginPlace::device);
        kept = unit;
    }
    return unit;
}

} // namespace tandem::audio
