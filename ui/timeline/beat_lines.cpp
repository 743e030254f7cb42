// Beats of media, as clips play them.
#include "ui/timeline/beat_lines.h"

#include <algorithm>

#include "engine/media/beats.h"

namespace tandem::ui {

std::vector<Time> clipBeats(Studio& studio, const Placement& placement, Time from, Time to) {
    const Clip& clip = *placement.clip;
    const auto* content = std::get_if<MediaContent>(&clip.content);
    if (!studio.snapsToBeats() || !content || clip.speed_ramp || clip.speed.num == 0) return {};
    const auto beats = studio.beats(content->media, content->stream);
    if (!beats) return {};
    from = std::max(from, placement.start), to = std::min(to, placement.end());
    if (from >= to) return {};
    // The part of the medium that is played meanwhile.
    Time low = clip.source_at(from - placement.start), high = clip.source_at(to - placement.start);
    if (low > high) std::swap(low, high);
    std::vector<Time> out;
    for (auto at = std::lower_bound(beats->times.begin(), beats->times.end(), low);
         at != beats->times.end() && *at <= high; ++at)
        if (const Time t = placement.start + clip.speed.timeline(*at - clip.in); t >= from && t < to) out.push_back(t);
    if (clip.speed.num < 0) std::reverse(out.begin(), out.end());
    return out;
}

} // namespace tandem::ui
