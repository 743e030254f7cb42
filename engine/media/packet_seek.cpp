// By byte position, by time, and in the end by reading through.
#include "engine/media/packet_seek.h"

namespace tandem {
namespace {

constexpr int kPacketsToArrive = 3000; // of all streams' interleaving after a seek, before another try

// Reads up to the packet; true when it lies in `packet`.
bool arrive(Input& input, int stream, const PictureIndex& index, size_t target, AVPacket* packet) {
    const IndexedPacket& p = index.packets[target];
    bool by_position = input.is_raw() && p.position >= 0;
    for (int n = 0; n < kPacketsToArrive; ++n) {
        if (input.read(packet) < 0) return false;
        if (packet->stream_index != stream) continue;
        bool same = by_position     ? packet->pos == p.position
                    : index.ordinal ? packet->pos == p.position && packet->dts == p.dts
                                    : packet->pts == p.pts && packet->pos == p.position;
        if (same) return true;
        int64_t here = by_position ? packet->pos : packet->dts;
        int64_t there = by_position ? p.position : p.dts;
        if (here != AV_NOPTS_VALUE && here > there) return false; // passed it
    }
    return false;
}

} // namespace

Result<bool> seek_packet(Input& input, int stream, const PictureIndex& index, size_t target, AVPacket* packet) {
    const IndexedPacket& p = index.packets[target];
    if (target == 0) {
        TRY_VOID(input.rewind());
        return false;
    }
    if (input.seeks_by_bytes() && p.position >= 0 && input.seek_bytes(p.position) >= 0 &&
        arrive(input, stream, index, target, packet))
        return true;
    if (!input.is_raw()) {
        AVRational base = input.stream(stream)->time_base;
        for (int64_t back_ms : {0, 1000, 10000}) {
            int64_t back = av_rescale_q(back_ms, AVRational{1, 1000}, base);
            if (input.seek(stream, p.dts - back) < 0) continue;
            if (arrive(input, stream, index, target, packet)) return true;
        }
    }
    // The sure way: read through from the start without decoding.
    TRY_VOID(input.rewind());
    int64_t n = -1;
    while (n < static_cast<int64_t>(target)) {
        if (input.read(packet) < 0)
            return fail(ErrorCode::bad_data, "the file ended earlier than before; it was changed while in use",
                        input.path());
        const IndexedPacket& next = index.packets[static_cast<size_t>(n + 1)];
        if (packet->pos == next.position && (index.ordinal || packet->pts == next.pts)) ++n;
    }
    return true;
}

} // namespace tandem
