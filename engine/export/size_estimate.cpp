// Bit rates of codecs. ProRes and DNxHR: the makers' tables of target rates at 1920x1080, as bits for a pixel; both
// scale with the area. Constant quality: rules of thumb from films of this project's corpus.
#include "engine/export/size_estimate.h"

#include <algorithm>
#include <cmath>

namespace tandem {

namespace {

struct Rate {
    std::string_view codec, profile;
    double bits; // for a pixel
};
// Apple ProRes White Paper (target rates at 1920x1080, 29.97); Avid DNxHR table (1920x1080, 25).
constexpr Rate kFixed[] = {
    {"prores", "proxy", 0.72}, {"prores", "lt", 1.64},   {"prores", "standard", 2.37}, {"prores", "", 2.37},
    {"prores", "hq", 3.54},    {"prores", "4444", 5.31}, {"prores", "4444xq", 8.05},   {"dnxhr", "lb", 0.70},
    {"dnxhr", "sq", 2.31},     {"dnxhr", "hq", 3.55},    {"dnxhr", "hqx", 3.55},       {"dnxhr", "444", 7.10},
};
// Bits for a pixel at a quality, and the steps of quality that halve them.
struct Quality {
    std::string_view codec;
    double crf, bits, halves;
};
constexpr Quality kQuality[] = {
    {"h264", 20, 0.13, 6}, {"hevc", 22, 0.08, 6}, {"av1", 30, 0.055, 9}, {"vp9", 31, 0.07, 9}, {"mjpeg", 4, 1.2, 5},
};

std::optional<double> picture_kbps(const Preset& preset, const ExportTarget& target, bool& close) {
    const VideoSettings& v = preset.video;
    const double pixels = static_cast<double>(target.frame.width) * target.frame.height * target.rate.hz();
    if (v.mode == RateMode::abr && v.kbps > 0) return v.kbps;
    for (const Rate& r : kFixed)
        if (v.codec == r.codec && v.profile == r.profile) return r.bits * pixels / 1000;
    if (v.mode != RateMode::crf) return std::nullopt;
    for (const Quality& q : kQuality)
        if (v.codec == q.codec) {
            close = false;
            double kbps = q.bits * std::exp2((q.crf - v.crf) / q.halves) * pixels / 1000;
            const int cap = v.max_kbps > 0 ? v.max_kbps : v.cap_kbps(target.frame.height, target.rate.hz());
            return cap > 0 ? std::min<double>(kbps, cap) : kbps;
        }
    return std::nullopt;
}

double sound_kbps(const AudioSettings& a, int channels) {
    const double rate = a.rate > 0 ? a.rate : 48000;
    if (a.codec == "none") return 0;
    if (a.kbps > 0) return a.kbps;
    if (a.codec == "pcm_s16") return rate * channels * 16 / 1000;
    if (a.codec == "pcm_s24") return rate * channels * 24 / 1000;
    if (a.codec == "pcm_f32") return rate * channels * 32 / 1000;
    if (a.codec == "flac") return rate * channels * 16 / 1000 * 0.6;
    return 96.0 * channels;
}

} // namespace

std::optional<SizeEstimate> estimate_size(const Preset& preset, const ExportTarget& target, int channels) {
    const std::string& mux = preset.container.mux;
    if (mux == "images" || mux == "gif" || mux == "webp") return std::nullopt;
    SizeEstimate out{.close = true};
    if (preset.video.enabled && preset.video.mode == RateMode::size && preset.limits.max_bytes > 0)
        return SizeEstimate{preset.limits.max_bytes, true};
    double kbps = 0;
    if (preset.video.enabled) {
        const auto picture = picture_kbps(preset, target, out.close);
        if (!picture) return std::nullopt;
        kbps += *picture;
    }
    for (const AudioSettings& a : preset.audio) kbps += sound_kbps(a, channels);
    out.bytes = std::llround(kbps * 125 * target.length.seconds());
    return out;
}

} // namespace tandem
