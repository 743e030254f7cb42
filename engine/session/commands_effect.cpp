// Commands on effects, parameters, keys and the mixer.
#include "engine/edit/automation.h"
#include "engine/session/command_args.h"
#include "engine/session/normalise_clip.h"

namespace tandem {

namespace {

using Outcome = Result<CommandOutcome>;

constexpr ArgSpec kOwnerClip{"clip", ArgType::id, false, "of a clip"};
constexpr ArgSpec kOwnerTrack{"track", ArgType::id, false, "of a sound track's strip"};
constexpr ArgSpec kOwnerBus{"bus", ArgType::id, false, "of a bus; with none of the three, of the master"};
constexpr ArgSpec kOwnerGroup{"fader_group", ArgType::id, false, "of a fader group: its gain_db"};
constexpr ArgSpec kEffectArg{"effect", ArgType::integer, true, "the effect's id"};

constexpr ArgSpec kAdd[] = {
    {"effect", ArgType::text, true, "transform, crop, ..., exposure, ...; of sound: gain, pan, eq, compressor, ..."},
    {"params", ArgType::object, false, "values by parameter id; choices also by word"},
    {"texts", ArgType::object, false, "texts by id (a lut3d's \"path\")"},
    {"index", ArgType::integer, false, "place in the stack, 0 = applied first; last if not given"},
    kOwnerClip,
    kOwnerTrack,
    kOwnerBus,
    kSequenceArg};

Result<double> param_value(const ParamSpec& p, const Value& v) {
    double d = 0;
    if (auto word = v.as_string(); word && !p.choices.empty()) {
        int i = choice_index(p, *word);
        if (i < 0) return fail(ErrorCode::usage, std::string(p.label) + " must be one of " + std::string(p.choices));
        return static_cast<double>(i);
    }
    if (auto b = v.as_bool(); b && p.unit == Unit::toggle) return *b ? 1.0 : 0.0;
    if (!v.number(d)) return fail(ErrorCode::usage, std::string(p.label) + " must be a number");
    return d;
}

// An effect of the arguments "params" and "texts", the rest at its defaults.
Result<Effect> described(const Args& a, EffectKind kind) {
    const EffectSpec& s = spec(kind);
    Effect effect = make_effect(kind, {});
    if (const Value* params = a.find("params"))
        for (const auto& [id, v] : *params->as_object()) {
            int i = param_slot(s, id);
            if (i < 0) return fail(ErrorCode::usage, "there is no parameter \"" + id + "\"", std::string(s.label));
            effect.params[static_cast<size_t>(i)].value = TRY(param_value(s.params[static_cast<size_t>(i)], v));
        }
    if (const Value* texts = a.find("texts"))
        for (const auto& [id, v] : *texts->as_object()) {
            int i = text_slot(s, id);
            if (i < 0 || !v.as_string())
                return fail(ErrorCode::usage, "there is no text \"" + id + "\"", std::string(s.label));
            effect.texts[static_cast<size_t>(i)] = *v.as_string();
        }
    return effect;
}

Outcome run_add(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add effect", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const EffectSpec* e = find_effect(a.text("effect"));
        if (!e) {
            std::string known;
            for (const auto& x : all_effects()) known += (known.empty() ? "" : ", ") + std::string(x.id);
            return fail(ErrorCode::usage, "there is no effect \"" + a.text("effect") + "\"; there are: " + known);
        }
        Effect effect = TRY(described(a, e->kind));
        std::optional<size_t> index;
        if (a.has("index")) index = static_cast<size_t>(std::max<int64_t>(0, a.integer("index", 0)));
        auto owner = TRY(a.owner());
        MadeEffect made = TRY(add_effect(s, owner, std::move(effect), index, ids));
        return SequenceOutcome{std::move(made.sequence), id_value(made.effect)};
    });
}

constexpr ArgSpec kEffect[] = {kEffectArg, kOwnerClip, kOwnerTrack, kOwnerBus, kSequenceArg};
constexpr ArgSpec kMoveEffect[] = {kEffectArg, {"index", ArgType::integer, true, "0 = applied first"},
                                   kOwnerClip, kOwnerTrack,
                                   kOwnerBus,  kSequenceArg};
constexpr ArgSpec kEnable[] = {kEffectArg,  {"enabled", ArgType::boolean, true, ""}, kOwnerClip, kOwnerTrack, kOwnerBus,
                               kSequenceArg};

Outcome run_remove(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove effect", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_effect(s, TRY(a.owner()), EffectId{a.raw_id("effect")}));
    });
}
Outcome run_move(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Reorder effects", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        auto index = static_cast<size_t>(std::max<int64_t>(0, a.integer("index", 0)));
        return done(move_effect(s, TRY(a.owner()), EffectId{a.raw_id("effect")}, index));
    });
}
constexpr ArgSpec kMask[] = {kEffectArg,
                             kClipArg,
                             {"params", ArgType::object, false,
                              "values by parameter id: shape, x, y, width, height, feather, ..., qualify, hue, ..."},
                             {"texts", ArgType::object, false, "\"path\": the points of a path"},
                             kSequenceArg};
constexpr ArgSpec kNoMask[] = {kEffectArg, kClipArg, kSequenceArg};
Outcome run_mask(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Mask effect", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        Effect mask = TRY(described(a, EffectKind::mask));
        return done(set_mask(s, TRY(a.owner()), EffectId{a.raw_id("effect")}, std::move(mask)));
    });
}
Outcome run_no_mask(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove mask", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(clear_mask(s, TRY(a.owner()), EffectId{a.raw_id("effect")}));
    });
}
Outcome run_enable(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Switch effect", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(enable_effect(s, TRY(a.owner()), EffectId{a.raw_id("effect")},
                                  a.flag("enabled", true) ? Enabled::yes : Enabled::no));
    });
}

// ---- parameters: of an effect, of a generator clip (no effect), or of a strip (no clip, no effect: gain_db, pan) ----
constexpr ArgSpec kParamId{"param", ArgType::text, true,
                           "id of the parameter, \"mask.width\" of the effect's mask; gain_db or pan of a strip"};
constexpr ArgSpec kParamEffect{"effect", ArgType::integer, false, "the effect's id; not for generators and strips"};
constexpr ArgSpec kSetParam[] = {kParamId,
                                 {"value", ArgType::number, false, "the number"},
                                 {"choice", ArgType::text, false, "or the word of a choice"},
                                 kParamEffect,
                                 kOwnerClip,
                                 kOwnerTrack,
                                 kOwnerBus,
                                 kOwnerGroup,
                                 kSequenceArg};
constexpr ArgSpec kSetKey[] = {
    kParamId,
    {"at", ArgType::time, true, "from the clip's start (with `sequence_time`: of the sequence; always so for strips)"},
    {"value", ArgType::number, true, ""},
    {"interpolation", ArgType::text, false, "hold, linear or bezier, of the span that begins here"},
    {"in_time", ArgType::time, false, "Bezier handle before the key, <= 0"},
    {"in_value", ArgType::number, false, ""},
    {"out_time", ArgType::time, false, "Bezier handle after the key, >= 0"},
    {"out_value", ArgType::number, false, ""},
    {"sequence_time", ArgType::boolean, false, "`at` is a time of the sequence"},
    kParamEffect,
    kOwnerClip,
    kOwnerTrack,
    kOwnerBus,
    kOwnerGroup,
    kSequenceArg};
constexpr ArgSpec kRemoveKey[] = {kParamId,
                                  {"at", ArgType::time, true, "as in set_key"},
                                  {"sequence_time", ArgType::boolean, false, "`at` is a time of the sequence"},
                                  kParamEffect,
                                  kOwnerClip,
                                  kOwnerTrack,
                                  kOwnerBus,
                                  kOwnerGroup,
                                  kSequenceArg};

// One change of a Param, wherever it is.
struct ParamChange {
    std::function<Result<Sequence>(const ParamRef&)> of_effect;
    std::function<Result<Param>(const ParamSpec&, const Param&)> of_strip;
};
Result<Sequence> change(const Args& a, const Sequence& s, const ParamChange& c) {
    auto owner = TRY(a.owner());
    const std::string id = a.text("param");
    auto strip = std::get_if<StripRef>(&owner);
    if (!strip || a.has("effect")) {
        ParamRef ref{.owner = owner, .effect = EffectId{a.raw_id("effect")}, .id = id};
        return c.of_effect(ref);
    }
    static constexpr std::string_view kIds[] = {"gain_db", "pan"};
    const size_t which = TRY(word_index("parameter of a strip", id, kIds));
    return change_strip(s, *strip, [&](Strip& x) -> Result<void> {
        Param& p = which == 0 ? x.gain_db : x.pan;
        p = TRY(c.of_strip(
            which == 0 ? spec(EffectKind::gain).params[slot::db] : spec(EffectKind::pan).params[slot::pan], p));
        return {};
    });
}

// Spec of the parameter named by the arguments, for words of choices.
Result<const ParamSpec*> named_spec(const Args& a, const Sequence& s) {
    std::string id = a.text("param");
    const bool of_mask = id.starts_with("mask.");
    if (of_mask) id.erase(0, 5);
    const EffectId wanted{a.raw_id("effect")};
    if (a.has("clip")) {
        auto place = find_clip(s, TRY(a.clip()));
        if (!place) return fail(ErrorCode::usage, "there is no such clip");
        const Clip& c = *place->placement->clip;
        const Effect* found = nullptr;
        if (auto g = std::get_if<GeneratorContent>(&c.content); g && (!wanted || g->generator->id == wanted))
            found = g->generator.get();
        if (c.effects)
            for (const auto& e : c.effects->effects)
                if (e->id == wanted) found = of_mask ? e->mask.get() : e.get();
        if (found)
            if (int i = param_slot(spec(found->kind), id); i >= 0)
                return &spec(found->kind).params[static_cast<size_t>(i)];
    }
    return fail(ErrorCode::usage, "there is no parameter \"" + id + "\" there that takes a word");
}

Outcome run_set_param(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Set parameter", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        if (a.has("value") == a.has("choice")) return fail(ErrorCode::usage, "give one of \"value\" and \"choice\"");
        double v = a.number("value", 0);
        if (a.has("choice")) v = TRY(param_value(*TRY(named_spec(a, s)), *a.find("choice")));
        return done(change(a, s,
                           {.of_effect = [&](const ParamRef& r) { return set_param(s, r, v); },
                            .of_strip = [&](const ParamSpec& x, const Param& p) { return with_value(x, p, v); }}));
    });
}

// The time of a key in its owner's key time.
Result<Time> key_time(const Args& a, const Sequence& s) {
    Time at = TRY(a.time("at", Grid::exact));
    if (!a.has("clip")) return at; // strips' curves are in sequence time
    auto place = find_clip(s, TRY(a.clip()));
    if (!place) return fail(ErrorCode::usage, "there is no such clip");
    if (a.flag("sequence_time", false)) at -= place->placement->start;
    return at + place->placement->clip->key_origin;
}

Outcome run_set_key(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Set key", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        static constexpr std::string_view kWords[] = {"hold", "linear", "bezier"};
        Key k;
        k.time = TRY(key_time(a, s)), k.value = a.number("value", 0);
        k.interpolation =
            static_cast<Interpolation>(TRY(word_index("interpolation", a.text("interpolation", "linear"), kWords)));
        k.in_time = TRY(a.time("in_time", Grid::exact, Time{}));
        k.out_time = TRY(a.time("out_time", Grid::exact, Time{}));
        k.in_value = a.number("in_value", 0), k.out_value = a.number("out_value", 0);
        return done(change(a, s,
                           {.of_effect = [&](const ParamRef& r) { return set_key(s, r, k); },
                            .of_strip = [&](const ParamSpec& x, const Param& p) { return with_key(x, p, k); }}));
    });
}
Outcome run_remove_key(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove key", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const Time t = TRY(key_time(a, s));
        return done(change(a, s,
                           {.of_effect = [&](const ParamRef& r) { return remove_key(s, r, t); },
                            .of_strip = [&](const ParamSpec& x, const Param& p) { return without_key(x, p, t); }}));
    });
}

constexpr ArgSpec kWrite[] = {kParamId,
                              {"keys", ArgType::array, true, "[time, value] each, by rising time of the sequence"},
                              {"to", ArgType::id, false, "bus: then `param` is the gain_db of the strip's send to it"},
                              kParamEffect,
                              kOwnerTrack,
                              kOwnerBus,
                              kOwnerGroup,
                              kSequenceArg};
Result<std::vector<Key>> read_keys(const Args& a) {
    std::vector<Key> keys;
    for (const Value& v : *a.find("keys")->as_array()) {
        const ValueArray* pair = v.as_array();
        const int64_t* at = pair && pair->size() == 2 ? (*pair)[0].as_int() : nullptr;
        Key k;
        if (!at || !(*pair)[1].number(k.value) || *at < 0 || *at > kMaxEditTicks)
            return fail(ErrorCode::usage, "each of the keys is [ticks, value]");
        k.time = Time{*at};
        keys.push_back(k);
    }
    return keys;
}
Outcome run_write(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Write automation", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const std::vector<Key> keys = TRY(read_keys(a));
        if (a.has("to")) {
            const BusId to = TRY(a.bus("to"));
            return done(change_strip(s, TRY(a.strip()), [&](Strip& x) -> Result<void> {
                for (Send& send : x.sends)
                    if (send.bus == to) {
                        send.gain_db = TRY(with_written(spec(EffectKind::gain).params[slot::db], send.gain_db, keys));
                        return {};
                    }
                return fail(ErrorCode::usage, "there is no send to that bus", s.name);
            }));
        }
        return done(change(a, s,
                           {.of_effect = [&](const ParamRef& r) { return write_keys(s, r, keys); },
                            .of_strip = [&](const ParamSpec& x, const Param& p) { return with_written(x, p, keys); }}));
    });
}

constexpr ArgSpec kSetText[] = {{"text", ArgType::text, true, "the new text"},
                                {"id", ArgType::text, false, "which text; \"text\" if not given"},
                                {"locale", ArgType::text, false, "of titles: the text in that language; empty = none"},
                                kParamEffect,
                                kOwnerClip,
                                kSequenceArg};
Outcome run_set_text(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Set text", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        const std::string id = a.text("id", "text");
        ParamRef r;
        r.owner = TRY(a.clip());
        r.effect = EffectId{a.raw_id("effect")}, r.id = id;
        return done(set_text(s, r, a.text("text"), a.text("locale")));
    });
}

constexpr ArgSpec kNormalise[] = {kClipArg,
                                  {"peak_db", ArgType::number, false, "to this true peak, dBTP"},
                                  {"loudness", ArgType::number, false, "or this integrated loudness, LUFS"},
                                  {"by_db", ArgType::number, false, "or by so much, as a measurement found it"},
                                  kSequenceArg};
// By the gain that ends the clip's effects; one that moves or stands before others is left alone.
Result<Sequence> turn_up(const Sequence& s, ClipId id, double by_db, IdSource& ids) {
    const auto place = find_clip(s, id);
    if (!place) return fail(ErrorCode::usage, "there is no such clip");
    const Ref<EffectStack>& stack = place->placement->clip->effects;
    const Effect* last = stack && !stack->effects.empty() ? stack->effects.back().get() : nullptr;
    if (last && last->kind == EffectKind::gain && last->enabled && !last->params[slot::db].curve)
        return set_param(s, {.owner = id, .effect = last->id, .id = "gain_db"}, last->params[slot::db].value + by_db);
    Effect gain = make_effect(EffectKind::gain, {});
    gain.params[slot::db].value = by_db;
    MadeEffect made = TRY(add_effect(s, id, std::move(gain), {}, ids));
    return std::move(made.sequence);
}
Outcome run_normalise(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    if (a.has("peak_db") + a.has("loudness") + a.has("by_db") != 1)
        return fail(ErrorCode::usage, "give one of \"peak_db\", \"loudness\" and \"by_db\"");
    double by_db = a.number("by_db", 0);
    if (!a.has("by_db")) {
        const bool peak = a.has("peak_db");
        const auto measured = TRY(measure_clip(project, *TRY(a.sequence()), TRY(a.clip())));
        by_db = TRY(normalising_gain(measured, peak ? NormaliseTo::true_peak : NormaliseTo::loudness,
                                     a.number(peak ? "peak_db" : "loudness", 0)));
    }
    auto out = TRY(edit_sequence(a, "Normalise clip", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const ClipId clip = TRY(a.clip());
        Sequence turned = TRY(turn_up(s, clip, by_db, ids));
        return SequenceOutcome{std::move(turned), Value(by_db)};
    }));
    // A replay has the measurement, whatever has become of the file.
    ValueObject intent{{"op", "normalize_clip"}, {"clip", values.at("clip")}, {"by_db", by_db}};
    if (const Value* sequence = a.find("sequence")) intent["sequence"] = *sequence;
    out.intent = std::move(intent);
    return out;
}

// ---- mixer ----
constexpr ArgSpec kStrip[] = {{"track", ArgType::id, false, "sound track"},
                              {"bus", ArgType::id, false, "bus; none = master"},
                              {"fader_group", ArgType::id, false, "or fader group: gain_db, mute, solo"},
                              {"gain_db", ArgType::number, false, "-144 to 24"},
                              {"pan", ArgType::number, false, "-1 left to 1 right"},
                              {"mute", ArgType::boolean, false, ""},
                              {"solo", ArgType::boolean, false, ""},
                              {"invert", ArgType::boolean, false, "polarity"},
                              {"law", ArgType::text, false, "pan law at centre: db0, db3, db4_5, db6"},
                              kSequenceArg};
Outcome run_strip(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Mixer", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(change_strip(s, TRY(a.strip()), [&](Strip& x) -> Result<void> {
            static constexpr std::string_view kLaws[] = {"db0", "db3", "db4_5", "db6"};
            if (a.has("gain_db"))
                x.gain_db = TRY(with_value(spec(EffectKind::gain).params[slot::db], {}, a.number("gain_db", 0)));
            if (a.has("pan")) x.pan = TRY(with_value(spec(EffectKind::pan).params[slot::pan], {}, a.number("pan", 0)));
            x.mute = a.flag("mute", x.mute), x.solo = a.flag("solo", x.solo), x.invert = a.flag("invert", x.invert);
            if (a.has("law")) x.law = static_cast<PanLaw>(TRY(word_index("pan law", a.text("law"), kLaws)));
            return {};
        }));
    });
}

constexpr ArgSpec kAddFaderGroup[] = {{"name", ArgType::text, false, "the next free one if not given"}, kSequenceArg};
Outcome run_add_fader_group(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add fader group", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        MadeFaderGroup g = TRY(add_fader_group(s, a.text("name"), ids));
        return SequenceOutcome{std::move(g.sequence), id_value(g.group)};
    });
}
constexpr ArgSpec kFaderGroup[] = {{"fader_group", ArgType::id, true, "id or name"}, kSequenceArg};
Outcome run_remove_fader_group(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove fader group", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_fader_group(s, TRY(a.fader_group("fader_group"))));
    });
}
constexpr ArgSpec kRenameFaderGroup[] = {
    {"fader_group", ArgType::id, true, "id or name"}, {"name", ArgType::text, true, ""}, kSequenceArg};
Outcome run_rename_fader_group(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Rename fader group", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(rename_fader_group(s, TRY(a.fader_group("fader_group")), a.text("name")));
    });
}
constexpr ArgSpec kSetFaderGroup[] = {{"track", ArgType::id, false, "member: sound track"},
                                      {"bus", ArgType::id, false, "or bus"},
                                      {"fader_group", ArgType::id, false, "or another fader group"},
                                      {"to", ArgType::id, false, "fader group; none if not given"},
                                      kSequenceArg};
Outcome run_set_fader_group(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Change fader group", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        FaderGroupId to;
        if (a.has("to")) to = TRY(a.fader_group("to"));
        return done(set_fader_group(s, TRY(a.strip()), to));
    });
}
constexpr ArgSpec kAddBus[] = {
    {"name", ArgType::text, false, ""}, {"channels", ArgType::integer, false, "2"}, kSequenceArg};
Outcome run_add_bus(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Add bus", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
        const auto channels = std::clamp<int64_t>(a.integer("channels", 2), 0, 1000);
        MadeBus b = TRY(add_bus(s, a.text("name"), static_cast<int>(channels), ids));
        return SequenceOutcome{std::move(b.sequence), id_value(b.bus)};
    });
}
constexpr ArgSpec kBus[] = {{"bus", ArgType::id, true, "id or name"}, kSequenceArg};
Outcome run_remove_bus(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove bus", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_bus(s, TRY(a.bus())));
    });
}
constexpr ArgSpec kKeyed[] = {kEffectArg,
                              kOwnerTrack,
                              kOwnerBus,
                              {"key_track", ArgType::id, false, "the sound track to listen to"},
                              {"key_bus", ArgType::id, false, "or the bus; neither = the effect's own sound"},
                              kSequenceArg};
Outcome run_keyed(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Set side chain", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        std::optional<StripRef> key;
        if (a.has("key_track"))
            key = StripRef{.track = TRY(a.track("key_track"))};
        else if (a.has("key_bus"))
            key = StripRef{.bus = TRY(a.bus("key_bus"))};
        return done(set_effect_key(s, TRY(a.strip()), EffectId{a.raw_id("effect")}, key));
    });
}
constexpr ArgSpec kOutput[] = {{"track", ArgType::id, false, "sound track"},
                               {"bus", ArgType::id, false, "or bus"},
                               {"to", ArgType::id, false, "bus; the master if not given"},
                               kSequenceArg};
Outcome run_output(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Route strip", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        BusId to;
        if (a.has("to")) to = TRY(a.bus("to"));
        return done(set_output(s, TRY(a.strip()), to));
    });
}
constexpr ArgSpec kSend[] = {{"track", ArgType::id, false, "sound track"},
                             {"bus", ArgType::id, false, "or bus"},
                             {"to", ArgType::id, true, "bus"},
                             {"gain_db", ArgType::number, false, "0"},
                             {"pre_fader", ArgType::boolean, false, "false"},
                             {"enabled", ArgType::boolean, false, "true"},
                             kSequenceArg};
Outcome run_send(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Send", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        Send x;
        x.bus = TRY(a.bus("to")), x.gain_db.value = a.number("gain_db", 0);
        x.point = a.flag("pre_fader", false) ? SendPoint::pre_fader : SendPoint::post_fader;
        x.enabled = a.flag("enabled", true);
        return done(set_send(s, TRY(a.strip()), x));
    });
}
constexpr ArgSpec kNoSend[] = {{"track", ArgType::id, false, "sound track"},
                               {"bus", ArgType::id, false, "or bus"},
                               {"to", ArgType::id, true, "bus"},
                               kSequenceArg};
Outcome run_no_send(const Ref<Project>& project, const ValueObject& values) {
    Args a(project, values);
    return edit_sequence(a, "Remove send", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
        return done(remove_send(s, TRY(a.strip()), TRY(a.bus("to"))));
    });
}

const CommandSpec kTable[] = {
    {"add_effect", "adds an effect to a clip or strip", kAdd, run_add},
    {"remove_effect", "removes an effect", kEffect, run_remove},
    {"move_effect", "reorders the effects of a clip or strip", kMoveEffect, run_move},
    {"enable_effect", "switches an effect on or off", kEnable, run_enable},
    {"set_mask", "gives an effect a mask: a shape, a qualifier or both", kMask, run_mask},
    {"clear_mask", "takes an effect's mask away", kNoMask, run_no_mask},
    {"set_param", "sets a parameter to a constant", kSetParam, run_set_param},
    {"set_key", "adds or replaces a keyframe", kSetKey, run_set_key},
    {"remove_key", "removes a keyframe", kRemoveKey, run_remove_key},
    {"write_automation", "writes keys of a strip's or insert's parameter in place of a stretch", kWrite, run_write},
    {"set_text", "sets a text of a title or effect", kSetText, run_set_text},
    {"normalize_clip", "measures a sound clip and moves its gain to a true peak or a loudness", kNormalise,
     run_normalise},
    {"set_strip", "gain, pan, mute, solo of a track, bus, fader group or the master", kStrip, run_strip},
    {"add_bus", "adds a bus to the mixer", kAddBus, run_add_bus},
    {"remove_bus", "removes a bus and what leads to it", kBus, run_remove_bus},
    {"add_fader_group", "adds a fader that acts on the faders of its members (VCA)", kAddFaderGroup,
     run_add_fader_group},
    {"remove_fader_group", "removes a fader group; its members stay as they are", kFaderGroup, run_remove_fader_group},
    {"rename_fader_group", "renames a fader group", kRenameFaderGroup, run_rename_fader_group},
    {"set_fader_group", "makes a strip a member of a fader group", kSetFaderGroup, run_set_fader_group},
    {"set_key_source", "lets an insert listen to another strip (side chain)", kKeyed, run_keyed},
    {"set_output", "sends a strip to a bus or the master", kOutput, run_output},
    {"set_send", "adds or changes a send", kSend, run_send},
    {"remove_send", "removes a send", kNoSend, run_no_send},
};

} // namespace

std::span<const CommandSpec> effect_commands() { return kTable; }

} // namespace tandem
