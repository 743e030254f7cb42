// Effects, parameters and keys.
#include "engine/edit/effects.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/edit/automation.h"
#include "engine/model/curve_points.h"
#include "engine/model/routing.h"

namespace tandem {

static Error out_of_range(const ParamSpec& s) {
    auto text = [](double v) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, "%g", v);
        return std::string(buffer);
    };
    return fail(ErrorCode::usage, std::string(s.label) + " must be from " + text(s.min) + " to " + text(s.max),
                std::string(s.id));
}

Result<Param> with_value(const ParamSpec& s, const Param&, double value) {
    if (!(value >= s.min && value <= s.max)) return out_of_range(s);
    return Param{value, nullptr};
}

Result<Param> with_key(const ParamSpec& s, const Param& p, const Key& key) {
    if (!(key.value >= s.min && key.value <= s.max)) return out_of_range(s);
    if (!std::isfinite(key.in_value) || !std::isfinite(key.out_value) || key.in_time.ticks > 0 ||
        key.out_time.ticks < 0 || std::abs(key.time.ticks) > kMaxEditTicks || key.in_time.ticks < -kMaxEditTicks ||
        key.out_time.ticks > kMaxEditTicks)
        return fail(ErrorCode::usage, "the key's time or handles are out of range", std::string(s.id));
    Curve curve = p.curve ? *p.curve : Curve{};
    auto at = std::lower_bound(curve.keys.begin(), curve.keys.end(), key.time,
                               [](const Key& k, Time t) { return k.time < t; });
    if (at != curve.keys.end() && at->time == key.time)
        *at = key;
    else
        curve.keys.insert(at, key);
    return Param{p.value, ref(std::move(curve))};
}

Result<Param> without_key(const ParamSpec& s, const Param& p, Time time) {
    if (p.curve) {
        Curve curve = *p.curve;
        auto at = std::find_if(curve.keys.begin(), curve.keys.end(), [&](const Key& k) { return k.time == time; });
        if (at != curve.keys.end()) {
            double value = at->value;
            curve.keys.erase(at);
            if (curve.keys.empty()) return Param{value, nullptr}; // the last key's value stays
            return Param{p.value, ref(std::move(curve))};
        }
    }
    return fail(ErrorCode::usage, "there is no key at that time", std::string(s.id));
}

using Effects = std::vector<Ref<Effect>>;

// Changes the effects of an owner (and the generator of a generator clip) through fn(effects, generator or null).
static Result<Sequence> change_effects(const Sequence& sequence, const EffectOwner& owner,
                                       const std::function<Result<void>(Effects&, Ref<Effect>*, Domain)>& fn) {
    if (auto strip = std::get_if<StripRef>(&owner))
        return change_strip(sequence, *strip,
                            [&](Strip& s) -> Result<void> { return fn(s.inserts, nullptr, Domain::sound); });
    IdSource none;
    SequenceEdit edit(sequence, none);
    ClipPlace p = TRY(edit.find(std::get<ClipId>(owner)));
    TRY_VOID(edit.refuse_locked(p.track));
    const TrackKind kind = edit.track(p.track).kind;
    if (kind == TrackKind::subtitle) return fail(ErrorCode::usage, "subtitles take no effects", edit.where(p));
    Clip c = *p.placement->clip;
    EffectStack stack = c.effects ? *c.effects : EffectStack{};
    auto generator = std::get_if<GeneratorContent>(&c.content);
    TRY_VOID(fn(stack.effects, generator ? &generator->generator : nullptr,
                kind == TrackKind::picture ? Domain::picture : Domain::sound));
    const bool empty = stack.effects.empty() && stack.foreign.empty();
    c.effects = empty ? nullptr : ref(std::move(stack));
    edit.set_item(p.track, p.index, {p.placement->start, ref(std::move(c))});
    return edit.finish();
}

static Result<size_t> index_of(const Effects& effects, EffectId id) {
    for (size_t i = 0; i < effects.size(); ++i)
        if (effects[i]->id == id) return i;
    return fail(ErrorCode::usage, "there is no effect " + std::to_string(id.value) + " there");
}

static Result<void> readable_texts(const Effect& e) {
    auto checked = check_texts(e);
    if (!checked) return fail(ErrorCode::usage, checked.error().what, checked.error().where);
    return {};
}

static Result<void> in_range(const Effect& e) {
    const EffectSpec& s = spec(e.kind);
    if (e.params.size() != s.params.size() || e.texts.size() != s.texts.size())
        return fail(ErrorCode::usage, "the effect has a wrong number of parameters", std::string(s.label));
    for (size_t i = 0; i < e.params.size(); ++i)
        if (!e.params[i].curve) TRY_VOID(with_value(s.params[i], {}, e.params[i].value));
    return readable_texts(e);
}

Result<MadeEffect> add_effect(const Sequence& sequence, const EffectOwner& owner, Effect effect,
                              std::optional<size_t> index, IdSource& ids) {
    effect.id = ids.make<EffectId>();
    EffectId id = effect.id;
    const EffectSpec& s = spec(effect.kind);
    TRY_VOID(in_range(effect));
    if ((effect.kind == EffectKind::lv2) != (effect.plugin && !effect.plugin->uri.empty()))
        return fail(ErrorCode::usage, "a plug-in is added by its URI (add_plugin)", std::string(s.label));
    if (effect.plugin && !std::holds_alternative<StripRef>(owner))
        return fail(ErrorCode::usage, "plug-ins are inserts of tracks, buses and the master", effect.plugin->name);
    if (auto strip = std::get_if<StripRef>(&owner); strip && strip->group)
        return fail(ErrorCode::usage, "no sound goes through a fader group, so it has no inserts");
    auto out = TRY(change_effects(sequence, owner, [&](Effects& list, Ref<Effect>*, Domain domain) -> Result<void> {
        if (s.domain != domain)
            return fail(ErrorCode::usage, "the effect " + std::string(s.label) + " does not fit there");
        size_t at = std::min(index.value_or(list.size()), list.size());
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(at), ref(std::move(effect)));
        return {};
    }));
    return MadeEffect{std::move(out), id};
}

Result<Sequence> remove_effect(const Sequence& sequence, const EffectOwner& owner, EffectId id) {
    return change_effects(sequence, owner, [&](Effects& list, Ref<Effect>*, Domain) -> Result<void> {
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(TRY(index_of(list, id))));
        return {};
    });
}

Result<Sequence> move_effect(const Sequence& sequence, const EffectOwner& owner, EffectId id, size_t index) {
    return change_effects(sequence, owner, [&](Effects& list, Ref<Effect>*, Domain) -> Result<void> {
        size_t from = TRY(index_of(list, id));
        Ref<Effect> e = list[from];
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(from));
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(std::min(index, list.size())), e);
        return {};
    });
}

static Result<Sequence> change_effect(const Sequence& sequence, const EffectOwner& owner, EffectId id,
                                      const std::function<Result<void>(Effect&)>& fn) {
    return change_effects(sequence, owner, [&](Effects& list, Ref<Effect>* generator, Domain) -> Result<void> {
        Ref<Effect>* slot = nullptr;
        if (generator && (!id || (*generator)->id == id))
            slot = generator;
        else if (!id)
            return fail(ErrorCode::usage, "name an effect: only generator clips have parameters of their own");
        else
            slot = &list[TRY(index_of(list, id))];
        Effect copy = **slot;
        TRY_VOID(fn(copy));
        *slot = ref(std::move(copy));
        return {};
    });
}

Result<Sequence> enable_effect(const Sequence& sequence, const EffectOwner& owner, EffectId id, Enabled enabled) {
    return change_effect(sequence, owner, id, [&](Effect& e) -> Result<void> {
        e.enabled = enabled == Enabled::yes;
        return {};
    });
}

Result<Sequence> set_mask(const Sequence& sequence, const EffectOwner& owner, EffectId id, Effect mask) {
    mask.id = {};
    if (mask.kind != EffectKind::mask || mask.mask) return fail(ErrorCode::usage, "that is no mask");
    TRY_VOID(in_range(mask));
    return change_effect(sequence, owner, id, [&](Effect& e) -> Result<void> {
        if (!takes_mask(e.kind))
            return fail(ErrorCode::usage, "a mask fits effects that change colours", std::string(spec(e.kind).label));
        e.mask = ref(std::move(mask));
        return {};
    });
}
Result<Sequence> clear_mask(const Sequence& sequence, const EffectOwner& owner, EffectId id) {
    return change_effect(sequence, owner, id, [&](Effect& e) -> Result<void> {
        if (!e.mask) return fail(ErrorCode::usage, "the effect has no mask", std::string(spec(e.kind).label));
        e.mask = nullptr;
        return {};
    });
}

Result<Sequence> set_effect_key(const Sequence& sequence, const StripRef& owner, EffectId id,
                                const std::optional<StripRef>& key) {
    if (key) {
        if (*key == StripRef{})
            return fail(ErrorCode::usage, "the master cannot be listened to, it holds everything", sequence.name);
        TRY(find_strip(sequence, *key));
        if (feeds(sequence, owner, *key))
            return fail(ErrorCode::usage, "the strip would listen to what it feeds itself",
                        "sequence " + sequence.name);
    }
    return change_effect(sequence, owner, id, [&](Effect& e) -> Result<void> {
        if (!takes_key(e.kind))
            return fail(ErrorCode::usage, "that effect listens to no other strip", std::string(spec(e.kind).label));
        e.key = key;
        return {};
    });
}

// The effect or its mask, whichever the reference's id names, through fn(effect, id without "mask.").
static Result<Sequence> change_named(const Sequence& sequence, const ParamRef& p,
                                     const std::function<Result<void>(Effect&, std::string_view)>& fn) {
    constexpr std::string_view kOfMask = "mask.";
    return change_effect(sequence, p.owner, p.effect, [&](Effect& e) -> Result<void> {
        if (!p.id.starts_with(kOfMask)) return fn(e, p.id);
        if (!e.mask) return fail(ErrorCode::usage, "the effect has no mask", std::string(spec(e.kind).label));
        Effect mask = *e.mask;
        TRY_VOID(fn(mask, p.id.substr(kOfMask.size())));
        e.mask = ref(std::move(mask));
        return {};
    });
}

static Result<Sequence> change_param(const Sequence& sequence, const ParamRef& p,
                                     const std::function<Result<Param>(const ParamSpec&, const Param&)>& fn) {
    return change_named(sequence, p, [&](Effect& e, std::string_view id) -> Result<void> {
        const EffectSpec& s = spec(e.kind);
        if (e.plugin) {
            Plugin plugin = *e.plugin;
            const Param* now = plugin.find(id);
            plugin.set(id, TRY(fn(kPluginValue, now ? *now : Param{})));
            e.plugin = ref(std::move(plugin));
            return {};
        }
        int slot = param_slot(s, id);
        if (slot < 0) {
            std::string known;
            for (const auto& row : s.params) known += (known.empty() ? "" : ", ") + std::string(row.id);
            return fail(ErrorCode::usage, "there is no parameter \"" + std::string(id) + "\"; there are: " + known,
                        std::string(s.label));
        }
        auto i = static_cast<size_t>(slot);
        e.params[i] = TRY(fn(s.params[i], e.params[i]));
        return {};
    });
}

Result<Sequence> change_plugin(const Sequence& sequence, const StripRef& strip, EffectId id,
                               const std::function<Result<void>(Plugin&)>& fn) {
    return change_effect(sequence, strip, id, [&](Effect& e) -> Result<void> {
        if (!e.plugin) return fail(ErrorCode::usage, "that effect is no plug-in", std::string(spec(e.kind).label));
        Plugin plugin = *e.plugin;
        TRY_VOID(fn(plugin));
        e.plugin = ref(std::move(plugin));
        return {};
    });
}

Result<Sequence> set_param(const Sequence& sequence, const ParamRef& param, double value) {
    return change_param(sequence, param, [&](const ParamSpec& s, const Param& p) { return with_value(s, p, value); });
}
Result<Sequence> set_key(const Sequence& sequence, const ParamRef& param, const Key& key) {
    return change_param(sequence, param, [&](const ParamSpec& s, const Param& p) { return with_key(s, p, key); });
}
Result<Sequence> remove_key(const Sequence& sequence, const ParamRef& param, Time time) {
    return change_param(sequence, param, [&](const ParamSpec& s, const Param& p) { return without_key(s, p, time); });
}

Result<Sequence> write_keys(const Sequence& sequence, const ParamRef& param, std::span<const Key> keys) {
    return change_param(sequence, param, [&](const ParamSpec& s, const Param& p) { return with_written(s, p, keys); });
}

// The shape of BCP 47: parts of 1 to 8 letters and digits with hyphens between, the first of letters.
static bool is_locale(std::string_view text) {
    size_t part = 0;
    bool first = true;
    for (char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), digit = c >= '0' && c <= '9';
        if (c == '-' && part > 0)
            part = 0, first = false;
        else if ((letter || (digit && !first)) && part < 8)
            ++part;
        else
            return false;
    }
    return part > 0 && text.size() <= 35;
}

static Result<void> set_local_text(Effect& e, int slot, std::string text, const std::string& locale) {
    if (e.kind != EffectKind::title)
        return fail(ErrorCode::usage, "only titles have texts in other languages", std::string(spec(e.kind).label));
    if (!is_locale(locale))
        return fail(ErrorCode::usage, "a locale is a language as \"ko\" or \"pt-BR\"", "locale " + locale);
    std::erase_if(e.local, [&](const LocalText& l) { return l.locale == locale && l.slot == slot; });
    if (text.empty()) return {};
    LocalText made{locale, slot, std::move(text)};
    auto at = std::find_if(e.local.begin(), e.local.end(), [&](const LocalText& l) {
        return std::tie(l.locale, l.slot) > std::tie(made.locale, made.slot);
    });
    e.local.insert(at, std::move(made));
    return {};
}

Result<Sequence> set_text(const Sequence& sequence, const ParamRef& param, std::string text,
                          const std::string& locale) {
    return change_named(sequence, param, [&](Effect& e, std::string_view id) -> Result<void> {
        int slot = text_slot(spec(e.kind), id);
        if (slot < 0)
            return fail(ErrorCode::usage, "there is no text \"" + std::string(id) + "\"",
                        std::string(spec(e.kind).label));
        if (!locale.empty()) return set_local_text(e, slot, std::move(text), locale);
        e.texts[static_cast<size_t>(slot)] = std::move(text);
        return readable_texts(e);
    });
}

} // namespace tandem
