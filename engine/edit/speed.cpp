// Constant speeds and ramps.
#include "engine/edit/speed.h"

#include <algorithm>

namespace tandem {

static bool plays(const Clip& c) {
    return std::holds_alternative<MediaContent>(c.content) || std::holds_alternative<SequenceContent>(c.content);
}

static Result<void> refuse_same_track(const SequenceEdit& edit, const std::vector<ClipPlace>& places) {
    std::vector<size_t> own;
    for (const ClipPlace& p : places) {
        if (std::find(own.begin(), own.end(), p.track) != own.end())
            return fail(ErrorCode::usage, "two clips of one track cannot change speed together", edit.where(p));
        own.push_back(p.track);
    }
    return {};
}

// Cuts of pictures stay on frames; a sound partner of the same length keeps the picture's.
static Time fitted_length(const SequenceEdit& edit, const ClipPlace& p, Time main_length, Time length) {
    const FrameRate rate = edit.now().format.rate;
    if (edit.track(p.track).kind == TrackKind::picture || p.placement->clip->length == main_length)
        length = std::max(rate.time_of(1), rate.snap(length));
    return std::max(length, Time{1});
}

// Puts the changed clips in the place of the first of `places` and its partners; lengths may have changed.
static Result<void> put_changed(SequenceEdit& edit, const std::vector<ClipPlace>& places, std::vector<Clip> changed,
                                Ripple ripple) {
    const Time main_end = places[0].placement->end(), grows = changed[0].length - places[0].placement->clip->length;
    if (edit.now().duration().ticks > kMaxEditTicks - std::max<int64_t>(grows.ticks, 0))
        return fail(ErrorCode::usage, "the clip would become longer than is allowed", edit.where(places[0]));
    std::vector<size_t> own;
    for (size_t i = 0; i < places.size(); ++i) {
        const ClipPlace& p = places[i];
        Clip& c = changed[i];
        own.push_back(p.track);
        const auto& items = edit.track(p.track).items;
        const Time start = p.placement->start;
        if (ripple == Ripple::yes) {
            c.length = std::max(p.placement->clip->length + grows, Time{1}); // every track moves by the same time
            edit.shift(p.track, p.index + 1, c.length - p.placement->clip->length);
        } else if (p.index + 1 < items.size())
            c.length = std::min(c.length, items[p.index + 1].start - start);
        fit_fades(c);
        edit.set_item(p.track, p.index, {start, ref(std::move(c))});
    }
    if (ripple == Ripple::yes) edit.change_time(own, main_end, grows);
    return {};
}

Result<Sequence> set_speed(const Sequence& sequence, const SpeedArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    constexpr int64_t kMost = 1'000'000;
    if (args.speed.den <= 0 || args.speed.den > kMost || std::abs(args.speed.num) > kMost)
        return fail(ErrorCode::usage, "the speed must be a ratio of numbers up to 1000000");
    auto places = TRY(edit.with_partners(args.clip, args.follow));
    std::erase_if(places,
                  [&](const ClipPlace& p) { return p.placement->clip->id != args.clip && !plays(*p.placement->clip); });
    TRY_VOID(refuse_same_track(edit, places));
    const Time main_length = places[0].placement->clip->length;
    std::vector<Clip> changed;
    for (const ClipPlace& p : places) {
        Clip c = *p.placement->clip;
        const TimeRange source = c.source_range();
        // A ramp that rests throughout has no source to show in another time.
        if (args.speed.num != 0 && c.speed.num != 0 && (!c.speed_ramp || source.length.ticks > 0)) {
            c.in = args.speed.num > 0 ? source.start : source.end();
            c.length = fitted_length(edit, p, main_length,
                                     args.speed.timeline(args.speed.num > 0 ? source.length : -source.length));
        }
        c.speed = args.speed, c.speed_ramp = nullptr;
        c.preserve_pitch = args.preserve_pitch;
        changed.push_back(std::move(c));
    }
    TRY_VOID(put_changed(edit, places, std::move(changed), args.ripple));
    return edit.finish();
}

// One of the clips along the main one's ramp, which lies where it lies on the timeline.
static Result<Clip> ramped(const SequenceEdit& edit, const ClipPlace& p, const Placement& main, const RampArgs& args) {
    Clip c = *p.placement->clip;
    const Time old_end = c.source_at(c.length);
    // Where the main clip begins the source is the same as before, under a partner as well.
    const Time begins = main.start - p.placement->start, fixed = c.source_at(begins);
    c.speed = {};
    if (args.preserve_pitch) c.preserve_pitch = *args.preserve_pitch;
    if (args.ramp.keys.empty()) {
        c.speed_ramp = nullptr;
        c.in = fixed - begins;
        if (args.keep == Keep::source && old_end > c.in) c.length = old_end - c.in;
    } else {
        Curve own = args.ramp;
        const Time later = (main.start - main.clip->key_origin) - (p.placement->start - c.key_origin);
        for (Key& k : own.keys) k.time += later;
        const Time from = c.key_origin;
        c.in = fixed - (ramp_source(own, from + begins) - ramp_source(own, from));
        if (args.keep == Keep::source && old_end > c.in) {
            const auto end = ramp_time(own, from, old_end - c.in);
            if (!end)
                return fail(ErrorCode::usage,
                            "the ramp comes to rest before the clip's source has been shown; keep the clip's length",
                            edit.where(p));
            c.length = *end - from;
        }
        c.speed_ramp = ref(std::move(own));
    }
    c.length = fitted_length(edit, p, main.clip->length, c.length);
    return c;
}

Result<Sequence> set_speed_ramp(const Sequence& sequence, const RampArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(edit.with_partners(args.clip, args.follow));
    const Placement main = *places[0].placement;
    // Partners that play something under the clip.
    std::erase_if(places, [&](const ClipPlace& p) {
        return p.placement->clip->id != args.clip &&
               (!plays(*p.placement->clip) || p.placement->start >= main.end() || p.placement->end() <= main.start);
    });
    TRY_VOID(refuse_same_track(edit, places));
    if (!args.ramp.keys.empty())
        if (auto ok = check_ramp(args.ramp); !ok) return fail(ErrorCode::usage, ok.error().what, edit.where(places[0]));
    for (const Key& k : args.ramp.keys)
        if (std::abs(k.time.ticks) > kMaxEditTicks)
            return fail(ErrorCode::usage, "a key of the ramp lies out of range", edit.where(places[0]));
    if (!plays(*main.clip))
        return fail(ErrorCode::usage, "only clips of media and of sequences have a speed", edit.where(places[0]));
    std::vector<Clip> changed;
    for (const ClipPlace& p : places) {
        if (p.placement->clip->speed.num < 0)
            return fail(ErrorCode::usage,
                        "the clip plays backwards, a ramp only forwards; give it a speed above 0 first", edit.where(p));
        changed.push_back(TRY(ramped(edit, p, main, args)));
    }
    TRY_VOID(put_changed(edit, places, std::move(changed), args.ripple));
    return edit.finish();
}

} // namespace tandem
