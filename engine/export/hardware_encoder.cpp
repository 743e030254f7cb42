// Probing and frames of hardware encoders.
#include "engine/export/hardware_encoder.h"

extern "C" {
#include <libavutil/hwcontext.h>
#include <libswscale/swscale.h>
}

#include <cstring>

namespace tandem {
namespace {

struct Row {
    const char *codec, *encoder;
};
// In the order of preference.
constexpr Row kRows[] = {
    {"h264", "h264_nvenc"}, {"h264", "h264_qsv"},   {"h264", "h264_vaapi"}, {"hevc", "hevc_nvenc"},
    {"hevc", "hevc_qsv"},   {"hevc", "hevc_vaapi"}, {"av1", "av1_nvenc"},   {"av1", "av1_qsv"},
    {"av1", "av1_vaapi"},   {"vp9", "vp9_qsv"},     {"vp9", "vp9_vaapi"},
};

// Drivers complain on stderr while they are asked; the answer is ours to give.
struct QuietLog {
    const int level = av_log_get_level();
    QuietLog() { av_log_set_level(AV_LOG_QUIET); }
    ~QuietLog() { av_log_set_level(level); }
};

std::string probe(const Row& row) {
    VideoEncoderSpec spec;
    spec.settings.codec = row.codec;
    spec.target = {.format = PixelFormat::yuv420p, .width = 320, .height = 240, .colour = {}};
    spec.target.colour = with_defaults({}, 320, 240, false);
    spec.rate = *FrameRate::make(25, 1);
    auto encoder = VideoEncoder::open_as(spec, row.encoder);
    if (!encoder) return encoder.error().what;
    auto gray = MutablePicture::make(spec.target.format, 320, 240, spec.target.colour);
    if (!gray) return gray.error().what;
    for (int p = 0; p < 3; ++p)
        for (int y = 0; y < plane_rows(spec.target.format, p, 240); ++y)
            std::memset(gray->row(p, y), 128, plane_row_bytes(spec.target.format, p, 320));
    const PictureRef picture = std::move(*gray).publish();
    int packets = 0;
    auto count = [&](AVPacket& p) -> Result<void> { return packets += p.size > 0, Result<void>{}; };
    for (int i = 0; i < 4; ++i)
        if (auto sent = (*encoder)->send(picture, i, count); !sent) return sent.error().what;
    if (auto done = (*encoder)->finish(count); !done) return done.error().what;
    return packets == 4 ? "" : "it made " + std::to_string(packets) + " packets of 4 frames";
}

} // namespace

const std::vector<HardwareEncoder>& hardware_encoders() {
    static const std::vector<HardwareEncoder> kFound = [] {
        std::vector<HardwareEncoder> list;
        QuietLog quiet;
        for (const Row& row : kRows) {
            if (!avcodec_find_encoder_by_name(row.encoder)) continue;
            std::string why = probe(row);
            list.push_back({row.codec, row.encoder, why.empty(), why});
        }
        return list;
    }();
    return kFound;
}

struct HardwareFrames::State {
    AVPixelFormat layout = AV_PIX_FMT_NV12;
    AVBufferRef *device = nullptr, *frames = nullptr;
    SwsContext* repack = nullptr;
    ~State() {
        sws_freeContext(repack);
        av_buffer_unref(&frames);
        av_buffer_unref(&device);
    }
};

HardwareFrames::~HardwareFrames() = default;

Result<std::unique_ptr<HardwareFrames>> HardwareFrames::attach(AVCodecContext& c, PixelFormat format, FrameHome home) {
    if (format != PixelFormat::yuv420p && format != PixelFormat::yuv420p10le)
        return fail(ErrorCode::config,
                    std::string("hardware encoders take 4:2:0 in 8 or 10 bits, not ") + info(format).name);
    auto made = std::make_unique<HardwareFrames>();
    made->state_ = std::make_unique<State>();
    State& s = *made->state_;
    const AVPixelFormat from = format == PixelFormat::yuv420p ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV420P10LE;
    s.layout = format == PixelFormat::yuv420p ? AV_PIX_FMT_NV12 : AV_PIX_FMT_P010LE;
    // Nothing is scaled or rounded: planes become interleaved, ten bits move up by six.
    s.repack =
        sws_getContext(c.width, c.height, from, c.width, c.height, s.layout, SWS_POINT, nullptr, nullptr, nullptr);
    if (!s.repack) return fail(ErrorCode::temporary, "out of memory");
    c.pix_fmt = s.layout;
    if (home == FrameHome::memory) return made;
    int err = av_hwdevice_ctx_create(&s.device, AV_HWDEVICE_TYPE_VAAPI, nullptr, nullptr, 0);
    if (err < 0) return fail(ErrorCode::unavailable, "there is no VA-API device: " + av_out::error_text(err));
    s.frames = av_hwframe_ctx_alloc(s.device);
    if (!s.frames) return fail(ErrorCode::temporary, "out of memory");
    auto* frames = reinterpret_cast<AVHWFramesContext*>(s.frames->data);
    frames->format = AV_PIX_FMT_VAAPI, frames->sw_format = s.layout;
    frames->width = c.width, frames->height = c.height, frames->initial_pool_size = 32;
    err = av_hwframe_ctx_init(s.frames);
    if (err < 0)
        return fail(ErrorCode::unavailable, "the VA-API device takes no such pictures: " + av_out::error_text(err));
    c.pix_fmt = AV_PIX_FMT_VAAPI;
    c.hw_frames_ctx = av_buffer_ref(s.frames);
    return made;
}

Result<av_out::FramePtr> HardwareFrames::convert(const AVFrame& picture) {
    State& s = *state_;
    av_out::FramePtr packed(av_frame_alloc());
    if (!packed) return fail(ErrorCode::temporary, "out of memory");
    packed->format = s.layout, packed->width = picture.width, packed->height = picture.height;
    if (av_frame_get_buffer(packed.get(), 0) < 0 || av_frame_copy_props(packed.get(), &picture) < 0)
        return fail(ErrorCode::temporary, "out of memory");
    sws_scale(s.repack, picture.data, picture.linesize, 0, picture.height, packed->data, packed->linesize);
    if (!s.frames) return packed;
    av_out::FramePtr there(av_frame_alloc());
    if (!there) return fail(ErrorCode::temporary, "out of memory");
    int err = av_hwframe_get_buffer(s.frames, there.get(), 0);
    if (err >= 0) err = av_hwframe_transfer_data(there.get(), packed.get(), 0);
    if (err >= 0) err = av_frame_copy_props(there.get(), packed.get());
    if (err < 0)
        return fail(ErrorCode::temporary, "a picture cannot be brought to the device: " + av_out::error_text(err));
    return there;
}

} // namespace tandem
