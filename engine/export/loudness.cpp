// Feeds libebur128 with interleaved float from any sample format of a decoder, or from a mix.
#include "engine/export/loudness.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/audio/ebur128_state.h"

namespace tandem {

struct Loudness::State {
    audio::Ebur128 ebur;
    size_t channels = 0;
    std::vector<float> block;
};

std::unique_ptr<Loudness> Loudness::make(int channels, int rate) {
    auto l = std::make_unique<Loudness>();
    l->state_ = std::make_unique<State>();
    l->state_->channels = static_cast<size_t>(channels);
    l->state_->ebur = audio::make_ebur128(channels, rate, audio::Blocks::kept);
    if (!l->state_->ebur) return nullptr;
    return l;
}
Loudness::~Loudness() = default;

void Loudness::add(const AVFrame& frame) {
    size_t n = static_cast<size_t>(frame.nb_samples), channels = state_->channels;
    if (static_cast<size_t>(frame.ch_layout.nb_channels) != channels) return;
    auto& block = state_->block;
    block.resize(n * channels);
    auto format = static_cast<AVSampleFormat>(frame.format);
    bool planar = av_sample_fmt_is_planar(format);
    for (size_t ch = 0; ch < channels; ++ch) {
        const uint8_t* base = frame.extended_data[planar ? ch : 0];
        size_t step = planar ? 1 : channels, offset = planar ? 0 : ch;
        for (size_t i = 0; i < n; ++i) {
            size_t at = i * step + offset;
            float v = 0;
            switch (av_get_packed_sample_fmt(format)) {
            case AV_SAMPLE_FMT_U8:
                v = static_cast<float>(base[at] - 128) / 128.f;
                break;
            case AV_SAMPLE_FMT_S16:
                v = static_cast<float>(reinterpret_cast<const int16_t*>(base)[at]) / 32768.f;
                break;
            case AV_SAMPLE_FMT_S32:
                v = static_cast<float>(reinterpret_cast<const int32_t*>(base)[at] / 2147483648.0);
                break;
            case AV_SAMPLE_FMT_FLT:
                v = reinterpret_cast<const float*>(base)[at];
                break;
            case AV_SAMPLE_FMT_DBL:
                v = static_cast<float>(reinterpret_cast<const double*>(base)[at]);
                break;
            default:
                break;
            }
            block[i * channels + ch] = v;
        }
    }
    add_block(n);
}

void Loudness::add(int frames, const float* const* planes) {
    const auto n = static_cast<size_t>(frames), channels = state_->channels;
    state_->block.resize(n * channels);
    for (size_t ch = 0; ch < channels; ++ch)
        for (size_t i = 0; i < n; ++i) state_->block[i * channels + ch] = planes[ch][i];
    add_block(n);
}

void Loudness::add_block(size_t frames) {
    // One sample that is no number would stay in the filters for ever.
    for (float& v : state_->block)
        if (!std::isfinite(v)) v = 0;
    ebur128_add_frames_float(state_->ebur.get(), state_->block.data(), frames);
}

SoundMeasure Loudness::measure() const {
    SoundMeasure m;
    ebur128_state* ebur = state_->ebur.get();
    double v = 0, peak = 0;
    if (ebur128_loudness_global(ebur, &v) == EBUR128_SUCCESS && std::isfinite(v)) m.lufs = v;
    if (ebur128_loudness_range(ebur, &v) == EBUR128_SUCCESS && std::isfinite(v)) m.range_lu = v;
    for (unsigned ch = 0; ch < state_->channels; ++ch)
        if (ebur128_true_peak(ebur, ch, &v) == EBUR128_SUCCESS) peak = std::max(peak, v);
    if (peak > 0) m.true_peak_dbtp = 20 * std::log10(peak);
    return m;
}

} // namespace tandem
