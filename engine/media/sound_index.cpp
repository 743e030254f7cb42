// Building the segments from packets.
#include "engine/media/sound_index.h"

#include <algorithm>

namespace tandem {

static constexpr int kSegmentSeconds = 10;
static constexpr int kIndependentSeconds =
    1;                              // there a segment costs nothing to begin, and many readers hold little each
static constexpr int kLeadMs = 400; // above what any codec here needs to settle: 80 ms Opus, ten MP3 frames

SampleClock::SampleClock(AVRational base, int rate, Time zero, bool counts_only, int jitter_samples)
    : base_(base), rate_(rate), zero_(zero), counts_only_(counts_only) {
    // Stamps in coarse units are rounded; what is below two units or 1.5 ms is no gap.
    int64_t unit = mul_div_ceil(rate, base.num, base.den);
    tolerance_ = std::max<int64_t>({2 * unit, rate * 3 / 2000, jitter_samples});
}

int64_t SampleClock::at(int64_t pts) const { return (av::to_time(pts, base_) - zero_).samples_round(rate_); }

int64_t SampleClock::place(int64_t pts, int64_t expected) const {
    if (counts_only_ || pts == AV_NOPTS_VALUE) return expected;
    int64_t stamped = at(pts);
    int64_t gap = stamped - expected;
    // Stamps that run backwards overlap what is there already: sound goes on unbroken.
    return gap > tolerance_ && gap < int64_t{rate_} * 86400 ? stamped : expected;
}

int64_t SampleClock::anchor(int64_t pts, int64_t expected) const {
    if (counts_only_ || pts == AV_NOPTS_VALUE) return expected;
    int64_t gap = at(pts) - expected;
    return gap < -tolerance_ && gap > -rate_ ? at(pts) : place(pts, expected);
}

Result<std::unique_ptr<SoundIndex>> SoundIndex::open(const InputSpec& spec, int stream, int rate, Time zero,
                                                     int priming) {
    auto out = std::make_unique<SoundIndex>();
    out->input_ = TRY(Input::open(spec, Input::Payload::skip));
    if (stream >= out->input_->stream_count()) return fail(ErrorCode::bad_data, "a stream is missing", spec.path);
    out->input_->select({stream});
    out->stream_ = stream, out->rate_ = rate, out->priming_ = priming;
    const AVStream& s = *out->input_->stream(stream);
    // FFmpeg stamps Vorbis packets half a block off where block sizes change.
    int jitter = s.codecpar->codec_id == AV_CODEC_ID_VORBIS ? 1024 : 0;
    out->clock_ = SampleClock(s.time_base, rate, zero, out->input_->is_raw(), jitter);
    const AVCodecDescriptor* d = avcodec_descriptor_get(s.codecpar->codec_id);
    out->independent_ = d && (d->props & AV_CODEC_PROP_LOSSLESS) && (d->props & AV_CODEC_PROP_INTRA_ONLY);
    out->segment_samples_ = int64_t{rate} * (out->independent_ ? kIndependentSeconds : kSegmentSeconds);
    out->lead_samples_ = out->independent_ ? 0 : int64_t{rate} * kLeadMs / 1000;
    if (!out->input_->skips_payload() &&
        (s.codecpar->codec_id == AV_CODEC_ID_OPUS || s.codecpar->codec_id == AV_CODEC_ID_VORBIS)) {
        out->parser_.reset(av_parser_init(s.codecpar->codec_id));
        out->parser_context_.reset(avcodec_alloc_context3(nullptr));
        if (!out->parser_ || !out->parser_context_ ||
            avcodec_parameters_to_context(out->parser_context_.get(), s.codecpar) < 0)
            out->parser_.reset();
        else
            out->parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    }
    return out;
}

std::optional<int64_t> exact_end(const Input& input, int stream) {
    const AVStream& s = *input.stream(stream);
    if (!input.container_is("mov") || s.codecpar->frame_size < 1 || s.duration == AV_NOPTS_VALUE) return std::nullopt;
    auto opened = Input::open(input.spec(), Input::Payload::skip, Input::Edits::ignore);
    if (!opened || stream >= opened.value()->stream_count()) return std::nullopt;
    const AVStream& whole = *opened.value()->stream(stream);
    auto last = [](const AVStream& of) {
        auto* at = const_cast<AVStream*>(&of);
        return avformat_index_get_entry(at, avformat_index_get_entries_count(at) - 1);
    };
    const AVIndexEntry *edited = last(s), *plain = last(whole);
    if (!edited || !plain || edited->pos != plain->pos || whole.duration == AV_NOPTS_VALUE) return std::nullopt;
    int64_t end = edited->timestamp + (whole.duration - plain->timestamp);
    int64_t coarsest = av_rescale_q(1, {1, 600}, s.time_base) + 1; // the usual time scales are 600 and above
    return std::abs(end - s.duration) <= coarsest ? std::optional(end) : std::nullopt;
}

PacketTrim SoundIndex::trim(int64_t ordinal) const {
    auto it = trims_.find(ordinal);
    return it == trims_.end() ? PacketTrim{} : it->second;
}

void SoundIndex::read_on() {
    if (complete_) return;
    int code = input_->read(packet_.get());
    if (code < 0) {
        complete_ = true;
        if (auto end = segments_.empty() ? std::nullopt : exact_end(*input_, stream_)) {
            segments_.back().end = end_ = clock_.at(*end);
            end_is_exact_ = input_->stream(stream_)->time_base.den % rate_ == 0;
        }
        return;
    }
    const AVStream& s = *input_->stream(stream_);
    PacketTrim trim = packet_trim(*packet_);
    if (ordinal_ == 0 && first_packet_is_silent(s)) trim.whole = true;
    if (!started_ && !trim.whole && trim.front == 0) trim.front = priming_;
    if (trim.front || trim.back || trim.whole) trims_[ordinal_] = trim;

    // Best word first: the bit stream's, the container's where its unit is the sample, the codec's frame size.
    int64_t samples = 0, longest = int64_t{rate_} * 60;
    if (parser_) {
        uint8_t* out = nullptr;
        int size = 0;
        av_parser_parse2(parser_.get(), parser_context_.get(), &out, &size, packet_->data, packet_->size, packet_->pts,
                         packet_->dts, packet_->pos);
        samples = std::max(0, parser_->duration);
    }
    int64_t stated = 0;
    if (packet_->duration > 0)
        stated = mul_div_round(packet_->duration, int64_t{rate_} * s.time_base.num, s.time_base.den);
    if (stated > longest) stated = 0; // Ogg's last packets: what is left after trimming, below zero, unsigned
    bool exact_unit = s.time_base.num == 1 && s.time_base.den % rate_ == 0;
    if (stated > 0 && exact_unit && trim.back == 0) samples = stated;
    if (samples <= 0 && exact_unit) samples = stated;
    if (samples <= 0) samples = av_get_audio_frame_duration2(s.codecpar, packet_->size);
    if (samples <= 0) samples = stated;
    samples = std::clamp<int64_t>(samples, 0, longest);
    end_is_exact_ = exact_unit && stated > 0 && samples == stated;

    int64_t position = end_;
    if (!started_ && packet_->pts != AV_NOPTS_VALUE)
        position = clock_.at(packet_->pts);
    else if (started_)
        position = clock_.anchor(packet_->pts, end_);
    PacketMark mark{.pts = packet_->pts, .dts = packet_->dts, .position = packet_->pos, .ordinal = ordinal_};
    recent_.emplace_back(mark, position);
    while (recent_.size() > 1 && recent_[1].second <= position - lead_samples_) recent_.pop_front();
    while (recent_.size() > 4096) recent_.pop_front();

    if (!trim.whole) {
        started_ = true;
        bool fresh = segments_.empty() || position >= segments_.back().position + segment_samples_;
        if (fresh) segments_.push_back({.lead = recent_.front().first, .first = ordinal_, .position = position});
        end_ = position + std::max<int64_t>(0, samples - trim.back);
    }
    if (!segments_.empty()) {
        segments_.back().packets = ordinal_ + 1 - segments_.back().first;
        segments_.back().end = end_;
    }
    ++ordinal_;
}

const SoundSegment* SoundIndex::segment_at(int64_t n) {
    while (!complete_ && end_ <= n) read_on();
    if (segments_.empty() || n < segments_.front().position) return nullptr;
    // The last segment must be whole before it is decoded, or its end would depend on who asked.
    auto it = std::upper_bound(segments_.begin(), segments_.end(), n,
                               [](int64_t v, const SoundSegment& s) { return v < s.position; });
    const SoundSegment& found = *--it;
    while (!complete_ && &found == &segments_.back()) read_on();
    return &found;
}

int64_t SoundIndex::limit(const SoundSegment& segment) const {
    auto it = std::upper_bound(segments_.begin(), segments_.end(), segment.position,
                               [](int64_t v, const SoundSegment& s) { return v < s.position; });
    return it == segments_.end() ? INT64_MAX : it->position;
}

} // namespace tandem
