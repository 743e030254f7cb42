// Curve evaluation, lookups and makers of the document's structs.
#include <algorithm>
#include <cmath>
#include <random>

#include "engine/model/lookup.h"
#include "engine/model/project.h"

namespace tandem {

static double bezier(double a, double b, double c, double d, double s) {
    double r = 1 - s;
    return r * r * r * a + 3 * r * r * s * b + 3 * r * s * s * c + s * s * s * d;
}

BezierSpan::BezierSpan(const Key& a, const Key& b) : v_{a.value, a.value + a.out_value, b.value + b.in_value, b.value} {
    const double span = static_cast<double>((b.time - a.time).ticks);
    // Handles clamped into the span make time monotone in s, so bisection always converges.
    x1_ = std::clamp(static_cast<double>(a.out_time.ticks) / span, 0.0, 1.0);
    x2_ = std::clamp(1.0 + static_cast<double>(b.in_time.ticks) / span, 0.0, 1.0);
}
double BezierSpan::place(double x) const {
    double lo = 0, hi = 1;
    for (int i = 0; i < 40; ++i) {
        double mid = (lo + hi) / 2;
        (time(mid) < x ? lo : hi) = mid;
    }
    return (lo + hi) / 2;
}
double BezierSpan::value(double s) const { return bezier(v_[0], v_[1], v_[2], v_[3], s); }
double BezierSpan::time(double s) const { return bezier(0, x1_, x2_, 1, s); }
double BezierSpan::slope(double s) const {
    const double r = 1 - s;
    return 3 * (r * r * x1_ + 2 * r * s * (x2_ - x1_) + s * s * (1 - x2_));
}

double evaluate(const Curve& curve, Time t) {
    const auto& keys = curve.keys;
    if (keys.empty()) return 0;
    if (t <= keys.front().time) return keys.front().value;
    if (t >= keys.back().time) return keys.back().value;
    auto next = std::upper_bound(keys.begin(), keys.end(), t, [](Time v, const Key& k) { return v < k.time; });
    const Key &a = *(next - 1), &b = *next;
    double span = static_cast<double>((b.time - a.time).ticks);
    double x = static_cast<double>((t - a.time).ticks) / span;
    switch (a.interpolation) {
    case Interpolation::hold:
        return a.value;
    case Interpolation::linear:
        return a.value + (b.value - a.value) * x;
    case Interpolation::bezier:
        break;
    }
    const BezierSpan bezier_span(a, b);
    return bezier_span.value(bezier_span.place(x));
}

Effect make_effect(EffectKind kind, EffectId id) {
    const EffectSpec& s = spec(kind);
    Effect e;
    e.id = id, e.kind = kind;
    for (const ParamSpec& p : s.params) e.params.push_back({p.initial, nullptr});
    e.texts.resize(s.texts.size());
    return e;
}

static auto place_of(auto& params, std::string_view symbol) {
    return std::lower_bound(params.begin(), params.end(), symbol,
                            [](const PluginParam& p, std::string_view s) { return p.symbol < s; });
}
const Param* Plugin::find(std::string_view symbol) const {
    auto at = place_of(params, symbol);
    return at != params.end() && at->symbol == symbol ? &at->param : nullptr;
}
void Plugin::set(std::string_view symbol, Param param) {
    auto at = place_of(params, symbol);
    if (at == params.end() || at->symbol != symbol) at = params.insert(at, {std::string(symbol), {}});
    at->param = std::move(param);
}

Time Sequence::duration() const {
    Time end;
    for (const auto& t : tracks) end = std::max(end, t->end());
    return end;
}

const std::string& text_for(const Effect& e, int slot, std::string_view locale) {
    for (; !locale.empty(); locale = locale.substr(0, std::min(locale.find('-'), locale.size()))) {
        for (const LocalText& l : e.local)
            if (l.slot == slot && l.locale == locale) return l.text;
        if (locale.find('-') == std::string_view::npos) break;
    }
    return e.texts[static_cast<size_t>(slot)];
}

const Media* Project::find_media(MediaId id) const {
    auto it =
        std::lower_bound(media.begin(), media.end(), id, [](const Ref<Media>& m, MediaId v) { return m->id < v; });
    return it != media.end() && (*it)->id == id ? it->get() : nullptr;
}

Ref<Sequence> Project::find_sequence(SequenceId id) const {
    for (const auto& s : sequences)
        if (s->id == id) return s;
    return nullptr;
}

Ref<Sequence> Project::active_sequence() const {
    if (auto s = find_sequence(active)) return s;
    return sequences.empty() ? nullptr : sequences.front();
}

Ref<Sequence> Project::sequence_named(const std::string& n) const {
    for (const auto& s : sequences)
        if (s->name == n) return s;
    return nullptr;
}

Ref<Mixer> default_mixer(int channels) {
    auto m = std::make_shared<Mixer>();
    m->channels = channels;
    m->master = std::make_shared<const Strip>();
    return m;
}

Track make_track(TrackKind kind, TrackId id, const std::string& name) {
    Track t;
    t.id = id, t.kind = kind, t.name = name;
    if (kind == TrackKind::sound) t.strip = std::make_shared<const Strip>();
    return t;
}

Project make_project(const std::string& name, const Format& format) {
    Project p;
    std::random_device random;
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < 32; ++i) p.uuid += hex[random() & 15];
    p.name = name;
    IdSource ids{p.next_id};
    auto s = std::make_shared<Sequence>();
    s->id = ids.make<SequenceId>(), s->name = "Main", s->format = format, s->mixer = default_mixer(format.channels);
    s->tracks.push_back(std::make_shared<const Track>(make_track(TrackKind::picture, ids.make<TrackId>(), "V1")));
    s->tracks.push_back(std::make_shared<const Track>(make_track(TrackKind::sound, ids.make<TrackId>(), "A1")));
    p.active = s->id;
    p.sequences.push_back(s);
    p.next_id = ids.next;
    return p;
}

size_t first_ending_after(const Track& track, Time t) {
    auto it = std::upper_bound(track.items.begin(), track.items.end(), t,
                               [](Time v, const Placement& p) { return v < p.end(); });
    return it.index();
}

std::optional<size_t> item_at(const Track& track, Time t) {
    size_t i = first_ending_after(track, t);
    if (i < track.items.size() && track.items[i].start <= t) return i;
    return std::nullopt;
}

std::optional<ClipPlace> find_clip(const Sequence& sequence, ClipId id) {
    for (size_t t = 0; t < sequence.tracks.size(); ++t) {
        const auto& items = sequence.tracks[t]->items;
        for (auto it = items.begin(); it != items.end(); ++it)
            if (it->clip->id == id) return ClipPlace{t, it.index(), &*it};
    }
    return std::nullopt;
}

std::optional<size_t> find_track(const Sequence& sequence, TrackId id) {
    for (size_t t = 0; t < sequence.tracks.size(); ++t)
        if (sequence.tracks[t]->id == id) return t;
    return std::nullopt;
}

bool transition_shown(const Track& track, size_t i) {
    return i > 0 && i < track.items.size() && track.items[i].clip->transition_in &&
           track.items[i - 1].end() == track.items[i].start;
}

std::optional<ActiveTransition> transition_at(const Track& track, Time t) {
    size_t i = first_ending_after(track, t);
    // Either the item at t has just begun inside its own transition, or the next one's has already started. A
    // transition is no longer than the clips it joins (validate), so no farther item can reach t.
    for (size_t k = i; k <= i + 1 && k < track.items.size(); ++k) {
        if (!transition_shown(track, k)) continue;
        const Placement& to = track.items[k];
        const Transition& tr = *to.clip->transition_in;
        if (t >= to.start - tr.before && t < to.start + tr.after)
            return ActiveTransition{&tr, k - 1, k, to.start - tr.before, to.start, to.start + tr.after};
    }
    return std::nullopt;
}

} // namespace tandem
