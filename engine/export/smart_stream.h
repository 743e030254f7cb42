// What an H.264 or HEVC stream joined from several encoders needs: the parameter sets of all parts in its header where
// their ids differ, else in front of every key frame. Pure; any thread. Private to engine/export.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/media/coded_stream.h"

namespace tandem {

using Units = std::vector<std::vector<uint8_t>>; // without start codes

Units copy_units(const std::vector<std::span<const uint8_t>>& units);

// How the parts' parameter sets travel.
struct JoinedHeader {
    bool in_band = false;        // in front of key frames; else all are in `header`
    std::vector<uint8_t> header; // behind start codes
};
// `parts`: the sets of each part. H.264's ids are compared; HEVC's sets must all be the same to stay in the header.
JoinedHeader join_headers(const std::string& codec, const std::vector<Units>& parts);

// An id for H.264's sequence and picture parameter sets that no part has; -1 where all 32 are taken.
int free_set_id(const std::vector<Units>& parts);

// Units as a packet behind start codes, `sets` put in front (behind an access unit delimiter).
std::vector<uint8_t> annex_b(const std::string& codec, const std::vector<std::span<const uint8_t>>& units,
                             const Units& sets);

} // namespace tandem
