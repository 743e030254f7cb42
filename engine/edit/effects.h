// Effects of clips and strips, their parameters and keys; strips, buses and sends. Pure, any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <variant>

#include "engine/edit/sequence_edit.h"

namespace tandem {

using EffectOwner = std::variant<ClipId, StripRef>;

struct MadeEffect {
    Sequence sequence;
    EffectId effect;
};
// Appends the effect (or puts it at `index`) with `effect` as its start; its id is given here.
Result<MadeEffect> add_effect(const Sequence& sequence, const EffectOwner& owner, Effect effect,
                              std::optional<size_t> index, IdSource& ids);
Result<Sequence> remove_effect(const Sequence& sequence, const EffectOwner& owner, EffectId effect);
Result<Sequence> move_effect(const Sequence& sequence, const EffectOwner& owner, EffectId effect, size_t index);
enum class Enabled { no, yes };
Result<Sequence> enable_effect(const Sequence& sequence, const EffectOwner& owner, EffectId effect, Enabled enabled);

// Gives the effect a mask (of kind `mask`; its id becomes 0) or replaces the one it has; errors where the effect takes
// none.
Result<Sequence> set_mask(const Sequence& sequence, const EffectOwner& owner, EffectId effect, Effect mask);
Result<Sequence> clear_mask(const Sequence& sequence, const EffectOwner& owner, EffectId effect);

// Side chain: the strip that an insert of a strip listens to; none = its own sound. Refuses effects that take none, the
// master, and a strip that is fed by the insert's own.
Result<Sequence> set_effect_key(const Sequence& sequence, const StripRef& owner, EffectId effect,
                                const std::optional<StripRef>& key);

// A copy of the insert's plug-in, changed by fn(Plugin&) -> Result<void>; its parameters also go by set_param and keys.
Result<Sequence> change_plugin(const Sequence& sequence, const StripRef& strip, EffectId effect,
                               const std::function<Result<void>(Plugin&)>& fn);

// One number or text of an effect; an id of 0 means the generator of a generator clip. "mask.width" is one of the
// effect's mask, which must be there.
struct ParamRef {
    EffectOwner owner;
    EffectId effect = {};
    std::string_view id; // of the catalog row or text slot; the symbol of a plug-in's port
};
// A constant: removes the curve.
Result<Sequence> set_param(const Sequence& sequence, const ParamRef& param, double value);
// With a locale: of titles, that language's text; an empty one takes it away.
Result<Sequence> set_text(const Sequence& sequence, const ParamRef& param, std::string text,
                          const std::string& locale = {});
// Adds a key or replaces the one at its time (in the time of the owner's keys: Clip::key_origin).
Result<Sequence> set_key(const Sequence& sequence, const ParamRef& param, const Key& key);
Result<Sequence> remove_key(const Sequence& sequence, const ParamRef& param, Time time);
// with_written() of engine/edit/automation.h.
Result<Sequence> write_keys(const Sequence& sequence, const ParamRef& param, std::span<const Key> keys);

// The same verbs' workers on one Param, for strips' gain and pan.
Result<Param> with_value(const ParamSpec& spec, const Param& param, double value);
Result<Param> with_key(const ParamSpec& spec, const Param& param, const Key& key);
Result<Param> without_key(const ParamSpec& spec, const Param& param, Time time);

// A copy of the strip, changed by fn(Strip&) -> Result<void>.
Result<Sequence> change_strip(const Sequence& sequence, const StripRef& strip,
                              const std::function<Result<void>(Strip&)>& fn);
// No insert of `sequence` listens to `key` any more.
void drop_keys(Sequence& sequence, const StripRef& key);
Result<const Strip*> find_strip(const Sequence& sequence, const StripRef& strip);

struct MadeBus {
    Sequence sequence;
    BusId bus;
};
Result<MadeBus> add_bus(const Sequence& sequence, std::string name, int channels, IdSource& ids);
// Sends to it vanish, outputs to it go to the master, side chains from it go.
Result<Sequence> remove_bus(const Sequence& sequence, BusId bus);
struct MadeFaderGroup {
    Sequence sequence;
    FaderGroupId group;
};
Result<MadeFaderGroup> add_fader_group(const Sequence& sequence, std::string name, IdSource& ids);
// Its members go to the group that it is in itself.
Result<Sequence> remove_fader_group(const Sequence& sequence, FaderGroupId group);
Result<Sequence> rename_fader_group(const Sequence& sequence, FaderGroupId group, std::string name);
// None = out of its group. Refuses the master and a circle.
Result<Sequence> set_fader_group(const Sequence& sequence, const StripRef& member, FaderGroupId group);
// Refuse an unknown bus and a cycle.
Result<Sequence> set_output(const Sequence& sequence, const StripRef& strip, BusId output);
Result<Sequence> set_send(const Sequence& sequence, const StripRef& strip, const Send& send); // adds or replaces
Result<Sequence> remove_send(const Sequence& sequence, const StripRef& strip, BusId bus);

} // namespace tandem
