// Films that must fit a number of bytes ("video.rate.mode": "size"): the bit rate of the picture follows from
// limits.bytes, the length and the sound; a film that comes out too large is made again at a rate corrected by what was
// measured. On the caller's thread.
#pragma once

#include <functional>

#include "engine/export/export.h"
#include "engine/export/target.h"

namespace tandem {

// kb/s for the picture of a film, at first. Error: config, where less than 50 kb/s are left for it.
Result<int> size_kbps(const Preset& preset, const ExportTarget& target);

// Runs `once` with a fixed bit rate until the file fits, five times at most; presets of other modes once, unchanged.
// `once` says in `bytes` how large its file was or, ended early for its size, would have become.
Result<ExportReport> fit_size(const ExportJob& job,
                              const std::function<Result<ExportReport>(const ExportJob&, int64_t& bytes)>& once);

} // namespace tandem
