// Times and ranges of a sequence as people write them. Pure, any thread.
#pragma once

#include <string>

#include "engine/model/sequence.h"

namespace tandem {

// "HH:MM:SS:FF", "12.5s", "300f", "48000a"; timecodes count from the sequence's start timecode where they carry one.
Result<Time> parse_at(const std::string& text, const Sequence& sequence);
// "IN..OUT", either may be empty; an empty range, which means the whole sequence, for "".
Result<TimeRange> parse_range(const std::string& text, const Sequence& sequence);
// Warns of a range that goes on past the end of the sequence, where exports stop; "" for others.
std::string range_warning(TimeRange range, const Sequence& sequence);

} // namespace tandem
