// Copying and pasting of effects as commands.
#include "ui/panels/effect_copy.h"

#include "engine/model/lookup.h"
#include "ui/panels/edit_plan.h"

namespace tandem::ui {

static std::vector<Ref<Effect>>& copied() {
    static std::vector<Ref<Effect>> kept;
    return kept;
}

void copyEffects(std::vector<Ref<Effect>> effects) { copied() = std::move(effects); }
bool effectsCopied() { return !copied().empty(); }

static ValueObject constants(const Effect& effect) {
    ValueObject out;
    const EffectSpec& s = spec(effect.kind);
    for (size_t i = 0; i < s.params.size(); ++i)
        if (effect.params[i].value != s.params[i].initial)
            out[std::string(s.params[i].id)] = Value(effect.params[i].value);
    return out;
}

static ValueObject texts(const Effect& effect) {
    ValueObject out;
    const EffectSpec& s = spec(effect.kind);
    for (size_t i = 0; i < s.texts.size(); ++i)
        if (!effect.texts[i].empty()) out[std::string(s.texts[i])] = Value(effect.texts[i]);
    return out;
}

// Key times stay as they are: counted from the clip's origin.
static void pasteKeys(EditPlan& plan, const ValueObject& owner, const Clip& clip, const Effect& effect,
                      const std::string& prefix) {
    static constexpr const char* kWords[] = {"hold", "linear", "bezier"};
    const EffectSpec& s = spec(effect.kind);
    for (size_t i = 0; i < s.params.size(); ++i) {
        if (!effect.params[i].curve) continue;
        for (const Key& k : effect.params[i].curve->keys) {
            ValueObject a = owner;
            a["param"] = Value(prefix + std::string(s.params[i].id));
            a["at"] = arg(k.time - clip.key_origin), a["value"] = Value(k.value);
            a["interpolation"] = Value(kWords[static_cast<size_t>(k.interpolation)]);
            a["in_time"] = arg(k.in_time), a["out_time"] = arg(k.out_time);
            a["in_value"] = Value(k.in_value), a["out_value"] = Value(k.out_value);
            plan.add({"set_key", std::move(a)});
        }
    }
}

static void pasteOne(EditPlan& plan, ClipId id, const Effect& effect) {
    const Value made = plan.add({"add_effect",
                                 {{"clip", arg(id)},
                                  {"effect", Value(std::string(spec(effect.kind).id))},
                                  {"params", constants(effect)},
                                  {"texts", texts(effect)}}});
    const auto place = plan.sequence() ? find_clip(*plan.sequence(), id) : std::nullopt;
    if (!made.as_int() || !place) return;
    const Ref<Clip> clip = place->placement->clip;
    const ValueObject owner{{"clip", arg(id)}, {"effect", made}};
    if (effect.mask) {
        ValueObject a = owner;
        a["params"] = constants(*effect.mask), a["texts"] = texts(*effect.mask);
        plan.add({"set_mask", std::move(a)});
        pasteKeys(plan, owner, *clip, *effect.mask, "mask.");
    }
    pasteKeys(plan, owner, *clip, effect, {});
    if (!effect.enabled) {
        ValueObject a = owner;
        a["enabled"] = Value(false);
        plan.add({"enable_effect", std::move(a)});
    }
}

bool pasteEffects(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return false;
    EditPlan plan(studio);
    for (const auto& track : s->tracks)
        for (const Placement& p : track->items)
            if (studio.selection().count(p.clip->id))
                for (const Ref<Effect>& e : copied())
                    if (spec(e->kind).domain == (track->kind == TrackKind::sound ? Domain::sound : Domain::picture) &&
                        track->kind != TrackKind::subtitle)
                        pasteOne(plan, p.clip->id, *e);
    return !plan.empty() && plan.commit(Studio::tr("Paste effects"));
}

} // namespace tandem::ui
