// Verification: demuxes a finished file, decodes it completely or at its ends, and measures it. Any thread; blocking.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/colour.h"
#include "engine/base/result.h"
#include "engine/base/time.h"
#include "engine/export/light_meter.h"
#include "engine/export/loudness.h"
#include "engine/export/preset.h"

namespace tandem {

// What a sound track must measure.
struct LoudnessBound {
    int track = 0; // number among the file's sound tracks
    LoudnessSettings asked;
    double tolerance_lu = 0.5, tolerance_db = 0.3;
};

// What the file must be; unset fields are not checked.
struct VerifyExpect {
    std::optional<int64_t> frames;
    std::optional<int> width, height;
    std::optional<FrameRate> rate;
    std::optional<Time> duration;
    std::optional<ColourTags> colour;
    std::optional<int> audio_rate, channels;
    std::optional<int64_t> audio_samples; // within one codec frame
    std::optional<ContentLight> light;    // of the picture stream
    std::vector<LoudnessBound> loudness;  // these tracks are decoded whole at any depth
    bool no_edit_lists = false;
    bool faststart = false;
    bool same_start = false;       // sound and picture begin together,
    double start_tolerance_ms = 1; // within this
    bool upright = false;          // square pixels, and nothing that tells a player to turn or mirror the picture
    // PacketDigest of each stream as it was written, and the container word they were made for.
    std::vector<uint64_t> packet_digests;
    std::string mux;
};

// quick: every packet is read and checked, the first frames and the last group of pictures (if longer than 30 frames
// its first 12) are decoded; no loudness. full: everything is decoded.
enum class VerifyDepth : uint8_t { quick, full };

struct VerifyReport {
    std::string file, container, video_codec, audio_codec, pixel_format;
    int width = 0, height = 0;
    FrameRate rate;
    VerifyDepth depth = VerifyDepth::full;
    int64_t frames = 0;         // in the file
    int64_t frames_decoded = 0; // of them, by this check
    int64_t decode_errors = 0;
    Time video_start, video_end, audio_start, audio_end;
    double start_skew_ms = 0, end_skew_ms = 0; // audio minus video
    ColourTags colour;                         // of the stream
    std::optional<ContentLight> light;         // as the container says
    int audio_rate = 0, channels = 0;
    int64_t audio_samples = 0;
    std::optional<double> loudness_lufs, loudness_range_lu, true_peak_dbtp; // of the first sound track
    std::vector<SoundMeasure> sounds;  // of every sound track; empty measures where it was not measured
    std::vector<std::string> problems; // empty = verified
    size_t loudness_problems = 0;      // those of them that name a loudness or true peak that was missed
    // Picture and sound are as they must be, only louder, softer or with higher peaks than asked.
    bool only_loudness() const { return loudness_problems > 0 && loudness_problems == problems.size(); }
};

// Where a measured sound misses what was asked of it, a text each; empty = met.
std::vector<std::string> loudness_faults(const LoudnessBound& bound, const SoundMeasure& measure);

// Frames read so far, and how many the file says it has (0 = it does not say); on the caller's thread, often.
using VerifyProgress = std::function<void(int64_t frame, int64_t frames)>;

// Error only where the file cannot be opened; everything else is in `problems`.
Result<VerifyReport> verify_file(const std::string& path, const VerifyExpect& expect,
                                 const std::atomic<bool>* cancel = nullptr, VerifyDepth depth = VerifyDepth::full,
                                 const VerifyProgress& progress = {});

// Numbered images: `pattern` is a printf pattern from number `first`. Decodes all, or the first and the last one.
Result<VerifyReport> verify_images(const std::string& pattern, int first, const VerifyExpect& expect,
                                   const std::atomic<bool>* cancel = nullptr, VerifyDepth depth = VerifyDepth::full);

} // namespace tandem
