// Decoder: FFmpeg's decoder of one stream, opened within our limits. Private to engine/media. Confined to one thread
// at a time; picture decoding uses frame threads inside.
#pragma once

#include "engine/media/input.h"

namespace tandem {

// "video stream 0 is AC-4, which has no decoder": null where there is a decoder.
const AVCodec* find_decoder(const AVStream& stream);
std::string codec_name(AVCodecID id);

class Decoder {
  public:
    // `threads` 0 = available cores. Errors: unavailable (no decoder, named), bad_data, denied.
    static Result<Decoder> open(const AVStream& stream, int threads, const std::string& path);

    AVCodecContext* context() const { return context_.get(); }
    // Null packet = drain. 0, AVERROR(EAGAIN) (receive first) or an error of this packet.
    int send(const AVPacket* packet) { return avcodec_send_packet(context_.get(), packet); }
    // 0, AVERROR(EAGAIN), AVERROR_EOF or an error.
    int receive(AVFrame* frame) { return avcodec_receive_frame(context_.get(), frame); }
    void flush() { avcodec_flush_buffers(context_.get()); }

  private:
    explicit Decoder(av::CodecPtr context) : context_(std::move(context)) {}
    av::CodecPtr context_;
};

} // namespace tandem
