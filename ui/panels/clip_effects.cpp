// Reading and changing an effect of several clips.
#include "ui/panels/clip_effects.h"

#include <algorithm>

#include "engine/model/lookup.h"

namespace tandem::ui {

Ref<Effect> ClipEffects::effect(const Sequence& sequence, ClipId clip) const {
    const auto place = find_clip(sequence, clip);
    if (!place) return nullptr;
    const Clip& c = *place->placement->clip;
    if (generator) {
        auto g = std::get_if<GeneratorContent>(&c.content);
        return g && g->generator->kind == kind ? g->generator : nullptr;
    }
    int left = nth;
    if (c.effects)
        for (const Ref<Effect>& e : c.effects->effects)
            if (e->kind == kind && left-- == 0) return e;
    return nullptr;
}

std::shared_ptr<const Effect> ClipEffects::shown(const Sequence& sequence, ClipId clip) const {
    const Ref<Effect> e = effect(sequence, clip);
    return e && mask ? e->mask : e;
}

bool ClipEffects::present(const Sequence& sequence) const {
    return std::any_of(clips.begin(), clips.end(), [&](ClipId c) { return shown(sequence, c) != nullptr; });
}

bool ClipEffects::enabled(const Sequence& sequence) const {
    return std::all_of(clips.begin(), clips.end(), [&](ClipId c) {
        const Ref<Effect> e = effect(sequence, c);
        return !e || e->enabled;
    });
}

bool ClipEffects::masked(const Sequence& sequence) const {
    return std::any_of(clips.begin(), clips.end(), [&](ClipId c) {
        const Ref<Effect> e = effect(sequence, c);
        return e && e->mask;
    });
}

bool ClipEffects::animated(const Sequence& sequence) const {
    return std::any_of(clips.begin(), clips.end(), [&](ClipId c) {
        const auto e = shown(sequence, c);
        return e && std::any_of(e->params.begin(), e->params.end(), [](const Param& p) { return p.curve != nullptr; });
    });
}

bool ClipEffects::atDefaults(const Sequence& sequence, const std::vector<int>& slots) const {
    return std::all_of(clips.begin(), clips.end(), [&](ClipId c) {
        const auto e = shown(sequence, c);
        if (!e) return true;
        if (std::any_of(e->texts.begin(), e->texts.end(), [](const std::string& t) { return !t.empty(); }))
            return false;
        return std::all_of(slots.begin(), slots.end(), [&](int slot) {
            const Param& p = e->params[static_cast<size_t>(slot)];
            return !p.curve && p.value == rows().params[static_cast<size_t>(slot)].initial;
        });
    });
}

Time ClipEffects::keyTime(const Sequence& sequence, ClipId clip, Time playhead) const {
    return EffectTarget{clip}.keyTime(sequence, playhead);
}

ClipEffects::Reading ClipEffects::read(const Sequence& sequence, Time playhead, int slot) const {
    const auto i = static_cast<size_t>(slot);
    Reading out;
    bool first = true, anyKey = false, allHere = true;
    for (const ClipId clip : clips) {
        const auto e = shown(sequence, clip);
        double value = rows().params[i].initial;
        KeyState keys = KeyState::none;
        if (e) {
            const Time at = keyTime(sequence, clip, playhead);
            value = e->params[i].at(at), keys = keyState(e->params[i], at);
        }
        if (first)
            out.value = value;
        else if (value != out.value)
            out.mixed = true;
        first = false;
        anyKey = anyKey || keys != KeyState::none;
        allHere = allHere && keys == KeyState::here;
    }
    out.keys = !anyKey ? KeyState::none : allHere ? KeyState::here : KeyState::animated;
    return out;
}

std::optional<std::string> ClipEffects::text(const Sequence& sequence, size_t slot) const {
    std::optional<std::string> out;
    for (const ClipId clip : clips) {
        const auto e = shown(sequence, clip);
        const std::string text = e && slot < e->texts.size() ? e->texts[slot] : std::string();
        if (out && *out != text) return std::nullopt;
        out = text;
    }
    return out;
}

ValueObject ClipEffects::args(const Sequence& sequence, ClipId clip) const {
    ValueObject out{{"clip", arg(clip)}};
    const Ref<Effect> e = effect(sequence, clip);
    if (e && !generator) out["effect"] = arg(e->id);
    return out;
}

static std::string paramId(const ClipEffects& of, int slot) {
    return (of.mask ? "mask." : "") + std::string(of.rows().params[static_cast<size_t>(slot)].id);
}

void ClipEffects::setKey(EditPlan& plan, ClipId clip, Time playhead, int slot, double value) const {
    const Sequence& s = *plan.sequence();
    const auto place = find_clip(s, clip);
    const auto e = shown(s, clip);
    if (!place || !e) return;
    const Time at = keyTime(s, clip, playhead) - place->placement->clip->key_origin;
    ValueObject a = args(s, clip);
    a["param"] = Value(paramId(*this, slot));
    a["at"] = arg(at), a["value"] = Value(value);
    // A key that takes the place of another keeps its shape.
    if (const Param& p = e->params[static_cast<size_t>(slot)]; p.curve)
        for (const Key& k : p.curve->keys) {
            if (k.time != at + place->placement->clip->key_origin) continue;
            static constexpr const char* kWords[] = {"hold", "linear", "bezier"};
            a["interpolation"] = Value(kWords[static_cast<size_t>(k.interpolation)]);
            a["in_time"] = arg(k.in_time), a["out_time"] = arg(k.out_time);
            a["in_value"] = Value(k.in_value), a["out_value"] = Value(k.out_value);
        }
    plan.add({"set_key", std::move(a)});
}

void ClipEffects::set(EditPlan& plan, Time playhead, int slot, double value) const {
    const auto i = static_cast<size_t>(slot);
    const ParamSpec& p = rows().params[i];
    value = std::clamp(value, p.min, p.max);
    for (const ClipId clip : clips) {
        if (!plan.sequence()) return;
        const auto e = shown(*plan.sequence(), clip);
        if (!e) {
            if (generator || mask || nth > 0 || !find_clip(*plan.sequence(), clip)) continue;
            plan.add({"add_effect",
                      {{"clip", arg(clip)},
                       {"effect", Value(std::string(rows().id))},
                       {"params", ValueObject{{std::string(p.id), Value(value)}}}}});
            continue;
        }
        if (e->params[i].curve) {
            setKey(plan, clip, playhead, slot, value);
            continue;
        }
        ValueObject a = args(*plan.sequence(), clip);
        a["param"] = Value(paramId(*this, slot)), a["value"] = Value(value);
        plan.add({"set_param", std::move(a)});
    }
}

void ClipEffects::setText(EditPlan& plan, size_t slot, const std::string& text) const {
    for (const ClipId clip : clips) {
        if (!plan.sequence()) return;
        if (!shown(*plan.sequence(), clip)) {
            if (generator || mask || nth > 0 || !find_clip(*plan.sequence(), clip)) continue;
            plan.add({"add_effect",
                      {{"clip", arg(clip)},
                       {"effect", Value(std::string(rows().id))},
                       {"texts", ValueObject{{std::string(rows().texts[slot]), Value(text)}}}}});
            continue;
        }
        ValueObject a = args(*plan.sequence(), clip);
        a["id"] = Value((mask ? "mask." : "") + std::string(rows().texts[slot])), a["text"] = Value(text);
        plan.add({"set_text", std::move(a)});
    }
}

void ClipEffects::toggleKeys(EditPlan& plan, Time playhead, const std::vector<int>& slots) const {
    if (!plan.sequence()) return;
    bool here = true;
    for (const int slot : slots) here = here && read(*plan.sequence(), playhead, slot).keys == KeyState::here;
    for (const int slot : slots)
        for (const ClipId clip : clips) {
            if (!shown(*plan.sequence(), clip)) {
                if (generator || mask || nth > 0) continue;
                plan.add({"add_effect", {{"clip", arg(clip)}, {"effect", Value(std::string(rows().id))}}});
            }
            const Sequence& s = *plan.sequence();
            const auto e = shown(s, clip);
            if (!e) continue;
            const Param& p = e->params[static_cast<size_t>(slot)];
            const Time at = keyTime(s, clip, playhead);
            if (!here) {
                setKey(plan, clip, playhead, slot, p.at(at));
            } else if (keyState(p, at) == KeyState::here) {
                ValueObject a = args(s, clip);
                a["param"] = Value(paramId(*this, slot));
                a["at"] = arg(at - find_clip(s, clip)->placement->clip->key_origin);
                plan.add({"remove_key", std::move(a)});
            }
        }
}

void ClipEffects::reset(EditPlan& plan, const std::vector<int>& slots) const {
    for (const ClipId clip : clips)
        for (const int slot : slots) {
            const auto i = static_cast<size_t>(slot);
            const auto e = plan.sequence() ? shown(*plan.sequence(), clip) : nullptr;
            const double initial = rows().params[i].initial;
            if (!e || (!e->params[i].curve && e->params[i].value == initial)) continue;
            ValueObject a = args(*plan.sequence(), clip);
            a["param"] = Value(paramId(*this, slot)), a["value"] = Value(initial);
            plan.add({"set_param", std::move(a)});
        }
}

void ClipEffects::enable(EditPlan& plan, bool on) const {
    for (const ClipId clip : clips) {
        if (!plan.sequence() || !effect(*plan.sequence(), clip)) continue;
        ValueObject a = args(*plan.sequence(), clip);
        a["enabled"] = Value(on);
        plan.add({"enable_effect", std::move(a)});
    }
}

void ClipEffects::remove(EditPlan& plan) const {
    for (const ClipId clip : clips)
        if (plan.sequence() && effect(*plan.sequence(), clip))
            plan.add({"remove_effect", args(*plan.sequence(), clip)});
}

void ClipEffects::move(EditPlan& plan, int step) const {
    for (const ClipId clip : clips) {
        const auto place = plan.sequence() ? find_clip(*plan.sequence(), clip) : std::nullopt;
        const Ref<Effect> e = place ? effect(*plan.sequence(), clip) : nullptr;
        if (!e) continue;
        const auto& all = place->placement->clip->effects->effects;
        const auto at = std::find(all.begin(), all.end(), e) - all.begin();
        const auto to = at + step;
        if (to < 0 || to >= static_cast<std::ptrdiff_t>(all.size())) continue;
        ValueObject a = args(*plan.sequence(), clip);
        a["index"] = Value(static_cast<int64_t>(to));
        plan.add({"move_effect", std::move(a)});
    }
}

} // namespace tandem::ui
