// What an export makes: size, rate, sample format, colour and the exact run of frames and samples, decided from the
// sequence and the preset. Pure; any thread.
#pragma once

#include "engine/export/export.h"

namespace tandem {

struct ExportTarget {
    FrameTarget frame;
    FrameRate rate;
    Time start;          // on the timeline, on the sequence's frame grid
    int64_t frames = 0;  // of the result
    int64_t first = 0;   // of a part of a film: where its frame 0 lies in the film
    Time length;         // of the result: frames, or samples where there is no picture
    bool tagged = false; // the codec and container carry the colour tags
    // What progress counts: the frames, of sound alone as many as it lasts.
    int64_t progress_frames() const { return frames > 0 ? frames : rate.frames_covering(length); }
    // Timeline time whose picture result frame n shows.
    Time time_of(int64_t n) const { return start + rate.time_of(first + n); }
};

// Whether one picture serves both.
bool same_frame(const FrameTarget& a, const FrameTarget& b);
// What the job asks of every frame, but for the view.
RenderSpec render_spec(const ExportJob& job, const FrameTarget& frame);
// The view at a time of the sequence; none where there are no points.
std::optional<FrameView> view_at(std::span<const ReframePoint> points, Time t);

// Frames of a segment of a long film, 0 = it has none. Each segment is encoded by an encoder of its own, which knows
// nothing of the others: so after a kill a film goes on behind its last whole segment with the bytes it would have had
// anyway. H.264 and HEVC from four segments on, where quality decides and no bit rate or ceiling is to be kept across
// them. Whole groups of pictures.
int64_t segment_frames(const VideoSettings& settings, const ExportTarget& target);

// Errors: usage (an empty range or sequence), config (a format the codec does not take).
Result<ExportTarget> decide_target(const Project& project, const Sequence& sequence, const Preset& preset,
                                   TimeRange range);

} // namespace tandem
