// Sequence: format, tracks, mixer and markers of one timeline. Immutable values; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/chunked.h"
#include "engine/base/timecode.h"
#include "engine/model/clip.h"
#include "engine/model/mixer.h"

namespace tandem {

enum class TrackKind : uint8_t { picture, sound, subtitle };

// When the input of an armed track is heard through its strip.
enum class Monitoring : uint8_t { off, automatic, on }; // automatic: while it stands, and while it is recorded
inline constexpr std::array<std::string_view, 3> kMonitoringWords{"off", "auto", "on"};

// What an armed track records, of the device's inputs.
struct TrackInput {
    int first = 0;    // channel, counted from 0
    int channels = 1; // 1 = mono, 2 = the pair from `first` on
    Monitoring monitoring = Monitoring::off;
    friend bool operator==(const TrackInput&, const TrackInput&) = default;
};
inline constexpr int kMaxInputs = 128; // channels of a device

struct Track {
    TrackId id;
    TrackKind kind = TrackKind::picture;
    std::string name;
    Chunked<Placement> items; // by rising start, never overlapping
    Ref<Strip> strip;         // sound tracks only
    TrackInput input;         // sound tracks only
    bool enabled = true;      // picture and subtitles: shown; sound uses strip->mute
    bool locked = false;
    bool sync_lock = true; // follows ripples of other tracks
    std::string language;  // subtitles: BCP 47, may be empty
    Extra extra;

    Time end() const { return items.empty() ? Time{} : items.back().end(); }
};

enum class BlendSpace : uint8_t { linear, display }; // where blending and scaling happen

struct Format {
    int width = 1920, height = 1080;
    FrameRate rate{25, 1};
    int audio_rate = 48000;
    int channels = 2;
    ColourTags colour = kRec709; // of the result
    BlendSpace blend_space = BlendSpace::linear;
    Primaries working = Primaries::unspecified; // of grading and blending; unspecified = those of `colour`
    DropFrame drop_frame = DropFrame::no;
    int64_t start_frame = 0; // timecode of frame 0, as a frame number
    friend bool operator==(const Format&, const Format&) = default;
};

enum class MarkerKind : uint8_t { comment, chapter, todo };
struct Marker {
    MarkerId id;
    Time start, length; // length 0 = a point
    MarkerKind kind = MarkerKind::comment;
    std::string name, note, colour;
    Extra extra;
};

struct Sequence {
    SequenceId id;
    std::string name;
    Format format;
    std::vector<Ref<Track>> tracks; // picture tracks bottom to top, then sound and subtitle tracks, in the user's order
    Ref<Mixer> mixer;               // never null
    std::vector<Ref<Marker>> markers; // by rising start
    Extra extra;

    // End of the last item of any track.
    Time duration() const;
};

} // namespace tandem
