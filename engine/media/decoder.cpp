// Choice and opening of decoders.
#include "engine/media/decoder.h"

#include <algorithm>
#include <cstring>

#include "engine/base/thread.h"

namespace tandem {

std::string codec_name(AVCodecID id) {
    const AVCodecDescriptor* d = avcodec_descriptor_get(id);
    return d ? d->name : "unknown";
}

const AVCodec* find_decoder(const AVStream& stream) {
    AVCodecID id = stream.codecpar->codec_id;
    const char* preferred = nullptr;
    // FFmpeg's own VP8/VP9 decoders do not read WebM's alpha planes.
    const AVDictionaryEntry* alpha = av_dict_get(stream.metadata, "alpha_mode", nullptr, 0);
    if (alpha && std::strcmp(alpha->value, "1") == 0) {
        if (id == AV_CODEC_ID_VP8) preferred = "libvpx";
        if (id == AV_CODEC_ID_VP9) preferred = "libvpx-vp9";
    }
    if (id == AV_CODEC_ID_AV1) preferred = "libdav1d"; // the built-in one needs hardware
    if (id == AV_CODEC_ID_OPUS) preferred = "libopus"; // one frame a packet, so every sample has a place
    const AVCodec* codec = preferred ? avcodec_find_decoder_by_name(preferred) : nullptr;
    return codec ? codec : avcodec_find_decoder(id);
}

Result<Decoder> Decoder::open(const AVStream& stream, int threads, const std::string& path) {
    const AVCodecParameters& par = *stream.codecpar;
    const AVCodec* codec = find_decoder(stream);
    bool picture = par.codec_type == AVMEDIA_TYPE_VIDEO;
    std::string name = (picture ? "picture stream " : "sound stream ") + std::to_string(stream.index);
    if (!codec) {
        std::string what = codec_name(par.codec_id);
        if (par.codec_id == AV_CODEC_ID_NONE && par.codec_tag) {
            char tag[AV_FOURCC_MAX_STRING_SIZE];
            what = std::string("of kind ") + av_fourcc_make_string(tag, par.codec_tag);
        }
        return fail(ErrorCode::unavailable,
                    name + " is " + what + ", for which there is no decoder; convert it with another program", path);
    }
    if (picture && (par.width > kMaxSide || par.height > kMaxSide || int64_t{par.width} * par.height > kMaxPixels))
        return fail(ErrorCode::denied,
                    name + " is " + std::to_string(par.width) + "x" + std::to_string(par.height) +
                        ", above the limit of 16384 pixels a side and 134 million in all",
                    path);
    av::CodecPtr context(avcodec_alloc_context3(codec));
    if (!context || avcodec_parameters_to_context(context.get(), &par) < 0)
        return fail(ErrorCode::internal, "out of memory", path);
    context->pkt_timebase = stream.time_base;
    context->max_pixels = kMaxPixels;
    if (picture) {
        context->thread_count = std::min(threads > 0 ? threads : available_cores(), 16);
        context->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
    } else {
        context->thread_count = 1;
        context->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL; // trims are applied by position, see SoundIndex
        context->request_sample_fmt = AV_SAMPLE_FMT_FLTP;
        if (par.codec_id == AV_CODEC_ID_OPUS) context->request_sample_fmt = AV_SAMPLE_FMT_FLT;
    }
    auto painted_over = std::make_unique<std::atomic<int64_t>>(0);
    context->opaque = painted_over.get(); // see av.cpp
    av::take_last_message();
    int code = avcodec_open2(context.get(), codec, nullptr);
    if (code < 0) return fail(ErrorCode::bad_data, name + " cannot be decoded: " + av::error_text(code), path);
    return Decoder(std::move(context), std::move(painted_over));
}

} // namespace tandem
