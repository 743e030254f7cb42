// Pictures as AVFrames and back-mapping of tags. Any thread.
#include "engine/export/av_glue.h"

#include "engine/media/av.h"

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

namespace tandem::av_out {

std::string error_text(int averror) {
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(averror, text, sizeof text);
    return text;
}

void only_errors() {
    av::set_up();
    if (av_log_get_level() > AV_LOG_ERROR) av_log_set_level(AV_LOG_ERROR);
}

AVColorPrimaries av_primaries(const ColourTags& c) { return static_cast<AVColorPrimaries>(c.primaries); }
AVColorTransferCharacteristic av_transfer(const ColourTags& c) {
    return static_cast<AVColorTransferCharacteristic>(c.transfer);
}
AVColorSpace av_matrix(const ColourTags& c) { return static_cast<AVColorSpace>(c.matrix); }
AVColorRange av_range(const ColourTags& c) { return static_cast<AVColorRange>(c.range); }

AVPixelFormat encoder_format(const AVCodec& codec, PixelFormat format) {
    AVPixelFormat wanted = av_get_pix_fmt(info(format).name);
    AVPixelFormat swapped = format == PixelFormat::rgb48le ? AV_PIX_FMT_RGB48BE : AV_PIX_FMT_NONE;
    if (!codec.pix_fmts) return wanted;
    for (const AVPixelFormat* p = codec.pix_fmts; *p != AV_PIX_FMT_NONE; ++p)
        if (*p == wanted) return wanted;
    for (const AVPixelFormat* p = codec.pix_fmts; *p != AV_PIX_FMT_NONE; ++p)
        if (swapped != AV_PIX_FMT_NONE && *p == swapped) return swapped;
    return AV_PIX_FMT_NONE;
}

namespace {

void tag_frame(AVFrame& frame, const ColourTags& colour) {
    frame.color_primaries = av_primaries(colour);
    frame.color_trc = av_transfer(colour);
    frame.colorspace = av_matrix(colour);
    frame.color_range = av_range(colour);
    frame.chroma_location = static_cast<AVChromaLocation>(colour.siting);
    frame.sample_aspect_ratio = {1, 1};
}

} // namespace

Result<FramePtr> wrap_picture(const PictureRef& picture, AVPixelFormat format) {
    FramePtr frame(av_frame_alloc());
    if (!frame) return fail(ErrorCode::temporary, "out of memory");
    frame->format = format;
    frame->width = picture->width, frame->height = picture->height;
    tag_frame(*frame, picture->colour);
    if (picture->format == PixelFormat::rgb48le && format == AV_PIX_FMT_RGB48BE) {
        if (av_frame_get_buffer(frame.get(), 0) < 0) return fail(ErrorCode::temporary, "out of memory");
        for (int y = 0; y < picture->height; ++y) {
            const uint8_t* from = picture->data[0] + y * picture->stride[0];
            uint8_t* to = frame->data[0] + static_cast<ptrdiff_t>(y) * frame->linesize[0];
            for (size_t i = 0; i < static_cast<size_t>(picture->width) * 6; i += 2)
                to[i] = from[i + 1], to[i + 1] = from[i];
        }
        return frame;
    }
    auto planes = static_cast<size_t>(info(picture->format).planes);
    for (size_t p = 0; p < planes; ++p) {
        frame->data[p] = const_cast<uint8_t*>(picture->data[p]); // the buffer below is marked read-only
        frame->linesize[p] = static_cast<int>(picture->stride[p]);
    }
    auto* holder = new PictureRef(picture);
    frame->buf[0] = av_buffer_create(
        frame->data[0], picture->bytes(), [](void* opaque, uint8_t*) { delete static_cast<PictureRef*>(opaque); },
        holder, AV_BUFFER_FLAG_READONLY);
    if (!frame->buf[0]) {
        delete holder;
        return fail(ErrorCode::temporary, "out of memory");
    }
    frame->extended_data = frame->data;
    return frame;
}

} // namespace tandem::av_out
