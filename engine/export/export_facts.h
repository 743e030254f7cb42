// What an export will do, said without doing it: the encoders as they really open, the room that the film needs. Opens
// and closes encoders and the mix; a worker's thread, blocking.
#pragma once

#include "engine/export/export.h"
#include "engine/export/size_estimate.h"
#include "engine/export/target.h"

namespace tandem {

struct PictureFacts {
    std::string encoder; // FFmpeg's name
    std::string note;    // why no hardware one, where one was asked for
    std::string format;  // of samples, FFmpeg's name
    int gop = 0;         // frames from key frame to key frame, at most; 1 = all are; 0 = the encoder's own choice
    int b_frames = 0;    // -1 = the encoder's own choice
    int threads = 0;     // 0 = all cores
    int64_t bit_rate = 0, max_rate = 0, buffer = 0;           // bits/s and bits; 0 = quality decides
    int64_t segment_frames = 0;                               // as target.h has them
    std::vector<std::pair<std::string, std::string>> options; // as the encoder gets them
};
struct SoundFacts {
    std::string encoder;
    int rate = 0, channels = 0;
    int64_t bit_rate = 0; // 0 = lossless or its own choice
};
struct ExportFacts {
    ExportTarget target;
    std::optional<PictureFacts> picture;
    std::vector<SoundFacts> sounds;
    std::optional<SizeEstimate> size;
    int64_t disk_free = -1; // bytes; -1 = not known
};

// Errors: all that run_export would give before it renders, but for what stands at the output.
Result<ExportFacts> export_facts(const ExportJob& job);

} // namespace tandem
