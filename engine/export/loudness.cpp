// Feeds libebur128 with interleaved float from any sample format of a decoder.
#include "engine/export/loudness.h"

#include <ebur128.h>

#include <cmath>

namespace tandem {

struct Loudness::State {
    ebur128_state* ebur = nullptr;
    size_t channels = 0;
    std::vector<float> block;
    ~State() { ebur128_destroy(&ebur); }
};

std::unique_ptr<Loudness> Loudness::make(int channels, int rate) {
    if (channels < 1 || channels > 64 || rate < 16 || rate > 2'000'000) return nullptr;
    auto l = std::make_unique<Loudness>();
    l->state_ = std::make_unique<State>();
    l->state_->channels = static_cast<size_t>(channels);
    l->state_->ebur = ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate),
                                   EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
    if (!l->state_->ebur) return nullptr;
    if (channels == 1) ebur128_set_channel(l->state_->ebur, 0, EBUR128_DUAL_MONO);
    if (channels == 6 || channels == 8) { // FL FR FC LFE then surrounds
        ebur128_set_channel(l->state_->ebur, 2, EBUR128_CENTER);
        ebur128_set_channel(l->state_->ebur, 3, EBUR128_UNUSED);
        for (unsigned i = 4; i < static_cast<unsigned>(channels); ++i)
            ebur128_set_channel(l->state_->ebur, i, i % 2 ? EBUR128_RIGHT_SURROUND : EBUR128_LEFT_SURROUND);
    }
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
    ebur128_add_frames_float(state_->ebur, block.data(), n);
}

std::optional<double> Loudness::integrated_lufs() const {
    double v = 0;
    if (ebur128_loudness_global(state_->ebur, &v) != EBUR128_SUCCESS || !std::isfinite(v)) return {};
    return v;
}
std::optional<double> Loudness::range_lu() const {
    double v = 0;
    if (ebur128_loudness_range(state_->ebur, &v) != EBUR128_SUCCESS || !std::isfinite(v)) return {};
    return v;
}
std::optional<double> Loudness::true_peak_dbtp() const {
    double peak = 0;
    for (unsigned ch = 0; ch < state_->channels; ++ch) {
        double v = 0;
        if (ebur128_true_peak(state_->ebur, ch, &v) == EBUR128_SUCCESS) peak = std::max(peak, v);
    }
    if (peak <= 0) return {};
    return 20 * std::log10(peak);
}

} // namespace tandem
