// Measuring, correcting and playing through gain and limiter.
#include "engine/export/normalise.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/processors/processor.h"
#include "engine/export/audio_encoder.h"
#include "engine/model/sound_slots.h"

namespace tandem {
namespace {

constexpr int kBlock = 4096;
constexpr int kPasses = 8;
// Corrections end inside these.
constexpr double kCloseLu = 0.05, kCloseDb = 0.02;
constexpr double kMostStepDb = 1; // of the ceiling a pass: one stray peak of a codec is not the rule

bool lossy(const std::string& codec) { return codec == "aac" || codec == "opus" || codec == "mp3"; }

struct Planes {
    std::vector<std::vector<float>> samples;
    std::vector<float*> at;
    Planes(int channels, int frames)
        : samples(static_cast<size_t>(channels), std::vector<float>(static_cast<size_t>(frames))) {
        for (auto& s : samples) at.push_back(s.data());
    }
};

// The mix, rendered once and then played from memory: every pass of measuring, and the film after them, reads it again.
class Tape final : public AudioRenderer {
  public:
    static bool holds(const LevelSpec& spec) {
        return spec.samples * spec.channels * static_cast<int64_t>(sizeof(float)) <= spec.memory;
    }
    // `inner` stands at the first sample that will be asked for.
    Tape(std::unique_ptr<AudioRenderer> inner, int channels)
        : inner_(std::move(inner)), first_(inner_->position()), position_(first_),
          kept_(static_cast<size_t>(channels)) {}
    void locate(int64_t sample) override { position_ = sample; }
    int64_t position() const override { return position_; }
    std::vector<std::string> warnings() const override { return inner_->warnings(); }
    // Pre: the position is not before the first sample.
    Result<void> render(int frames, float* const* out) override {
        VERIFY(position_ >= first_);
        const auto at = static_cast<size_t>(position_ - first_), end = at + static_cast<size_t>(frames);
        if (const size_t have = kept_[0].size(); end > have) {
            std::vector<float*> fresh;
            for (auto& plane : kept_) plane.resize(end), fresh.push_back(plane.data() + have);
            if (auto done = inner_->render(static_cast<int>(end - have), fresh.data()); !done) {
                for (auto& plane : kept_) plane.resize(have);
                return done;
            }
        }
        for (size_t c = 0; c < kept_.size(); ++c) std::copy_n(kept_[c].data() + at, frames, out[c]);
        position_ += frames;
        return {};
    }

  private:
    std::unique_ptr<AudioRenderer> inner_; // at the end of what is kept
    const int64_t first_;
    int64_t position_;
    std::vector<std::vector<float>> kept_; // by channel
};

// Encodes and decodes again, so that a lossy codec's own peaks are measured. What players skip at the start is left
// out.
class Trial {
  public:
    static Result<std::unique_ptr<Trial>> open(const LevelSpec& spec, Loudness& meter) {
        auto t = std::make_unique<Trial>();
        t->meter_ = &meter;
        t->spec_ = &spec;
        t->encoder_ = TRY(AudioEncoder::open({.settings = spec.settings,
                                              .rate = spec.rate,
                                              .channels = spec.channels,
                                              .priming = spec.priming,
                                              .global_header = true}));
        const AVCodecContext& made = t->encoder_->context();
        const AVCodec* codec = avcodec_find_decoder(made.codec_id);
        t->decoder_.reset(codec ? avcodec_alloc_context3(codec) : nullptr);
        t->frame_.reset(av_frame_alloc());
        AVCodecParameters* p = avcodec_parameters_alloc();
        bool ready = t->decoder_ && t->frame_ && p && avcodec_parameters_from_context(p, &made) >= 0 &&
                     avcodec_parameters_to_context(t->decoder_.get(), p) >= 0 &&
                     avcodec_open2(t->decoder_.get(), codec, nullptr) >= 0;
        avcodec_parameters_free(&p);
        if (ready) t->decoder_->pkt_timebase = made.time_base;
        if (!ready)
            return fail(ErrorCode::unavailable,
                        "this FFmpeg cannot decode " + spec.settings.codec + ", so its loudness cannot be measured");
        return t;
    }
    Result<void> send(int frames, const float* const* planes) {
        return encoder_->send(frames, planes, [this](AVPacket& p) { return take(&p); });
    }
    Result<void> finish() {
        TRY_VOID(encoder_->finish([this](AVPacket& p) { return take(&p); }));
        return take(nullptr);
    }

  private:
    Result<void> take(const AVPacket* packet) {
        avcodec_send_packet(decoder_.get(), packet);
        while (avcodec_receive_frame(decoder_.get(), frame_.get()) == 0) {
            cut();
            if (frame_->nb_samples > 0) meter_->add(*frame_);
            av_frame_unref(frame_.get());
        }
        return {};
    }
    // A container hides what lies before time 0 and behind the last sample. Covered priming is heard.
    void cut() {
        AVFrame& f = *frame_;
        if (spec_->priming == Priming::cover || f.pts == AV_NOPTS_VALUE) return;
        const auto skip = static_cast<int>(std::clamp<int64_t>(-f.pts, 0, f.nb_samples));
        const auto format = static_cast<AVSampleFormat>(f.format);
        const bool planar = av_sample_fmt_is_planar(format);
        const int channels = f.ch_layout.nb_channels;
        const int bytes = av_get_bytes_per_sample(format) * (planar ? 1 : channels);
        for (int ch = 0; ch < (planar ? channels : 1); ++ch) f.extended_data[ch] += skip * bytes;
        f.nb_samples = static_cast<int>(std::clamp<int64_t>(spec_->samples - f.pts - skip, 0, f.nb_samples - skip));
    }
    Loudness* meter_ = nullptr;
    const LevelSpec* spec_ = nullptr;
    std::unique_ptr<AudioEncoder> encoder_;
    av_out::CodecPtr decoder_;
    av_out::FramePtr frame_;
};

enum class Measured : uint8_t { mix, coded };

Result<SoundMeasure> measure(AudioRenderer& renderer, const LevelSpec& spec, Measured what) {
    auto meter = Loudness::make(spec.channels, spec.rate);
    if (!meter) return fail(ErrorCode::config, "loudness at " + std::to_string(spec.rate) + " Hz cannot be measured");
    std::unique_ptr<Trial> trial;
    if (what == Measured::coded) trial = TRY(Trial::open(spec, *meter));
    Planes block(spec.channels, kBlock);
    renderer.locate(spec.first);
    for (int64_t done = 0; done < spec.samples;) {
        if (spec.cancelled && spec.cancelled())
            return fail(ErrorCode::cancelled, "interrupted while loudness was measured");
        const int n = static_cast<int>(std::min<int64_t>(kBlock, spec.samples - done));
        TRY_VOID(renderer.render(n, block.at.data()));
        if (trial)
            TRY_VOID(trial->send(n, block.at.data()));
        else
            meter->add(n, block.at.data());
        done += n;
    }
    if (trial) TRY_VOID(trial->finish());
    return meter->measure();
}

} // namespace

// Feeds the processor whole quanta and hands out what comes, `late` frames later.
struct LevelledRenderer::Limiter {
    std::unique_ptr<audio::Processor> processor;
    std::vector<double> params;
    Planes block;
    int at = 0, left = 0; // in `block`, not yet handed out
    int64_t fed = 0;      // sample of the timeline
    Limiter(int rate, int channels, double ceiling)
        : processor(audio::make_processor({EffectKind::limiter, rate, channels})), block(channels, audio::kQuantum) {
        for (const auto& p : spec(EffectKind::limiter).params) params.push_back(p.initial);
        params[slot::limit_ceiling] = ceiling, params[slot::limit_drive] = 0;
    }
};

LevelledRenderer::LevelledRenderer(std::unique_ptr<AudioRenderer> inner, int rate, int channels)
    : inner_(std::move(inner)), rate_(rate), channels_(channels), position_(inner_->position()) {}
LevelledRenderer::~LevelledRenderer() = default;

void LevelledRenderer::set(double gain_db, std::optional<double> ceiling_dbtp) {
    gain_db_ = gain_db, ceiling_ = ceiling_dbtp;
}

void LevelledRenderer::locate(int64_t sample) {
    limiter_.reset();
    inner_->locate(sample);
    position_ = sample;
}

Result<void> LevelledRenderer::fill() {
    Limiter& l = *limiter_;
    TRY_VOID(inner_->render(audio::kQuantum, l.block.at.data()));
    const auto gain = static_cast<float>(std::pow(10, gain_db_ / 20));
    for (auto& plane : l.block.samples)
        for (float& v : plane) v *= gain;
    audio::ProcessorRun run{.first = l.fed, .frames = audio::kQuantum, .io = l.block.at.data()};
    run.from = run.to = l.params.data();
    l.processor->run(run);
    l.fed += audio::kQuantum;
    l.at = 0, l.left = audio::kQuantum;
    return {};
}

Result<void> LevelledRenderer::render(int frames, float* const* out) {
    if (!ceiling_) {
        TRY_VOID(inner_->render(frames, out));
        if (gain_db_ != 0) {
            const auto gain = static_cast<float>(std::pow(10, gain_db_ / 20));
            for (int c = 0; c < channels_; ++c)
                for (int i = 0; i < frames; ++i) out[c][i] *= gain;
        }
        position_ += frames;
        return {};
    }
    if (!limiter_) {
        limiter_ = std::make_unique<Limiter>(rate_, channels_, *ceiling_);
        limiter_->fed = position_;
        for (int late = audio::processor_latency(EffectKind::limiter, rate_); late > 0; late -= audio::kQuantum)
            TRY_VOID(fill());
        limiter_->left = 0;
    }
    for (int done = 0; done < frames;) {
        if (limiter_->left == 0) TRY_VOID(fill());
        const int n = std::min(frames - done, limiter_->left);
        for (int c = 0; c < channels_; ++c)
            std::copy_n(limiter_->block.at[static_cast<size_t>(c)] + limiter_->at, n, out[c] + done);
        limiter_->at += n, limiter_->left -= n, done += n;
    }
    position_ += frames;
    return {};
}

Result<TrackLoudness> level_sound(std::unique_ptr<AudioRenderer>& renderer, const LevelSpec& spec) {
    TrackLoudness track;
    track.asked = spec.settings.loudness;
    const auto target = track.asked.lufs, top = track.asked.ceiling();
    if (Tape::holds(spec)) {
        renderer->locate(spec.first);
        renderer = std::make_unique<Tape>(std::move(renderer), spec.channels);
    }
    auto level = std::make_unique<LevelledRenderer>(std::move(renderer), spec.rate, spec.channels);
    LevelledRenderer& levelled = *level;
    renderer = std::move(level);
    track.before = TRY(measure(levelled, spec, Measured::mix));
    levelled.locate(spec.first);
    track.measurable = track.before.lufs.has_value();
    if (!track.measurable) return track;

    const bool coded = lossy(spec.settings.codec), down_only = track.asked.mode == LoudnessMode::limit;
    // More than the limiter can be asked to hold back is no loudness but ruin.
    const double most = target ? std::max(0.0, *target - *track.before.lufs) + 24 : 0;
    // `slope`: LU that a dB of gain brings; a limiter at work takes some of it away.
    auto gain_towards = [&](double gain, double lufs, double slope) {
        if (!target) return 0.0;
        gain = std::min(gain + (*target - lufs) / slope, most);
        return down_only ? std::min(gain, 0.0) : gain;
    };
    track.gain_db = gain_towards(0, *track.before.lufs, 1);
    const double peak = track.before.true_peak_dbtp.value_or(-HUGE_VAL) + track.gain_db;
    track.expected = track.before;
    track.expected.lufs = *track.before.lufs + track.gain_db, track.expected.true_peak_dbtp = peak;
    if (top && peak > *top) track.ceiling_dbtp = *top;
    double last_gain = 0, last_lufs = *track.before.lufs;
    std::optional<double> last_ceiling = track.ceiling_dbtp;
    // The pass that came closest: a codec's peaks jump from pass to pass, and the last one may be worse than one
    // before.
    double least = HUGE_VAL, best_gain = track.gain_db;
    std::optional<double> best_ceiling = track.ceiling_dbtp;
    // A gain alone does what is computed; a limiter and a codec do not.
    for (int pass = 0; (track.ceiling_dbtp || coded) && pass < kPasses; ++pass) {
        levelled.set(track.gain_db, track.ceiling_dbtp);
        const SoundMeasure now = TRY(measure(levelled, spec, coded ? Measured::coded : Measured::mix));
        if (!now.lufs) {
            track.expected = now;
            break;
        }
        double slope = 1;
        if (track.ceiling_dbtp == last_ceiling && std::fabs(track.gain_db - last_gain) > 0.01)
            slope = std::clamp((*now.lufs - last_lufs) / (track.gain_db - last_gain), 0.1, 1.0);
        last_gain = track.gain_db, last_lufs = *now.lufs, last_ceiling = track.ceiling_dbtp;
        const double gain = gain_towards(track.gain_db, *now.lufs, slope);
        const double over = top ? now.true_peak_dbtp.value_or(-HUGE_VAL) - *top : -HUGE_VAL;
        const double off = (target ? std::fabs(gain - track.gain_db) : 0) + std::max(0.0, over);
        if (off < least)
            least = off, best_gain = track.gain_db, best_ceiling = track.ceiling_dbtp, track.expected = now;
        const bool loud_right = std::fabs(gain - track.gain_db) <= kCloseLu;
        if (loud_right && over <= kCloseDb) break;
        if (!loud_right) track.gain_db = gain;
        if (over > kCloseDb)
            track.ceiling_dbtp =
                std::max(-20.0, track.ceiling_dbtp.value_or(*top) - std::min(over + kCloseDb, kMostStepDb));
    }
    if (least < HUGE_VAL) track.gain_db = best_gain, track.ceiling_dbtp = best_ceiling;
    levelled.set(track.gain_db, track.ceiling_dbtp);
    levelled.locate(spec.first);
    return track;
}

void correct_level(TrackLoudness& track, const SoundMeasure& heard) {
    const auto top = track.asked.ceiling();
    double step = 0;
    if (track.asked.lufs && heard.lufs) {
        step = *track.asked.lufs - *heard.lufs;
        if (track.asked.mode == LoudnessMode::limit) step = std::min(step, std::max(0.0, -track.gain_db));
        track.gain_db += step;
    }
    if (!top || !heard.true_peak_dbtp) return;
    const double over = *heard.true_peak_dbtp - *top;
    if (over > 0 && track.ceiling_dbtp)
        track.ceiling_dbtp = std::max(-20.0, *track.ceiling_dbtp - over - kCloseDb);
    else if (over + step > 0 && !track.ceiling_dbtp)
        track.ceiling_dbtp = *top - std::max(0.0, over);
}

} // namespace tandem
