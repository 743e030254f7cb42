// Sample format conversion and framing for sound encoders. Integer formats are rounded to nearest and clipped; 16 bits
// are dithered first.
#include "engine/export/audio_encoder.h"

#include <algorithm>
#include <cmath>

#include "engine/base/hash.h"

namespace tandem {
namespace {

struct SoundCodec {
    const char* word;
    const char* encoder;
    AVSampleFormat format;
    int bits;
};
constexpr SoundCodec kSoundCodecs[] = {
    {"aac", "aac", AV_SAMPLE_FMT_FLTP, 0},           {"opus", "libopus", AV_SAMPLE_FMT_FLT, 0},
    {"flac", "flac", AV_SAMPLE_FMT_S32, 24},         {"mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP, 0},
    {"pcm_s16", "pcm_s16le", AV_SAMPLE_FMT_S16, 16}, {"pcm_s24", "pcm_s24le", AV_SAMPLE_FMT_S32, 24},
    {"pcm_f32", "pcm_f32le", AV_SAMPLE_FMT_FLT, 0},
};

int default_kbps(const std::string& codec, int channels) {
    int stereo = codec == "opus" ? 160 : 192;
    return channels == 1 ? stereo / 2 : channels == 2 ? stereo : stereo * channels / 2;
}

// Noise of triangular density between -1 and 1 steps, a function of the sample's place alone, so that equal films are
// equal bytes whoever makes them. With it the error of rounding has the same mean and power whatever the signal
// (Lipshitz, Wannamaker, Vanderkooy 1992): 0.5 steps RMS in all.
double triangular_noise(int64_t sample, size_t channel) {
    uint64_t h = Hasher{}.word(static_cast<uint64_t>(sample)).word(channel).value();
    return std::ldexp(static_cast<double>(h >> 32) - static_cast<double>(h & 0xFFFFFFFF), -32);
}

// Nearest integer of `bits`, clipped, in the high bits of a 32-bit word. `noise` is in steps; what is whole already (a
// file of as many bits that nothing touched, silence) stays as it is.
int32_t quantised(float x, int bits, double noise = 0) {
    const double full = std::ldexp(1.0, bits - 1), exact = static_cast<double>(x) * full;
    double v = std::nearbyint(exact);
    if (v != exact) v = std::nearbyint(exact + noise);
    v = std::clamp(v, -full, full - 1);
    if (std::isnan(v)) v = 0;
    return static_cast<int32_t>(static_cast<int64_t>(v) * (int64_t{1} << (32 - bits)));
}

} // namespace

int encoder_rate(const AudioSettings& settings, int sequence_rate) {
    int wish = settings.rate > 0 ? settings.rate : sequence_rate;
    if (settings.codec == "opus") return 48000;
    if (settings.codec == "mp3") return wish == 32000 || wish == 44100 ? wish : 48000;
    if (settings.codec == "aac") return wish == 44100 || wish == 32000 || wish == 88200 || wish == 96000 ? wish : 48000;
    return wish;
}

int layout_channels(const std::string& layout, int fallback) {
    if (layout == "mono") return 1;
    if (layout == "stereo") return 2;
    if (layout == "5.1") return 6;
    if (layout == "7.1") return 8;
    return fallback;
}

Result<std::unique_ptr<AudioEncoder>> AudioEncoder::open(const AudioEncoderSpec& spec) {
    const SoundCodec* row = nullptr;
    for (const auto& r : kSoundCodecs)
        if (spec.settings.codec == r.word) row = &r;
    if (!row) return fail(ErrorCode::config, "unknown sound codec \"" + spec.settings.codec + "\"");
    const AVCodec* codec = avcodec_find_encoder_by_name(row->encoder);
    if (!codec) return fail(ErrorCode::unavailable, std::string("this FFmpeg has no encoder ") + row->encoder);

    auto encoder = std::make_unique<AudioEncoder>();
    encoder->context_.reset(avcodec_alloc_context3(codec));
    encoder->packet_.reset(av_packet_alloc());
    if (!encoder->context_ || !encoder->packet_) return fail(ErrorCode::temporary, "out of memory");
    AVCodecContext& c = *encoder->context_;
    c.sample_fmt = row->format;
    c.sample_rate = spec.rate;
    c.time_base = {1, spec.rate};
    av_channel_layout_default(&c.ch_layout, spec.channels);
    if (row->bits == 24) c.bits_per_raw_sample = 24;
    std::string word = spec.settings.codec;
    if (word == "aac" || word == "opus" || word == "mp3")
        c.bit_rate = int64_t{spec.settings.kbps > 0 ? spec.settings.kbps : default_kbps(word, spec.channels)} * 1000;
    if (spec.global_header) c.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary* options = nullptr;
    if (word == "opus" && spec.channels > 2) av_dict_set(&options, "mapping_family", "1", 0);
    int err = avcodec_open2(&c, codec, &options);
    av_dict_free(&options);
    if (err < 0)
        return fail(ErrorCode::config, std::string(row->encoder) + " refuses " + std::to_string(spec.channels) +
                                           " channels at " + std::to_string(spec.rate) + " Hz, " +
                                           std::to_string(c.bit_rate / 1000) + " kb/s: " + av_out::error_text(err));
    encoder->pending_.resize(static_cast<size_t>(spec.channels));
    encoder->block_ = c.frame_size > 0 ? c.frame_size : 1024;
    encoder->bits_ = row->bits;
    encoder->dither_ = spec.settings.dither;
    if (spec.priming == Priming::cover) encoder->skip_ = c.initial_padding;
    encoder->sent_ = encoder->skip_;
    return encoder;
}

Result<void> AudioEncoder::send(int frames, const float* const* samples, const av_out::PacketSink& sink) {
    int first = static_cast<int>(std::min<int64_t>(skip_, frames));
    skip_ -= first;
    for (size_t ch = 0; ch < pending_.size(); ++ch)
        pending_[ch].insert(pending_[ch].end(), samples[ch] + first, samples[ch] + frames);
    while (pending_[0].size() >= static_cast<size_t>(block_)) TRY_VOID(encode(block_, sink));
    return {};
}

Result<void> AudioEncoder::finish(const av_out::PacketSink& sink) {
    if (!pending_[0].empty()) TRY_VOID(encode(static_cast<int>(pending_[0].size()), sink));
    int err = avcodec_send_frame(context_.get(), nullptr);
    if (err < 0) return fail(ErrorCode::internal, "the sound encoder cannot finish: " + av_out::error_text(err));
    return drain(sink);
}

Result<void> AudioEncoder::encode(int frames, const av_out::PacketSink& sink) {
    AVCodecContext& c = *context_;
    av_out::FramePtr frame(av_frame_alloc());
    if (!frame) return fail(ErrorCode::temporary, "out of memory");
    frame->format = c.sample_fmt, frame->sample_rate = c.sample_rate, frame->nb_samples = frames;
    if (av_channel_layout_copy(&frame->ch_layout, &c.ch_layout) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
        return fail(ErrorCode::temporary, "out of memory");
    frame->pts = sent_;
    auto n = static_cast<size_t>(frames);
    size_t channels = pending_.size();
    for (size_t ch = 0; ch < channels; ++ch) {
        const float* in = pending_[ch].data();
        switch (c.sample_fmt) {
        case AV_SAMPLE_FMT_FLTP:
            std::copy_n(in, n, reinterpret_cast<float*>(frame->extended_data[ch]));
            break;
        case AV_SAMPLE_FMT_FLT: {
            auto* out = reinterpret_cast<float*>(frame->data[0]);
            for (size_t i = 0; i < n; ++i) out[i * channels + ch] = in[i];
            break;
        }
        case AV_SAMPLE_FMT_S16: {
            auto* out = reinterpret_cast<int16_t*>(frame->data[0]);
            for (size_t i = 0; i < n; ++i) {
                double noise = dither_ ? triangular_noise(sent_ + static_cast<int64_t>(i), ch) : 0;
                out[i * channels + ch] = static_cast<int16_t>(quantised(in[i], 16, noise) >> 16);
            }
            break;
        }
        default: {
            auto* out = reinterpret_cast<int32_t*>(frame->data[0]);
            for (size_t i = 0; i < n; ++i) out[i * channels + ch] = quantised(in[i], bits_);
            break;
        }
        }
        pending_[ch].erase(pending_[ch].begin(), pending_[ch].begin() + frames);
    }
    sent_ += frames;
    int err = avcodec_send_frame(&c, frame.get());
    if (err < 0) return fail(ErrorCode::internal, "encoding sound failed: " + av_out::error_text(err));
    return drain(sink);
}

Result<void> AudioEncoder::drain(const av_out::PacketSink& sink) {
    for (;;) {
        int err = avcodec_receive_packet(context_.get(), packet_.get());
        if (err == AVERROR(EAGAIN) || err == AVERROR_EOF) return {};
        if (err < 0) return fail(ErrorCode::internal, "the sound encoder failed: " + av_out::error_text(err));
        auto done = sink(*packet_);
        av_packet_unref(packet_.get());
        if (!done) return done;
    }
}

} // namespace tandem
