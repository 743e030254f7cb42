// One pass over a stream's packets.
#include "engine/media/picture_index.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <numeric>
#include <unordered_set>

#include "engine/media/decoder.h"
#include "engine/media/media_start.h"

namespace tandem {

static constexpr size_t kMaxFrames = 20'000'000; // 92 hours at 60 fps

int64_t PictureIndex::frame_at(Time t) const {
    auto it = std::upper_bound(start.begin(), start.end(), t);
    return std::max<int64_t>(0, it - start.begin() - 1);
}

size_t PictureIndex::key_for(int64_t n) const {
    size_t packet = order[static_cast<size_t>(n)];
    int64_t shown = packets[packet].pts;
    for (size_t i = packet + 1; i-- > 0;)
        if (packets[i].key && (ordinal || packets[i].pts <= shown)) return i;
    return 0;
}

namespace {

// Sees what a container does not say of H.264 and HEVC: true key frames, and two fields in two packets.
class PacketLook {
  public:
    explicit PacketLook(const AVStream& s) {
        AVCodecID id = s.codecpar->codec_id;
        vp8_ = id == AV_CODEC_ID_VP8;
        if (id != AV_CODEC_ID_H264 && id != AV_CODEC_ID_HEVC) return;
        parser_.reset(av_parser_init(id));
        context_.reset(avcodec_alloc_context3(avcodec_find_decoder(id)));
        if (!parser_ || !context_ || avcodec_parameters_to_context(context_.get(), s.codecpar) < 0) {
            parser_.reset();
            return;
        }
        parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    }
    // Whether the packet is a picture of its own; sets its true key flag.
    bool is_new_picture(const AVPacket& p, bool& key) {
        if (vp8_ && p.size > 0 && !(p.data[0] & 0x10)) return false; // a hidden reference frame
        if (!parser_) return true;
        uint8_t* out = nullptr;
        int size = 0;
        av_parser_parse2(parser_.get(), context_.get(), &out, &size, p.data, p.size, p.pts, p.dts, p.pos);
        if (parser_->key_frame >= 0) key = parser_->key_frame == 1;
        auto structure = parser_->picture_structure;
        bool field = structure == AV_PICTURE_STRUCTURE_TOP_FIELD || structure == AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
        bool second = field && open_field_ != AV_PICTURE_STRUCTURE_UNKNOWN && open_field_ != structure;
        open_field_ = field && !second ? structure : AV_PICTURE_STRUCTURE_UNKNOWN;
        return !second;
    }

  private:
    bool vp8_ = false;
    av::ParserPtr parser_;
    av::CodecPtr context_;
    AVPictureStructure open_field_ = AV_PICTURE_STRUCTURE_UNKNOWN;
};

// Where the container's own table says that key frames lie. Without payload the packets' flags cannot be believed:
// FFmpeg's parser, started while the file was opened, sees noise and clears them.
std::unordered_set<int64_t> key_positions(AVStream* s) {
    std::unordered_set<int64_t> out;
    for (int i = 0, n = avformat_index_get_entries_count(s); i < n; ++i)
        if (const AVIndexEntry* e = avformat_index_get_entry(s, i); e && (e->flags & AVINDEX_KEYFRAME))
            out.insert(e->pos);
    return out;
}

Result<std::shared_ptr<const PictureIndex>> build(const InputSpec& spec, int stream, Time zero) {
    auto input = TRY(Input::open(spec, Input::Payload::skip));
    if (stream >= input->stream_count()) return fail(ErrorCode::bad_data, "a stream is missing", spec.path);
    const AVStream& s = *input->stream(stream);
    input->select({stream});
    auto out = std::make_shared<PictureIndex>();
    auto& packets = out->packets;
    std::vector<bool> seen_key;
    auto packet = av::make_packet();
    bool look_inside = !input->skips_payload();
    PacketLook look(s);
    const auto table = look_inside ? std::unordered_set<int64_t>() : key_positions(input->stream(stream));
    bool missing_pts = false, missing_dts = false, container_keys = false, all_keys = true;
    int64_t last_duration = 0, next_dts = 0;
    AVRational rate = s.avg_frame_rate.num > 0 ? s.avg_frame_rate : s.r_frame_rate;
    int64_t nominal = rate.num > 0 ? std::max<int64_t>(1, av_rescale_q(1, av_inv_q(rate), s.time_base)) : 1;
    while (packets.size() < kMaxFrames && input->read(packet.get()) >= 0) {
        bool key = packet->flags & AV_PKT_FLAG_KEY || table.contains(packet->pos), parsed_key = key;
        bool whole = look_inside ? look.is_new_picture(*packet, parsed_key) : true;
        container_keys |= key;
        all_keys &= key;
        if (!whole && !packets.empty()) continue;
        IndexedPacket p{.pts = packet->pts,
                        .dts = packet->dts,
                        .position = packet->pos,
                        .key = key,
                        .shown = whole && !(packet->flags & AV_PKT_FLAG_DISCARD)};
        seen_key.push_back(parsed_key);
        missing_pts |= p.pts == AV_NOPTS_VALUE;
        if (p.dts == AV_NOPTS_VALUE) missing_dts = true, p.dts = next_dts;
        last_duration = packet->duration > 0 ? packet->duration : nominal;
        next_dts = p.dts + last_duration;
        packets.push_back(p);
    }
    if (input->was_cut()) return input->cut_error();
    // No key table at all, or none that says anything: believe the bit stream.
    if (look_inside && packets.size() > 2 && (all_keys || !container_keys) &&
        std::find(seen_key.begin(), seen_key.end(), true) != seen_key.end())
        for (size_t i = 0; i < packets.size(); ++i) packets[i].key = seen_key[i];
    if (packets.empty()) return fail(ErrorCode::bad_data, "the picture stream holds no frames", spec.path);

    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < packets.size(); ++i)
        if (packets[i].shown) order.push_back(i);
    if (order.empty())
        return fail(ErrorCode::bad_data, "the edit list shows no frame of the picture stream", spec.path);
    out->ordinal = missing_pts;
    if (missing_pts) {
        std::vector<int64_t> dts;
        for (const auto& p : packets) dts.push_back(p.dts);
        if (missing_dts)
            for (size_t i = 0; i < dts.size(); ++i) dts[i] = static_cast<int64_t>(i) * nominal;
        for (size_t i = 1; i < dts.size(); ++i) dts[i] = std::max(dts[i], dts[i - 1] + 1);
        for (size_t i = 0; i < dts.size(); ++i) packets[i].pts = dts[i];
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return packets[a].pts < packets[b].pts; });
    for (uint32_t i : order) {
        int64_t pts = packets[i].pts;
        if (!out->pts.empty() && pts <= out->pts.back()) continue; // two of one instant: the first is shown
        out->order.push_back(i);
        out->pts.push_back(pts);
        out->start.push_back(av::to_time(pts, s.time_base) - zero);
    }
    out->end = out->start.back() + av::to_time(last_duration, s.time_base);
    // Other containers hold no table of all frames.
    if (input->container_is("mov"))
        for (int i = 0, n = avformat_index_get_entries_count(input->stream(stream)); i < n && !out->cut; ++i)
            if (const AVIndexEntry* e = avformat_index_get_entry(input->stream(stream), i))
                out->cut = e->pos + e->size > input->identity().size;
    return std::shared_ptr<const PictureIndex>(std::move(out));
}

} // namespace

Result<std::shared_ptr<const PictureIndex>> picture_index(const InputSpec& spec, int stream, Time zero) {
    struct Known {
        InputSpec spec;
        FileIdentity identity;
        int stream;
        std::shared_ptr<const PictureIndex> index;
    };
    static std::mutex mutex;
    static auto* known = new std::list<Known>; // most recently used first
    FileIdentity identity;
    if (spec.sequence_count == 0) {
        identity = TRY(identify(spec.path));
        std::lock_guard lock(mutex);
        for (auto it = known->begin(); it != known->end(); ++it)
            if (it->stream == stream && it->identity == identity && it->spec == spec) {
                known->splice(known->begin(), *known, it);
                return it->index;
            }
    }
    auto index = TRY(build(spec, stream, zero));
    if (spec.sequence_count == 0) {
        std::lock_guard lock(mutex);
        known->push_front({spec, identity, stream, index});
        size_t packets = 0;
        for (auto it = known->begin(); it != known->end();) {
            packets += it->index->packets.size();
            it = packets > 4'000'000 && it != known->begin() ? known->erase(it) : std::next(it);
        }
    }
    return index;
}

} // namespace tandem
