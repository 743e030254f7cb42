// Reads a file once from end to end: every packet is counted, timed and hashed, and decoded as deep as asked.
#include "engine/export/verify.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "engine/export/animated_webp.h"
#include "engine/export/av_glue.h"
#include "engine/export/loudness.h"
#include "engine/export/mp4_boxes.h"
#include "engine/export/packet_digest.h"

namespace tandem {
namespace {

using namespace av_out;

// A quick check decodes so many frames at the start.
constexpr int64_t kHeadFrames = 12;
// A quick check decodes a last group of pictures up to this length whole, of a longer one the reference frames: they
// are what the others stand on, and the digest has shown already that every packet is as it was encoded.
constexpr size_t kTailFrames = 60;
// Headers of MP4 and QuickTime describe their streams, so little data must be decoded to know them.
constexpr int64_t kMovProbeBytes = 4096;
// Packets kept for decoding the last group of pictures.
constexpr size_t kTailBytes = size_t{64} << 20;

struct Input {
    AVFormatContext* format = nullptr;
    ~Input() { avformat_close_input(&format); }
};

std::string text_of(double v, const char* unit) {
    char text[64];
    std::snprintf(text, sizeof text, "%.3f %s", v, unit);
    return text;
}

ColourTags tags_of(const AVCodecParameters& p) {
    ColourTags c;
    c.primaries = static_cast<Primaries>(p.color_primaries);
    c.transfer = static_cast<Transfer>(p.color_trc);
    c.matrix = static_cast<Matrix>(p.color_space);
    c.range = static_cast<ColourRange>(p.color_range);
    c.siting = static_cast<ChromaSiting>(p.chroma_location);
    return c;
}

// One stream under check.
struct Track {
    AVStream* stream = nullptr;
    CodecPtr decoder;
    std::vector<int64_t> pts; // of every packet
    std::vector<PacketPtr> tail;
    size_t tail_bytes = 0;
    bool tail_whole = false;
    int64_t packets = 0, decoded = 0, errors = 0, samples = 0;
    int64_t end = INT64_MIN; // largest pts + duration
    int64_t last_dts = INT64_MIN;
    int64_t dts_steps_back = 0, corrupt = 0, untimed = 0;
    int64_t skip_start = 0, skip_end = 0, packet_samples = 0;
    int64_t first_sound = INT64_MIN; // pts of the first decoded sample
    std::unique_ptr<Loudness> loudness;
    std::optional<ColourTags> frame_tags;
    int sound = -1;        // number among the sound tracks
    bool measured = false; // decoded whole for its loudness
    bool is_video() const { return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO; }
};

class FileCheck {
  public:
    FileCheck(const std::string& path, const VerifyExpect& expect, const std::atomic<bool>* cancel, VerifyDepth depth,
              const VerifyProgress& progress)
        : path_(path), expect_(expect), cancel_(cancel), depth_(depth), progress_(progress) {}

    Result<VerifyReport> run() {
        TRY_VOID(open());
        TRY_VOID(read_all());
        for (Track& t : tracks_)
            if (&t == video_ || &t == audio_ || t.measured) finish(t);
        describe();
        compare();
        return std::move(report_);
    }

  private:
    void problem(std::string text) { report_.problems.push_back(std::move(text)); }

    Result<void> open() {
        only_errors();
        report_.file = path_, report_.depth = depth_;
        int err = avformat_open_input(&input_.format, ("file:" + path_).c_str(), nullptr, nullptr);
        const bool no_file = err == AVERROR(ENOENT) || err == AVERROR(ENOTDIR) || err == AVERROR(EACCES);
        if (err < 0)
            return fail(no_file ? ErrorCode::no_input : ErrorCode::bad_data,
                        "the file cannot be opened: " + error_text(err), path_);
        bool own = !expect_.packet_digests.empty() && depth_ == VerifyDepth::quick;
        if (own && (expect_.mux == "mp4" || expect_.mux == "mov" || expect_.mux == "m4a"))
            input_.format->probesize = kMovProbeBytes;
        err = avformat_find_stream_info(input_.format, nullptr);
        if (err < 0) problem("the streams cannot be read: " + error_text(err));
        report_.container = input_.format->iformat->name;
        tracks_.resize(input_.format->nb_streams);
        for (unsigned i = 0; i < input_.format->nb_streams; ++i) {
            AVStream* s = input_.format->streams[i];
            Track& t = tracks_[i];
            t.stream = s;
            bool picture = t.is_video() && !(s->disposition & AV_DISPOSITION_ATTACHED_PIC);
            bool sound = s->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
            if (picture && !video_) video_ = &t;
            if (sound && !audio_) audio_ = &t;
            if (sound) {
                t.sound = sounds_++;
                for (const auto& bound : expect_.loudness) t.measured = t.measured || bound.track == t.sound;
            }
            digests_.emplace_back(s->codecpar->codec_id, expect_.mux, PacketSide::file);
            if ((&t == video_ || &t == audio_ || t.measured) && !open_decoder(t))
                problem("no decoder for stream " + std::to_string(i));
        }
        if (!video_ && !audio_) return fail(ErrorCode::bad_data, "there is neither picture nor sound in it", path_);
        frame_.reset(av_frame_alloc());
        return {};
    }

    bool open_decoder(Track& t) {
        const AVCodec* codec = avcodec_find_decoder(t.stream->codecpar->codec_id);
        if (!codec) return false;
        t.decoder.reset(avcodec_alloc_context3(codec));
        if (!t.decoder || avcodec_parameters_to_context(t.decoder.get(), t.stream->codecpar) < 0) return false;
        t.decoder->pkt_timebase = t.stream->time_base;
        t.decoder->thread_count = t.is_video() ? 0 : 1;
        t.decoder->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER;
        // The TIFF decoder counts harmless tags it does not know as errors.
        if (codec->id != AV_CODEC_ID_TIFF) t.decoder->err_recognition |= AV_EF_EXPLODE;
        if (avcodec_open2(t.decoder.get(), codec, nullptr) < 0) return t.decoder.reset(), false;
        if (!t.is_video() && (depth_ == VerifyDepth::full || t.measured))
            t.loudness = Loudness::make(t.stream->codecpar->ch_layout.nb_channels, t.stream->codecpar->sample_rate);
        return true;
    }

    Result<void> read_all() {
        PacketPtr packet(av_packet_alloc());
        for (;;) {
            if (cancel_ && cancel_->load()) return fail(ErrorCode::cancelled, "verification was interrupted", path_);
            int err = av_read_frame(input_.format, packet.get());
            if (err == AVERROR_EOF) return {};
            if (err < 0) return problem("reading stops early: " + error_text(err)), Result<void>{};
            auto index = static_cast<size_t>(packet->stream_index);
            if (index < tracks_.size()) take(tracks_[index], index, *packet);
            if (progress_ && video_ && &tracks_[index] == video_) progress_(video_->packets, stated_frames());
            av_packet_unref(packet.get());
        }
    }

    // As the container says.
    int64_t stated_frames() const {
        const AVStream& s = *video_->stream;
        if (s.nb_frames > 0 || s.avg_frame_rate.num <= 0) return s.nb_frames;
        if (s.duration > 0) return av_rescale_q(s.duration, s.time_base, av_inv_q(s.avg_frame_rate));
        if (input_.format->duration <= 0) return 0;
        return av_rescale_q(input_.format->duration, AV_TIME_BASE_Q, av_inv_q(s.avg_frame_rate));
    }

    void take(Track& t, size_t index, const AVPacket& p) {
        if (!expect_.packet_digests.empty()) digests_[index].add(p.data, static_cast<size_t>(p.size), p.pts);
        if (&t != video_ && &t != audio_ && !t.measured) return;
        ++t.packets;
        if (p.flags & AV_PKT_FLAG_CORRUPT) ++t.corrupt;
        int64_t pts = p.pts != AV_NOPTS_VALUE ? p.pts : p.dts;
        if (pts == AV_NOPTS_VALUE) {
            ++t.untimed;
        } else {
            if (t.is_video() || t.pts.empty()) t.pts.push_back(pts);
            t.end = std::max(t.end, pts + std::max<int64_t>(p.duration, 0));
        }
        if (p.dts != AV_NOPTS_VALUE) {
            if (p.dts <= t.last_dts && t.last_dts != INT64_MIN) ++t.dts_steps_back;
            t.last_dts = p.dts;
        }
        if (!t.is_video()) {
            size_t size = 0;
            if (const uint8_t* skip = av_packet_get_side_data(&p, AV_PKT_DATA_SKIP_SAMPLES, &size); skip && size >= 8) {
                auto le = [&](int at) {
                    return int64_t{skip[at]} | int64_t{skip[at + 1]} << 8 | int64_t{skip[at + 2]} << 16 |
                           int64_t{skip[at + 3]} << 24;
                };
                if (t.packets == 1) t.skip_start = le(0);
                t.skip_end = le(4);
            }
            t.packet_samples +=
                av_rescale_q(p.duration, t.stream->time_base, {1, std::max(1, t.stream->codecpar->sample_rate)});
        }
        if (!t.decoder) return;
        if (depth_ == VerifyDepth::full || t.measured || t.packets <= kHeadFrames) return decode(t, &p);
        keep_tail(t, p);
    }

    // The packets since the last key frame, until the file's end decides whether they are the last group.
    void keep_tail(Track& t, const AVPacket& p) {
        if (!t.is_video()) {
            if (t.tail.size() >= 16) t.tail.erase(t.tail.begin());
        } else if (p.flags & AV_PKT_FLAG_KEY) {
            t.tail.clear(), t.tail_bytes = 0, t.tail_whole = true;
        }
        if (t.tail_bytes + static_cast<size_t>(p.size) > kTailBytes) t.tail.clear(), t.tail_whole = false;
        if (t.is_video() && !t.tail_whole) return;
        PacketPtr copy(av_packet_clone(&p));
        if (!copy) return;
        if (t.is_video()) t.tail_bytes += static_cast<size_t>(p.size);
        t.tail.push_back(std::move(copy));
    }

    void decode(Track& t, const AVPacket* p) {
        int err = avcodec_send_packet(t.decoder.get(), p);
        if (err < 0 && err != AVERROR_EOF && err != AVERROR(EAGAIN)) ++t.errors;
        for (;;) {
            err = avcodec_receive_frame(t.decoder.get(), frame_.get());
            if (err == AVERROR(EAGAIN) || err == AVERROR_EOF) return;
            if (err < 0) {
                ++t.errors;
                if (!p) return;
                continue;
            }
            ++t.decoded;
            if (frame_->decode_error_flags || (frame_->flags & AV_FRAME_FLAG_CORRUPT)) ++t.errors;
            if (t.is_video()) {
                picture(t, *frame_);
            } else {
                if (t.first_sound == INT64_MIN && frame_->pts != AV_NOPTS_VALUE) t.first_sound = frame_->pts;
                t.samples += frame_->nb_samples;
                if (t.loudness) t.loudness->add(*frame_);
            }
            av_frame_unref(frame_.get());
        }
    }

    void picture(Track& t, const AVFrame& f) {
        if (f.width != t.stream->codecpar->width || f.height != t.stream->codecpar->height) ++t.errors;
        if (t.frame_tags) return;
        ColourTags c;
        c.primaries = static_cast<Primaries>(f.color_primaries), c.transfer = static_cast<Transfer>(f.color_trc);
        c.matrix = static_cast<Matrix>(f.colorspace), c.range = static_cast<ColourRange>(f.color_range);
        c.siting = static_cast<ChromaSiting>(f.chroma_location);
        t.frame_tags = c;
    }

    void finish(Track& t) {
        if (!t.decoder) return;
        decode(t, nullptr);
        if (depth_ == VerifyDepth::full || t.tail.empty()) return;
        if (t.is_video() && !t.tail_whole) return;
        avcodec_flush_buffers(t.decoder.get());
        if (t.is_video() && t.tail.size() > kTailFrames) {
            t.decoder->skip_frame = AVDISCARD_NONREF;
            t.decoder->skip_loop_filter = AVDISCARD_ALL;
        }
        int64_t before = t.decoded;
        for (const auto& p : t.tail) decode(t, p.get());
        decode(t, nullptr);
        if (t.decoded == before) ++t.errors;
    }

    // Samples that a tick of a sound stream's time base lasts, rounded up.
    static int64_t tick_samples(const Track& t) {
        return av_rescale_q_rnd(1, t.stream->time_base, {1, std::max(1, t.stream->codecpar->sample_rate)}, AV_ROUND_UP);
    }
    Time time_of(const Track& t, int64_t pts) const {
        return Time::from_ratio(pts * t.stream->time_base.num, t.stream->time_base.den);
    }

    void describe() {
        VerifyReport& r = report_;
        if (video_) {
            Track& v = *video_;
            const AVCodecParameters& p = *v.stream->codecpar;
            r.video_codec = avcodec_get_name(p.codec_id);
            const char* format = av_get_pix_fmt_name(static_cast<AVPixelFormat>(p.format));
            r.pixel_format = format ? format : "";
            r.width = p.width, r.height = p.height, r.colour = tags_of(p);
            size_t size = 0;
            const uint8_t* light = av_stream_get_side_data(v.stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &size);
            if (light && size >= sizeof(AVContentLightMetadata)) {
                auto& l = *reinterpret_cast<const AVContentLightMetadata*>(light);
                r.light = ContentLight{static_cast<int>(l.MaxCLL), static_cast<int>(l.MaxFALL)};
            }
            AVRational rate = v.stream->avg_frame_rate.num > 0 ? v.stream->avg_frame_rate : v.stream->r_frame_rate;
            if (auto fps = FrameRate::make(rate.num, rate.den)) r.rate = *fps;
            std::sort(v.pts.begin(), v.pts.end());
            r.frames = depth_ == VerifyDepth::full ? v.decoded : v.packets;
            r.frames_decoded = v.decoded;
            if (!v.pts.empty()) {
                r.video_start = time_of(v, v.pts.front());
                r.video_end = std::max(time_of(v, v.end), time_of(v, v.pts.back()) + r.rate.time_of(1));
            }
        }
        if (audio_) {
            Track& a = *audio_;
            r.audio_codec = avcodec_get_name(a.stream->codecpar->codec_id);
            r.audio_rate = a.stream->codecpar->sample_rate;
            r.channels = a.stream->codecpar->ch_layout.nb_channels;
            r.audio_samples = depth_ == VerifyDepth::full ? a.samples : a.packet_samples - a.skip_start - a.skip_end;
            // Durations in coarse ticks are rounded packet by packet: there the span from first to last counts.
            if (depth_ != VerifyDepth::full && tick_samples(a) > 1 && !a.pts.empty())
                r.audio_samples =
                    Time::from_ratio((a.end - a.pts.front()) * a.stream->time_base.num, a.stream->time_base.den)
                        .samples_round(std::max(1, r.audio_rate)) -
                    a.skip_start - a.skip_end;
            Time start = a.pts.empty()
                             ? Time{}
                             : time_of(a, a.pts.front()) + Time::from_samples(a.skip_start, std::max(1, r.audio_rate));
            if (a.first_sound != INT64_MIN) start = time_of(a, a.first_sound);
            r.audio_start = start;
            r.audio_end = start + Time::from_samples(r.audio_samples, std::max(1, r.audio_rate));
            r.sounds.resize(static_cast<size_t>(sounds_));
            for (const Track& t : tracks_)
                if (t.loudness) r.sounds[static_cast<size_t>(t.sound)] = t.loudness->measure();
            r.loudness_lufs = r.sounds[0].lufs, r.loudness_range_lu = r.sounds[0].range_lu;
            r.true_peak_dbtp = r.sounds[0].true_peak_dbtp;
        }
        if (video_ && audio_) {
            r.start_skew_ms = (r.audio_start - r.video_start).seconds() * 1000;
            r.end_skew_ms = (r.audio_end - r.video_end).seconds() * 1000;
        }
        for (auto* t : {video_, audio_})
            if (t) r.decode_errors += t->errors;
    }

    void compare_shape(const AVStream& s) {
        auto square = [](AVRational shape) { return shape.num == shape.den || shape.num == 0; };
        if (!square(s.sample_aspect_ratio) || !square(s.codecpar->sample_aspect_ratio))
            problem("its pixels are said not to be square");
        if (const uint8_t* turn = av_stream_get_side_data(&s, AV_PKT_DATA_DISPLAYMATRIX, nullptr)) {
            // The identity in 16.16, the last column in 2.30 fixed point.
            static constexpr int32_t kUpright[9]{1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30};
            if (std::memcmp(turn, kUpright, sizeof kUpright) != 0) problem("its picture is said to be turned");
        }
    }

    void compare() {
        for (auto& track : tracks_) {
            auto* t = &track;
            if (t != video_ && t != audio_ && !t->measured) continue;
            std::string name = t->is_video() ? "the picture" : "the sound";
            if (t->sound > 0) name += " of track " + std::to_string(t->sound + 1);
            if (t->errors) problem(name + " has " + std::to_string(t->errors) + " decoding errors");
            if (t->corrupt) problem(name + " has " + std::to_string(t->corrupt) + " packets marked corrupt");
            if (t->dts_steps_back) problem(name + "'s decoding times do not rise");
            if (t->packets == 0) problem(name + " has no data");
        }
        if (expect_.frames || expect_.width || expect_.height || expect_.rate) compare_picture();
        if (expect_.upright && video_) compare_shape(*video_->stream);
        if (expect_.colour) compare_colour(*expect_.colour);
        if (expect_.light && expect_.light != report_.light)
            problem("the stated light level is not the measured one of MaxCLL " +
                    std::to_string(expect_.light->max_cll) + ", MaxFALL " + std::to_string(expect_.light->max_fall));
        if (expect_.audio_rate || expect_.channels || expect_.audio_samples) compare_sound();
        for (const auto& bound : expect_.loudness) compare_loudness(bound);
        if (expect_.duration) {
            Time frame = video_ ? report_.rate.time_of(1) : Time::from_ratio(1, 25);
            Time have = video_ ? report_.video_end - report_.video_start : report_.audio_end - report_.audio_start;
            Time off = have - *expect_.duration;
            if (off > frame || -off > frame)
                problem("it lasts " + text_of(have.seconds(), "s") + " instead of " +
                        text_of(expect_.duration->seconds(), "s"));
        }
        if (expect_.same_start && video_ && audio_ && std::fabs(report_.start_skew_ms) > expect_.start_tolerance_ms)
            problem("sound starts " + text_of(report_.start_skew_ms, "ms") + " after the picture");
        const auto media = static_cast<size_t>(
            std::count_if(tracks_.begin(), tracks_.end(), [](const Track& t) { return t.is_video() || t.sound >= 0; }));
        if (!expect_.packet_digests.empty() && media != expect_.packet_digests.size())
            problem("it has " + std::to_string(media) + " streams of picture and sound instead of " +
                    std::to_string(expect_.packet_digests.size()));
        for (size_t i = 0; i < expect_.packet_digests.size(); ++i)
            if (i >= digests_.size() || digests_[i].value() != expect_.packet_digests[i])
                problem("stream " + std::to_string(i) + " does not hold what the encoder made");
        auto boxes = read_mp4_boxes(path_);
        if (boxes && boxes->is_mp4) {
            if (!boxes->complete) problem("the boxes do not fill the file");
            if (expect_.faststart && !boxes->moov_first) problem("the index (moov) stands behind the media");
            if (expect_.no_edit_lists && boxes->edit_lists)
                problem("there are " + std::to_string(boxes->edit_lists) + " edit lists, none was asked for");
        } else if (expect_.faststart || expect_.no_edit_lists) {
            problem("the file is not MP4 or QuickTime");
        }
    }

    void compare_picture() {
        if (!video_) return problem("there is no picture");
        const VerifyReport& r = report_;
        if (expect_.frames && r.frames != *expect_.frames)
            problem("it has " + std::to_string(r.frames) + " frames instead of " + std::to_string(*expect_.frames));
        if ((expect_.width && r.width != *expect_.width) || (expect_.height && r.height != *expect_.height))
            problem("its size is " + std::to_string(r.width) + "x" + std::to_string(r.height));
        if (!expect_.rate) return;
        // Frame times are counted from zero; a container's coarse clock may round each by one unit.
        const auto& pts = video_->pts;
        AVRational tb = video_->stream->time_base;
        for (size_t i = 0; i < pts.size(); ++i) {
            Time exact = expect_.rate->time_of(static_cast<int64_t>(i));
            Time off = time_of(*video_, pts[i] - pts[0]) - exact;
            Time unit = Time::from_ratio(tb.num, tb.den);
            if (off > unit || -off > unit)
                return problem("frame " + std::to_string(i) + " stands at " +
                               text_of(time_of(*video_, pts[i] - pts[0]).seconds(), "s") + " instead of " +
                               text_of(exact.seconds(), "s"));
        }
    }

    void compare_colour(const ColourTags& want) {
        auto check = [&](const ColourTags& have, const char* where) {
            auto wrong = [&](const char* what, auto w, auto h) {
                if (static_cast<int>(w) != 0 && w != h)
                    problem(std::string(what) + " in the " + where + " is " + std::to_string(static_cast<int>(h)) +
                            " instead of " + std::to_string(static_cast<int>(w)) + " (H.273)");
            };
            if (want.primaries != Primaries::unspecified) wrong("primaries", want.primaries, have.primaries);
            if (want.transfer != Transfer::unspecified) wrong("transfer", want.transfer, have.transfer);
            if (want.matrix != Matrix::unspecified) wrong("matrix", want.matrix, have.matrix);
            // A limited range may stay unsaid: it is what everybody assumes.
            if (!(want.range == ColourRange::limited && have.range == ColourRange::unspecified))
                wrong("range", want.range, have.range);
        };
        if (!video_) return;
        check(report_.colour, "stream");
        if (video_->frame_tags) check(*video_->frame_tags, "frames");
    }

    void compare_sound() {
        if (!audio_) return problem("there is no sound");
        const VerifyReport& r = report_;
        if (expect_.audio_rate && r.audio_rate != *expect_.audio_rate)
            problem("the sound has " + std::to_string(r.audio_rate) + " Hz");
        if (expect_.channels && r.channels != *expect_.channels)
            problem("the sound has " + std::to_string(r.channels) + " channels");
        if (expect_.audio_samples) {
            AVCodecID id = audio_->stream->codecpar->codec_id;
            bool blocks = id == AV_CODEC_ID_AAC || id == AV_CODEC_ID_OPUS || id == AV_CODEC_ID_MP3;
            int64_t slack = blocks ? 2048 : 0, tick = tick_samples(*audio_);
            if (depth_ != VerifyDepth::full && tick > 1) slack = std::max(slack, tick);
            if (std::llabs(r.audio_samples - *expect_.audio_samples) > slack)
                problem("the sound has " + std::to_string(r.audio_samples) + " samples instead of " +
                        std::to_string(*expect_.audio_samples));
        }
    }

    void compare_loudness(const LoudnessBound& bound) {
        if (bound.track >= sounds_)
            return problem("the sound of track " + std::to_string(bound.track + 1) + " is not there");
        for (std::string& fault : loudness_faults(bound, report_.sounds[static_cast<size_t>(bound.track)]))
            problem(std::move(fault)), ++report_.loudness_problems;
    }

    std::string path_;
    const VerifyExpect& expect_;
    const std::atomic<bool>* cancel_;
    VerifyDepth depth_;
    const VerifyProgress& progress_;
    VerifyReport report_;
    Input input_;
    std::vector<Track> tracks_;
    std::vector<PacketDigest> digests_;
    int sounds_ = 0; // sound tracks
    Track* video_ = nullptr;
    Track* audio_ = nullptr;
    FramePtr frame_;
};

} // namespace

std::vector<std::string> loudness_faults(const LoudnessBound& bound, const SoundMeasure& m) {
    const std::string name = "the sound of track " + std::to_string(bound.track + 1);
    if (!m.lufs) return {name + " is silent or too short to have a loudness"};
    auto number = [](double v) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", v);
        return std::string(text);
    };
    std::vector<std::string> faults;
    if (bound.asked.lufs) {
        const double off = *m.lufs - *bound.asked.lufs;
        const bool down_only = bound.asked.mode == LoudnessMode::limit;
        if (off > bound.tolerance_lu || (!down_only && -off > bound.tolerance_lu))
            faults.push_back(name + " measures " + number(*m.lufs) + " LUFS instead of " + number(*bound.asked.lufs) +
                             " within " + number(bound.tolerance_lu) + " LU");
    }
    const auto top = bound.asked.ceiling();
    if (top && m.true_peak_dbtp.value_or(-HUGE_VAL) > *top + bound.tolerance_db)
        faults.push_back(name + " has a true peak of " + number(*m.true_peak_dbtp) + " dBTP above the ceiling of " +
                         number(*top));
    return faults;
}

Result<VerifyReport> verify_file(const std::string& path, const VerifyExpect& expect, const std::atomic<bool>* cancel,
                                 VerifyDepth depth, const VerifyProgress& progress) {
    if (expect.mux == "webp" || is_animated_webp(path)) return verify_webp(path, expect, cancel);
    return FileCheck(path, expect, cancel, depth, progress).run();
}

Result<VerifyReport> verify_images(const std::string& pattern, int first, const VerifyExpect& expect,
                                   const std::atomic<bool>* cancel, VerifyDepth depth) {
    VerifyReport total;
    int64_t count = expect.frames.value_or(1);
    for (int64_t i = 0; i < count; ++i) {
        if (depth == VerifyDepth::quick && i > 0 && i + 1 < count) continue;
        char path[4096];
        if (std::snprintf(path, sizeof path, pattern.c_str(), static_cast<int>(first + i)) >=
            static_cast<int>(sizeof path))
            return fail(ErrorCode::usage, "the path is too long", pattern);
        VerifyExpect one;
        one.width = expect.width, one.height = expect.height, one.frames = 1;
        auto r = verify_file(path, one, cancel, VerifyDepth::full);
        if (!r && r.error().code == ErrorCode::cancelled) return r.error();
        if (!r) {
            total.problems.push_back(r.error().text());
            continue;
        }
        for (auto& p : r->problems) total.problems.push_back(std::string(path) + ": " + p);
        auto problems = std::move(total.problems);
        int64_t decoded = total.frames_decoded + r->frames_decoded;
        total = std::move(*r);
        total.problems = std::move(problems), total.frames_decoded = decoded;
    }
    total.file = pattern, total.depth = depth, total.frames = count;
    if (expect.rate) total.rate = *expect.rate;
    total.video_start = {}, total.video_end = total.rate.time_of(count);
    return total;
}

} // namespace tandem
