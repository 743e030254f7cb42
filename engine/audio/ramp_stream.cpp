// Varispeed from absolute places.
#include "engine/audio/ramp_stream.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/compile_plan.h"
#include "engine/audio/fractional_sinc.h"
#include "engine/audio/pan.h"
#include "engine/audio/stream.h"

namespace tandem::audio {

RampMap::RampMap(const RampPlace& place, int rate, int source_rate)
    : place_(place), integral_(place.ramp), rate_(rate), source_rate_(source_rate) {}

// Whole ticks apart from their rest, so that hours lose nothing in the double.
double RampMap::at(int64_t n, int64_t base) const {
    const double passed = integral_.at(key_time(n)), whole = std::floor(passed);
    const int64_t ticks = place_.anchor.ticks + static_cast<int64_t>(whole);
    const int64_t sample = mul_div_floor(ticks, source_rate_, kTicksPerSecond);
    const auto rest = static_cast<int64_t>(static_cast<__int128>(ticks) * source_rate_ -
                                           static_cast<__int128>(sample) * kTicksPerSecond);
    return static_cast<double>(sample - base) +
           (static_cast<double>(rest) + (passed - whole) * source_rate_) / static_cast<double>(kTicksPerSecond);
}

int64_t RampMap::sample(int64_t n) const { return static_cast<int64_t>(std::floor(at(n, 0))); }

namespace {

class RampStream final : public BlockStream {
  public:
    RampStream(std::unique_ptr<SoundSource> source, const RampPlace& place, int rate)
        : BlockStream(source->channels(), source->channel_mask(), 0, 1024), source_(std::move(source)),
          map_(place, rate, source_->rate()), rests_(ramp_rests(*place.ramp)), rate_(rate) {}

  private:
    // The speed that the filter follows is that over this many frames on each side, so that a jump of it is heard as
    // one of pitch alone.
    static constexpr int kAround = 32;

    Result<void> fill(int64_t block, float* const* out) override {
        const int frames = block_frames();
        const int64_t first = block * frames;
        double loudest = 0;
        gains_.resize(static_cast<size_t>(frames));
        for (int i = 0; i < frames; ++i) {
            gains_[static_cast<size_t>(i)] = gain(map_.key_time(first + i));
            loudest = std::max(loudest, gains_[static_cast<size_t>(i)]);
        }
        if (loudest == 0) {
            for (int c = 0; c < channels(); ++c) std::fill_n(out[c], frames, 0.0f);
            return {};
        }
        const int64_t base = map_.sample(first);
        places_.resize(static_cast<size_t>(frames + 2 * kAround));
        for (size_t i = 0; i < places_.size(); ++i)
            places_[i] = map_.at(first + static_cast<int64_t>(i) - kAround, base);
        auto cut_at = [&](int i) {
            const auto k = static_cast<size_t>(i);
            return sinc_cut((places_[k + 2 * kAround - 1] - places_[k]) / (2 * kAround - 1));
        };
        int reach = 0;
        for (int i = 0; i < frames; ++i) reach = std::max(reach, sinc_reach(cut_at(i)));
        const auto low = static_cast<int64_t>(std::floor(places_[kAround])) - reach;
        const auto high = static_cast<int64_t>(std::floor(places_[static_cast<size_t>(kAround + frames - 1)])) + reach;
        const auto width = static_cast<size_t>(high - low + 1);
        around_.resize(static_cast<size_t>(channels()) * width);
        std::vector<float*> planes;
        for (size_t c = 0; c < static_cast<size_t>(channels()); ++c) planes.push_back(&around_[c * width]);
        TRY_VOID(source_->read(base + low, static_cast<int>(width), planes.data()));
        weights_.resize(static_cast<size_t>(2 * reach + 1));
        for (int i = 0; i < frames; ++i) {
            const double x = places_[static_cast<size_t>(i + kAround)], whole = std::floor(x), cut = cut_at(i);
            const int own = sinc_reach(cut);
            const std::span weights(weights_.data(), static_cast<size_t>(2 * own + 1));
            const double total = sinc_weights(x - whole, cut, weights);
            for (int c = 0; c < channels(); ++c) {
                const float* in = planes[static_cast<size_t>(c)] + (static_cast<int64_t>(whole) - own - low);
                double sum = 0;
                for (size_t k = 0; k < weights.size(); ++k) sum += weights[k] * static_cast<double>(in[k]);
                out[c][i] = static_cast<float>(sum / total * gains_[static_cast<size_t>(i)]);
            }
        }
        return {};
    }

    // 0 where the source stands still, but for the ways in and out.
    double gain(Time t) const {
        auto rest =
            std::upper_bound(rests_.begin(), rests_.end(), t, [](Time v, const TimeRange& r) { return v < r.end(); });
        if (rest == rests_.end() || !rest->contains(t)) return 1;
        auto fade = [&](Time away) {
            const double x = away.seconds() * rate_ / kDeclickFrames;
            return x >= 1 ? 0 : ramp_gain(RampShape::smooth, 1 - x);
        };
        return std::max(fade(t - rest->start), fade(rest->end() - t));
    }

    std::unique_ptr<SoundSource> source_;
    RampMap map_;
    std::vector<TimeRange> rests_;
    int rate_;
    std::vector<float> around_;
    std::vector<double> places_, weights_, gains_;
};

} // namespace

std::unique_ptr<PcmStream> make_ramp(std::unique_ptr<SoundSource> source, const RampPlace& place, int rate) {
    return std::make_unique<RampStream>(std::move(source), place, rate);
}

} // namespace tandem::audio
