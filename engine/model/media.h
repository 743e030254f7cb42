// The media pool: what the project knows of each file, and the bins that order them. Immutable values; any thread.
#pragma once

#include <string>
#include <vector>

#include "engine/base/colour.h"
#include "engine/model/param.h"

namespace tandem {

// Finds a moved file again: size and hashes of the first, middle and last 64 KiB (engine/base/hash.h). All 0 = unknown.
struct Fingerprint {
    int64_t size = 0;
    uint64_t head = 0, middle = 0, tail = 0;
    friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// Facts as probed when imported; a cache that lets a project open and lay out without touching its media.
struct PictureStream {
    int index = 0; // FFmpeg stream index
    int width = 0, height = 0;
    int sar_num = 1, sar_den = 1; // sample aspect
    int rotation = 0;             // clockwise quarter turns to show it upright: 0, 90, 180, 270
    bool mirror = false;          // flipped left-right before the rotation
    FrameRate rate;               // a project's (engine/media/frame_rate.h); the truth is in the time stamps
    bool variable_rate = false, interlaced = false, has_alpha = false, still = false;
    ColourTags colour;         // as tagged; unspecified where the file says nothing
    int peak_nits = 0;         // brightest light of an HDR film as its file says, cd/m2; 0 = not said
    Time start;                // of the first picture, in the medium's own time (engine/media/media_start.h)
    Time duration;             // end of the last picture, in the same time
    std::string codec, format; // FFmpeg's names
};
struct SoundStream {
    int index = 0;
    int rate = 48000, channels = 2;
    std::string layout, codec; // FFmpeg's names: "stereo", "5.1(side)"
    Time duration;
    int64_t notes = 0; // of a MIDI file
};
// A MIDI file is media with one sound stream of this codec: notes for an instrument among the track's inserts.
inline constexpr const char* kMidiCodec = "midi";

struct Media {
    MediaId id;
    std::string name;
    std::string path; // absolute in memory; the project file stores it relative where it can
    Fingerprint fingerprint;
    BinId bin;                           // none = top level
    Time duration;                       // longest stream
    std::vector<PictureStream> pictures; // without cover art
    std::vector<SoundStream> sounds;
    // Numbered images as one film: path holds a printf pattern ("shot_%04d.png").
    bool image_sequence = false;
    int sequence_first = 0, sequence_count = 0;
    FrameRate sequence_rate;
    std::string timecode;       // start timecode as text, "" = none
    ColourTags override_colour; // what the user says where the file lies; unspecified fields do not override
    Extra extra;

    bool is_midi() const { return !sounds.empty() && sounds[0].codec == kMidiCodec; }
};

struct Bin {
    BinId id, parent;
    std::string name;
    Extra extra;
};

} // namespace tandem
