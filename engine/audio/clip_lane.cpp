// Reading, mapping and shaping of clips. All gains are functions of the absolute sample.
#include "engine/audio/clip_lane.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/audio/decibel.h"
#include "engine/base/log.h"

namespace tandem::audio {

static std::span<const Breakpoint> points_of(const AudioPlan& plan, const PlanParam& p) {
    return std::span(plan.points).subspan(static_cast<size_t>(p.first), static_cast<size_t>(p.count));
}

void param_values(const AudioPlan& plan, int param, int64_t first, int frames, double* out) {
    const PlanParam& p = plan.params[static_cast<size_t>(param)];
    if (p.constant())
        std::fill_n(out, frames, p.value);
    else
        envelope_values(points_of(plan, p), first, frames, out);
}

void param_gains(const AudioPlan& plan, int param, int64_t first, int frames, double* out) {
    const PlanParam& p = plan.params[static_cast<size_t>(param)];
    if (p.constant()) {
        std::fill_n(out, frames, db_to_gain(p.value));
        return;
    }
    for (int done = 0; done < frames;) {
        int64_t n = first + done, stop = mul_div_floor(n, 1, kQuantum) * kQuantum + kQuantum;
        int run = static_cast<int>(std::min<int64_t>(stop - n, frames - done));
        envelope_gains(points_of(plan, p), n, run, out + done);
        done += run;
    }
}

static void scale(float* x, int n, float gain) {
    if (gain == 1.0f) return;
    for (int i = 0; i < n; ++i) x[i] *= gain;
}

// Left (0), right (1) or neither (-1) of a channel in the default layouts.
static int side_of(int channel, int channels) {
    if (channels == 2) return channel;
    if (channel < 2) return channel;
    return channel < 4 ? -1 : channel & 1;
}

PanGains pan_mode_gains(PanLaw law, PanMode mode, double pan) {
    return mode == PanMode::mono ? pan_gains(law, pan) : balance_gains(law, pan);
}

void apply_pan(const PanGains& g, PanMode mode, int channels, int frames, float* const* planes) {
    if (mode == PanMode::mono) std::copy_n(planes[0], frames, planes[1]);
    for (int c = 0; c < channels; ++c)
        if (int side = side_of(c, channels); side >= 0)
            scale(planes[c], frames, static_cast<float>(side == 0 ? g.left : g.right));
}

void apply_pan(const AudioPlan& plan, int param, PanLaw law, PanMode mode, int channels, int64_t first, int frames,
               float* const* planes) {
    const PlanParam& p = plan.params[static_cast<size_t>(param)];
    if (p.constant()) return apply_pan(pan_mode_gains(law, mode, p.value), mode, channels, frames, planes);
    if (mode == PanMode::mono) std::copy_n(planes[0], frames, planes[1]);
    double values[kQuantum];
    for (int done = 0; done < frames; done += kQuantum) {
        int run = std::min(kQuantum, frames - done);
        envelope_values(points_of(plan, p), first + done, run, values);
        pan_along(values, law, mode, channels, done, run, planes);
    }
}

void pan_along(const double* values, PanLaw law, PanMode mode, int channels, int offset, int frames,
               float* const* planes) {
    for (int i = 0; i < frames; ++i) {
        PanGains g = pan_mode_gains(law, mode, values[i]);
        for (int c = 0; c < channels; ++c)
            if (int side = side_of(c, channels); side >= 0)
                planes[c][offset + i] *= static_cast<float>(side == 0 ? g.left : g.right);
    }
}

ClipLane::ClipLane(const AudioPlan& plan, const PlanNode& node, StreamOpener& opener, OnMissing on_missing)
    : plan_(plan), node_(node), opener_(opener), on_missing_(on_missing) {}

Error ClipLane::at_clip(Error e, int clip, int64_t sample) const {
    const PlanClip& c = plan_.clips[static_cast<size_t>(clip)];
    const PlanSource& s = plan_.sources[static_cast<size_t>(c.source)];
    std::string where = "clip " + plan_.clip_labels[static_cast<size_t>(c.label)].name + " at " +
                        time_text(Time::from_samples(sample, plan_.rate), plan_.frame_rate, plan_.drop_frame);
    if (s.media && e.where.find(s.media->path) == std::string::npos) where += ", " + s.media->path;
    e.where = e.where.empty() ? where : where + ": " + e.where;
    return e;
}

ChannelMap ClipLane::map_of(int clip, const PcmStream& stream) const {
    const PlanClip& c = plan_.clips[static_cast<size_t>(clip)];
    bool pans = false;
    for (int i = c.first_op; i < c.first_op + c.ops; ++i)
        pans |= plan_.clip_ops[static_cast<size_t>(i)].kind == EffectKind::pan;
    // A mono clip goes to both sides at the centre of the law; where it has a pan of its own that pan places it.
    double centre = pans ? 1.0 : pan_gains(node_.law, 0).left;
    return make_channel_map(stream.channels(), stream.channel_mask(), node_.channels, centre);
}

// Those of the clip that the stream now serves; a cut through a take goes on with the state of the part before it.
void ClipLane::make_effects(Open& open) const {
    const PlanClip& c = plan_.clips[static_cast<size_t>(open.clip)];
    if (!c.processed) return open.effects.reset();
    auto made = std::make_unique<ClipEffects>(plan_, c, node_.law, node_.channels);
    const bool follows = open.clip > 0 && plan_.clips[static_cast<size_t>(open.clip - 1)].goes_on;
    if (follows && open.effects && open.effects->next == c.begin) made->adopt(*open.effects), made->next = c.begin;
    open.effects = std::move(made);
}

Result<ClipLane::Open*> ClipLane::stream_of(int clip) {
    const PlanClip& c = plan_.clips[static_cast<size_t>(clip)];
    const PlanSource& source = plan_.sources[static_cast<size_t>(c.source)];
    for (Open& o : open_)
        if (o.clip == clip) return o.used = true, &o;
    // A stream on the absolute grid serves the next clip of its take as well; a stretch belongs to its clip.
    for (Open& o : open_)
        if (plan_.clips[static_cast<size_t>(o.clip)].source == c.source && !o.used && !source.of_one_clip())
            return o.clip = clip, o.used = true, o.map = map_of(clip, *o.stream), make_effects(o), &o;
    auto stream = opener_.open(c);
    if (!stream) return std::move(stream).error();
    ChannelMap map = map_of(clip, **stream);
    open_.push_back({clip, std::move(*stream), std::move(map), true, nullptr});
    make_effects(open_.back());
    return &open_.back();
}

// A clip of the held stretch plays from it, or it can take it over.
bool ClipLane::held(const Open& open) const {
    if (hold_begin_ >= hold_end_) return false;
    const PlanClip& own = plan_.clips[static_cast<size_t>(open.clip)];
    const bool shared = !plan_.sources[static_cast<size_t>(own.source)].of_one_clip();
    for (int i = node_.first_clip; i < node_.first_clip + node_.clips; ++i) {
        const PlanClip& c = plan_.clips[static_cast<size_t>(i)];
        if (c.begin >= hold_end_) break;
        if (c.end > hold_begin_ && (i == open.clip || (shared && c.source == own.source))) return true;
    }
    return false;
}

int ClipLane::unopened(int64_t sample, int64_t end, Those those) const {
    for (int i = node_.first_clip; i < node_.first_clip + node_.clips; ++i) {
        const PlanClip& c = plan_.clips[static_cast<size_t>(i)];
        if (c.begin >= end) break;
        if ((those == Those::that_begin ? c.begin : c.end - 1) < sample) continue;
        const bool served = std::any_of(open_.begin(), open_.end(), [&](const Open& o) {
            return o.clip == i || (plan_.clips[static_cast<size_t>(o.clip)].source == c.source &&
                                   !plan_.sources[static_cast<size_t>(c.source)].of_one_clip());
        });
        if (!served) return i;
    }
    return -1;
}

void ClipLane::adopt(int clip, std::unique_ptr<PcmStream> stream, int64_t ahead) {
    ahead_ = ahead;
    ChannelMap map = map_of(clip, *stream);
    open_.push_back({clip, std::move(stream), std::move(map), false, nullptr});
    make_effects(open_.back());
}

Result<void> ClipLane::read(Open& open, int64_t from, int frames, float* const* direct) {
    const PlanClip& clip = plan_.clips[static_cast<size_t>(open.clip)];
    const int width = node_.channels, source = open.stream->channels();
    const auto run = static_cast<size_t>(frames);
    scratch_.resize(run * static_cast<size_t>(source + width));
    std::vector<float*>& planes = planes_;
    planes.clear();
    for (int c = 0; c < source; ++c) planes.push_back(direct ? direct[c] : &scratch_[static_cast<size_t>(c) * run]);
    TRY_VOID(open.stream->read(from + clip.offset, frames, planes.data()));
    for (float* plane : planes) // a float file may hold anything; one bad sample must not poison the mix
        for (int i = 0; i < frames; ++i) plane[i] = std::abs(plane[i]) <= 1e20f ? plane[i] : 0.0f;
    if (open.map.identity) return {};
    for (int t = 0; t < width; ++t) {
        float* to_plane = &scratch_[static_cast<size_t>(source + t) * run];
        std::fill_n(to_plane, frames, 0.0f);
        for (int f = 0; f < source; ++f) {
            float g = open.map.at(t, f);
            if (g == 0.0f) continue;
            const float* x = &scratch_[static_cast<size_t>(f) * run];
            for (int i = 0; i < frames; ++i) to_plane[i] += x[i] * g;
        }
    }
    planes.clear();
    for (int t = 0; t < width; ++t) planes.push_back(&scratch_[static_cast<size_t>(source + t) * run]);
    return {};
}

// Effects that look ahead read further; after the end of the take they find silence.
Result<void> ClipLane::read_processed(Open& open, int64_t from, int frames) {
    const PlanClip& clip = plan_.clips[static_cast<size_t>(open.clip)];
    ClipEffects& effects = *open.effects;
    auto feed = [&](int64_t at, int count) -> Result<void> {
        const int inside = clip.goes_on ? count : static_cast<int>(std::clamp<int64_t>(clip.end - at, 0, count));
        if (inside > 0) {
            TRY_VOID(read(open, at, inside, nullptr));
            for (int c = 0; c < node_.channels; ++c)
                std::copy_n(planes_[static_cast<size_t>(c)], inside, &wet_[static_cast<size_t>(c * kLongChunk)]);
        }
        for (int c = 0; c < node_.channels; ++c)
            std::fill_n(&wet_[static_cast<size_t>(c * kLongChunk + inside)], count - inside, 0.0f);
        float* planes[kMaxChannels];
        for (int c = 0; c < node_.channels; ++c) planes[c] = &wet_[static_cast<size_t>(c * kLongChunk)];
        effects.run(at, count, planes);
        return {};
    };
    wet_.resize(static_cast<size_t>(node_.channels * kLongChunk));
    if (effects.next != from) {
        effects.reset();
        for (int64_t at = from; at < from + clip.latency;) {
            const int run = static_cast<int>(std::min<int64_t>(kLongChunk, from + clip.latency - at));
            TRY_VOID(feed(at, run));
            at += run;
        }
    }
    effects.next = INT64_MIN;
    TRY_VOID(feed(from + clip.latency, frames));
    effects.next = from + frames;
    planes_.clear();
    for (int c = 0; c < node_.channels; ++c) planes_.push_back(&wet_[static_cast<size_t>(c * kLongChunk)]);
    return {};
}

Result<void> ClipLane::play(int index, int64_t from, int64_t to, bool add, float* const* out) {
    const PlanClip& clip = plan_.clips[static_cast<size_t>(index)];
    Open* open = TRY(stream_of(index));
    const int frames = static_cast<int>(to - from), width = node_.channels, source = open->stream->channels();
    const bool direct = open->map.identity && !add && !clip.processed;
    const auto run = static_cast<size_t>(frames);
    if (clip.processed)
        TRY_VOID(read_processed(*open, from, frames));
    else
        TRY_VOID(read(*open, from, frames, direct ? out : nullptr));
    std::vector<float*>& planes = planes_;

    bool shaped = false, mono = source == 1;
    const int ops = clip.processed ? 0 : clip.ops; // those that are still to be done
    for (int i = clip.first_op; i < clip.first_op + ops; ++i)
        shaped |= plan_.clip_ops[static_cast<size_t>(i)].kind == EffectKind::gain;
    for (int i = clip.first_ramp; i < clip.first_ramp + clip.ramps; ++i) {
        const PlanRamp& r = plan_.ramps[static_cast<size_t>(i)];
        shaped |= r.begin < to && r.end > from;
    }
    if (!shaped) {
        for (int c = 0; c < width; ++c) scale(planes[static_cast<size_t>(c)], frames, static_cast<float>(clip.gain));
    } else {
        gains_.resize(run * 2);
        double *gain = gains_.data(), *factor = gain + run;
        std::fill_n(gain, frames, clip.gain);
        for (int i = clip.first_op; i < clip.first_op + ops; ++i) {
            const PlanClipOp& op = plan_.clip_ops[static_cast<size_t>(i)];
            if (op.kind != EffectKind::gain) continue;
            param_gains(plan_, op.param, from, frames, factor);
            for (int k = 0; k < frames; ++k) gain[k] *= factor[k];
        }
        for (int i = clip.first_ramp; i < clip.first_ramp + clip.ramps; ++i) {
            const PlanRamp& r = plan_.ramps[static_cast<size_t>(i)];
            double length = static_cast<double>(r.end - r.begin);
            for (int64_t n = std::max(from, r.begin); n < std::min(to, r.end); ++n) {
                double x = (static_cast<double>(n - r.begin) + 0.5) / length;
                gain[n - from] *= ramp_gain(r.shape, r.rising ? x : 1 - x);
            }
        }
        for (int c = 0; c < width; ++c)
            for (int k = 0; k < frames; ++k) planes[static_cast<size_t>(c)][k] *= static_cast<float>(gain[k]);
    }
    for (int i = clip.first_op; i < clip.first_op + ops; ++i) {
        const PlanClipOp& op = plan_.clip_ops[static_cast<size_t>(i)];
        if (op.kind != EffectKind::pan || width < 2) continue;
        apply_pan(plan_, op.param, node_.law, mono ? PanMode::mono : PanMode::balance, width, from, frames,
                  planes.data());
        mono = false;
    }
    if (direct) return {};
    for (int c = 0; c < width; ++c) {
        const float* x = planes[static_cast<size_t>(c)];
        if (add)
            for (int i = 0; i < frames; ++i) out[c][i] += x[i];
        else
            std::copy_n(x, frames, out[c]);
    }
    return {};
}

Result<void> ClipLane::process(int64_t first, int frames, float* const* out) {
    for (Open& o : open_)
        o.used = plan_.clips[static_cast<size_t>(o.clip)].end > first &&
                 plan_.clips[static_cast<size_t>(o.clip)].begin < first + frames;
    auto begin = plan_.clips.begin() + node_.first_clip, end = begin + node_.clips;
    auto it = std::partition_point(begin, end, [&](const PlanClip& c) { return c.end <= first; });
    const bool covered = it != end && it->begin <= first && it->end >= first + frames && silent_.empty();
    for (int c = 0; c < node_.channels && !covered; ++c) std::fill_n(out[c], frames, 0.0f);
    int64_t written = first; // samples before it hold a clip already
    std::vector<float*>& planes = out_planes_;
    for (; it != end && it->begin < first + frames; ++it) {
        int index = static_cast<int>(it - plan_.clips.begin());
        if (std::find(silent_.begin(), silent_.end(), index) != silent_.end()) continue;
        int64_t from = std::max(first, it->begin), to = std::min(first + frames, it->end);
        // Where the clip overlaps the one before it is added; beyond, it is the first and is written as it is.
        int64_t cut = std::clamp(written, from, to);
        for (auto [a, b, add] : {std::tuple{from, cut, true}, std::tuple{cut, to, false}}) {
            if (a >= b) continue;
            planes.clear();
            for (int c = 0; c < node_.channels; ++c) planes.push_back(out[c] + (a - first));
            auto played = play(index, a, b, add, planes.data());
            if (played) continue;
            Error e = at_clip(std::move(played).error(), index, a);
            if (on_missing_ == OnMissing::fail) return e;
            log(LogLevel::warning, e.text() + "; silence instead");
            faults_.push_back(std::move(e));
            silent_.push_back(index);
            for (int c = 0; c < node_.channels && !add; ++c) std::fill_n(planes[static_cast<size_t>(c)], b - a, 0.0f);
            break;
        }
        written = std::max(written, to);
        if (it->end == to) // its stream may serve the next clip
            for (Open& o : open_)
                if (o.clip == index) o.used = false;
    }
    // One idle stream may wait for the next clip of its take; all others close.
    int waiting = it != end ? it->source : -1;
    std::erase_if(open_, [&](const Open& o) {
        const PlanClip& c = plan_.clips[static_cast<size_t>(o.clip)];
        if (c.end > first + frames && c.begin < first + frames + ahead_) return false;
        if (c.source == waiting) return waiting = -1, false;
        return !held(o);
    });
    return {};
}

} // namespace tandem::audio
