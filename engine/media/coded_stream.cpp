// Packets by the PTS index; units of H.264 (ISO/IEC 14496-10 Annex B, 14496-15 5.3) and HEVC (23008-2, 14496-15 8.3).
#include "engine/media/coded_stream.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>

#include "engine/media/frame_picture.h"
#include "engine/media/media_start.h"
#include "engine/media/packet_seek.h"

namespace tandem {
namespace {

using Bytes = std::span<const uint8_t>;

bool has_start_code(Bytes b) {
    return b.size() >= 4 && b[0] == 0 && b[1] == 0 && (b[2] == 1 || (b[2] == 0 && b[3] == 1));
}

std::vector<Bytes> behind_start_codes(Bytes b) {
    std::vector<Bytes> out;
    auto next = [&](size_t at) {
        for (; at + 3 <= b.size(); ++at)
            if (b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) return at;
        return b.size();
    };
    for (size_t at = next(0); at < b.size();) {
        size_t begin = at + 3, end = next(begin);
        at = end;
        while (end > begin && b[end - 1] == 0) --end; // zeros before a start code belong to no unit
        if (end > begin) out.push_back(b.subspan(begin, end - begin));
    }
    return out;
}

// A unit behind its length of two bytes, as in avcC and hvcC; moves `at` behind it.
bool take_unit(Bytes b, size_t& at, std::vector<Bytes>& out) {
    if (at + 2 > b.size()) return false;
    size_t n = size_t{b[at]} << 8 | b[at + 1];
    if (at + 2 + n > b.size()) return false;
    if (n > 0) out.push_back(b.subspan(at + 2, n));
    at += 2 + n;
    return true;
}

class FileCodedStream final : public CodedStream {
  public:
    Result<void> open(const Media& media, int wish) {
        const PictureStream* found = nullptr;
        for (const auto& p : media.pictures)
            if (wish < 0 || p.index == wish) {
                found = &p;
                break;
            }
        if (!found) return fail(ErrorCode::bad_data, "the medium has no such picture stream", media.path);
        stream_ = found->index;
        const InputSpec spec = input_spec(media);
        input_ = TRY(Input::open(spec));
        if (stream_ >= input_->stream_count()) return fail(ErrorCode::bad_data, "a stream is missing", media.path);
        input_->select({stream_});
        MediaStart start = TRY(find_media_start(spec));
        index_ = TRY(picture_index(spec, stream_, start.zero));

        const AVStream& s = *input_->stream(stream_);
        const AVCodecParameters& p = *s.codecpar;
        facts_.codec = avcodec_get_name(p.codec_id);
        if (const char* name = avcodec_profile_name(p.codec_id, p.profile)) facts_.profile = name;
        facts_.profile_number = p.profile, facts_.level = p.level, facts_.tag = p.codec_tag;
        facts_.width = p.width, facts_.height = p.height;
        if (const char* name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(p.format))) facts_.format = name;
        facts_.colour = colour_tags(p);
        AVRational sar = s.sample_aspect_ratio.num > 0 ? s.sample_aspect_ratio : p.sample_aspect_ratio;
        if (sar.num > 0 && sar.den > 0) facts_.sar_num = sar.num, facts_.sar_den = sar.den;
        if (p.extradata_size > 0) facts_.header.assign(p.extradata, p.extradata + p.extradata_size);
        for (const auto& packet : index_->packets) facts_.key.push_back(packet.key);
        facts_.frame_of.assign(index_->packets.size(), -1);
        for (size_t n = 0; n < index_->order.size(); ++n) {
            facts_.frame_of[index_->order[n]] = static_cast<int64_t>(n);
            facts_.packet_of.push_back(index_->order[n]);
        }
        return {};
    }

    const CodedFacts& facts() const override { return facts_; }
    int64_t frame_at(Time t) const override { return index_->frame_at(t); }

    bool clean_entry(int64_t n) override {
        if (n < 0 || n >= static_cast<int64_t>(index_->packets.size())) return false;
        if (!facts_.key[static_cast<size_t>(n)]) return false;
        if (facts_.codec != "h264" && facts_.codec != "hevc") return true;
        auto data = packet(n);
        return data && begins_anew(facts_.codec, split_units(*data, unit_layout(facts_)));
    }

    Result<Bytes> packet(int64_t n) override {
        const auto at = static_cast<size_t>(n);
        if (n != held_) {
            bool there = false;
            if (held_ < 0 || n != held_ + 1) there = TRY(seek_packet(*input_, stream_, *index_, at, packet_.get()));
            held_ = -1;
            while (!there) {
                int code = input_->read(packet_.get());
                if (input_->was_cut()) return input_->cut_error();
                if (code < 0)
                    return fail(ErrorCode::bad_data, "the file ended earlier than before; it was changed while in use",
                                input_->path());
                if (packet_->stream_index != stream_) continue;
                const IndexedPacket& want = index_->packets[at];
                there = packet_->pos == want.position && (index_->ordinal || packet_->pts == want.pts);
            }
            held_ = n;
        }
        return Bytes(packet_->data, static_cast<size_t>(packet_->size));
    }

  private:
    int stream_ = 0;
    std::unique_ptr<Input> input_;
    std::shared_ptr<const PictureIndex> index_;
    CodedFacts facts_;
    av::PacketPtr packet_ = av::make_packet();
    int64_t held_ = -1; // the packet that packet_ holds
};

} // namespace

UnitLayout unit_layout(const CodedFacts& f) {
    if (f.header.empty() || has_start_code(f.header)) return {.start_codes = true, .length_bytes = 0};
    if (f.codec == "h264" && f.header.size() > 4) return {false, (f.header[4] & 3) + 1};
    if (f.codec == "hevc" && f.header.size() > 21) return {false, (f.header[21] & 3) + 1};
    return {.start_codes = true, .length_bytes = 0};
}

std::vector<Bytes> split_units(Bytes b, UnitLayout layout) {
    if (layout.start_codes) return behind_start_codes(b);
    std::vector<Bytes> out;
    const auto prefix = static_cast<size_t>(layout.length_bytes);
    while (!b.empty()) {
        if (b.size() < prefix) return {};
        size_t n = 0;
        for (size_t i = 0; i < prefix; ++i) n = n << 8 | b[i];
        if (n > b.size() - prefix) return {};
        if (n > 0) out.push_back(b.subspan(prefix, n));
        b = b.subspan(prefix + n);
    }
    return out;
}

std::vector<Bytes> parameter_sets(const CodedFacts& f) {
    Bytes b = f.header;
    if (has_start_code(b)) {
        auto units = behind_start_codes(b);
        std::erase_if(units, [&](Bytes u) {
            int type = f.codec == "hevc" ? u[0] >> 1 & 63 : u[0] & 31;
            return f.codec == "hevc" ? type < 32 || type > 34 : type != 7 && type != 8;
        });
        return units;
    }
    std::vector<Bytes> out;
    if (f.codec == "h264") {
        if (b.size() < 7) return {};
        size_t at = 6;
        for (int i = b[5] & 31; i > 0; --i)
            if (!take_unit(b, at, out)) return {};
        if (at >= b.size()) return {};
        for (int i = b[at++]; i > 0; --i)
            if (!take_unit(b, at, out)) return {};
    } else if (f.codec == "hevc") {
        if (b.size() < 23) return {};
        size_t at = 23;
        for (int arrays = b[22]; arrays > 0; --arrays) {
            if (at + 3 > b.size()) return {};
            const int type = b[at] & 63;
            std::vector<Bytes> units;
            int count = b[at + 1] << 8 | b[at + 2];
            for (at += 3; count > 0; --count)
                if (!take_unit(b, at, units)) return {};
            if (type >= 32 && type <= 34) out.insert(out.end(), units.begin(), units.end());
        }
    }
    return out;
}

bool begins_anew(const std::string& codec, const std::vector<Bytes>& units) {
    bool pictures = false;
    for (Bytes u : units) {
        const int type = codec == "hevc" ? u[0] >> 1 & 63 : u[0] & 31;
        const bool coded = codec == "hevc" ? type < 32 : type >= 1 && type <= 5;
        if (!coded) continue;
        // IDR_W_RADL and IDR_N_LP of HEVC; with CRA and BLA pictures may follow that need what came before.
        if (codec == "hevc" ? type != 19 && type != 20 : type != 5) return false;
        pictures = true;
    }
    return pictures;
}

Result<std::unique_ptr<CodedStream>> CodedStream::open(const Media& media, int stream) {
    auto out = std::make_unique<FileCodedStream>();
    TRY_VOID(out->open(media, stream));
    return std::unique_ptr<CodedStream>(std::move(out));
}

} // namespace tandem
