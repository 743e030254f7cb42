// PacketDigest: a running hash of the packets of one stream, equal before muxing and after demuxing. It proves that the
// file holds what the encoder made without decoding it. One instance, one thread at a time.
#pragma once

#include "engine/export/av_glue.h"

namespace tandem {

// Whether packets come from an encoder (H.264 and HEVC units behind start codes) or from a file (behind lengths).
enum class PacketSide : uint8_t { encoder, file };

class PacketDigest {
  public:
    // `mux` is the preset's container word. Containers that cut packets anew (WAV, FLAC, MP3, Ogg) are hashed as one
    // run of bytes, the others packet by packet with their time stamps from the first one.
    PacketDigest(AVCodecID codec, const std::string& mux, PacketSide side);
    // `pts` in the stream's time base of the file.
    void add(const uint8_t* data, size_t size, int64_t pts);
    uint64_t value() const;

  private:
    void word(uint64_t w);
    void run_of_bytes(const uint8_t* data, size_t size);
    void nal_units(const uint8_t* data, size_t size);

    AVCodecID codec_;
    PacketSide side_;
    bool stream_ = false;
    bool timed_ = true;
    bool started_ = false;
    int64_t first_pts_ = 0;
    uint64_t state_ = 0;
    std::vector<uint8_t> tail_;
};

} // namespace tandem
