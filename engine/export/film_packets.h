// FilmPackets: the picture packets of a film read back from its finished file, as its encoder made them.
#pragma once

#include "engine/export/picture_source.h"

namespace tandem {

// Whether a codec's packets are runs of units: behind start codes from an encoder, behind lengths in files.
bool has_units(AVCodecID codec);
// From lengths of four bytes to start codes of four. False where it has no such lengths, or no memory is left.
bool to_start_codes(AVPacket& packet);

// Of one packet, in its encoder's time base. Containers round and shift times, so they are not read back.
struct PacketTime {
    int64_t pts = 0, dts = 0, duration = 0;
    int flags = 0;
};

class FilmPackets final : public PacketSource {
  public:
    // `times` of all packets in the file's order; outlives the object. H.264 and HEVC come with start codes.
    FilmPackets(std::string path, const std::vector<PacketTime>& times) : path_(std::move(path)), times_(times) {}
    Result<void> read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) override;
    const FramesMade& made() const override { return made_; }

  private:
    const std::string path_;
    const std::vector<PacketTime>& times_;
    const FramesMade made_;
};

} // namespace tandem
