// H.264 and HEVC packets stand with start codes before the muxer and with lengths after it, so their units are hashed
// one by one; parameter sets are left out, for muxers may move them.
#include "engine/export/packet_digest.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace tandem {
namespace {

// First byte of the next 00 00 01, or end.
const uint8_t* next_start(const uint8_t* p, const uint8_t* end) {
    for (; p + 3 <= end; ++p)
        if (p[0] == 0 && p[1] == 0 && p[2] == 1) return p;
    return end;
}

bool parameter_set(AVCodecID codec, uint8_t first) {
    if (codec == AV_CODEC_ID_HEVC) {
        int type = first >> 1 & 63;
        return (type >= 32 && type <= 35);
    }
    int type = first & 31;
    return type == 7 || type == 8 || type == 9;
}

} // namespace

PacketDigest::PacketDigest(AVCodecID codec, const std::string& mux, PacketSide side) : codec_(codec), side_(side) {
    bool pcm = codec == AV_CODEC_ID_PCM_S16LE || codec == AV_CODEC_ID_PCM_S24LE || codec == AV_CODEC_ID_PCM_F32LE;
    // Matroska's demuxer counts the times of sound anew from whole milliseconds.
    timed_ = avcodec_get_type(codec) == AVMEDIA_TYPE_VIDEO || (mux != "mkv" && mux != "webm");
    stream_ = pcm || mux == "wav" || mux == "mp3" || mux == "flac" || mux == "ogg";
}

void PacketDigest::word(uint64_t w) { state_ = Hasher{}.word(state_).word(w).value(); }

void PacketDigest::run_of_bytes(const uint8_t* data, size_t size) {
    constexpr size_t kBlock = 4096;
    while (size > 0) {
        size_t n = std::min(size, kBlock - tail_.size());
        tail_.insert(tail_.end(), data, data + n);
        data += n, size -= n;
        if (tail_.size() == kBlock) {
            word(Hasher{}.bytes(tail_.data(), kBlock).value());
            tail_.clear();
        }
    }
}

void PacketDigest::nal_units(const uint8_t* data, size_t size) {
    auto unit = [&](const uint8_t* p, size_t n) {
        if (n > 0 && !parameter_set(codec_, p[0])) word(Hasher{}.bytes(p, n).value());
    };
    const uint8_t* end = data + size;
    if (side_ == PacketSide::encoder) {
        for (const uint8_t* p = next_start(data, end); p < end;) {
            p += 3;
            const uint8_t* next = next_start(p, end);
            const uint8_t* stop = next < end && next > p && next[-1] == 0 ? next - 1 : next;
            unit(p, static_cast<size_t>(stop - p));
            p = next;
        }
        return;
    }
    while (end - data > 4) {
        size_t n = static_cast<size_t>(data[0]) << 24 | static_cast<size_t>(data[1]) << 16 |
                   static_cast<size_t>(data[2]) << 8 | data[3];
        data += 4;
        n = std::min(n, static_cast<size_t>(end - data));
        unit(data, n);
        data += n;
    }
}

void PacketDigest::add(const uint8_t* data, size_t size, int64_t pts) {
    if (size == 0) return; // FLAC's last one carries only the corrected header
    if (stream_) return run_of_bytes(data, size);
    if (timed_) {
        if (!started_) started_ = true, first_pts_ = pts;
        word(static_cast<uint64_t>(pts - first_pts_));
    }
    if (codec_ == AV_CODEC_ID_H264 || codec_ == AV_CODEC_ID_HEVC) return nal_units(data, size);
    if (codec_ == AV_CODEC_ID_AV1 && size >= 2 && data[0] == 0x12 && data[1] == 0) data += 2, size -= 2;
    word(Hasher{}.bytes(data, size).value());
}

uint64_t PacketDigest::value() const { return Hasher{}.word(state_).bytes(tail_.data(), tail_.size()).value(); }

} // namespace tandem
