// ChunkPackets: the packets of a film read back from the chunks of a farm's job where these were encoded as in the
// film.
#pragma once

#include "engine/export/chunk_reader.h"

namespace tandem {

class ChunkPackets final : public PacketSource {
  public:
    // `files` by rising first frame, from 0, without gaps.
    ChunkPackets(std::vector<ChunkFile> files, FrameRate rate, FramesMade made)
        : files_(std::move(files)), rate_(rate), made_(std::move(made)) {}
    Result<void> read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) override;
    const FramesMade& made() const override { return made_; }

  private:
    const std::vector<ChunkFile> files_;
    const FrameRate rate_;
    const FramesMade made_;
};

} // namespace tandem
