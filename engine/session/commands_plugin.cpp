// Commands on plug-ins as inserts.
#include <algorithm>

#include "engine/audio/lv2/instance.h"
#include "engine/audio/lv2/world.h"
#include "engine/session/command_args.h"

namespace tandem {

namespace {

using Outcome = Result<CommandOutcome>;

constexpr ArgSpec kOfTrack{"track", ArgType::id, false, "of a sound track's strip"};
constexpr ArgSpec kOfBus{"bus", ArgType::id, false, "of a bus; with neither, of the master"};
constexpr ArgSpec kProcess{"process", ArgType::text, false,
                           "automatic, shared (in this program) or own (in a process of its own)"};
constexpr ArgSpec kPreset{"preset", ArgType::text, false, "URI or name of one of the plug-in's presets"};
constexpr ArgSpec kParams{"params", ArgType::object, false, "values by the ports' symbols"};
constexpr ArgSpec kState{"state", ArgType::text, false, "what the plug-in saved, as the document keeps it"};
constexpr ArgSpec kAdd[] = {
    {"uri", ArgType::text, true, "the plug-in's identity; see `tandem plugins list`"},
    {"name", ArgType::text, false, "as installed if not given"},
    kParams,
    kPreset,
    kState,
    kProcess,
    {"index", ArgType::integer, false, "place in the stack, 0 = applied first; last if not given"},
    kOfTrack,
    kOfBus,
    kSequenceArg};
constexpr ArgSpec kSet[] = {{"effect", ArgType::integer, true, "the effect's id"},
                            kParams,
                            kPreset,
                            kState,
                            kProcess,
                            kOfTrack,
                            kOfBus,
                            kSequenceArg};

constexpr std::string_view kProcesses[] = {"automatic", "shared", "own"};

// The arguments with what the installed plug-in says in place of "preset", so that a replay does not need it.
Result<ValueObject> without_preset(const ValueObject& values, const std::string& uri) {
    ValueObject out = values;
    const auto named = out.find("preset");
    if (named == out.end()) return out;
    const std::string wanted = *named->second.as_string();
    out.erase(named);
    const auto info = lv2::find(uri);
    if (!info) return fail(ErrorCode::no_input, "its presets are not known, the plug-in is not installed", uri);
    const auto preset = std::find_if(info->presets.begin(), info->presets.end(),
                                     [&](const lv2::Preset& p) { return p.uri == wanted || p.label == wanted; });
    if (preset == info->presets.end()) {
        std::string known;
        for (const lv2::Preset& p : info->presets) known += (known.empty() ? "" : ", ") + p.label;
        return fail(ErrorCode::usage, "there is no preset \"" + wanted + "\"; there are: " + known, info->name);
    }
    const lv2::PresetValues preset_values = TRY(lv2::read_preset(*info, preset->uri));
    ValueObject params;
    for (const auto& [symbol, value] : preset_values.values) params[symbol] = static_cast<double>(value);
    if (const auto own = values.find("params"); own != values.end())
        for (const auto& [symbol, value] : *own->second.as_object()) params[symbol] = value;
    out["params"] = std::move(params);
    if (!preset_values.state.empty()) out["state"] = preset_values.state;
    return out;
}

Result<void> set_values(const Args& a, Plugin& plugin) {
    const auto info = lv2::find(plugin.uri);
    if (const Value* params = a.find("params"))
        for (const auto& [symbol, v] : *params->as_object()) {
            const int port = info ? info->find(symbol) : -1;
            if (info && (port < 0 || info->ports[static_cast<size_t>(port)].kind != lv2::PortKind::control ||
                         !info->ports[static_cast<size_t>(port)].input))
                return fail(ErrorCode::usage, "the plug-in has no parameter \"" + symbol + "\"", info->name);
            double value = 0;
            if (auto b = v.as_bool())
                value = *b ? 1 : 0;
            else if (!v.number(value))
                return fail(ErrorCode::usage, "the value of " + symbol + " must be a number", plugin.name);
            plugin.set(symbol, TRY(with_value(kPluginValue, {}, value)));
        }
    if (a.has("state")) plugin.state = a.text("state");
    if (a.has("process"))
        plugin.process =
            static_cast<PluginProcess>(TRY(word_index("process of a plug-in", a.text("process"), kProcesses)));
    return {};
}

Outcome run_add(const Ref<Project>& project, const ValueObject& values) {
    Plugin plugin;
    plugin.uri = Args(project, values).text("uri");
    ValueObject expanded = TRY(without_preset(values, plugin.uri));
    if (!expanded.contains("name")) {
        const auto info = lv2::find(plugin.uri);
        if (!info)
            return fail(ErrorCode::no_input, "no such plug-in is installed; see `tandem plugins list`", plugin.uri);
        expanded["name"] = info->name;
    }
    Args a(project, expanded);
    plugin.name = a.text("name");
    TRY_VOID(set_values(a, plugin));
    CommandOutcome out =
        TRY(edit_sequence(a, "Add plug-in", [&](const Sequence& s, IdSource& ids) -> Result<SequenceOutcome> {
            Effect effect = make_effect(EffectKind::lv2, {});
            effect.plugin = std::make_shared<const Plugin>(plugin);
            std::optional<size_t> index;
            if (a.has("index")) index = static_cast<size_t>(std::max<int64_t>(0, a.integer("index", 0)));
            const StripRef strip = TRY(a.strip());
            MadeEffect made = TRY(add_effect(s, strip, std::move(effect), index, ids));
            return SequenceOutcome{std::move(made.sequence), id_value(made.effect)};
        }));
    expanded["op"] = "add_plugin";
    out.intent = std::move(expanded);
    return out;
}

Outcome run_set(const Ref<Project>& project, const ValueObject& values) {
    ValueObject expanded = values;
    {
        // The preset's plug-in is that of the insert.
        Args a(project, values);
        const Ref<Sequence> s = TRY(a.sequence());
        const Strip* strip = TRY(find_strip(*s, TRY(a.strip())));
        const EffectId id{a.raw_id("effect")};
        for (const auto& e : strip->inserts)
            if (e->id == id && e->plugin) expanded = TRY(without_preset(values, e->plugin->uri));
    }
    Args a(project, expanded);
    CommandOutcome out =
        TRY(edit_sequence(a, "Set plug-in", [&](const Sequence& s, IdSource&) -> Result<SequenceOutcome> {
            const StripRef strip = TRY(a.strip());
            return done(
                change_plugin(s, strip, EffectId{a.raw_id("effect")}, [&](Plugin& p) { return set_values(a, p); }));
        }));
    expanded["op"] = "set_plugin";
    out.intent = std::move(expanded);
    return out;
}

const CommandSpec kTable[] = {
    {"add_plugin", "adds an LV2 plug-in to a track, a bus or the master; set_param and set_key take its ports' symbols",
     kAdd, run_add},
    {"set_plugin", "sets values, a preset, the state or the process of a plug-in", kSet, run_set},
};

} // namespace

std::span<const CommandSpec> plugin_commands() { return kTable; }

} // namespace tandem
