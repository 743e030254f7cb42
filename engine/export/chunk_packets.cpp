// Reads the chunks one after the other. Matroska rounds time stamps to milliseconds: they say which frame it is, not
// when.
#include "engine/export/chunk_packets.h"

#include <cmath>

#include "engine/export/film_packets.h"

namespace tandem {
namespace {

struct Input {
    AVFormatContext* format = nullptr;
    ~Input() { avformat_close_input(&format); }
};

Error unreadable(const std::string& path, const std::string& why) {
    return fail(ErrorCode::temporary,
                "the chunk cannot be read (" + why + "); join finds and removes it, then it can be made again", path);
}

// Whether an HEVC picture is none that others are made of, which x265 says of its packets and Matroska does not keep.
bool disposable(const AVPacket& packet) {
    const auto* data = packet.data;
    for (int at = 0; at + 4 < packet.size;) {
        const int type = data[at + 4] >> 1 & 63;
        if (type < 32) return type < 16 && type % 2 == 0; // the first unit of a picture
        const int size = data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
        if (size < 0 || size > packet.size - at - 4) return false;
        at += 4 + size;
    }
    return false;
}

Result<void> read_chunk(const ChunkFile& file, FrameRate rate, const av_out::PacketSink& sink,
                        const std::function<bool()>& stopped) {
    Input in;
    int err = avformat_open_input(&in.format, ("file:" + file.path).c_str(), nullptr, nullptr);
    if (err < 0) return unreadable(file.path, av_out::error_text(err));
    const AVStream& stream = *in.format->streams[0];
    const bool units = has_units(stream.codecpar->codec_id), hevc = stream.codecpar->codec_id == AV_CODEC_ID_HEVC;
    av_out::PacketPtr packet(av_packet_alloc());
    if (!packet) return fail(ErrorCode::temporary, "out of memory");
    std::vector<bool> seen(static_cast<size_t>(file.frames), false);
    for (int64_t n = 0;; ++n) {
        if (stopped()) return {};
        err = av_read_frame(in.format, packet.get());
        if (err == AVERROR_EOF && n == file.frames) return {};
        if (err >= 0 && n == file.frames) return unreadable(file.path, "it has more frames than it should");
        if (err < 0) return unreadable(file.path, av_out::error_text(err));
        // Frames that stand alone come in their order.
        const double seconds = static_cast<double>(packet->pts) * av_q2d(stream.time_base);
        const int64_t frame = units ? std::llround(seconds * rate.hz()) : n;
        if (frame < 0 || frame >= file.frames || seen[static_cast<size_t>(frame)])
            return unreadable(file.path, "its frames do not follow each other");
        seen[static_cast<size_t>(frame)] = true;
        if (hevc && disposable(*packet)) packet->flags |= AV_PKT_FLAG_DISPOSABLE;
        if (units && !to_start_codes(*packet)) return unreadable(file.path, "a packet is damaged");
        packet->pts = file.first + frame, packet->dts = AV_NOPTS_VALUE, packet->duration = 1, packet->pos = -1;
        packet->time_base = {};
        auto done = sink(*packet);
        av_packet_unref(packet.get());
        if (!done) return done;
    }
}

} // namespace

Result<void> ChunkPackets::read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) {
    for (size_t i = 0; i < files_.size(); ++i) {
        if (ready_) TRY_VOID(ready_(i, stopped));
        if (stopped()) return {};
        TRY_VOID(read_chunk(files_[i], rate_, sink, stopped));
    }
    made_ = ask_made_();
    return {};
}

} // namespace tandem
