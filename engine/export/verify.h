// Verification: decodes a finished file completely and measures it. Any thread; blocking.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/colour.h"
#include "engine/base/result.h"
#include "engine/base/time.h"

namespace tandem {

// What the file must be; unset fields are not checked.
struct VerifyExpect {
    std::optional<int64_t> frames;
    std::optional<int> width, height;
    std::optional<FrameRate> rate;
    std::optional<Time> duration;
    std::optional<ColourTags> colour;
    std::optional<int> audio_rate, channels;
    std::optional<int64_t> audio_samples; // within one codec frame
    bool no_edit_lists = false;
    bool faststart = false;
};

struct VerifyReport {
    std::string file, container, video_codec, audio_codec, pixel_format;
    int width = 0, height = 0;
    FrameRate rate;
    int64_t frames = 0; // decoded
    int64_t decode_errors = 0;
    Time video_start, video_end, audio_start, audio_end;
    double start_skew_ms = 0, end_skew_ms = 0; // audio minus video
    ColourTags colour;                         // of the stream
    int audio_rate = 0, channels = 0;
    int64_t audio_samples = 0;
    std::optional<double> loudness_lufs, loudness_range_lu, true_peak_dbtp;
    std::vector<std::string> problems; // empty = verified
};

// Error only where the file cannot be opened; everything else is in `problems`.
Result<VerifyReport> verify_file(const std::string& path, const VerifyExpect& expect,
                                 const std::atomic<bool>* cancel = nullptr);

} // namespace tandem
