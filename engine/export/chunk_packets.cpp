// Reads the chunks one after the other. Their time stamps, which Matroska rounds, are not used: each frame is one
// packet.
#include "engine/export/chunk_packets.h"

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

Result<void> read_chunk(const ChunkFile& file, const av_out::PacketSink& sink, const std::function<bool()>& stopped) {
    Input in;
    int err = avformat_open_input(&in.format, ("file:" + file.path).c_str(), nullptr, nullptr);
    if (err < 0) return unreadable(file.path, av_out::error_text(err));
    av_out::PacketPtr packet(av_packet_alloc());
    if (!packet) return fail(ErrorCode::temporary, "out of memory");
    for (int64_t n = 0;; ++n) {
        if (stopped()) return {};
        err = av_read_frame(in.format, packet.get());
        if (err == AVERROR_EOF && n == file.frames) return {};
        if (err >= 0 && n == file.frames) return unreadable(file.path, "it has more frames than it should");
        if (err < 0) return unreadable(file.path, av_out::error_text(err));
        packet->pts = packet->dts = file.first + n, packet->duration = 1, packet->pos = -1;
        packet->time_base = {};
        auto done = sink(*packet);
        av_packet_unref(packet.get());
        if (!done) return done;
    }
}

} // namespace

Result<void> ChunkPackets::read(const av_out::PacketSink& sink, const std::function<bool()>& stopped) {
    for (const ChunkFile& file : files_) TRY_VOID(read_chunk(file, sink, stopped));
    return {};
}

} // namespace tandem
