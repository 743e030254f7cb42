// Settings of each encoder. x264 and x265 get the same words a user would give `ffmpeg`, so the work is the same.
#include "engine/export/video_encoder.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

#include "engine/base/thread.h"
#include "engine/export/gif_palette.h"
#include "engine/export/hardware_encoder.h"

namespace tandem {
namespace {

using av_out::error_text;

struct CodecRow {
    const char* word;
    const char* encoder;
};
constexpr CodecRow kCodecs[] = {
    {"h264", "libx264"},     {"hevc", "libx265"}, {"av1", "libsvtav1"}, {"vp9", "libvpx-vp9"},
    {"prores", "prores_ks"}, {"dnxhr", "dnxhd"},  {"ffv1", "ffv1"},     {"mjpeg", "mjpeg"},
    {"png", "png"},          {"jpeg", "mjpeg"},   {"tiff", "tiff"},     {"exr", "exr"},
    {"webp", "libwebp"},     {"dpx", "dpx"},      {"gif", "gif"},       {"webp-anim", "libwebp_anim"},
    {"ffvhuff", "ffvhuff"}, // for chunks of farms, no preset's word
};

// x265 writes the number of its threads into the film, and libvpx makes other pictures with one thread than with more:
// where bytes shall be equal, they get so many, whatever the machine and the wish. x264 has numbers of its own below;
// the others make the same of any number.
constexpr int kRepeatableThreads = 8;
int threads_of(const VideoEncoderSpec& spec) {
    return spec.repeatable == Repeatable::yes ? kRepeatableThreads : spec.threads;
}

// Collects options for avcodec_open2; what is left over afterwards the encoder does not know.
struct Options {
    AVDictionary* dict = nullptr;
    std::string params; // key=value:... of x264-params, x265-params and svtav1-params
    ~Options() { av_dict_free(&dict); }
    void set(const std::string& key, const std::string& value) { av_dict_set(&dict, key.c_str(), value.c_str(), 0); }
    void param(const std::string& text) { params += (params.empty() ? "" : ":") + text; }
};

std::string number_text(double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", v);
    return text;
}

// "G(x,y)B(x,y)R(x,y)WP(x,y)L(max,min)" in 1/50000 and 1/10000, the form x264 and x265 read.
std::string mastering_text(const std::vector<uint8_t>& bytes) {
    AVMasteringDisplayMetadata m{};
    if (bytes.size() < sizeof m) return {};
    std::memcpy(&m, bytes.data(), sizeof m);
    if (!m.has_primaries || !m.has_luminance) return {};
    auto at = [](AVRational q, int scale) { return std::to_string(std::llround(av_q2d(q) * scale)); };
    auto xy = [&](const AVRational* p) { return "(" + at(p[0], 50000) + "," + at(p[1], 50000) + ")"; };
    return "G" + xy(m.display_primaries[1]) + "B" + xy(m.display_primaries[2]) + "R" + xy(m.display_primaries[0]) +
           "WP" + xy(m.white_point) + "L(" + at(m.max_luminance, 10000) + "," + at(m.min_luminance, 10000) + ")";
}
void set_x26x(const VideoEncoderSpec& spec, AVCodecContext& c, Options& o, bool x265, bool has_cap) {
    const VideoSettings& v = spec.settings;
    if (!v.speed.empty()) o.set("preset", v.speed);
    if (!v.profile.empty() && v.mode != RateMode::lossless) o.set("profile", v.profile);
    switch (v.mode) {
    case RateMode::crf:
        o.set("crf", number_text(v.crf));
        break;
    case RateMode::abr:
    case RateMode::size:
        c.bit_rate = int64_t{v.kbps} * 1000;
        break;
    case RateMode::cqp:
        o.set("qp", number_text(std::round(v.crf)));
        break;
    case RateMode::lossless:
        if (x265)
            o.param("lossless=1");
        else
            o.set("qp", "0");
        break;
    }
    if (v.gop_fixed) o.param("scenecut=0");
    if (x265) {
        o.param("log-level=error");
        if (v.gop_closed) o.param("open-gop=0");
        // Equal bytes need a fixed number of frame threads; rows of one frame are shared freely.
        if (spec.repeatable == Repeatable::yes) o.param(has_cap ? "frame-threads=1" : "frame-threads=2");
        if (const int threads = threads_of(spec); threads > 0) o.param("pools=" + std::to_string(threads));
        if (auto m = mastering_text(spec.hdr.mastering); !m.empty()) o.param("master-display=" + m);
    } else {
        if (!v.gop_closed) o.param("open-gop=1");
        // x264's result depends on its thread count; with a rate ceiling even on the threads' timing.
        c.thread_count = spec.repeatable == Repeatable::yes ? (has_cap ? 1 : 4) : spec.threads;
        if (auto m = mastering_text(spec.hdr.mastering); !m.empty()) o.param("mastering-display=" + m);
    }
}

void set_vp9(const VideoEncoderSpec& spec, AVCodecContext& c, Options& o) {
    const VideoSettings& v = spec.settings;
    o.set("deadline", "good");
    o.set("cpu-used", v.speed.empty() ? "4" : v.speed);
    o.set("row-mt", "1");
    o.set("tile-columns", spec.target.width >= 1920 ? "2" : "1");
    const int threads = threads_of(spec);
    c.thread_count = threads > 0 ? threads : available_cores();
    if (v.mode == RateMode::lossless) o.set("lossless", "1");
    if (v.mode == RateMode::crf || v.mode == RateMode::cqp) o.set("crf", number_text(std::round(v.crf)));
    if (v.mode == RateMode::cqp) c.qmin = c.qmax = static_cast<int>(std::lround(v.crf));
    c.bit_rate = v.mode == RateMode::abr ? int64_t{v.kbps} * 1000 : 0;
}

void set_av1(const VideoEncoderSpec& spec, AVCodecContext& c, Options& o, int cap_kbps) {
    const VideoSettings& v = spec.settings;
    o.set("preset", v.speed.empty() ? "8" : v.speed);
    if (v.mode == RateMode::crf) o.set("crf", number_text(std::round(v.crf)));
    if (v.mode == RateMode::cqp) o.set("qp", number_text(std::round(v.crf)));
    if (v.mode == RateMode::abr) c.bit_rate = int64_t{v.kbps} * 1000;
    if (spec.threads > 0) o.param("lp=" + std::to_string(spec.threads));
    // Of libavcodec's fields SVT-AV1 reads a ceiling only beside a bit rate; with a CRF it has a word of its own.
    if (v.mode == RateMode::crf && cap_kbps > 0) o.param("mbr=" + std::to_string(cap_kbps));
    // SVT-AV1 prints its settings on stderr unless told before its first use.
    static std::once_flag quiet;
    std::call_once(quiet, [] { setenv("SVT_LOG", "1", 0); });
}

// Constant quality goes by the scale of each kind, which is near that of x264; where it has no ceiling, a bit rate
// below the ceiling takes its place.
void set_hardware(const VideoEncoderSpec& spec, AVCodecContext& c, Options& o, const std::string& name, int cap_kbps) {
    const VideoSettings& v = spec.settings;
    if (!v.profile.empty() && (v.codec == "h264" || v.codec == "hevc")) o.set("profile", v.profile);
    const std::string quality = number_text(std::round(v.crf));
    if (v.mode == RateMode::abr) {
        c.bit_rate = int64_t{v.kbps} * 1000;
    } else if (name.ends_with("_nvenc")) {
        o.set("rc", v.mode == RateMode::cqp ? "constqp" : "vbr");
        o.set(v.mode == RateMode::cqp ? "qp" : "cq", quality);
    } else if (cap_kbps > 0) {
        c.bit_rate = int64_t{cap_kbps} * 750;
    } else {
        if (name.ends_with("_vaapi")) o.set("rc_mode", "CQP");
        c.global_quality = static_cast<int>(std::lround(v.crf));
    }
}

void set_intra(const VideoEncoderSpec& spec, AVCodecContext& c, Options& o) {
    const VideoSettings& v = spec.settings;
    const std::string& codec = v.codec;
    c.thread_count = spec.threads > 0 ? spec.threads : available_cores();
    if (codec == "prores") {
        o.set("profile", v.profile.empty() ? "hq" : v.profile);
        o.set("vendor", "apl0");
        c.bits_per_raw_sample = info(spec.target.format).depth();
    } else if (codec == "dnxhr") {
        o.set("profile", "dnxhr_" + (v.profile.empty() ? std::string("hq") : v.profile));
    } else if (codec == "ffv1") {
        c.level = 3;
        c.gop_size = 1;
        c.slices = spec.target.width >= 1280 ? 16 : 4;
        o.set("slicecrc", "1");
    } else if (codec == "mjpeg" || codec == "jpeg") {
        c.flags |= AV_CODEC_FLAG_QSCALE;
        c.global_quality = static_cast<int>(std::lround(std::clamp(v.crf, 1.0, 31.0) * FF_QP2LAMBDA));
        o.set("huffman", "optimal");
    } else if (codec == "webp" || codec == "webp-anim") {
        if (v.mode == RateMode::lossless)
            o.set("lossless", "1");
        else
            o.set("quality", number_text(std::clamp(100 - v.crf, 0.0, 100.0)));
    } else if (codec == "exr") {
        o.set("compression", "zip16");
    } else if (codec == "tiff") {
        o.set("compression_algo", "deflate");
    }
}

} // namespace

const AVCodec* find_video_encoder(const std::string& codec, std::string& name) {
    for (const auto& row : kCodecs)
        if (codec == row.word) return name = row.encoder, avcodec_find_encoder_by_name(row.encoder);
    name = codec;
    return nullptr;
}

std::vector<PixelFormat> formats_of(const VideoSettings& s) {
    using F = PixelFormat;
    const std::string& p = s.profile;
    if (s.codec == "h264") {
        if (p == "high10") return {F::yuv420p10le, F::yuv420p};
        if (p == "high422") return {F::yuv422p10le, F::yuv422p, F::yuv420p10le, F::yuv420p};
        if (!p.empty() && p != "high444") return {F::yuv420p};
        return {F::yuv420p, F::yuv422p, F::yuv444p, F::yuv420p10le, F::yuv422p10le, F::yuv444p10le};
    }
    if (s.codec == "hevc") {
        if (p == "main") return {F::yuv420p};
        if (p == "main10") return {F::yuv420p10le};
        return {F::yuv420p,     F::yuv422p,     F::yuv444p,     F::yuv420p10le, F::yuv422p10le,
                F::yuv444p10le, F::yuv420p12le, F::yuv422p12le, F::yuv444p12le};
    }
    if (s.codec == "av1") return {F::yuv420p, F::yuv420p10le};
    if (s.codec == "vp9")
        return {F::yuv420p,     F::yuv422p,     F::yuv444p,     F::yuv420p10le, F::yuv422p10le,
                F::yuv444p10le, F::yuv420p12le, F::yuv422p12le, F::yuv444p12le};
    if (s.codec == "prores") return {p.starts_with("4444") ? F::yuv444p10le : F::yuv422p10le};
    if (s.codec == "dnxhr") return {p == "hqx" ? F::yuv422p10le : p == "444" ? F::yuv444p10le : F::yuv422p};
    if (s.codec == "mjpeg" || s.codec == "jpeg") return {F::yuv420p, F::yuv422p, F::yuv444p};
    if (s.codec == "png" || s.codec == "tiff") return {F::rgb24, F::rgb48le};
    if (s.codec == "exr") return {F::gbrpf32le};
    if (s.codec == "dpx") return {F::gbrp10le, F::gbrp12le, F::rgb48le, F::rgb24};
    if (s.codec == "gif") return {F::rgb24};
    if (s.codec == "webp-anim") return {F::bgra}; // with its alpha; the encoder makes its own YUV of it
    if (s.codec == "webp") return {s.mode == RateMode::lossless ? F::bgra : F::yuv420p};
    return {F::yuv420p,     F::yuv422p,     F::yuv444p,     F::yuv420p10le, F::yuv422p10le, F::yuv444p10le,
            F::yuv420p12le, F::yuv422p12le, F::yuv444p12le, F::yuv420p16le, F::yuv422p16le, F::yuv444p16le,
            F::bgr0,        F::gbrp10le,    F::gbrp12le,    F::gbrp16le,    F::rgb48le};
}

VideoEncoder::VideoEncoder() = default;
VideoEncoder::~VideoEncoder() {
    if (began_ || !context_ || !avcodec_is_open(context_.get()) ||
        std::string_view(context_->codec->name) != "libsvtav1")
        return;
    // SVT-AV1 that got no picture waits for ever for its end when it is closed: it gets one.
    av_out::FramePtr blank(av_frame_alloc());
    blank->format = context_->pix_fmt, blank->width = context_->width, blank->height = context_->height;
    blank->pts = 0;
    if (av_frame_get_buffer(blank.get(), 0) < 0) return;
    for (int plane = 0; plane < AV_NUM_DATA_POINTERS && blank->buf[plane]; ++plane)
        std::memset(blank->buf[plane]->data, 0, blank->buf[plane]->size);
    if (avcodec_send_frame(context_.get(), blank.get()) < 0 || avcodec_send_frame(context_.get(), nullptr) < 0) return;
    while (avcodec_receive_packet(context_.get(), packet_.get()) >= 0) av_packet_unref(packet_.get());
}

Result<std::unique_ptr<VideoEncoder>> VideoEncoder::open(const VideoEncoderSpec& spec) {
    const VideoSettings& v = spec.settings;
    std::string name, note;
    find_video_encoder(v.codec, name);
    if (v.encoder == EncoderChoice::software) return open_as(spec, name);
    if (spec.repeatable == Repeatable::yes) {
        note = "none promises equal bytes";
    } else if (v.mode == RateMode::lossless) {
        note = "none is lossless";
    } else {
        for (const HardwareEncoder& h : hardware_encoders()) {
            if (h.codec != v.codec) continue;
            std::string why = h.why;
            if (h.works) {
                auto opened = open_as(spec, h.encoder);
                if (opened) return opened;
                why = opened.error().what;
            }
            note += (note.empty() ? "" : "; ") + h.encoder + ": " + why;
        }
        if (note.empty()) note = "this FFmpeg has none for " + v.codec;
    }
    auto software = TRY(open_as(spec, name));
    software->note_ = "no hardware encoder is used, " + name + " stands in (" + note + ")";
    return software;
}

Result<std::unique_ptr<VideoEncoder>> VideoEncoder::open_as(const VideoEncoderSpec& spec, const std::string& name) {
    const VideoSettings& v = spec.settings;
    const AVCodec* codec = avcodec_find_encoder_by_name(name.c_str());
    if (!codec)
        return fail(ErrorCode::unavailable, "this FFmpeg has no encoder " + name + " (for codec " + v.codec + ")");
    const bool vaapi = name.ends_with("_vaapi");
    const bool hardware = vaapi || name.ends_with("_nvenc") || name.ends_with("_qsv"), gif = v.codec == "gif";
    AVPixelFormat format = hardware || gif ? av_get_pix_fmt(info(spec.target.format).name)
                                           : av_out::encoder_format(*codec, spec.target.format);
    if (format == AV_PIX_FMT_NONE)
        return fail(ErrorCode::config, name + " does not take " + info(spec.target.format).name + "; set video.pixfmt");

    auto encoder = std::make_unique<VideoEncoder>();
    encoder->target_ = spec.target;
    if (spec.segment_frames > 0) encoder->spec_ = spec, encoder->name_ = name;
    encoder->context_.reset(avcodec_alloc_context3(codec));
    encoder->packet_.reset(av_packet_alloc());
    if (!encoder->context_ || !encoder->packet_) return fail(ErrorCode::temporary, "out of memory");
    AVCodecContext& c = *encoder->context_;
    c.width = spec.target.width, c.height = spec.target.height;
    c.pix_fmt = gif ? AV_PIX_FMT_PAL8 : format;
    encoder->picture_format_ = format;
    if (hardware)
        encoder->hardware_ =
            TRY(HardwareFrames::attach(c, spec.target.format, vaapi ? FrameHome::vaapi : FrameHome::memory));
    c.time_base = {spec.rate.den, spec.rate.num};
    c.framerate = {spec.rate.num, spec.rate.den};
    c.sample_aspect_ratio = {1, 1};
    c.color_primaries = av_out::av_primaries(spec.target.colour);
    c.color_trc = av_out::av_transfer(spec.target.colour);
    c.colorspace = av_out::av_matrix(spec.target.colour);
    c.color_range = av_out::av_range(spec.target.colour);
    if (info(spec.target.format).chroma_shift_y)
        c.chroma_sample_location = static_cast<AVChromaLocation>(spec.target.colour.siting);
    if (spec.global_header) c.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;

    Options options;
    int cap = v.cap_kbps(spec.target.height, spec.rate.hz());
    if (hardware)
        set_hardware(spec, c, options, name, cap);
    else if (v.codec == "h264" || v.codec == "hevc")
        set_x26x(spec, c, options, v.codec == "hevc", cap > 0);
    else if (v.codec == "vp9")
        set_vp9(spec, c, options);
    else if (v.codec == "av1")
        set_av1(spec, c, options, cap);
    else
        set_intra(spec, c, options);
    bool inter = v.codec == "h264" || v.codec == "hevc" || v.codec == "vp9" || v.codec == "av1";
    if (inter) {
        if (v.gop_seconds > 0) {
            c.gop_size = static_cast<int>(std::max(1.0, std::round(v.gop_seconds * spec.rate.hz())));
            if (v.gop_fixed) c.keyint_min = c.gop_size;
            if (v.gop_closed) c.flags |= AV_CODEC_FLAG_CLOSED_GOP;
        }
        if (v.bframes >= 0 && (v.codec == "h264" || v.codec == "hevc")) c.max_b_frames = v.bframes;
        if (cap > 0 && v.mode != RateMode::lossless && (v.codec != "av1" || v.mode == RateMode::abr)) {
            c.rc_max_rate = int64_t{cap} * 1000;
            c.rc_buffer_size = std::min(2 * cap, 2'000'000) * 1000;
        }
    }
    for (const auto& [key, value] : v.options) {
        if (hardware) break; // they are words of the software encoder
        if ((key == "x264-params" || key == "x265-params" || key == "svtav1-params") && !value.empty())
            options.param(value);
        else
            options.set(key, value);
    }
    if (!options.params.empty()) {
        const char* key = v.codec == "hevc" ? "x265-params" : v.codec == "av1" ? "svtav1-params" : "x264-params";
        options.set(key, options.params);
    }

    for (const AVDictionaryEntry* e = nullptr; (e = av_dict_get(options.dict, "", e, AV_DICT_IGNORE_SUFFIX));)
        encoder->options_.emplace_back(e->key, e->value);
    int err = avcodec_open2(&c, codec, &options.dict);
    if (err < 0)
        return fail(err == AVERROR(ENOMEM) ? ErrorCode::temporary : ErrorCode::config,
                    name + " refuses these settings for " + std::to_string(c.width) + "x" + std::to_string(c.height) +
                        " " + info(spec.target.format).name + ": " + error_text(err));
    if (const AVDictionaryEntry* left = av_dict_get(options.dict, "", nullptr, AV_DICT_IGNORE_SUFFIX))
        return fail(ErrorCode::config,
                    name + " has no option \"" + left->key + "\"; remove video.options." + left->key);
    if (gif) encoder->palette_ = TRY(GifPalette::make(c.width, c.height, c.time_base));
    return encoder;
}

Result<void> VideoEncoder::send(const PictureRef& picture, int64_t index, const av_out::PacketSink& sink) {
    if (picture->format != target_.format || picture->width != target_.width || picture->height != target_.height)
        return fail(ErrorCode::internal, "the renderer gave a picture of another format than the target's");
    if (spec_.segment_frames > 0 && index > 0 && index % spec_.segment_frames == 0) {
        TRY_VOID(flush(sink));
        TRY_VOID(begin_segment());
    }
    auto frame = TRY(av_out::wrap_picture(picture, picture_format_));
    // The stream has one set of tags; a picture passed through has equal or completed ones.
    frame->color_primaries = context_->color_primaries, frame->color_trc = context_->color_trc;
    frame->colorspace = context_->colorspace, frame->color_range = context_->color_range;
    frame->pts = index;
    if (hardware_) frame = TRY(hardware_->convert(*frame));
    if (palette_) frame = TRY(palette_->run(std::move(frame)));
    if (context_->flags & AV_CODEC_FLAG_QSCALE) frame->quality = context_->global_quality;
    began_ = true;
    int err = avcodec_send_frame(context_.get(), frame.get());
    if (err < 0)
        return fail(ErrorCode::internal, "encoding frame " + std::to_string(index) + " failed: " + error_text(err));
    return drain(sink);
}

Result<void> VideoEncoder::finish(const av_out::PacketSink& sink) { return flush(sink); }

// A fresh encoder with the same settings, and never two at once: one takes a lot of memory.
Result<void> VideoEncoder::begin_segment() {
    auto headers = [](const AVCodecContext& c) {
        return std::pair(c.has_b_frames, std::vector<uint8_t>(c.extradata, c.extradata + c.extradata_size));
    };
    const auto before = headers(*context_);
    context_.reset();
    began_ = false;
    context_ = std::move(TRY(open_as(spec_, name_))->context_);
    if (headers(*context_) == before) return {};
    return fail(ErrorCode::internal, name_ + " begins a segment with other headers; set video.gop.segment=0");
}

int64_t VideoEncoder::delay() const {
    const AVCodecContext& c = *context_;
    // libavcodec does not say it for x265: a pyramid of two levels where there are B-frames enough, which is its
    // default.
    if (c.codec_id == AV_CODEC_ID_HEVC && c.has_b_frames == 0)
        return c.max_b_frames < 0 ? 2 : std::min(c.max_b_frames, 2);
    return c.has_b_frames;
}

Result<void> VideoEncoder::flush(const av_out::PacketSink& sink) {
    int err = avcodec_send_frame(context_.get(), nullptr);
    if (err < 0) return fail(ErrorCode::internal, "the video encoder cannot finish: " + error_text(err));
    return drain(sink);
}

Result<void> VideoEncoder::drain(const av_out::PacketSink& sink) {
    for (;;) {
        int err = avcodec_receive_packet(context_.get(), packet_.get());
        if (err == AVERROR(EAGAIN) || err == AVERROR_EOF) return {};
        if (err < 0) return fail(ErrorCode::internal, "the video encoder failed: " + error_text(err));
        if (packet_->duration == 0) packet_->duration = 1;
        // Decoding times run on across segments, one a frame.
        if (spec_.segment_frames > 0) packet_->dts = packets_++ - delay();
        auto done = sink(*packet_);
        av_packet_unref(packet_.get());
        if (!done) return done;
    }
}

} // namespace tandem
