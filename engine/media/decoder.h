// Decoder: FFmpeg's decoder of one stream, opened within our limits. Private to engine/media. Confined to one thread
// at a time; picture decoding uses frame threads inside.
#pragma once

#include <atomic>
#include <memory>

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
    // Places in pictures so far that were damaged and that the decoder has filled with what stands around them; it
    // tells of them in FFmpeg's log alone.
    int64_t painted_over() const { return *painted_over_; }

  private:
    Decoder(av::CodecPtr context, std::unique_ptr<std::atomic<int64_t>> painted_over)
        : painted_over_(std::move(painted_over)), context_(std::move(context)) {}
    std::unique_ptr<std::atomic<int64_t>> painted_over_; // context_'s opaque; outlives it
    av::CodecPtr context_;
};

} // namespace tandem
