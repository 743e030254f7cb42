// SMPTE timecode: frame counts as HH:MM:SS:FF and, for the NTSC rates, drop-frame HH:MM:SS;FF. Pure, any thread.
// Drop frame skips nominal/15 numbers a minute (2, 4, 8), but not in every tenth minute (SMPTE ST 12-1).
#pragma once

#include <string>

#include "engine/base/time.h"

namespace tandem {

enum class DropFrame { no, yes };

// Whether a rate has a drop-frame form: 30000/1001, 60000/1001, 120000/1001.
bool drop_frame_allowed(FrameRate rate);

// Frame number -> text. Negative frames get a leading '-'. Pre: drop only where allowed.
std::string timecode_text(int64_t frame, FrameRate rate, DropFrame drop);

// Text -> frame number. ':' or ';' or '.' before the frames; ';' means drop frame. Refuses fields out of range, dropped
// numbers, drop frame at a rate that has none, hours above 99.
Result<int64_t> parse_timecode(const std::string& text, FrameRate rate);

// A time as users write it on the command line: timecode, "12.5s", "300f", "48000a" (samples at `audio_rate`).
Result<Time> parse_time(const std::string& text, FrameRate rate, int64_t audio_rate);

// Timecode of an instant for messages, e.g. "00:00:12:05".
std::string time_text(Time t, FrameRate rate, DropFrame drop = DropFrame::no);

} // namespace tandem
