// ChunkReader: the pictures of a canvas read back from the chunks of a farm's job, bit for bit as they were composited.
// And what a chunk is written with. One thread at a time.
#pragma once

#include <memory>

#include "engine/export/av_glue.h"
#include "engine/export/picture_source.h"
#include "engine/export/preset.h"
#include "engine/video/frame_program.h"

namespace tandem {

// A lossless intra codec that keeps this sample format: FFVHUFF where it takes it, else FFV1, for packed 8-bit RGB PNG,
// for float EXR.
VideoSettings chunk_codec(PixelFormat format);

struct ChunkFile {
    std::string path;
    int64_t first = 0, frames = 0;
};

class ChunkReader final : public PictureSource {
  public:
    // `files` by rising first frame, without gaps. `threads` 0 = all cores.
    ChunkReader(std::vector<ChunkFile> files, FrameTarget target, FramesMade made, int threads);
    ~ChunkReader() override;
    Result<PictureRef> frame(int64_t n) override;
    const FramesMade& made() const override { return made_; }

  private:
    struct Open;
    Result<void> open(size_t file);

    const std::vector<ChunkFile> files_;
    const FrameTarget target_;
    const FramesMade made_;
    const int threads_;
    std::unique_ptr<Open> open_;
    size_t file_ = 0;  // that is open
    int64_t next_ = 0; // frame that it gives next
};

} // namespace tandem
