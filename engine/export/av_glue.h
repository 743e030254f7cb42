// FFmpeg glue of the export: owning pointers, error texts, pictures as frames. Private to engine/export.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

#include <functional>
#include <memory>
#include <string>

#include "engine/base/picture.h"

namespace tandem::av_out {

struct Free {
    void operator()(AVFrame* p) const { av_frame_free(&p); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
};
using FramePtr = std::unique_ptr<AVFrame, Free>;
using PacketPtr = std::unique_ptr<AVPacket, Free>;
using CodecPtr = std::unique_ptr<AVCodecContext, Free>;

std::string error_text(int averror);
// FFmpeg and its encoders say errors only from here on, for the whole process, and to our log.
void only_errors();

// Takes a packet that an encoder made; its time stamps are in the encoder's time base.
using PacketSink = std::function<Result<void>(AVPacket&)>;

// The picture as a frame without a copy: the frame holds the picture. The one exception is 16-bit RGB for PNG, whose
// bytes are swapped.
Result<FramePtr> wrap_picture(const PictureRef& picture, AVPixelFormat format);

// FFmpeg's format that the encoder `codec` takes for ours; none where it does not.
AVPixelFormat encoder_format(const AVCodec& codec, PixelFormat format);

AVColorPrimaries av_primaries(const ColourTags& c);
AVColorTransferCharacteristic av_transfer(const ColourTags& c);
AVColorSpace av_matrix(const ColourTags& c);
AVColorRange av_range(const ColourTags& c);

} // namespace tandem::av_out
