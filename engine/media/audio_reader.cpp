// Segments decoded to planar float, and reads assembled from them.
#include "engine/media/audio_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <list>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

#include "engine/base/log.h"
#include "engine/media/decoder.h"
#include "engine/media/pcm_reader.h"
#include "engine/media/sound_index.h"

namespace tandem {

namespace {

constexpr size_t kKeptSegments = 3;
constexpr int kMaxChannels = 64;
constexpr int kPacketsToArrive = 5000;

struct FreeResampler {
    void operator()(SwrContext* s) const { swr_free(&s); }
};

// Decoded samples of one segment, growing while it is decoded.
struct Decoded {
    const SoundSegment* segment = nullptr;
    int64_t first = 0; // position of samples[c][0]
    std::vector<std::vector<float>> samples;
    bool complete = false;
    int64_t end() const { return first + static_cast<int64_t>(samples[0].size()); }
};

template<class T>
void widen(const uint8_t* in, size_t step, size_t count, float scale, float offset, float* out) {
    for (size_t i = 0; i < count; ++i) {
        T v;
        std::memcpy(&v, in + i * step, sizeof v);
        out[i] = static_cast<float>(v) * scale + offset;
    }
}

class StreamAudioReader : public AudioReader {
  public:
    // `input` delivers this stream and stands at its start.
    Result<void> open(const Media& media, int stream, std::unique_ptr<Input> input) {
        spec_ = input->spec();
        stream_ = stream;
        input_ = std::move(input);
        const AVStream& s = *input_->stream(stream);
        rate_ = s.codecpar->sample_rate;
        channels_ = s.codecpar->ch_layout.nb_channels;
        decoder_ = TRY(Decoder::open(s, 1, spec_.path));
        if (rate_ < 1 || channels_ < 1) TRY_VOID(learn_from_first_frame());
        if (rate_ < 1 || rate_ > 6'000'000 || channels_ < 1 || channels_ > kMaxChannels)
            return fail(ErrorCode::bad_data, "the sound stream has no usable rate or channels", spec_.path);
        av_channel_layout_copy(&layout_, &s.codecpar->ch_layout);
        if (layout_.order != AV_CHANNEL_ORDER_NATIVE || layout_.nb_channels != channels_) {
            av_channel_layout_uninit(&layout_);
            av_channel_layout_default(&layout_, channels_);
        }
        mask_ = s.codecpar->ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? s.codecpar->ch_layout.u.mask : 0;
        MediaStart start = TRY(find_media_start(spec_));
        auto at = static_cast<size_t>(stream);
        int priming = at < start.streams.size() ? start.streams[at].priming : 0;
        index_ = TRY(SoundIndex::open(spec_, stream, rate_, start.zero, priming));
        for (const auto& f : media.sounds)
            if (f.index == stream) estimate_ = f.duration.samples_round(rate_);
        return {};
    }
    ~StreamAudioReader() override { av_channel_layout_uninit(&layout_); }

    Result<void> read(int64_t first, int frames, float* const* out) override {
        for (int c = 0; c < channels_; ++c) std::fill_n(out[c], frames, 0.0f);
        int64_t at = std::max<int64_t>(first, 0), end = first + frames;
        while (at < end) {
            const SoundSegment* segment = index_->segment_at(at);
            if (!segment) {
                // Before the first sound there may be some seconds of silence; behind the last nothing comes.
                if (index_->complete() && at >= index_->end()) break;
                const SoundSegment* next = index_->segment_at(end - 1);
                if (!next) break;
                at = std::max(at + 1, first_position());
                continue;
            }
            Decoded& d = decoded(*segment);
            int64_t limit = std::min(end, index_->limit(*segment));
            TRY_VOID(decode_until(d, limit));
            if (input_->was_cut() || index_->was_cut())
                return fail(input_->cut_error().code, input_->cut_error().what,
                            at_time(spec_.path, Time::from_samples(at, rate_)));
            int64_t from = std::max(at, d.first), to = std::min(limit, d.end());
            for (int c = 0; c < channels_ && from < to; ++c)
                std::copy_n(d.samples[static_cast<size_t>(c)].begin() + (from - d.first), to - from,
                            out[c] + (from - first));
            at = limit > at ? limit : end;
        }
        return {};
    }
    int rate() const override { return rate_; }
    int channels() const override { return channels_; }
    uint64_t channel_mask() const override { return mask_; }
    int64_t length() override { return index_->complete() || estimate_ <= 0 ? index_->end() : estimate_; }

  private:
    int64_t first_position() {
        for (int64_t n = 0;; n += rate_) {
            if (const SoundSegment* s = index_->segment_at(n)) return s->position;
            if (index_->complete() && n > index_->end()) return n;
        }
    }

    Result<void> learn_from_first_frame() {
        auto packet = av::make_packet();
        auto frame = av::make_frame();
        for (int n = 0; n < 200 && input_->read(packet.get()) >= 0; ++n) {
            decoder_->send(packet.get());
            if (decoder_->receive(frame.get()) < 0) continue;
            rate_ = frame->sample_rate, channels_ = frame->ch_layout.nb_channels;
            break;
        }
        return input_->rewind();
    }

    Decoded& decoded(const SoundSegment& segment) {
        for (auto it = kept_.begin(); it != kept_.end(); ++it)
            if (it->segment == &segment) {
                kept_.splice(kept_.begin(), kept_, it);
                return kept_.front();
            }
        // The memory of the one that goes is taken over: new pages cost more than the samples that they hold.
        if (kept_.size() < kKeptSegments)
            kept_.emplace_front();
        else
            kept_.splice(kept_.begin(), kept_, std::prev(kept_.end()));
        Decoded& d = kept_.front();
        d.segment = &segment;
        d.first = segment.position;
        d.complete = false;
        d.samples.resize(static_cast<size_t>(channels_));
        const int64_t count = std::clamp<int64_t>(segment.end - segment.position, 0, int64_t{rate_} * 60);
        for (auto& samples : d.samples) samples.clear(), samples.reserve(static_cast<size_t>(count));
        return d;
    }

    bool is_mark(const AVPacket& p, const PacketMark& m) const {
        if (input_->is_raw()) return p.pos == m.position;
        return p.pts == m.pts && p.dts == m.dts && p.pos == m.position;
    }
    bool arrive(const PacketMark& mark, AVPacket* packet) {
        for (int n = 0; n < kPacketsToArrive; ++n) {
            if (input_->read(packet) < 0) return false;
            if (is_mark(*packet, mark)) return true;
            bool passed = input_->is_raw() ? packet->pos > mark.position
                                           : packet->dts != AV_NOPTS_VALUE && packet->dts > mark.dts;
            if (passed) return false;
        }
        return false;
    }

    // Puts the input behind the mark's packet, which lies in packet_.
    Result<bool> go_to(const PacketMark& mark) {
        if (mark.ordinal == 0) {
            TRY_VOID(input_->rewind());
            return input_->read(packet_.get()) >= 0;
        }
        if (input_->seeks_by_bytes() && mark.position >= 0 && input_->seek_bytes(mark.position) >= 0 &&
            arrive(mark, packet_.get()))
            return true;
        if (!input_->is_raw() && mark.dts != AV_NOPTS_VALUE)
            for (int64_t back_ms : {0, 1000, 10000}) {
                int64_t back = av_rescale_q(back_ms, AVRational{1, 1000}, input_->stream(stream_)->time_base);
                if (input_->seek(stream_, mark.dts - back) >= 0 && arrive(mark, packet_.get())) return true;
            }
        TRY_VOID(input_->rewind());
        for (int64_t n = 0; n <= mark.ordinal; ++n)
            if (input_->read(packet_.get()) < 0) return false;
        return true;
    }

    // Continues decoding a segment up to position `limit` or its end.
    Result<void> decode_until(Decoded& d, int64_t limit) {
        if (d.complete || d.end() >= limit) return {};
        if (running_ != d.segment) {
            for (auto& samples : d.samples) samples.clear();
            d.first = d.segment->position;
            running_ = nullptr;
            if (in_step_ && index_->independent() && ordinal_ == d.segment->first) {
                decoder_->flush(); // nothing is left of the packets before, and the next one is this segment's first
            } else {
                // A fresh decoder: what came before must leave no trace (noise generators, filters).
                decoder_ = TRY(Decoder::open(*input_->stream(stream_), 1, spec_.path));
                resampler_.reset();
                in_step_ = TRY(go_to(d.segment->lead));
                if (!in_step_) {
                    d.complete = true;
                    return {};
                }
                // rewind() may have made new streams; the decoder holds its own copy of the parameters.
                have_packet_ = true;
                ordinal_ = d.segment->lead.ordinal;
            }
            running_ = d.segment;
            trim_front_ = 0;
        }
        int64_t last = d.segment->first + d.segment->packets;
        while (d.end() < limit) {
            if (!have_packet_ && (ordinal_ >= last || input_->read(packet_.get()) < 0)) {
                decoder_->send(nullptr);
                take_frames(d, PacketTrim{}, AV_NOPTS_VALUE);
                finish(d);
                return {};
            }
            have_packet_ = false;
            PacketTrim trim = index_->trim(ordinal_);
            bool counts = ordinal_ >= d.segment->first && !trim.whole;
            if (!counts) trim.whole = true;
            int code = decoder_->send(packet_.get());
            if (code < 0 && code != AVERROR(EAGAIN) && code != AVERROR_EOF) note_damage(d);
            take_frames(d, trim, packet_->pts);
            ++ordinal_;
        }
        return {};
    }

    void finish(Decoded& d) {
        d.complete = true;
        running_ = nullptr;
        if (!index_->complete() || index_->limit(*d.segment) != INT64_MAX || d.samples[0].empty()) return;
        if (int64_t more = d.end() - index_->end(); index_->end_is_exact() && more > 0 && index_->end() > d.first)
            for (auto& samples : d.samples) samples.resize(samples.size() - static_cast<size_t>(more));
        index_->correct_end(d.end());
    }

    void note_damage(const Decoded& d) {
        if (damage_noted_) return;
        damage_noted_ = true;
        log(LogLevel::warning, at_time(spec_.path, Time::from_samples(std::max<int64_t>(0, d.end()), rate_)) +
                                   ": damaged sound is replaced by silence");
    }

    void take_frames(Decoded& d, PacketTrim trim, int64_t pts) {
        const bool plain = !trim.whole && trim.front + trim_front_ + trim.back == 0 && !d.samples[0].empty();
        if (plain && index_->clock().place(pts, d.end()) == d.end()) {
            while (decoder_->receive(frame_.get()) >= 0) append(*frame_, d.samples);
            return;
        }
        std::vector<std::vector<float>>& got = got_;
        got.resize(static_cast<size_t>(channels_));
        for (auto& samples : got) samples.clear();
        while (decoder_->receive(frame_.get()) >= 0)
            if (!trim.whole) append(*frame_, got);
        if (trim.whole || got[0].empty()) return;
        bool first = d.samples[0].empty();
        size_t front = std::min(got[0].size(), static_cast<size_t>(trim.front + trim_front_));
        // Priming longer than the packet goes on in the next one.
        trim_front_ = trim.front + trim_front_ - static_cast<int>(front);
        size_t back = std::min(got[0].size() - front, static_cast<size_t>(trim.back));
        int64_t at = first && pts_is_first(d, pts) ? d.segment->position : index_->clock().place(pts, d.end());
        at += first ? static_cast<int64_t>(front) : 0;
        if (first) d.first = at;
        int64_t gap =
            std::min<int64_t>(at, index_->limit(*d.segment)) - d.end(); // the limit may be the largest number there is
        for (size_t c = 0; c < got.size(); ++c) {
            auto& to = d.samples[c];
            if (!first && gap > 0 && gap < int64_t{rate_} * 60) to.resize(to.size() + static_cast<size_t>(gap));
            to.insert(to.end(), got[c].begin() + static_cast<ptrdiff_t>(front),
                      got[c].end() - static_cast<ptrdiff_t>(back));
        }
    }
    bool pts_is_first(const Decoded& d, int64_t pts) const {
        return ordinal_ == d.segment->first || index_->clock().place(pts, d.segment->position) == d.segment->position;
    }

    // Decoded samples in our rate and channels as float.
    void append(const AVFrame& f, std::vector<std::vector<float>>& to) {
        if (f.nb_samples <= 0) return;
        auto count = static_cast<size_t>(f.nb_samples);
        if (f.sample_rate == rate_ && f.ch_layout.nb_channels == channels_) {
            auto format = static_cast<AVSampleFormat>(f.format);
            bool planar = av_sample_fmt_is_planar(format);
            auto bytes = static_cast<size_t>(av_get_bytes_per_sample(format));
            size_t step = planar ? bytes : bytes * static_cast<size_t>(channels_);
            for (size_t c = 0; c < to.size(); ++c) {
                const uint8_t* in = planar ? f.extended_data[c] : f.extended_data[0] + c * bytes;
                size_t old = to[c].size();
                to[c].resize(old + count);
                float* out = to[c].data() + old;
                switch (av_get_packed_sample_fmt(format)) {
                case AV_SAMPLE_FMT_U8:
                    widen<uint8_t>(in, step, count, 1.0f / 128, -1.0f, out);
                    break;
                case AV_SAMPLE_FMT_S16:
                    widen<int16_t>(in, step, count, 1.0f / 32768, 0, out);
                    break;
                case AV_SAMPLE_FMT_S32:
                    widen<int32_t>(in, step, count, 1.0f / 2147483648.0f, 0, out);
                    break;
                case AV_SAMPLE_FMT_S64:
                    widen<int64_t>(in, step, count, 1.0f / 9223372036854775808.0f, 0, out);
                    break;
                case AV_SAMPLE_FMT_FLT:
                    widen<float>(in, step, count, 1, 0, out);
                    break;
                case AV_SAMPLE_FMT_DBL:
                    widen<double>(in, step, count, 1, 0, out);
                    break;
                default:
                    break;
                }
                for (float* p = out; p != out + count; ++p)
                    if (!std::isfinite(*p)) *p = 0;
            }
            return;
        }
        // The stream changed under way: it is brought to what it began with.
        if (!resampler_ || resampler_rate_ != f.sample_rate || resampler_channels_ != f.ch_layout.nb_channels) {
            SwrContext* s = nullptr;
            if (swr_alloc_set_opts2(&s, &layout_, AV_SAMPLE_FMT_FLTP, rate_, const_cast<AVChannelLayout*>(&f.ch_layout),
                                    static_cast<AVSampleFormat>(f.format), f.sample_rate, 0, nullptr) < 0 ||
                swr_init(s) < 0) {
                swr_free(&s);
                return;
            }
            resampler_.reset(s);
            resampler_rate_ = f.sample_rate, resampler_channels_ = f.ch_layout.nb_channels;
        }
        int room = swr_get_out_samples(resampler_.get(), f.nb_samples);
        if (room <= 0) return;
        std::vector<uint8_t*> planes(to.size());
        size_t old = to[0].size();
        for (size_t c = 0; c < to.size(); ++c) {
            to[c].resize(old + static_cast<size_t>(room));
            planes[c] = reinterpret_cast<uint8_t*>(to[c].data() + old);
        }
        int made = swr_convert(resampler_.get(), planes.data(), room, const_cast<const uint8_t**>(f.extended_data),
                               f.nb_samples);
        for (auto& c : to) c.resize(old + static_cast<size_t>(std::max(0, made)));
    }

    InputSpec spec_;
    int stream_ = 0, rate_ = 0, channels_ = 0;
    uint64_t mask_ = 0;
    AVChannelLayout layout_{};
    std::unique_ptr<Input> input_;
    std::optional<Decoder> decoder_;
    std::unique_ptr<SoundIndex> index_;
    std::unique_ptr<SwrContext, FreeResampler> resampler_;
    int resampler_rate_ = 0, resampler_channels_ = 0;
    std::list<Decoded> kept_;               // most recently used first
    const SoundSegment* running_ = nullptr; // the one decoder_ and input_ stand in
    bool in_step_ = false;                  // input_ stands behind packet ordinal_ - 1, or have_packet_
    int64_t ordinal_ = 0;                   // of the packet to send next
    int trim_front_ = 0;
    bool have_packet_ = false, damage_noted_ = false;
    av::PacketPtr packet_ = av::make_packet();
    av::FramePtr frame_ = av::make_frame();
    std::vector<std::vector<float>> got_; // of one packet, by channel
    int64_t estimate_ = 0;
};

} // namespace

Result<std::unique_ptr<AudioReader>> AudioReader::open(const Media& media, const AudioReaderOptions& options) {
    int stream = options.stream;
    if (stream < 0) {
        if (media.sounds.empty()) return fail(ErrorCode::bad_data, "the medium has no sound", media.path);
        stream = media.sounds[0].index;
    }
    auto input = TRY(Input::open(input_spec(media)));
    if (stream < 0 || stream >= input->stream_count() || !is_sound(*input->stream(stream)))
        return fail(ErrorCode::bad_data, "there is no sound stream " + std::to_string(stream), input->path());
    input->select({stream});
    if (auto pcm = TRY(open_pcm(input, stream))) return pcm;
    auto reader = std::make_unique<StreamAudioReader>();
    TRY_VOID(reader->open(media, stream, std::move(input)));
    return std::unique_ptr<AudioReader>(std::move(reader));
}

} // namespace tandem
