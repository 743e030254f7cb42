// Finding the effect and writing its commands.
#include "ui/panels/effect_target.h"

#include <algorithm>

#include "engine/audio/lv2/plugin_info.h"
#include "engine/audio/lv2/world.h"
#include "engine/model/lookup.h"
#include "engine/session/commands.h"
#include "ui/panels/insert_facts.h"

namespace tandem::ui {

static const Key* keyAt(const Param& param, Time t) {
    if (!param.curve) return nullptr;
    for (const Key& k : param.curve->keys)
        if (k.time == t) return &k;
    return nullptr;
}

KeyState keyState(const Param& param, Time keyTime) {
    if (!param.curve) return KeyState::none;
    return keyAt(param, keyTime) ? KeyState::here : KeyState::animated;
}

ValueObject stripArgs(StripRef strip) {
    if (strip.track) return {{"track", arg(strip.track)}};
    if (strip.bus) return {{"bus", arg(strip.bus)}};
    if (strip.group) return {{"fader_group", arg(strip.group)}};
    return {};
}

static std::string_view interpolationWord(Interpolation i) {
    return i == Interpolation::hold ? "hold" : i == Interpolation::bezier ? "bezier" : "linear";
}

// Of a key that takes the place of `old`, if there is one: its shape stays.
static void keepShape(ValueObject& args, const Key* old) {
    if (!old) return;
    args["interpolation"] = Value(std::string(interpolationWord(old->interpolation)));
    if (old->interpolation != Interpolation::bezier) return;
    args["in_time"] = arg(old->in_time), args["out_time"] = arg(old->out_time);
    args["in_value"] = Value(old->in_value), args["out_value"] = Value(old->out_value);
}

Ref<Effect> EffectTarget::find(const Sequence& sequence) const {
    if (auto clip = std::get_if<ClipId>(&owner)) {
        const auto place = find_clip(sequence, *clip);
        if (!place) return nullptr;
        const Clip& c = *place->placement->clip;
        if (auto g = std::get_if<GeneratorContent>(&c.content); g && (!effect || g->generator->id == effect))
            return g->generator;
        if (c.effects)
            for (const Ref<Effect>& e : c.effects->effects)
                if (e->id == effect) return e;
        return nullptr;
    }
    const auto strip = find_strip(sequence, std::get<StripRef>(owner));
    if (strip && *strip)
        for (const Ref<Effect>& e : (*strip)->inserts)
            if (e->id == effect) return e;
    return nullptr;
}

Time EffectTarget::sequenceTime(const Sequence& sequence, Time playhead) const {
    auto clip = std::get_if<ClipId>(&owner);
    const auto place = clip ? find_clip(sequence, *clip) : std::nullopt;
    if (!place) return playhead;
    const Placement& p = *place->placement;
    return std::clamp(playhead, p.start, std::max(p.start, p.end() - sequence.format.rate.time_of(1)));
}

Time EffectTarget::keyTime(const Sequence& sequence, Time playhead) const {
    const Time t = sequenceTime(sequence, playhead);
    auto clip = std::get_if<ClipId>(&owner);
    const auto place = clip ? find_clip(sequence, *clip) : std::nullopt;
    return place ? t - place->placement->start + place->placement->clip->key_origin : t;
}

ValueObject EffectTarget::args() const {
    ValueObject out;
    if (auto clip = std::get_if<ClipId>(&owner))
        out["clip"] = arg(*clip);
    else
        out = stripArgs(std::get<StripRef>(owner));
    if (effect) out["effect"] = arg(effect);
    return out;
}

Command EffectTarget::setKey(const Sequence& sequence, Time playhead, int slot, double value) const {
    const Ref<Effect> e = find(sequence);
    Command out{"set_key", args()};
    if (!e) return out;
    out.args["param"] = Value(std::string(rowsOf(*e)[static_cast<size_t>(slot)].id));
    out.args["at"] = arg(sequenceTime(sequence, playhead));
    out.args["sequence_time"] = Value(true);
    out.args["value"] = Value(value);
    const Param param = paramOf(*e, static_cast<size_t>(slot));
    keepShape(out.args, keyAt(param, keyTime(sequence, playhead)));
    return out;
}

Command EffectTarget::setCommand(const Sequence& sequence, Time playhead, int slot, double value) const {
    const Ref<Effect> e = find(sequence);
    if (e && paramOf(*e, static_cast<size_t>(slot)).curve) return setKey(sequence, playhead, slot, value);
    Command out{"set_param", args()};
    if (e) out.args["param"] = Value(std::string(rowsOf(*e)[static_cast<size_t>(slot)].id));
    out.args["value"] = Value(value);
    return out;
}

Command EffectTarget::keyCommand(const Sequence& sequence, Time playhead, int slot) const {
    const Ref<Effect> e = find(sequence);
    const Time at = keyTime(sequence, playhead);
    if (!e) return {"remove_key", args()};
    const Param param = paramOf(*e, static_cast<size_t>(slot));
    if (!keyAt(param, at)) return setKey(sequence, playhead, slot, param.at(at));
    Command out{"remove_key", args()};
    out.args["param"] = Value(std::string(rowsOf(*e)[static_cast<size_t>(slot)].id));
    out.args["at"] = arg(sequenceTime(sequence, playhead));
    out.args["sequence_time"] = Value(true);
    return out;
}

HeldParam heldOfStrip(StripRef strip, const char* param) {
    const bool pan = std::string_view(param) == "pan";
    return {.strip = strip,
            .slot = pan ? 1 : 0,
            .id = param,
            .spec = spec(pan ? EffectKind::pan : EffectKind::gain).params[0]};
}

HeldParam heldOfSend(StripRef strip, BusId bus) {
    return {.strip = strip, .send = bus, .id = "gain_db", .spec = spec(EffectKind::gain).params[0]};
}

std::optional<HeldParam> heldOfInsert(const EffectTarget& target, const Effect& effect, int slot) {
    auto strip = std::get_if<StripRef>(&target.owner);
    if (!strip || slot < 0 || static_cast<size_t>(slot) >= rowsOf(effect).size()) return {};
    const ParamSpec& row = rowsOf(effect)[static_cast<size_t>(slot)];
    HeldParam out{.strip = *strip, .effect = effect.id, .slot = slot, .id = std::string(row.id), .spec = row};
    if (!effect.plugin) return out;
    const auto info = lv2::find(effect.plugin->uri);
    if (!info) return {};
    const std::vector<int> controls = info->controls();
    for (size_t i = 0; i < controls.size(); ++i)
        if (info->ports[static_cast<size_t>(controls[i])].symbol == row.id) {
            out.slot = static_cast<int>(i);
            return out;
        }
    return {};
}

Command stripCommand(const Sequence& sequence, StripRef strip, Time playhead, const char* param, double value) {
    Command out{"set_strip", stripArgs(strip)};
    const auto found = find_strip(sequence, strip);
    const Param* p = nullptr;
    if (found && *found) p = std::string_view(param) == "pan" ? &(*found)->pan : &(*found)->gain_db;
    if (!p || !p->curve) {
        out.args[param] = Value(value);
        return out;
    }
    out.name = "set_key";
    out.args["param"] = Value(param), out.args["at"] = arg(playhead), out.args["value"] = Value(value);
    keepShape(out.args, keyAt(*p, playhead));
    return out;
}

Result<void> previewAll(Studio& studio, const std::vector<Command>& commands) {
    Session* session = studio.session();
    if (!session) return fail(ErrorCode::usage, "no project is open");
    Document& document = session->document();
    Ref<Project> root = document.history()[document.position()].root;
    for (const Command& c : commands) {
        CommandOutcome outcome = TRY(run_command(root, c.name, c.args));
        root = std::move(outcome.project);
    }
    document.preview(std::move(root));
    return {};
}

} // namespace tandem::ui
