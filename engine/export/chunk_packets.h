// ChunkPackets: the packets of a film read back from the chunks of a farm's job where these were encoded as in the
// film.
#pragma once

#include "engine/export/chunk_reader.h"

namespace tandem {

class ChunkPackets final : public PacketSource {
  public:
    // Blocks until the file, an index of `files`, may be read; null = they all may.
    using Ready = std::function<Result<void>(size_t file, const std::function<bool()>& stopped)>;
    // `files` by rising first frame, from 0, without gaps; `made` is asked when all of them were read.
    ChunkPackets(std::vector<ChunkFile> files, FrameRate rate, std::function<FramesMade()> made, Ready ready = {})
        : files_(std::move(files)), rate_(rate), ask_made_(std::move(made)), ready_(std::move(ready)) {}
    Result<void> read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) override;
    const FramesMade& made() const override { return made_; }

  private:
    const std::vector<ChunkFile> files_;
    const FrameRate rate_;
    const std::function<FramesMade()> ask_made_;
    const Ready ready_;
    FramesMade made_;
};

} // namespace tandem
