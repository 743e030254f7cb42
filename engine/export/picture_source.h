// PictureSource: the composited pictures of one canvas where they were made before the export that encodes them
// (chunk_reader.h). PacketSource: the packets of one film's pictures where they were encoded before (chunk_packets.h).
// Each is used by one thread at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/picture.h"
#include "engine/export/av_glue.h"
#include "engine/video/compile_frame.h"

namespace tandem {

// What became known of frames while they were made.
struct FramesMade {
    int64_t passthrough = 0; // frames that never met the compositor
    std::vector<FrameNote> notes;
    std::vector<std::string> warnings; // of devices
};

class PictureSource {
  public:
    virtual ~PictureSource() = default;
    // Frame `n` of the film in the target's format and size. Frames are asked for in order; 0 begins again. Errors:
    // temporary (it can be made again, and how), io.
    virtual Result<PictureRef> frame(int64_t n) = 0;
    virtual const FramesMade& made() const = 0;
};

class PacketSource {
  public:
    virtual ~PacketSource() = default;
    // All packets of the film in decoding order, one for each frame; they are shown at frame numbers from 0. `stopped`
    // is asked before each. Errors: as PictureSource; the sink's.
    virtual Result<void> read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) = 0;
    virtual const FramesMade& made() const = 0; // once all was read
};

} // namespace tandem
