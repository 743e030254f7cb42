// EffectTarget: one effect of a clip or a strip as the editors of parameters see it: its values at the playhead and the
// commands that change them. A value on a curve is changed by a key at the playhead, so automation is never lost to a
// slider. Plain value; main thread.
#pragma once

#include "engine/edit/effects.h"
#include "ui/studio.h"

namespace tandem::ui {

struct EffectTarget {
    EffectOwner owner;
    EffectId effect = {}; // none = the generator of a generator clip

    // Null where it is gone.
    Ref<Effect> find(const Sequence& sequence) const;
    // The playhead in the time of the owner's keys, kept within a clip.
    Time keyTime(const Sequence& sequence, Time playhead) const;
    // "clip", "track" or "bus", and "effect": what every command on it begins with.
    ValueObject args() const;
    Command setCommand(const Sequence& sequence, Time playhead, int slot, double value) const;
    // Makes or removes the key at the playhead.
    Command keyCommand(const Sequence& sequence, Time playhead, int slot) const;

  private:
    Command setKey(const Sequence& sequence, Time playhead, int slot, double value) const;
    Time sequenceTime(const Sequence& sequence, Time playhead) const;
    friend bool operator==(const EffectTarget&, const EffectTarget&) = default;
};

enum class KeyState : uint8_t { none, animated, here };
KeyState keyState(const Param& param, Time keyTime);

// Arguments that name a strip: "track", "bus" or none for the master.
ValueObject stripArgs(StripRef strip);
// gain_db or pan of a strip: as set_strip, or as a key at the playhead where it is automated.
Command stripCommand(const Sequence& sequence, StripRef strip, Time playhead, const char* param, double value);

// gain_db or pan of a strip, and a send's level, as a hand holds them.
HeldParam heldOfStrip(StripRef strip, const char* param);
HeldParam heldOfSend(StripRef strip, BusId bus);
// A parameter of a strip's insert; none where a hand cannot hold it (of clips, of plug-ins that are not there).
std::optional<HeldParam> heldOfInsert(const EffectTarget& target, const Effect& effect, int slot);

// As Studio::preview, for what takes several commands.
Result<void> previewAll(Studio& studio, const std::vector<Command>& commands);

} // namespace tandem::ui
