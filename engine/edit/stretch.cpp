// Rate stretch.
#include "engine/edit/stretch.h"

#include <algorithm>
#include <numeric>

namespace tandem {

static constexpr int64_t kMostTerm = 1'000'000; // as set_speed takes
static constexpr int64_t kMostSpeed = 100;

// The ratio in lowest terms, or the nearest one whose terms are small enough (convergents of its continued fraction).
static Speed ratio(__int128 num, __int128 den) {
    const int sign = num < 0 ? -1 : 1;
    if (num < 0) num = -num;
    __int128 p0 = 0, q0 = 1, p1 = 1, q1 = 0, a = num, b = den;
    while (b != 0) {
        const __int128 whole = a / b, p2 = whole * p1 + p0, q2 = whole * q1 + q0;
        if (p2 > kMostTerm || q2 > kMostTerm) break;
        p0 = p1, q0 = q1, p1 = p2, q1 = q2;
        const __int128 rest = a % b;
        a = b, b = rest;
    }
    return {sign * static_cast<int64_t>(p1), static_cast<int64_t>(q1)};
}

static bool has_speed(const Clip& c) {
    return c.speed.num != 0 &&
           (std::holds_alternative<MediaContent>(c.content) || std::holds_alternative<SequenceContent>(c.content));
}

// The clip's ramp over another length: the same source passes. Effects keep their keys, so the clip's start stays.
static Result<void> stretch_ramp(Clip& c, Time was) {
    Curve ramp = *c.speed_ramp;
    const double by = static_cast<double>(c.length.ticks) / static_cast<double>(was.ticks);
    auto longer = [&](Time t) { return Time{mul_div_round(t.ticks, c.length.ticks, was.ticks)}; };
    for (Key& k : ramp.keys) {
        k.time = c.key_origin + longer(k.time - c.key_origin);
        k.in_time = longer(k.in_time), k.out_time = longer(k.out_time);
        k.value /= by, k.in_value /= by, k.out_value /= by;
    }
    TRY_VOID(check_ramp(ramp));
    c.speed_ramp = ref(std::move(ramp));
    return {};
}

Result<Sequence> stretch(const Sequence& sequence, const StretchArgs& args, IdSource& ids) {
    SequenceEdit edit(sequence, ids);
    auto places = TRY(edit.with_partners(args.clip, args.follow));
    const Placement main = *places[0].placement;
    if (!has_speed(*main.clip))
        return fail(ErrorCode::usage, "a still or frozen picture has no speed to change; trim it",
                    edit.where(places[0]));
    const FrameRate rate = edit.now().format.rate;
    const Time frame = rate.time_of(1);
    // Partners that lie where the clip lies.
    std::erase_if(places, [&](const ClipPlace& p) {
        const Time a = p.placement->start - main.start, b = p.placement->end() - main.end();
        return !has_speed(*p.placement->clip) || a >= frame || -a >= frame || b >= frame || -b >= frame;
    });
    const bool head = args.edge == Edge::head;
    const Time grows = head ? -args.by : args.by;
    if (grows == Time{}) return edit.finish();
    if (sequence.duration().ticks > kMaxEditTicks - std::max<int64_t>(grows.ticks, 0))
        return fail(ErrorCode::usage, "the clip would become longer than is allowed", edit.where(places[0]));
    std::vector<size_t> own;
    for (const ClipPlace& p : places) {
        if (std::find(own.begin(), own.end(), p.track) != own.end())
            return fail(ErrorCode::usage, "two clips of one track cannot change speed together", edit.where(p));
        own.push_back(p.track);
        Clip c = *p.placement->clip;
        const Time was = c.length;
        c.length += grows;
        if (c.length < frame) return fail(ErrorCode::usage, "nothing would be left of the clip", edit.where(p));
        if (c.speed_ramp) {
            if (auto fits = stretch_ramp(c, was); !fits)
                return fail(ErrorCode::usage, fits.error().what, edit.where(p));
        } else
            c.speed = ratio(static_cast<__int128>(c.speed.num) * was.ticks,
                            static_cast<__int128>(c.speed.den) * c.length.ticks);
        if (c.speed.num == 0 || c.speed.den == 0 || std::abs(c.speed.num) > kMostSpeed * c.speed.den)
            return fail(ErrorCode::usage, "the speed would be beyond what can be shown", edit.where(p));
        fit_fades(c);
        Time start = p.placement->start;
        const auto& items = edit.track(p.track).items;
        if (args.ripple == Ripple::yes) {
            edit.shift(p.track, p.index + 1, grows);
        } else {
            if (head) start += args.by;
            const Time end = start + c.length;
            if (start.ticks < 0 || (p.index > 0 && items[p.index - 1].end() > start) ||
                (p.index + 1 < items.size() && items[p.index + 1].start < end))
                return fail(ErrorCode::usage, "a neighbour is in the way", edit.where(p));
        }
        edit.set_item(p.track, p.index, {start, ref(std::move(c))});
    }
    if (args.ripple == Ripple::yes) edit.change_time(own, main.end(), grows);
    return edit.finish();
}

} // namespace tandem
