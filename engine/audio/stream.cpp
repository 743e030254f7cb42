// Direct, resampled (soxr VHQ) and reversed streams.
#include "engine/audio/stream.h"

#include <soxr.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "engine/audio/envelope.h"

namespace tandem::audio {

static int64_t floor_div(int64_t a, int64_t b) { return mul_div_floor(a, 1, b); }

BlockStream::BlockStream(int channels, uint64_t mask, int64_t origin, int block_frames)
    : channels_(channels), mask_(mask), origin_(origin), frames_(block_frames) {}

Result<void> BlockStream::read(int64_t first, int frames, float* const* out) {
    const auto width = static_cast<size_t>(frames_);
    for (int done = 0; done < frames;) {
        int64_t at = first + done - origin_, block = floor_div(at, frames_);
        if (block != held_) {
            samples_.resize(static_cast<size_t>(channels_) * width);
            held_ = INT64_MIN;
            std::vector<float*> planes;
            for (size_t c = 0; c < static_cast<size_t>(channels_); ++c) planes.push_back(&samples_[c * width]);
            TRY_VOID(fill(block, planes.data()));
            held_ = block;
        }
        int64_t inside = at - block * frames_;
        int run = static_cast<int>(std::min<int64_t>(frames - done, frames_ - inside));
        for (size_t c = 0; c < static_cast<size_t>(channels_); ++c)
            std::copy_n(&samples_[c * width + static_cast<size_t>(inside)], run, out[c] + done);
        done += run;
    }
    return {};
}

namespace {

// At the source's own rate. In blocks, as a source that others push out of the pool is opened again for a read; runs of
// a render are long enough by themselves.
class DirectStream final : public BlockStream {
  public:
    explicit DirectStream(std::unique_ptr<SoundSource> source)
        : BlockStream(source->channels(), source->channel_mask(), 0, 8192), source_(std::move(source)) {}
    Result<void> read(int64_t first, int frames, float* const* out) override {
        return frames < kLongChunk ? BlockStream::read(first, frames, out) : source_->read(first, frames, out);
    }

  private:
    Result<void> fill(int64_t block, float* const* out) override {
        return source_->read(block * block_frames(), block_frames(), out);
    }
    std::unique_ptr<SoundSource> source_;
};

struct Ratio {
    int64_t p, q; // source samples per stream sample
};

// Nearest ratio with q <= 32768 (continued fraction): off by less than 1e-9, 0.2 samples an hour at odd speeds only;
// all pairs of usual rates are exact.
Ratio rational(__int128 p, __int128 q) {
    constexpr int64_t kMax = 32768;
    for (__int128 a = p, b = q; b != 0;) {
        __int128 r = a % b;
        a = b, b = r;
        if (b == 0) p /= a, q /= a;
    }
    if (q <= kMax) return {static_cast<int64_t>(p), static_cast<int64_t>(q)};
    int64_t p0 = 0, q0 = 1, p1 = 1, q1 = 0;
    while (q != 0) {
        auto a = static_cast<int64_t>(p / q);
        if (q1 != 0 && a * q1 + q0 > kMax) break;
        int64_t p2 = a * p1 + p0, q2 = a * q1 + q0;
        p0 = p1, q0 = q1, p1 = p2, q1 = q2;
        __int128 r = p % q;
        p = q, q = r;
    }
    return {p1, q1};
}

class ResampledStream final : public BlockStream {
  public:
    static constexpr int64_t kBlock = 32768, kRunIn = 1024; // run-in: measured seams below -150 dB from 512 on
    ResampledStream(std::unique_ptr<SoundSource> source, Ratio ratio)
        : BlockStream(source->channels(), source->channel_mask(), 0,
                      static_cast<int>((kBlock + ratio.q - 1) / ratio.q * ratio.q)),
          source_(std::move(source)), ratio_(ratio) {
        int64_t wanted = std::max(kRunIn, kRunIn * ratio.p / ratio.q);
        run_in_ = (wanted + ratio.p - 1) / ratio.p;
    }
    ~ResampledStream() override { soxr_delete(resampler_); }

  private:
    Result<void> fill(int64_t block, float* const* out) override {
        const auto width = static_cast<unsigned>(channels());
        soxr_error_t error = nullptr;
        if (!resampler_) {
            soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
            soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
            soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
            resampler_ = soxr_create(static_cast<double>(ratio_.p), static_cast<double>(ratio_.q), width, &error, &io,
                                     &quality, &runtime);
        } else {
            error = soxr_clear(resampler_);
        }
        if (error) return fail(ErrorCode::internal, std::string("the resampler failed: ") + error);
        constexpr size_t kFeed = 4096;
        std::vector<float> in(kFeed * width), made(kFeed * width);
        std::vector<float*> in_planes, made_planes;
        for (size_t c = 0; c < width; ++c) in_planes.push_back(&in[c * kFeed]), made_planes.push_back(&made[c * kFeed]);
        int64_t at = block * (block_frames() / ratio_.q * ratio_.p) - run_in_ * ratio_.p;
        int64_t end = (block + 1) * (block_frames() / ratio_.q * ratio_.p) + run_in_ * ratio_.p;
        int64_t skip = run_in_ * ratio_.q, have = 0;
        auto take = [&](size_t n) {
            int64_t from = std::min<int64_t>(skip, static_cast<int64_t>(n));
            skip -= from;
            int64_t keep = std::min<int64_t>(static_cast<int64_t>(n) - from, block_frames() - have);
            for (size_t c = 0; c < width; ++c) std::copy_n(made_planes[c] + from, keep, out[c] + have);
            have += keep;
        };
        while (have < block_frames()) {
            size_t feed = static_cast<size_t>(std::min<int64_t>(kFeed, end - at)), used = 0, done = 0;
            if (feed > 0) TRY_VOID(source_->read(at, static_cast<int>(feed), in_planes.data()));
            std::vector<const float*> from(in_planes.begin(), in_planes.end());
            for (size_t fed = 0;;) {
                error = soxr_process(resampler_, feed > 0 ? from.data() : nullptr, feed - fed, &used,
                                     made_planes.data(), kFeed, &done);
                if (error) return fail(ErrorCode::internal, std::string("the resampler failed: ") + error);
                take(done);
                fed += feed > 0 ? used : 0;
                for (auto& plane : from) plane += feed > 0 ? used : 0;
                if (have >= block_frames() || (done == 0 && (feed == 0 || fed >= feed)) ||
                    (feed > 0 && fed >= feed && done < kFeed))
                    break;
            }
            at += static_cast<int64_t>(feed);
            if (feed == 0) break; // drained
        }
        for (size_t c = 0; c < width; ++c) std::fill(out[c] + have, out[c] + block_frames(), 0.0f);
        return {};
    }

    std::unique_ptr<SoundSource> source_;
    Ratio ratio_;
    int64_t run_in_; // periods of the ratio
    soxr_t resampler_ = nullptr;
};

class ReversedStream final : public PcmStream {
  public:
    explicit ReversedStream(std::unique_ptr<PcmStream> inner) : inner_(std::move(inner)) {}
    Result<void> read(int64_t first, int frames, float* const* out) override {
        TRY_VOID(inner_->read(-(first + frames), frames, out));
        for (int c = 0; c < channels(); ++c) std::reverse(out[c], out[c] + frames);
        return {};
    }
    int channels() const override { return inner_->channels(); }
    uint64_t channel_mask() const override { return inner_->channel_mask(); }

  private:
    std::unique_ptr<PcmStream> inner_;
};

} // namespace

Result<std::unique_ptr<PcmStream>> open_stream(std::unique_ptr<SoundSource> source, const StreamSpec& spec) {
    const bool ramped = spec.ramp.ramp != nullptr;
    if (ramped && spec.pitch == Pitch::follows_speed) return make_ramp(std::move(source), spec.ramp, spec.rate);
    Speed speed = ramped ? Speed{} : spec.speed;
    bool reverse = speed.num < 0, stretch = spec.pitch == Pitch::kept;
    if (reverse) speed.num = -speed.num;
    Speed resample = stretch ? Speed{} : speed;
    Ratio ratio =
        rational(static_cast<__int128>(source->rate()) * resample.num, static_cast<__int128>(spec.rate) * resample.den);
    std::unique_ptr<PcmStream> out;
    if (ratio.p == ratio.q)
        out = std::make_unique<DirectStream>(std::move(source));
    else
        out = std::make_unique<ResampledStream>(std::move(source), ratio);
    if (reverse) out = std::make_unique<ReversedStream>(std::move(out));
    if (ramped) return make_ramp_stretch(std::move(out), spec.ramp, spec.rate);
    if (stretch) {
        StreamSpec forward = spec;
        forward.speed = speed;
        out = make_stretch(std::move(out), forward);
    }
    return out;
}

} // namespace tandem::audio
