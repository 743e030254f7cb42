// Standard MIDI Files for tests. Header-only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace tandem::test {

using Bytes = std::vector<uint8_t>;

// 24000 ticks a quarter note, two of which last a second: a tick is a sample at 48 kHz.
inline constexpr int kSampleDivision = 24000;

inline void put_big_endian(Bytes& out, uint64_t v, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<uint8_t>(v >> (8 * i)));
}
inline void put_length(Bytes& out, int64_t v) {
    Bytes digits{static_cast<uint8_t>(v & 0x7F)};
    while (v >>= 7) digits.push_back(static_cast<uint8_t>(0x80 | (v & 0x7F)));
    out.insert(out.end(), digits.rbegin(), digits.rend());
}

// Events at absolute ticks, in any order; those of one tick stay in theirs.
struct MidiTrackBytes {
    std::vector<std::pair<int64_t, Bytes>> events;
    int64_t end = 0; // tick; the last event where that is later

    MidiTrackBytes& at(int64_t tick, Bytes bytes) { return events.emplace_back(tick, std::move(bytes)), *this; }
    MidiTrackBytes& note(int64_t on, int64_t off, int key = 60, int velocity = 100, int channel = 0) {
        at(on, {static_cast<uint8_t>(0x90 | channel), static_cast<uint8_t>(key), static_cast<uint8_t>(velocity)});
        return at(off, {static_cast<uint8_t>(0x80 | channel), static_cast<uint8_t>(key), 64});
    }
    MidiTrackBytes& tempo(int64_t tick, uint32_t us) {
        Bytes b{0xFF, 0x51, 3};
        put_big_endian(b, us, 3);
        return at(tick, b);
    }
    // With the chunk's head.
    Bytes chunk() const {
        auto sorted = events;
        std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        Bytes body;
        int64_t last = 0;
        for (const auto& [tick, bytes] : sorted) {
            put_length(body, tick - last);
            body.insert(body.end(), bytes.begin(), bytes.end());
            last = tick;
        }
        put_length(body, std::max<int64_t>(0, end - last));
        body.insert(body.end(), {0xFF, 0x2F, 0});
        Bytes out{'M', 'T', 'r', 'k'};
        put_big_endian(out, body.size(), 4);
        out.insert(out.end(), body.begin(), body.end());
        return out;
    }
};

inline Bytes midi_bytes(const std::vector<MidiTrackBytes>& tracks, int division = kSampleDivision, int format = -1) {
    Bytes out{'M', 'T', 'h', 'd', 0, 0, 0, 6};
    put_big_endian(out, static_cast<uint64_t>(format >= 0 ? format : tracks.size() > 1), 2);
    put_big_endian(out, tracks.size(), 2);
    put_big_endian(out, static_cast<uint16_t>(division), 2);
    for (const auto& t : tracks) {
        const Bytes chunk = t.chunk();
        out.insert(out.end(), chunk.begin(), chunk.end());
    }
    return out;
}

inline void write_bytes(const std::string& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

} // namespace tandem::test
