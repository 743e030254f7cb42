// Clips of MIDI files as one list of messages.
#include "engine/audio/midi_track.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace tandem::audio {

MidiState::MidiState() {
    for (Channel& c : channels_) {
        c.keys.fill(0), c.controls.fill(kUnset);
        c.program = c.pressure = c.bend[0] = c.bend[1] = kUnset;
        for (auto& p : c.parameter) p[0] = p[1] = kUnset;
    }
}

void MidiState::apply(const uint8_t* b) {
    Channel& c = channels_[b[0] & 0x0F];
    switch (b[0] & 0xF0) {
    case 0x80:
        c.keys[b[1]] = 0;
        return;
    case 0x90:
        c.keys[b[1]] = b[2];
        return;
    case 0xC0:
        c.program = b[1];
        return;
    case 0xD0:
        c.pressure = b[1];
        return;
    case 0xE0:
        c.bend[0] = b[1], c.bend[1] = b[2];
        return;
    case 0xB0:
        break;
    default:
        return; // pressure of a key goes with its note
    }
    if (b[1] == 120 || b[1] >= 123) {
        c.keys.fill(0);
    } else if (b[1] == 121) {
        for (const size_t k : {1, 2, 11, 64, 65, 66, 67}) c.controls[k] = kUnset;
        c.pressure = c.bend[0] = c.bend[1] = kUnset;
    } else if (b[1] < c.controls.size()) {
        c.controls[b[1]] = b[2];
        if ((b[1] == 6 || b[1] == 38) && c.controls[101] == 0 && c.controls[100] < kParameters)
            c.parameter[c.controls[100]][b[1] == 6 ? 0 : 1] = b[2];
    }
}

static bool is_off(const uint8_t* b) { return (b[0] & 0xF0) == 0x80 || ((b[0] & 0xF0) == 0x90 && b[2] == 0); }

std::span<const MidiTrack::Event> MidiTrack::between(int64_t first, int64_t end) const {
    auto before = [](const Event& e, int64_t at) { return e.at < at; };
    const auto a = std::lower_bound(events_.begin(), events_.end(), first, before);
    return {a, std::lower_bound(a, events_.end(), end, before)};
}

MidiState MidiTrack::state_at(int64_t sample) const {
    const auto next = static_cast<size_t>(between(INT64_MIN, sample).size()), kept = next / kStride;
    MidiState s = states_.empty() ? MidiState{} : states_[kept];
    for (size_t i = kept * kStride; i < next; ++i) s.apply(events_[i].bytes.data());
    // A note that ends there does not begin there.
    for (size_t i = next; i < events_.size() && events_[i].at == sample; ++i)
        if (is_off(events_[i].bytes.data())) s.apply(events_[i].bytes.data());
    return s;
}

void MidiTrackBuilder::add(int64_t at, const uint8_t* bytes, int size) {
    MidiTrack::Event e{.at = at, .size = static_cast<uint8_t>(size)};
    std::copy_n(bytes, size, e.bytes.begin());
    events_.push_back(e);
    sent_.apply(e.bytes.data());
}

void MidiTrackBuilder::end_last() {
    if (!open_) return;
    const MidiState before = sent_;
    before.tell_end([&](const uint8_t* bytes, int size) { add(end_, bytes, size); });
}

void MidiTrackBuilder::clip(const MidiFile& file, Time zero, int rate, int64_t begin, int64_t end, bool goes_on) {
    auto sample = [&](const MidiEvent& e) { return (zero + e.time).samples_round(rate); };
    const auto first = std::partition_point(file.events.begin(), file.events.end(),
                                            [&](const MidiEvent& e) { return sample(e) < begin; });
    if (!goes_on || !open_) {
        end_last();
        MidiState state;
        std::for_each(file.events.begin(), first, [&](const MidiEvent& e) { state.apply(e.bytes.data()); });
        for (auto it = first; it != file.events.end() && sample(*it) == begin; ++it)
            if (is_off(it->bytes.data())) state.apply(it->bytes.data());
        state.tell([&](const uint8_t* bytes, int size) { add(begin, bytes, size); });
    }
    for (auto it = first; it != file.events.end() && sample(*it) < end; ++it)
        add(sample(*it), it->bytes.data(), it->size);
    end_ = end, open_ = true;
}

std::shared_ptr<const MidiTrack> MidiTrackBuilder::done() {
    if (!open_) return nullptr;
    end_last();
    auto out = std::make_shared<MidiTrack>();
    out->events_ = std::move(events_);
    Hasher h;
    MidiState state;
    for (size_t i = 0; i < out->events_.size(); ++i) {
        if (i % MidiTrack::kStride == 0) out->states_.push_back(state);
        const MidiTrack::Event& e = out->events_[i];
        state.apply(e.bytes.data());
        h.word(static_cast<uint64_t>(e.at)).bytes(e.bytes.data(), e.bytes.size());
    }
    if (out->events_.size() % MidiTrack::kStride == 0) out->states_.push_back(state);
    out->hash_ = std::max<uint64_t>(1, h.value());
    return out;
}

} // namespace tandem::audio
