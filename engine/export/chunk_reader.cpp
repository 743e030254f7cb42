// Reads chunks with libavformat and copies each decoded frame into a picture of ours.
#include "engine/export/chunk_reader.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cstring>

#include "engine/base/thread.h"
#include "engine/export/video_encoder.h"

namespace tandem {

VideoSettings chunk_codec(PixelFormat format) {
    VideoSettings v;
    v.mode = RateMode::lossless;
    v.pixfmt = info(format).name;
    // Chunks are read once or twice: time counts, not bytes. FFVHUFF takes a fifth of FFV1's time for twice the bytes.
    const std::string name = info(format).name;
    const bool planes = name.starts_with("yuv") || (name.starts_with("gbrp1") && !name.starts_with("gbrp16"));
    v.codec = info(format).is_float ? "exr" : format == PixelFormat::rgb24 ? "png" : planes ? "ffvhuff" : "ffv1";
    if (v.codec == "ffvhuff") v.options.emplace_back("context", "1"); // tables for each frame
    if (v.codec == "png") v.options.emplace_back("compression_level", "1");
    if (v.codec == "exr") v.options.emplace_back("format", "float");
    return v;
}

struct ChunkReader::Open {
    AVFormatContext* format = nullptr;
    av_out::CodecPtr decoder;
    av_out::PacketPtr packet{av_packet_alloc()};
    av_out::FramePtr frame{av_frame_alloc()};
    int stream = -1;
    bool drained = false;
    ~Open() { avformat_close_input(&format); }
};

ChunkReader::ChunkReader(std::vector<ChunkFile> files, FrameTarget target, FramesMade made, int threads)
    : files_(std::move(files)), target_(target), made_(std::move(made)), threads_(threads) {}
ChunkReader::~ChunkReader() = default;

static Error unreadable(const std::string& path, const std::string& why) {
    return fail(ErrorCode::temporary,
                "the chunk cannot be read (" + why +
                    "); join finds and removes it, then it can "
                    "be made again",
                path);
}

Result<void> ChunkReader::open(size_t file) {
    const std::string& path = files_[file].path;
    open_ = std::make_unique<Open>();
    Open& o = *open_;
    if (!o.packet || !o.frame) return fail(ErrorCode::temporary, "out of memory");
    int err = avformat_open_input(&o.format, ("file:" + path).c_str(), nullptr, nullptr);
    if (err < 0) return unreadable(path, av_out::error_text(err));
    o.stream = av_find_best_stream(o.format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (o.stream < 0) return unreadable(path, "it holds no picture");
    const AVCodecParameters* p = o.format->streams[o.stream]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(p->codec_id);
    if (!codec) return fail(ErrorCode::unavailable, "this FFmpeg cannot decode chunks", path);
    o.decoder.reset(avcodec_alloc_context3(codec));
    if (!o.decoder) return fail(ErrorCode::temporary, "out of memory");
    o.decoder->thread_count = threads_ > 0 ? threads_ : available_cores();
    o.decoder->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE;
    err = avcodec_parameters_to_context(o.decoder.get(), p);
    if (err >= 0) err = avcodec_open2(o.decoder.get(), codec, nullptr);
    if (err < 0) return unreadable(path, av_out::error_text(err));
    file_ = file, next_ = files_[file].first;
    return {};
}

Result<PictureRef> ChunkReader::frame(int64_t n) {
    auto in = [&](const ChunkFile& f) { return n >= f.first && n < f.first + f.frames; };
    if (!open_ || n != next_ || !in(files_[file_])) {
        const auto found = std::find_if(files_.begin(), files_.end(), in);
        if (found == files_.end()) return fail(ErrorCode::internal, "no chunk holds frame " + std::to_string(n));
        TRY_VOID(open(static_cast<size_t>(found - files_.begin())));
    }
    const std::string& path = files_[file_].path;
    Open& o = *open_;
    for (;;) {
        int err = avcodec_receive_frame(o.decoder.get(), o.frame.get());
        if (err == AVERROR(EAGAIN)) {
            err = av_read_frame(o.format, o.packet.get());
            if (err == AVERROR_EOF && !o.drained) {
                o.drained = true;
                avcodec_send_packet(o.decoder.get(), nullptr);
                continue;
            }
            if (err < 0) return unreadable(path, av_out::error_text(err));
            if (o.packet->stream_index == o.stream) err = avcodec_send_packet(o.decoder.get(), o.packet.get());
            av_packet_unref(o.packet.get());
            if (err < 0) return unreadable(path, av_out::error_text(err));
            continue;
        }
        if (err < 0) return unreadable(path, av_out::error_text(err));
        if (next_++ == n) break;
        av_frame_unref(o.frame.get());
    }
    const AVFrame& f = *o.frame;
    const AVPixelFormat plain = av_get_pix_fmt(info(target_.format).name);
    // FFV1 gives packed 16-bit RGB back as planes.
    const bool planes_of_rgb48 = target_.format == PixelFormat::rgb48le && f.format == AV_PIX_FMT_GBRP16LE;
    if ((f.format != plain && !planes_of_rgb48) || f.width != target_.width || f.height != target_.height ||
        (f.flags & AV_FRAME_FLAG_CORRUPT) || f.decode_error_flags != 0)
        return unreadable(path, "a frame is damaged");
    auto copy = TRY(MutablePicture::make(target_.format, f.width, f.height, target_.colour));
    auto row_of = [&](int plane, int y) { return f.data[plane] + static_cast<ptrdiff_t>(y) * f.linesize[plane]; };
    for (int y = 0; planes_of_rgb48 && y < f.height; ++y) {
        uint8_t* to = copy.row(0, y);
        for (const int plane : {2, 0, 1}) {
            const uint8_t* from = row_of(plane, y);
            for (int x = 0; x < f.width; ++x) std::memcpy(to + 6 * x, from + 2 * x, 2);
            to += 2;
        }
    }
    for (int p = 0; !planes_of_rgb48 && p < info(target_.format).planes; ++p) {
        const size_t bytes = plane_row_bytes(target_.format, p, f.width);
        for (int y = 0; y < plane_rows(target_.format, p, f.height); ++y)
            std::memcpy(copy.row(p, y), row_of(p, y), bytes);
    }
    av_frame_unref(o.frame.get());
    return std::move(copy).publish();
}

} // namespace tandem
