// Reading times of a sequence.
#include "engine/model/timeline_text.h"

#include "engine/base/timecode.h"

namespace tandem {

Result<Time> parse_at(const std::string& text, const Sequence& sequence) {
    const Format& format = sequence.format;
    Time t = TRY(parse_time(text, format.rate, format.audio_rate));
    const bool timecode = text.find(':') != std::string::npos || text.find(';') != std::string::npos;
    if (timecode && format.start_frame != 0) {
        Time shifted = format.rate.time_of(format.rate.frame_nearest(t) - format.start_frame);
        if (shifted >= Time{}) return shifted;
    }
    return t;
}

Result<TimeRange> parse_range(const std::string& text, const Sequence& sequence) {
    if (text.empty()) return TimeRange{};
    const size_t dots = text.find("..");
    if (dots == std::string::npos) return fail(ErrorCode::usage, "a range is IN..OUT", "--range " + text);
    const std::string in = text.substr(0, dots), out = text.substr(dots + 2);
    const Time start = in.empty() ? Time{} : TRY(parse_at(in, sequence));
    const Time end = out.empty() ? sequence.duration() : TRY(parse_at(out, sequence));
    if (start < Time{} || end < Time{})
        return fail(ErrorCode::usage, "times of a range are not negative", "--range " + text);
    if (end <= start) return fail(ErrorCode::usage, "the range is empty; IN must lie before OUT", "--range " + text);
    return TimeRange::between(start, end);
}

std::string range_warning(TimeRange range, const Sequence& sequence) {
    const Format& f = sequence.format;
    const Time end = sequence.duration();
    if (range.empty() || range.start >= end || f.rate.frames_covering(range.end()) <= f.rate.frames_covering(end))
        return {};
    auto text = [&](Time t) { return timecode_text(f.rate.frames_covering(t) + f.start_frame, f.rate, f.drop_frame); };
    return "the range goes on to " + text(range.end()) + "; the sequence, and with it the export, ends at " + text(end);
}

} // namespace tandem
