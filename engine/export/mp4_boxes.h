// The box structure of MP4 and QuickTime files, as far as delivery rules ask about it. Any thread; reads the file.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace tandem {

struct Mp4Boxes {
    bool is_mp4 = false;     // the file begins with boxes we know
    bool moov_first = false; // moov stands before mdat
    bool complete = false;   // moov and mdat are there and the boxes fill the file exactly
    int edit_lists = 0;      // elst boxes
    int colour_boxes = 0;    // colr boxes
};
// Error: no_input where the file cannot be read.
Result<Mp4Boxes> read_mp4_boxes(const std::string& path);

} // namespace tandem
