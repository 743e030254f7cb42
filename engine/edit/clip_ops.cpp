// Cuts of single clips.
#include "engine/edit/clip_ops.h"

#include <algorithm>

namespace tandem {

void fit_fades(Clip& c) {
    c.fade_in.length = std::min(c.fade_in.length, c.length);
    c.fade_out.length = std::min(c.fade_out.length, c.length - c.fade_in.length);
}

Clip with_head_trimmed(const Clip& clip, Time by) {
    Clip c = clip;
    c.in = clip.source_at(by);
    c.key_origin = clip.key_origin + by;
    c.length = clip.length - by;
    fit_fades(c);
    return c;
}

Clip with_length(const Clip& clip, Time length) {
    Clip c = clip;
    c.length = length;
    fit_fades(c);
    return c;
}

Clip media_clip(const Media& media, Time in, Time length, int stream) {
    Clip c;
    c.name = media.name;
    c.content = MediaContent{.media = media.id, .stream = stream};
    c.in = in;
    c.length = length;
    return c;
}

Clip generator_clip(EffectKind kind, Time length, IdSource& ids) {
    VERIFY(spec(kind).domain == Domain::generator);
    Clip c;
    c.name = spec(kind).label;
    c.content = GeneratorContent{std::make_shared<const Effect>(make_effect(kind, ids.make<EffectId>()))};
    c.length = length;
    return c;
}

Handles handles(const Clip& clip, const Project* pool) {
    auto content = std::get_if<MediaContent>(&clip.content);
    if (!pool || !content || clip.speed.num == 0) return {};
    const Media* m = pool->find_media(content->media);
    if (!m || m->duration.ticks <= 0) return {};
    if (!m->pictures.empty() && m->pictures[0].still) return {};
    TimeRange used = clip.source_range();
    Time before = std::max(used.start, Time{}), after = std::max(m->duration - used.end(), Time{});
    if (clip.speed_ramp) {
        const Time from = clip.key_origin, until = from + clip.length;
        Handles out{ramp_time_before(*clip.speed_ramp, from, before), {}};
        // The last instant at which no more than `after` has passed.
        if (auto end = ramp_time(*clip.speed_ramp, until, after + Time{1})) out.tail = *end - until - Time{1};
        return out;
    }
    if (clip.speed.num < 0) std::swap(before, after);
    return {clip.speed.timeline({clip.speed.num < 0 ? -before.ticks : before.ticks}),
            clip.speed.timeline({clip.speed.num < 0 ? -after.ticks : after.ticks})};
}

} // namespace tandem
