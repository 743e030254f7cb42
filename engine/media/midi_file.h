// Standard MIDI Files (.mid): notes and controls with their media time. Any thread; load_midi() blocks on the disk.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace tandem {

// A channel message: a status byte 0x80..0xEF and its one or two data bytes.
struct MidiEvent {
    Time time; // >= 0, from the start of the file, rounded once
    std::array<uint8_t, 3> bytes{};
    uint8_t size = 0; // 2 or 3
};

struct MidiFile {
    int format = 0, tracks = 0;
    std::string division;          // in words: "96 ticks a quarter note"
    std::vector<MidiEvent> events; // by rising time; of one instant as in the file, track after track
    Time duration;                 // end of the longest track
    int64_t notes = 0;
    std::vector<std::string> warnings; // what was damaged and left out
};

// A note as it is drawn; one without an end lasts as long as the file.
struct MidiNote {
    Time start, end;
    uint8_t channel = 0, key = 0, velocity = 0;
};
struct MidiNotes {
    std::vector<MidiNote> all; // by start
    int low = 127, high = 0;   // keys among them
};

// Largest file that is read, bytes.
inline constexpr int64_t kMaxMidiBytes = 8 << 20;

// Formats 0 and 1; system exclusive and other meta events are passed over. A track that is cut off or damaged gives
// what stands before the damage, with a warning. Errors: bad_data (no MIDI file, or nothing in it can be read),
// unavailable (format 2, MIDI 2.0). `where` names the file in errors.
Result<MidiFile> parse_midi(std::span<const uint8_t> bytes, const std::string& where);
// Whether a file begins like one of those that parse_midi() knows or names.
bool looks_like_midi(std::span<const uint8_t> bytes);

// The file at `path`, kept while its size and time stay. Errors: as above, and no_input, denied (no regular file, too
// large), io.
Result<std::shared_ptr<const MidiFile>> load_midi(const std::string& path);

// By rising start.
MidiNotes midi_notes(const MidiFile& file);

} // namespace tandem
