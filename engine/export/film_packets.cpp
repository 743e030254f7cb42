// Demuxes one stream.
#include "engine/export/film_packets.h"

namespace tandem {
namespace {

struct Input {
    AVFormatContext* format = nullptr;
    ~Input() { avformat_close_input(&format); }
};

bool with_start_codes(uint8_t* data, size_t size) {
    for (size_t at = 0; at < size;) {
        if (size - at < 4) return false;
        uint8_t* p = data + at;
        const size_t n = size_t{p[0]} << 24 | size_t{p[1]} << 16 | size_t{p[2]} << 8 | p[3];
        if (n > size - at - 4) return false;
        p[0] = p[1] = p[2] = 0, p[3] = 1;
        at += 4 + n;
    }
    return true;
}

} // namespace

bool has_units(AVCodecID codec) { return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC; }

bool to_start_codes(AVPacket& packet) {
    return av_packet_make_writable(&packet) >= 0 && with_start_codes(packet.data, static_cast<size_t>(packet.size));
}

Result<void> FilmPackets::read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) {
    Input in;
    int err = avformat_open_input(&in.format, ("file:" + path_).c_str(), nullptr, nullptr);
    if (err < 0) return fail(ErrorCode::io, "the film cannot be read back: " + av_out::error_text(err), path_);
    const int stream = av_find_best_stream(in.format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (stream < 0) return fail(ErrorCode::io, "the film has no picture to copy", path_);
    for (unsigned i = 0; i < in.format->nb_streams; ++i)
        if (static_cast<int>(i) != stream) in.format->streams[i]->discard = AVDISCARD_ALL;
    const bool units = has_units(in.format->streams[stream]->codecpar->codec_id);
    av_out::PacketPtr packet(av_packet_alloc());
    if (!packet) return fail(ErrorCode::temporary, "out of memory");
    for (size_t n = 0;; av_packet_unref(packet.get())) {
        if (stopped()) return {};
        err = av_read_frame(in.format, packet.get());
        if (err == AVERROR_EOF && n == times_.size()) return {};
        if (err < 0) return fail(ErrorCode::io, "the film cannot be read back: " + av_out::error_text(err), path_);
        if (packet->stream_index != stream) continue;
        if (n == times_.size()) return fail(ErrorCode::internal, "the film has more packets than were made", path_);
        if (units && !to_start_codes(*packet))
            return fail(ErrorCode::internal, "a packet of the film is not as it was written", path_);
        av_packet_free_side_data(packet.get());
        const PacketTime& t = times_[n++];
        packet->pts = t.pts, packet->dts = t.dts, packet->duration = t.duration, packet->flags = t.flags;
        packet->pos = -1, packet->time_base = {};
        TRY_VOID(sink(*packet));
    }
}

} // namespace tandem
