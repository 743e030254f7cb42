// Containers carry it beside the stream; HEVC and H.264 also in messages that only a decoded frame shows.
#include "engine/export/hdr_metadata.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <cmath>
#include <memory>

#include "engine/base/primaries.h"

namespace tandem {
namespace {

using namespace av_out;

struct Input {
    AVFormatContext* format = nullptr;
    ~Input() { avformat_close_input(&format); }
};

void from_frame(const AVFrame& frame, HdrMetadata& out) {
    if (const AVFrameSideData* d = av_frame_get_side_data(&frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA))
        out.mastering.assign(d->data, d->data + d->size);
}

} // namespace

HdrMetadata read_hdr_metadata(const std::string& path, int stream) {
    HdrMetadata out;
    Input in;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    int err = avformat_open_input(&in.format, ("file:" + path).c_str(), nullptr, &options);
    av_dict_free(&options);
    if (err < 0 || avformat_find_stream_info(in.format, nullptr) < 0) return out;
    int index = stream >= 0 ? stream : av_find_best_stream(in.format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (index < 0 || index >= static_cast<int>(in.format->nb_streams)) return out;
    AVStream* s = in.format->streams[index];
    size_t size = 0;
    if (const uint8_t* d = av_stream_get_side_data(s, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &size)) {
        out.mastering.assign(d, d + size);
        return out;
    }

    const AVCodec* codec = avcodec_find_decoder(s->codecpar->codec_id);
    CodecPtr decoder(codec ? avcodec_alloc_context3(codec) : nullptr);
    if (!decoder || avcodec_parameters_to_context(decoder.get(), s->codecpar) < 0) return out;
    decoder->thread_count = 1;
    if (avcodec_open2(decoder.get(), codec, nullptr) < 0) return out;
    PacketPtr packet(av_packet_alloc());
    FramePtr frame(av_frame_alloc());
    for (int n = 0; n < 64 && av_read_frame(in.format, packet.get()) >= 0; ++n) {
        bool ours = packet->stream_index == index;
        if (ours) avcodec_send_packet(decoder.get(), packet.get());
        av_packet_unref(packet.get());
        if (ours && avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
            from_frame(*frame, out);
            return out;
        }
    }
    return out;
}

HdrMetadata mastering_display(Primaries primaries, double peak_nits, double black_nits) {
    std::unique_ptr<AVMasteringDisplayMetadata, void (*)(void*)> m(av_mastering_display_metadata_alloc(), av_free);
    if (!m) return {};
    auto xy = chromaticities_of(primaries);
    for (size_t k = 0; k < 3; ++k)
        for (size_t i = 0; i < 2; ++i) m->display_primaries[k][i] = av_d2q(xy[k][i], 50000);
    for (size_t i = 0; i < 2; ++i) m->white_point[i] = av_d2q(xy[3][i], 50000);
    m->max_luminance = {static_cast<int>(std::lround(peak_nits * 10000)), 10000};
    m->min_luminance = {static_cast<int>(std::lround(black_nits * 10000)), 10000};
    m->has_primaries = m->has_luminance = 1;
    auto bytes = reinterpret_cast<const uint8_t*>(m.get());
    return {{bytes, bytes + sizeof *m}};
}

} // namespace tandem
