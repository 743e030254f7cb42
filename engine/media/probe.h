// What a media file is: streams, timing, colour, as FFmpeg and our own checks say. Opens files without network, demuxer
// playlists or special files (RELIABILITY limits). Any thread; blocking I/O.
#pragma once

#include <string>

#include "engine/model/media.h"

namespace tandem {

// Facts for the media pool. `path` may be a printf pattern of numbered images ("shot_%04d.png"), found on disk.
// `media.id` stays 0. The rule of the pictures' rate stands in engine/media/frame_rate.h. Errors: no_input (missing),
// bad_data (corrupt, truncated header, nothing decodable; names the file and what is wrong), denied (FIFO, device,
// playlist, size limits), unavailable (a codec FFmpeg has no decoder for, named).
Result<Media> probe_media(const std::string& path);

// Everything `tandem probe` prints beyond the pool's facts, as text pairs: container, bit rate, HDR metadata, chapters,
// tags.
struct ProbeDetail {
    std::vector<std::pair<std::string, std::string>> lines;
    std::vector<std::pair<Time, std::string>> chapters;
};
Result<ProbeDetail> probe_detail(const std::string& path);

// Size and hashes of a file's head, middle and tail.
Result<Fingerprint> fingerprint(const std::string& path);

} // namespace tandem
