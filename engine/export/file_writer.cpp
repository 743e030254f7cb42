// libavformat muxing: MP4 without edit lists follows EXPORT 2.1 (use_editlist 0, negative composition offsets, covered
// priming). Always bit-exact mode: no dates or random ids in the file, so that equal exports are equal bytes.
#include "engine/export/file_writer.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "engine/export/matroska_light.h"
#include "engine/io/disk_space.h"

namespace tandem {
namespace {

const char* format_name(const std::string& mux) {
    if (mux == "mkv") return "matroska";
    if (mux == "m4a") return "ipod";
    return mux.c_str();
}

bool is_mov_family(const std::string& mux) { return mux == "mp4" || mux == "mov" || mux == "m4a"; }
bool is_matroska(const std::string& mux) { return mux == "mkv" || mux == "webm"; }

bool add_light(AVStream& s, unsigned max_cll, unsigned max_fall) {
    size_t size = 0;
    AVContentLightMetadata* made = av_content_light_metadata_alloc(&size);
    if (!made) return false;
    made->MaxCLL = max_cll, made->MaxFALL = max_fall;
    if (av_stream_add_side_data(&s, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, reinterpret_cast<uint8_t*>(made), size) >= 0)
        return true;
    av_free(made);
    return false;
}

} // namespace

Error FileWriter::write_error(int averror) const {
    if (format_ && format_->pb && format_->pb->error < 0) averror = format_->pb->error;
    if (averror == AVERROR(ENOSPC) || averror == AVERROR(EDQUOT)) {
        std::error_code ec;
        const auto there = std::filesystem::file_size(path_, ec);
        return disk_full(path_, std::max<int64_t>(0, expected_ - (ec ? 0 : static_cast<int64_t>(there))));
    }
    if (averror == AVERROR(ENOMEM)) return fail(ErrorCode::temporary, "out of memory", path_);
    return fail(ErrorCode::io, "writing failed: " + av_out::error_text(averror), path_);
}

Result<std::unique_ptr<FileWriter>> FileWriter::create(const std::string& path, const ContainerSettings& settings) {
    auto writer = std::make_unique<FileWriter>();
    writer->path_ = path;
    writer->settings_ = settings;
    int err =
        avformat_alloc_output_context2(&writer->format_, nullptr, format_name(settings.mux), ("file:" + path).c_str());
    if (err < 0 || !writer->format_)
        return fail(ErrorCode::unavailable, "this FFmpeg cannot write " + settings.mux + " files", path);
    err = avio_open(&writer->format_->pb, ("file:" + path).c_str(), AVIO_FLAG_WRITE);
    if (err < 0) return fail(ErrorCode::cant_create, "the file cannot be created: " + av_out::error_text(err), path);
    writer->format_->flags |= AVFMT_FLAG_BITEXACT;
    // The order of packets comes from their times alone, never from which thread was late. What waits is bounded by the
    // stages, which hold each other back.
    writer->format_->max_interleave_delta = 0;
    return writer;
}

FileWriter::~FileWriter() {
    if (!format_) return;
    if (format_->pb) avio_closep(&format_->pb);
    avformat_free_context(format_);
}

bool FileWriter::wants_global_header() const { return format_->oformat->flags & AVFMT_GLOBALHEADER; }

Result<int> FileWriter::add_video(const AVCodecContext& encoder, FrameRate rate, const std::string& timecode,
                                  const HdrMetadata& hdr, uint32_t tag) {
    AVStream* s = avformat_new_stream(format_, nullptr);
    if (!s || avcodec_parameters_from_context(s->codecpar, &encoder) < 0)
        return fail(ErrorCode::temporary, "out of memory", path_);
    s->time_base = encoder.time_base;
    s->avg_frame_rate = s->r_frame_rate = {rate.num, rate.den};
    s->sample_aspect_ratio = {1, 1};
    // QuickTime tells the profiles of ProRes apart by the tag alone, which the encoder sets.
    const bool prores = is_mov_family(settings_.mux) && encoder.codec_id == AV_CODEC_ID_PRORES;
    if (!prores || tag != 0) s->codecpar->codec_tag = tag;
    if (tag == 0 && is_mov_family(settings_.mux) && encoder.codec_id == AV_CODEC_ID_HEVC)
        s->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1'); // what Apple's players ask for
    if (!timecode.empty() && settings_.mux == "mov") av_dict_set(&s->metadata, "timecode", timecode.c_str(), 0);
    if (!hdr.mastering.empty())
        if (uint8_t* to = av_stream_new_side_data(s, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, hdr.mastering.size()))
            std::memcpy(to, hdr.mastering.data(), hdr.mastering.size());
    if (is_matroska(settings_.mux) && encoder.color_trc == AVCOL_TRC_SMPTE2084)
        light_reserved_ = add_light(*s, kLightPlaceholder, kLightPlaceholder);
    streams_.push_back({s, encoder.time_base, PacketDigest(encoder.codec_id, settings_.mux, PacketSide::encoder)});
    return s->index;
}

Result<int> FileWriter::add_audio(const AVCodecContext& encoder) {
    AVStream* s = avformat_new_stream(format_, nullptr);
    if (!s || avcodec_parameters_from_context(s->codecpar, &encoder) < 0)
        return fail(ErrorCode::temporary, "out of memory", path_);
    s->time_base = {1, encoder.sample_rate};
    s->codecpar->codec_tag = 0;
    // With covered priming nothing is to be skipped.
    if (is_mov_family(settings_.mux) && !settings_.edit_lists) s->codecpar->initial_padding = 0;
    streams_.push_back({s, encoder.time_base, PacketDigest(encoder.codec_id, settings_.mux, PacketSide::encoder)});
    return s->index;
}

Result<void> FileWriter::begin(const std::vector<Chapter>& chapters,
                               const std::vector<std::pair<std::string, std::string>>& metadata) {
    for (const auto& [key, value] : metadata) av_dict_set(&format_->metadata, key.c_str(), value.c_str(), 0);
    if (settings_.chapters && !chapters.empty()) {
        auto list = static_cast<AVChapter**>(av_calloc(chapters.size(), sizeof(AVChapter*)));
        if (!list) return fail(ErrorCode::temporary, "out of memory", path_);
        format_->chapters = list;
        for (const auto& c : chapters) {
            auto* chapter = static_cast<AVChapter*>(av_mallocz(sizeof(AVChapter)));
            if (!chapter) return fail(ErrorCode::temporary, "out of memory", path_);
            chapter->id = static_cast<int64_t>(format_->nb_chapters) + 1;
            chapter->time_base = {1, 1000};
            chapter->start = mul_div_round(c.start.ticks, 1000, kTicksPerSecond);
            chapter->end = mul_div_round(c.end.ticks, 1000, kTicksPerSecond);
            av_dict_set(&chapter->metadata, "title", c.name.c_str(), 0);
            list[format_->nb_chapters++] = chapter;
        }
    }
    AVDictionary* options = nullptr;
    if (is_mov_family(settings_.mux)) {
        std::string flags = "+write_colr";
        if (settings_.faststart) flags += "+faststart";
        if (!settings_.edit_lists) {
            flags += "+negative_cts_offsets";
            av_dict_set(&options, "use_editlist", "0", 0);
        }
        av_dict_set(&options, "movflags", flags.c_str(), 0);
        if (settings_.mux != "mov") av_dict_set(&options, "write_tmcd", "0", 0);
    }
    // GIF counts repetitions, and -1 is none of them.
    const int plays = settings_.plays;
    if (settings_.mux == "gif") av_dict_set_int(&options, "loop", plays == 0 ? 0 : plays == 1 ? -1 : plays - 1, 0);
    if (settings_.mux == "webp") av_dict_set_int(&options, "loop", plays, 0);
    int err = avformat_write_header(format_, &options);
    av_dict_free(&options);
    if (err < 0) {
        if (format_->pb->error < 0 || err == AVERROR(ENOSPC)) return write_error(err);
        return fail(ErrorCode::config, settings_.mux + " does not take these streams: " + av_out::error_text(err),
                    path_);
    }
    return {};
}

Result<void> FileWriter::write(int stream, AVPacket& packet) {
    std::lock_guard lock(mutex_);
    auto start = std::chrono::steady_clock::now();
    Stream& s = streams_[static_cast<size_t>(stream)];
    av_packet_rescale_ts(&packet, s.encoder_base, s.stream->time_base);
    packet.stream_index = stream;
    s.digest.add(packet.data, static_cast<size_t>(packet.size), packet.pts);
    packet_bytes_ += packet.size;
    int err = av_interleaved_write_frame(format_, &packet);
    busy_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (err < 0 || format_->pb->error < 0) return write_error(err);
    return {};
}

bool FileWriter::set_content_light(int stream, ContentLight light) {
    std::lock_guard lock(mutex_);
    light_ = light;
    if (!is_mov_family(settings_.mux)) return light_reserved_;
    return add_light(*streams_[static_cast<size_t>(stream)].stream, static_cast<unsigned>(light.max_cll),
                     static_cast<unsigned>(light.max_fall));
}

Result<void> FileWriter::finish() {
    std::lock_guard lock(mutex_);
    auto start = std::chrono::steady_clock::now();
    int err = av_write_trailer(format_);
    if (err < 0 || format_->pb->error < 0) return write_error(err);
    err = avio_closep(&format_->pb);
    busy_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (err < 0) return write_error(err);
    if (light_reserved_) return replace_matroska_light(path_, light_);
    return {};
}

std::vector<uint64_t> FileWriter::digests() const {
    std::vector<uint64_t> list;
    for (const auto& s : streams_) list.push_back(s.digest.value());
    return list;
}

} // namespace tandem
