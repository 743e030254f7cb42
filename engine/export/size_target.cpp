// Bit rates from sizes, and the second try.
#include "engine/export/size_target.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tandem {
namespace {

constexpr int kTries = 5, kLeastKbps = 50;
// Of the container: a share, and bytes that every file has.
constexpr double kShare = 0.02, kFixedBytes = 12'000;

double sound_kbps(const Preset& preset) {
    double sum = 0;
    for (const auto& a : preset.audio)
        if (a.codec != "none") sum += a.kbps > 0 ? a.kbps : 192;
    return sum;
}

// What is left for the picture, in bytes.
double picture_bytes(const Preset& preset, double seconds) {
    return static_cast<double>(preset.limits.max_bytes) * (1 - kShare) - kFixedBytes -
           sound_kbps(preset) * 125 * seconds;
}

} // namespace

Result<int> size_kbps(const Preset& preset, const ExportTarget& target) {
    const double seconds = target.length.seconds();
    const double kbps = picture_bytes(preset, seconds) / 125 / std::max(seconds, 0.001);
    const int cap = preset.video.cap_kbps(target.frame.height, target.rate.hz());
    if (kbps >= kLeastKbps) return static_cast<int>(std::min(kbps, cap > 0 ? cap : 2e6));
    char text[200];
    std::snprintf(text, sizeof text,
                  "%lld bytes are too few for a film of %.1f s: shorten it, lower audio.0.kbps or raise limits.bytes",
                  static_cast<long long>(preset.limits.max_bytes), seconds);
    return fail(ErrorCode::config, text, preset.id);
}

Result<ExportReport> fit_size(const ExportJob& job,
                              const std::function<Result<ExportReport>(const ExportJob&, int64_t&)>& once) {
    int64_t bytes = 0;
    const Preset& asked = job.preset;
    if (!asked.video.enabled || asked.video.mode != RateMode::size || !job.project || !job.sequence)
        return once(job, bytes);
    TRY_VOID(check_preset(asked));
    const ExportTarget target = TRY(decide_target(*job.project, *job.sequence, asked, job.range));
    const double seconds = target.length.seconds();
    int kbps = TRY(size_kbps(asked, target));
    for (int tries = 1;; ++tries) {
        ExportJob attempt = job;
        attempt.preset.video.mode = RateMode::abr, attempt.preset.video.kbps = kbps;
        bytes = 0;
        auto report = once(attempt, bytes);
        if (report) report->tries = tries;
        if (report || bytes <= asked.limits.max_bytes || tries == kTries) return report;
        const double sound = sound_kbps(asked) * 125 * seconds;
        const double had = std::max(1.0, static_cast<double>(bytes) - sound - kFixedBytes);
        kbps = static_cast<int>(kbps * std::min(0.95, 0.97 * picture_bytes(asked, seconds) / had));
        if (kbps < kLeastKbps) return report;
    }
}

} // namespace tandem
