// MidiTrack: what a track's MIDI clips send to its instrument, by absolute sample. Immutable once made
// (MidiTrackBuilder, while a plan is compiled); reading is realtime safe, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/time.h"
#include "engine/media/midi_file.h"

namespace tandem::audio {

// What messages so far have left: held notes, controllers, programs, bends. A value without memory of its own.
class MidiState {
  public:
    MidiState();
    void apply(const uint8_t* bytes);
    // Messages that bring a fresh instrument to this state; `to` is called with three bytes and the size.
    template<class F>
    void tell(F&& to) const;
    // Messages that end what would go on by itself: held notes, pedals, bends, pressure.
    template<class F>
    void tell_end(F&& to) const;

  private:
    static constexpr uint8_t kUnset = 0xFF;
    static constexpr int kParameters = 3; // registered ones that are kept: bend range, fine and coarse tuning
    struct Channel {
        std::array<uint8_t, 128> keys;     // velocity, 0 = not held
        std::array<uint8_t, 120> controls; // channel mode messages follow them
        uint8_t program, pressure, bend[2], parameter[kParameters][2];
    };
    std::array<Channel, 16> channels_;
};

class MidiTrack {
  public:
    struct Event {
        int64_t at = 0; // sample
        std::array<uint8_t, 3> bytes{};
        uint8_t size = 0;
    };
    // In [first, end).
    std::span<const Event> between(int64_t first, int64_t end) const;
    // What an instrument that starts at `sample` must know. Notes that are held there begin there.
    MidiState state_at(int64_t sample) const;
    uint64_t hash() const { return hash_; } // never 0
    size_t size() const { return events_.size(); }

  private:
    friend class MidiTrackBuilder;
    static constexpr size_t kStride = 1024;
    std::vector<Event> events_;     // by rising sample; of one sample in the order that they are sent in
    std::vector<MidiState> states_; // before event 0, kStride, ...
    uint64_t hash_ = 1;
};

class MidiTrackBuilder {
  public:
    // A clip that plays [begin, end) of the timeline, after those before. An event at file time t lies at sample
    // (zero + t). Where the clip goes on in the one before (`goes_on`) nothing ends and nothing is told again.
    void clip(const MidiFile& file, Time zero, int rate, int64_t begin, int64_t end, bool goes_on);
    // Null where there was no clip.
    std::shared_ptr<const MidiTrack> done();

  private:
    void add(int64_t at, const uint8_t* bytes, int size);
    void end_last();

    std::vector<MidiTrack::Event> events_;
    MidiState sent_;
    int64_t end_ = 0; // of the last clip
    bool open_ = false;
};

// A function that gives `to` messages of a channel: kind, two data bytes, and the size where it is not three.
template<class F>
auto on_channel(uint8_t channel, F& to) {
    return [channel, &to](uint8_t kind, uint8_t a, uint8_t b, int size = 3) {
        const uint8_t bytes[3] = {static_cast<uint8_t>(kind | channel), a, b};
        to(bytes, size);
    };
}

template<class F>
void MidiState::tell(F&& to) const {
    for (uint8_t n = 0; n < 16; ++n) {
        const Channel& c = channels_[n];
        auto send = on_channel(n, to);
        auto control = [&](uint8_t number) {
            if (c.controls[number] != kUnset) send(0xB0, number, c.controls[number]);
        };
        control(0), control(32); // the bank, before the program
        if (c.program != kUnset) send(0xC0, c.program, 0, 2);
        for (uint8_t p = 0; p < kParameters; ++p) {
            if (c.parameter[p][0] == kUnset && c.parameter[p][1] == kUnset) continue;
            send(0xB0, 101, 0), send(0xB0, 100, p);
            if (c.parameter[p][0] != kUnset) send(0xB0, 6, c.parameter[p][0]);
            if (c.parameter[p][1] != kUnset) send(0xB0, 38, c.parameter[p][1]);
        }
        for (uint8_t k = 1; k < c.controls.size(); ++k)
            if (k != 6 && k != 32 && k != 38) control(k);
        if (c.pressure != kUnset) send(0xD0, c.pressure, 0, 2);
        if (c.bend[0] != kUnset) send(0xE0, c.bend[0], c.bend[1]);
        for (uint8_t k = 0; k < 128; ++k)
            if (c.keys[k] > 0) send(0x90, k, c.keys[k]);
    }
}

template<class F>
void MidiState::tell_end(F&& to) const {
    for (uint8_t n = 0; n < 16; ++n) {
        const Channel& c = channels_[n];
        auto send = on_channel(n, to);
        for (uint8_t k = 0; k < 128; ++k)
            if (c.keys[k] > 0) send(0x80, k, 64);
        for (const auto pedal : std::array<uint8_t, 4>{64, 66, 67, 69})
            if (c.controls[pedal] != kUnset && c.controls[pedal] > 0) send(0xB0, pedal, 0);
        if (c.pressure != kUnset && c.pressure > 0) send(0xD0, 0, 0, 2);
        if (c.bend[0] != kUnset && (c.bend[0] != 0 || c.bend[1] != 64)) send(0xE0, 0, 64);
    }
}

} // namespace tandem::audio
