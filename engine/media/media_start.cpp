// Where a file's presentation begins.
#include "engine/media/media_start.h"

#include <algorithm>
#include <map>
#include <mutex>

extern "C" {
#include <libavutil/intreadwrite.h>
}

#include "engine/media/decoder.h"

namespace tandem {

static constexpr int kPicturesSeen = 32; // more than any codec reorders
static constexpr int kPacketsSeen = 4000;
static constexpr int64_t kBytesSeen = 48 << 20;
// For the frame rate more pictures are looked at, as long as that is quick.
static constexpr int kPicturesTimed = 256;
static constexpr int64_t kBytesTimed = 8 << 20;

bool is_picture(const AVStream& s) {
    return s.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
           !(s.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS));
}
bool is_sound(const AVStream& s) { return s.codecpar->codec_type == AVMEDIA_TYPE_AUDIO; }

PacketTrim packet_trim(const AVPacket& packet) {
    PacketTrim t;
    t.whole = packet.flags & AV_PKT_FLAG_DISCARD;
    size_t size = 0;
    const uint8_t* side = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    if (side && size >= 10) {
        t.front = static_cast<int>(std::min<uint32_t>(AV_RL32(side), 1 << 24));
        t.back = static_cast<int>(std::min<uint32_t>(AV_RL32(side + 4), 1 << 24));
    }
    return t;
}

bool first_packet_is_silent(const AVStream& s) { return s.codecpar->codec_id == AV_CODEC_ID_VORBIS; }

int declared_priming(const AVStream& s) { return std::clamp(s.codecpar->initial_padding, 0, 1 << 20); }

// Some decoders know of a delay that no container states.
static int decoder_priming(const AVStream& s, const AVPacket& packet, const std::string& path) {
    auto decoder = Decoder::open(s, 1, path);
    if (!decoder) return 0;
    auto frame = av::make_frame();
    if (decoder.value().send(&packet) < 0 || decoder.value().receive(frame.get()) < 0) return 0;
    const AVFrameSideData* side = av_frame_get_side_data(frame.get(), AV_FRAME_DATA_SKIP_SAMPLES);
    return side && side->size >= 8 ? static_cast<int>(std::min<uint32_t>(AV_RL32(side->data), 1 << 20)) : 0;
}

// What the first packets of a stream say of its pictures' times.
struct HeadTimes {
    std::vector<int64_t> shown;
    int64_t last_dts = AV_NOPTS_VALUE, longest = 0;
};

static void note_rate(StreamStart& start, HeadTimes head, const AVStream& s, bool whole) {
    // Pictures behind the last decoding time may still be missing some that are shown before them.
    if (!whole && head.last_dts != AV_NOPTS_VALUE)
        std::erase_if(head.shown, [&](int64_t pts) { return pts > head.last_dts; });
    if (!start.has_pts) head.shown.clear();
    std::sort(head.shown.begin(), head.shown.end());
    head.shown.erase(std::unique(head.shown.begin(), head.shown.end()), head.shown.end());
    start.rate = picture_rate(head.shown, s.time_base,
                              {.average = s.avg_frame_rate, .base = s.r_frame_rate, .pictures = s.nb_frames});
    const Time step = start.rate.rate.time_of(1), longest = av::to_time(head.longest, s.time_base);
    if (head.shown.size() > 2 && longest.ticks > 0 && longest < Time{step.ticks / 4}) start.cut_off = step - longest;
}

static Result<MediaStart> look(const InputSpec& spec) {
    auto input = TRY(Input::open(spec));
    MediaStart out;
    int count = input->stream_count();
    out.streams.resize(static_cast<size_t>(count));
    std::vector<int> seen(static_cast<size_t>(count)), packet_number(static_cast<size_t>(count));
    std::vector<char> all_priming(static_cast<size_t>(count)); // the first packet gave no sound at all
    std::vector<int64_t> key_pts(static_cast<size_t>(count), AV_NOPTS_VALUE);
    std::vector<HeadTimes> heads(static_cast<size_t>(count));
    std::vector<int> wanted;
    for (int i = 0; i < count; ++i)
        if (is_picture(*input->stream(i)) || is_sound(*input->stream(i))) wanted.push_back(i);
    if (wanted.empty()) return out;
    input->select(wanted);
    auto packet = av::make_packet();
    int64_t bytes = 0;
    auto done = [&](int i) {
        const int pictures = bytes < kBytesTimed ? kPicturesTimed : kPicturesSeen;
        return seen[static_cast<size_t>(i)] >= (is_picture(*input->stream(i)) ? pictures : 1);
    };
    bool whole = false;
    for (int n = 0; n < kPacketsSeen && bytes < kBytesSeen; ++n) {
        if (input->read(packet.get()) < 0) {
            whole = true;
            break;
        }
        bytes += packet->size;
        int i = packet->stream_index;
        if (i >= count) continue; // appeared after the header: not in the document either
        auto at = static_cast<size_t>(i);
        const AVStream& s = *input->stream(i);
        StreamStart& start = out.streams[at];
        PacketTrim trim = packet_trim(*packet);
        int64_t pts = packet->pts;
        if (is_picture(s)) {
            if (pts == AV_NOPTS_VALUE) start.has_pts = false, pts = packet->dts;
            if (!trim.whole && pts != AV_NOPTS_VALUE) {
                heads[at].shown.push_back(pts);
                heads[at].longest = std::max(heads[at].longest, packet->duration);
            }
            heads[at].last_dts = std::max(heads[at].last_dts, packet->dts); // AV_NOPTS_VALUE is the least
            // A key frame that an edit list cuts off still lets the pictures after it be decoded.
            if (trim.whole && (packet->flags & AV_PKT_FLAG_KEY) && pts != AV_NOPTS_VALUE && !start.has_packets)
                key_pts[at] = pts;
            if (!trim.whole && pts != AV_NOPTS_VALUE && seen[at] < kPicturesSeen) {
                // Pictures shown before the first key frame cannot be decoded.
                bool key = packet->flags & AV_PKT_FLAG_KEY;
                if (key && key_pts[at] == AV_NOPTS_VALUE) key_pts[at] = pts, start.has_packets = false;
                Time t = av::to_time(pts, s.time_base);
                bool leading = key_pts[at] != AV_NOPTS_VALUE && pts < key_pts[at] && start.has_packets;
                if (!start.has_packets || (t < start.first && !leading)) start.first = t, start.has_packets = true;
            }
            ++seen[at];
        } else if (all_priming[at]) {
            // The second packet's stamp tells where sound begins; some writers give both packets the same one.
            if (pts != AV_NOPTS_VALUE) {
                Time t = av::to_time(pts, s.time_base);
                Time half = Time::from_samples(start.priming / 2, std::max(1, s.codecpar->sample_rate));
                if (t + half < start.first) start.first = t;
            }
            all_priming[at] = 0, ++seen[at];
        } else if (seen[at] == 0 && !trim.whole && !(packet_number[at]++ == 0 && first_packet_is_silent(s))) {
            int priming = std::max(trim.front, declared_priming(s));
            if (priming == 0) priming = decoder_priming(s, *packet, spec.path);
            start.priming = priming;
            int rate = std::max(1, s.codecpar->sample_rate);
            if (pts == AV_NOPTS_VALUE) pts = packet->dts;
            if (pts == AV_NOPTS_VALUE) pts = s.start_time != AV_NOPTS_VALUE ? s.start_time : 0;
            start.first = av::to_time(pts, s.time_base) + Time::from_samples(priming, rate);
            start.has_packets = true;
            all_priming[at] = priming > 0 && av_get_audio_frame_duration2(s.codecpar, packet->size) == priming;
            if (!all_priming[at]) ++seen[at];
        }
        if (std::all_of(wanted.begin(), wanted.end(), done)) break;
    }
    for (int i : wanted)
        if (auto at = static_cast<size_t>(i); is_picture(*input->stream(i)))
            note_rate(out.streams[at], std::move(heads[at]), *input->stream(i), whole);
    bool any = false;
    for (int i : wanted) {
        const StreamStart& s = out.streams[static_cast<size_t>(i)];
        if (!s.has_packets) continue;
        if (!any || s.first < out.zero) out.zero = s.first;
        any = true;
    }
    return out;
}

Result<MediaStart> find_media_start(const InputSpec& spec) {
    static std::mutex mutex;
    static auto* known = new std::map<std::pair<std::string, uint64_t>, MediaStart>;
    uint64_t identity = 0;
    if (spec.sequence_count == 0) identity = TRY(identify(spec.path)).hash();
    auto key = std::make_pair(spec.path, identity);
    if (identity) {
        std::lock_guard lock(mutex);
        auto it = known->find(key);
        if (it != known->end()) return it->second;
    }
    MediaStart found = TRY(look(spec));
    if (identity) {
        std::lock_guard lock(mutex);
        if (known->size() > 4096) known->clear();
        (*known)[key] = found;
    }
    return found;
}

} // namespace tandem
