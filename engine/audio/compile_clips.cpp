// Clips of a sound track into samples, ramps and sources.
#include <algorithm>

#include "engine/audio/compile_plan.h"
#include "engine/audio/decibel.h"
#include "engine/audio/processors/processor.h"
#include "engine/media/midi_file.h"
#include "engine/model/lookup.h"
#include "engine/model/validate.h"

namespace tandem::audio {

static constexpr int64_t kMaxSpeed = 100; // faster or slower than 1/100 there is nothing to hear

static bool is_effect(const Ref<Effect>& e) {
    return e->enabled && !e->plugin && spec(e->kind).domain == Domain::sound;
}

static std::vector<Ref<Effect>> sound_effects(const Clip& c) {
    std::vector<Ref<Effect>> out;
    if (c.effects)
        std::copy_if(c.effects->effects.begin(), c.effects->effects.end(), std::back_inserter(out), is_effect);
    return out;
}

static bool audible(const Clip& c) {
    if (!c.enabled || c.length.ticks <= 0) return false;
    if (!std::holds_alternative<MediaContent>(c.content) && !std::holds_alternative<SequenceContent>(c.content))
        return false;
    if (c.speed_ramp) return true; // silent where it rests
    __int128 num = c.speed.num < 0 ? -static_cast<__int128>(c.speed.num) : c.speed.num, den = c.speed.den;
    return num * kMaxSpeed >= den && num <= den * kMaxSpeed; // a freeze is silent
}

// The medium where it is a MIDI file, whose clips give notes instead of sound; else null.
static const Media* midi_of(const Project& project, const Clip& c) {
    const auto* content = std::get_if<MediaContent>(&c.content);
    const Media* m = content ? project.find_media(content->media) : nullptr;
    return m && m->is_midi() ? m : nullptr;
}

// See stream.h. The same for both sides of a cut through one take, whatever the frame rate.
static int64_t stream_offset(const Placement& p, int rate) {
    if (p.clip->speed_ramp) return -(p.start - p.clip->key_origin).samples_floor(rate);
    Time in = p.clip->speed.timeline(p.clip->in); // negative under reverse speed, as the stream is
    return (in - p.start).samples_round(rate);
}

static RampPlace ramp_place(const Placement& p, int rate) {
    const Clip& c = *p.clip;
    if (!c.speed_ramp) return {};
    const Time zero = p.start - c.key_origin; // of the keys, on the timeline
    return {c.speed_ramp, c.in - ramp_source(*c.speed_ramp, c.key_origin),
            Time::from_samples(zero.samples_floor(rate), rate) - zero};
}

static const SoundStream* stream_facts(const Media& m, int stream) {
    for (const auto& s : m.sounds)
        if (stream < 0 || s.index == stream) return &s;
    return nullptr;
}

namespace {
struct Extent { // what is known of a clip's source without opening it
    Time duration;
    int channels = 2;
};
} // namespace

static Extent extent_of(const Project& project, const Clip& c, const AudioPlan& plan, const PlanSource& source) {
    if (auto m = std::get_if<MediaContent>(&c.content)) {
        const Media* media = project.find_media(m->media);
        if (!media) return {};
        const SoundStream* s = stream_facts(*media, m->stream);
        Time d = s && s->duration.ticks > 0 ? s->duration : media->duration;
        return {d, s ? s->channels : 2};
    }
    auto nested = project.find_sequence(std::get<SequenceContent>(c.content).sequence);
    return {nested ? nested->duration() : Time{},
            source.nested >= 0 ? plan.nested[static_cast<size_t>(source.nested)]->channels : 2};
}

static Result<int> source_of(PlanCompiler& compiler, AudioPlan& plan, const Placement& p, const std::string& where) {
    const Clip& c = *p.clip;
    PlanSource s;
    s.speed = c.speed;
    s.ramp = ramp_place(p, plan.rate);
    s.preserve_pitch =
        c.preserve_pitch && (c.speed_ramp || (c.speed.num != c.speed.den && c.speed.num != -c.speed.den));
    if (auto m = std::get_if<MediaContent>(&c.content)) {
        s.media_id = m->media, s.stream = m->stream;
        const auto& all = compiler.project.media; // by rising id
        auto it = std::lower_bound(all.begin(), all.end(), m->media,
                                   [](const Ref<Media>& x, MediaId id) { return x->id < id; });
        if (it != all.end() && (*it)->id == m->media) s.media = *it;
    } else {
        SequenceId id = std::get<SequenceContent>(c.content).sequence;
        Ref<AudioPlan> nested = compiler.done[id];
        if (!nested) {
            auto sequence = compiler.project.find_sequence(id);
            if (!sequence) return fail(ErrorCode::bad_data, "the nested sequence is not in the project", where);
            if (compiler.depth >= kMaxNesting)
                return fail(ErrorCode::bad_data, "sequences are nested more than 32 deep, or in a circle", where);
            ++compiler.depth;
            nested = TRY(compiler.sequence(*sequence, sequence->mixer ? sequence->mixer->channels : 2, {}));
            --compiler.depth;
            compiler.done[id] = nested;
        }
        auto it = std::find(plan.nested.begin(), plan.nested.end(), nested);
        s.nested = static_cast<int>(it - plan.nested.begin());
        if (it == plan.nested.end()) plan.nested.push_back(nested);
    }
    for (size_t i = 0; i < plan.sources.size(); ++i) {
        const PlanSource& o = plan.sources[i];
        if (o.media_id == s.media_id && o.stream == s.stream && o.nested == s.nested && o.speed == s.speed &&
            o.preserve_pitch == s.preserve_pitch && o.ramp == s.ramp)
            return static_cast<int>(i);
    }
    plan.sources.push_back(std::move(s));
    return static_cast<int>(plan.sources.size() - 1);
}

static bool same_effects(const Placement& a, const Placement& b) {
    auto x = sound_effects(*a.clip), y = sound_effects(*b.clip);
    if (x.size() != y.size()) return false;
    bool moves = false;
    for (size_t i = 0; i < x.size(); ++i) {
        if (x[i]->kind != y[i]->kind || x[i]->params != y[i]->params) return false;
        for (const Param& p : x[i]->params) moves |= p.curve != nullptr;
    }
    return !moves || a.start - a.clip->key_origin == b.start - b.clip->key_origin;
}

// Whether `b` goes on in the very sample where `a` stops: such a cut must leave no trace.
static bool through_edit(const Placement& a, const Placement& b, int rate) {
    const Clip &x = *a.clip, &y = *b.clip;
    return audible(x) && audible(y) && a.end() == b.start && x.content == y.content && x.speed == y.speed &&
           x.preserve_pitch == y.preserve_pitch && ramp_place(a, rate) == ramp_place(b, rate) &&
           (!x.preserve_pitch || x.speed_ramp || x.speed.num == x.speed.den || x.speed.num == -x.speed.den) &&
           stream_offset(a, rate) == stream_offset(b, rate) && same_effects(a, b);
}

static RampShape shape_of(FadeShape s) {
    return s == FadeShape::linear        ? RampShape::linear
           : s == FadeShape::equal_power ? RampShape::equal_power
                                         : RampShape::smooth;
}
static RampShape shape_of(TransitionKind k) {
    return k == TransitionKind::crossfade_linear ? RampShape::linear : RampShape::equal_power;
}

static std::string place_of(const Placement& p, const AudioPlan& plan) {
    return "clip " + p.clip->name + " (" + time_text(p.start, plan.frame_rate, plan.drop_frame) + ")";
}

int PlanCompiler::midi(const Track& track, AudioPlan& plan) {
    MidiTrackBuilder build;
    const Placement* before = nullptr; // the clip before, where it gives notes
    for (const Placement& p : track.items) {
        const Clip& c = *p.clip;
        const Media* media = midi_of(project, c);
        const Placement* last = std::exchange(before, nullptr);
        if (!media || !c.enabled || c.length.ticks <= 0) continue;
        auto warn = [&](const std::string& what) {
            plan.warnings.push_back("track " + track.name + ", " + place_of(p, plan) + ": " + what);
        };
        if (!c.normal_speed()) {
            warn("MIDI is played at its own speed only, so it is silent; set the clip's speed to 100 %");
            continue;
        }
        const bool shaped = c.fade_in.length.ticks > 0 || c.fade_out.length.ticks > 0 || c.transition_in;
        if (shaped || !sound_effects(c).empty())
            warn("fades, transitions and effects of the clip do nothing, as it is MIDI; use the track's");
        const auto file = load_midi(media->path);
        if (!file) {
            Error e = file.error();
            if (e.where.find(media->path) == std::string::npos) e.where += ", " + media->path;
            e.where = place_of(p, plan) + ": " + e.where;
            plan.unread.push_back(std::move(e));
            continue;
        }
        const Time zero = p.start - c.in;
        const bool goes_on =
            last && last->end() == p.start && last->clip->content == c.content && last->start - last->clip->in == zero;
        build.clip(**file, zero, plan.rate, p.start.samples_round(plan.rate), p.end().samples_round(plan.rate),
                   goes_on);
        before = &p;
    }
    auto made = build.done();
    if (!made) return -1;
    plan.midi.push_back(std::move(made));
    return static_cast<int>(plan.midi.size()) - 1;
}

Result<int> PlanCompiler::clips(const Track& track, AudioPlan& plan, int64_t& weight) {
    int width = 0, rate = plan.rate;
    int64_t heaviest = 0;
    bool overlapping = false;
    // A transition joins two clips that sound; its sides are no longer than the clips.
    auto sounds = [&](const Clip& c) { return audible(c) && !midi_of(project, c); };
    auto joins = [&](size_t i) {
        return transition_shown(track, i) && sounds(*track.items[i - 1].clip) && sounds(*track.items[i].clip);
    };
    const size_t count = track.items.size();
    for (size_t i = 0; i < count; ++i) {
        const Placement& p = track.items[i];
        const Clip& c = *p.clip;
        if (!sounds(c)) continue;
        std::string where = place_of(p, plan);
        PlanClip out;
        out.clip = c.id;
        out.source = TRY(source_of(*this, plan, p, where));
        const PlanSource& source = plan.sources[static_cast<size_t>(out.source)];
        Extent extent = extent_of(project, c, plan, source);
        if (source.nested >= 0) heaviest = std::max(heaviest, plan.nested[static_cast<size_t>(source.nested)]->weight);
        out.begin = p.start.samples_round(rate), out.end = p.end().samples_round(rate);
        out.offset = stream_offset(p, rate);
        out.label = static_cast<int>(plan.clip_labels.size());
        plan.clip_labels.push_back({c.name, p.start});

        out.first_ramp = static_cast<int>(plan.ramps.size());
        auto ramp = [&](int64_t begin, int64_t end, RampShape shape, bool rising) {
            if (end > begin) plan.ramps.push_back({begin, end, shape, rising});
        };
        const int64_t start = out.begin, stop = out.end;
        const int64_t declick = std::min<int64_t>(kDeclickFrames, (stop - start) / 2);
        bool head = joins(i), tail = i + 1 < count && joins(i + 1);
        auto cut_through = [&](size_t k) { // between items k and k + 1
            const Placement &a = track.items[k], &b = track.items[k + 1];
            return a.clip->fade_out.length.ticks <= 0 && b.clip->fade_in.length.ticks <= 0 && !joins(k + 1) &&
                   through_edit(a, b, rate);
        };
        out.goes_on = i + 1 < count && cut_through(i);
        Time first = c.in, last = c.source_at(c.length), sample = Time::from_samples(1, rate);
        bool reverse = c.speed.num < 0;
        bool inside_head = reverse ? extent.duration.ticks > 0 && first + sample <= extent.duration : first >= sample;
        bool inside_tail = reverse ? last >= sample : extent.duration.ticks > 0 && last + sample <= extent.duration;
        if (head) {
            const Transition& t = *c.transition_in;
            Time before = std::min(t.before, track.items[i - 1].clip->length), after = std::min(t.after, c.length);
            out.begin = (p.start - before).samples_round(rate);
            ramp(out.begin, (p.start + after).samples_round(rate), shape_of(t.kind), true);
            overlapping = true;
        } else if (c.fade_in.length.ticks > 0) {
            ramp(start, (p.start + std::min(c.fade_in.length, c.length)).samples_round(rate), shape_of(c.fade_in.shape),
                 true);
        } else if (inside_head && !(i > 0 && cut_through(i - 1))) {
            ramp(start, start + declick, RampShape::smooth, true);
        }
        if (tail) {
            const Placement& next = track.items[i + 1];
            const Transition& t = *next.clip->transition_in;
            Time before = std::min(t.before, c.length), after = std::min(t.after, next.clip->length);
            out.end = (next.start + after).samples_round(rate);
            ramp((next.start - before).samples_round(rate), out.end, shape_of(t.kind), false);
        } else if (c.fade_out.length.ticks > 0) {
            ramp((p.end() - std::min(c.fade_out.length, c.length)).samples_round(rate), stop,
                 shape_of(c.fade_out.shape), false);
        } else if (inside_tail && !out.goes_on) {
            ramp(stop - declick, stop, RampShape::smooth, false);
        }
        out.ramps = static_cast<int>(plan.ramps.size()) - out.first_ramp;

        out.first_op = static_cast<int>(plan.clip_ops.size());
        bool pans = false, spreads = false;
        const auto effects = sound_effects(c);
        for (const auto& e : effects) out.processed |= has_processor(e->kind);
        for (const auto& e : effects) {
            const int slots = static_cast<int>(plan.params.size());
            for (const Param& param : e->params)
                plan.params.push_back(compile_param(param, p.start - c.key_origin, rate, plan.points));
            const int params = static_cast<int>(plan.params.size()) - slots;
            if (params == 0) continue;
            const PlanParam& value = plan.params.back();
            if (e->kind == EffectKind::gain && value.constant() && !out.processed) {
                out.gain *= db_to_gain(value.value);
                plan.params.pop_back();
                continue;
            }
            pans |= e->kind == EffectKind::pan;
            spreads |= e->kind == EffectKind::reverb || e->kind == EffectKind::delay;
            out.latency += processor_latency(e->kind, rate);
            plan.clip_ops.push_back({e->kind, slots, params, e->id.value});
        }
        out.ops = static_cast<int>(plan.clip_ops.size()) - out.first_op;
        if (out.end <= out.begin) continue;
        width = std::max(width, layout_channels(std::max(extent.channels, pans || spreads ? 2 : 1)));
        plan.clips.push_back(out);
    }
    weight += heaviest * (overlapping ? 2 : 1);
    return width;
}

} // namespace tandem::audio
